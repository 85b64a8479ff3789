"""How sure a forecast may be: its calibration as a picture, with AUC, calibration error and lead beside it.

    python bench/course.py --out docs/pictures/forecast-calibration.svg [--threads FILE]

Forecasts are of conversations left out, and heat of the labelled threads too. The invented conversations are ours; the labelled threads are not, and without FILE (or the
folder `shared` beside this project) only the invented ones are drawn. Wants `training/requirements.txt`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "training"))

from course import left_out, unseen
from courses import Said, all_said, invented, report, steps

THREADS = ROOT.parent / "shared" / "real" / "conversations" / "social_support_dev.jsonl"
SIDE, EDGE = 320, 46


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--threads", type=Path, default=THREADS)
    args = asked.parse_args()
    ours = [c for path in sorted((ROOT / "training/corpus/conversations").glob("*.jsonl")) for c in invented(path)]
    real = unseen([json.loads(line) for line in args.threads.open()]) if args.threads.is_file() else []
    if not real:
        print(f"No labelled threads at {args.threads}: only the invented conversations are drawn.")
    said = left_out([*ours, *real])
    drawn = [("invented conversations", "#1f6f8b", all_said(ours, said[: len(ours)]))]
    print(f"{len(ours)} invented conversations")
    report(ours, said[: len(ours)])
    if real:
        print(f"{len(real)} real threads, ended frustrated or not")
        report(real, said[len(ours) :])
        drawn.append(("real support threads", "#a23b2a", all_said(real, said[len(ours) :])))
    args.out.write_text(picture(drawn), encoding="utf-8")
    print(f"written: {args.out}")


def picture(drawn: Sequence[tuple[str, str, Sequence[Said]]]) -> str:
    """What was said across, what came upwards; on the dotted line they are the same. A dot's size is its conversations."""
    whole = SIDE + 2 * EDGE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole + 24 * len(drawn)}" font-family="sans-serif" font-size="12" role="img">',
        "<title>What the forecast said, and how many of those conversations ended badly</title>",
        f'<rect width="100%" height="100%" fill="#fff"/><rect x="{EDGE}" y="{EDGE}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>',
        f'<path d="M{EDGE} {EDGE + SIDE}L{EDGE + SIDE} {EDGE}" stroke="#999" stroke-dasharray="3 4"/>',
    ]
    for tenth in range(0, 11, 2):
        at = EDGE + SIDE * tenth / 10
        lines.append(f'<text x="{at}" y="{EDGE + SIDE + 18}" text-anchor="middle">{tenth / 10:g}</text>')
        lines.append(f'<text x="{EDGE - 8}" y="{2 * EDGE + SIDE - at + 4}" text-anchor="end">{tenth / 10:g}</text>')
    lines.append(f'<text x="{EDGE + SIDE / 2}" y="{EDGE + SIDE + 36}" text-anchor="middle">said</text>')
    lines.append(f'<text x="{EDGE}" y="{EDGE - 10}">came (of 1)</text>')
    for n, (name, colour, said) in enumerate(drawn):
        lines += _series(steps(said), colour)
        y = whole + 24 * n + 6
        lines.append(
            f'<circle cx="{EDGE + 6}" cy="{y}" r="6" fill="{colour}"/><text x="{EDGE + 20}" y="{y + 4}">{name}</text>'
        )
    return "\n".join([*lines, "</svg>", ""])


def _series(found: Sequence[tuple[float, float, int]], colour: str) -> list[str]:
    points = [(EDGE + SIDE * meant, EDGE + SIDE * (1 - came), of) for meant, came, of in found]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in points)
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{3 + of**0.5:.1f}" fill="{colour}" fill-opacity=".75"/>'
        for x, y, of in points
    ]
    return [f'<path d="{path}" fill="none" stroke="{colour}"/>', *dots]


if __name__ == "__main__":
    main()
