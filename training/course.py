"""Fit what reads the course of a conversation, and say what it is worth: heat, the turning point, the forecast.

    python training/course.py --threads FILE            fit, and write judgement/reading/learned/course.json
    python training/course.py --threads FILE --measure  the same without writing, conversations left out in turn
    python training/course.py --kept                    as shipped, on the conversations kept apart

FILE: labelled threads, a JSON object a line: {"id", "turns": [{"speaker", "text", "frustration": [0..4, ...]}]}, where customers'
turns carry what readers said. Wants numpy, scipy and scikit-learn (`training/requirements.txt`) beside the installed project.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import heat
import numpy as np
from courses import (
    FRUSTRATED,
    PROPOSERS,
    Course,
    Forecast,
    Said,
    all_said,
    auc_before_the_last,
    from_threads,
    invented,
    report,
    row_of,
    steps,
    turning,
)
from scipy.stats import spearmanr
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from evenkeel.judgement.reading import learned
from evenkeel.judgement.reading.conversation import Turn
from evenkeel.judgement.reading.course.forecasting import BASE, FEATURES, SPEAKS_FROM, forecast
from evenkeel.judgement.reading.course.turn import of_customer
from evenkeel.judgement.reading.course.weights import FILE, Sum, load

HERE = Path(__file__).parent
FIRMNESS = 3.0  # of the logistic fit: of three tried, the best calibrated on both kinds
THREADS_WEIGH = 2.0  # all real threads together, against all invented conversations
FOLDS = 10
HEAT_FOLDS = 8


def fit(courses: Sequence[Course]) -> tuple[float, np.ndarray]:
    """Log odds for a world in which `BASE` of the conversations end badly. Real threads have a level of their own."""
    rows, ends, weigh = [], [], []
    many = {real: sum(c.real == real for c in courses) for real in (False, True)}
    for course in courses:
        seen = course.before_each()
        for row in seen:
            rows.append(np.append(row, course.real))
            ends.append(course.ended_badly)
            weigh.append((THREADS_WEIGH * many[False] / many[True] if course.real else 1.0) / len(seen))
    model = LogisticRegression(C=FIRMNESS, max_iter=1000).fit(np.array(rows), ends, sample_weight=weigh)
    share = statistics.mean(c.ended_badly for c in courses if not c.real)
    return float(model.intercept_[0] - _odds(share) + _odds(BASE)), model.coef_[0][:-1]


def _odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def said_by(weights: tuple[float, np.ndarray]) -> Forecast:
    def said(turns: Sequence[Turn]) -> float:
        if len(of_customer(turns)) < SPEAKS_FROM:
            return BASE
        return float(1 / (1 + np.exp(-(weights[0] + row_of(turns) @ weights[1]))))

    return said


def left_out(courses: Sequence[Course]) -> list[Forecast]:
    """For each conversation a forecast fitted without it."""
    fitted = [
        said_by(fit([c for n, c in enumerate(courses) if n % FOLDS != fold]))
        for fold in range(min(FOLDS, len(courses)))
    ]
    return [fitted[n % FOLDS] for n in range(len(courses))]


def unseen(threads: Sequence[dict]) -> list[Course]:
    """Each thread as it is read with weights of heat that were fitted without it."""
    said, ours = list(heat.turns_of(threads)), heat.our_messages()
    found: list[Course] = []
    for fold in range(HEAT_FOLDS):
        fitted = heat.fit_heat([one for one in said if one.thread % HEAT_FOLDS != fold], ours)
        own, carried = (
            Sum(bias, dict(zip(names, weights.tolist(), strict=True)))
            for (bias, weights), names in ((fitted.own, heat.NAMES), (fitted.carry, heat.CARRY))
        )
        with patch(
            "evenkeel.judgement.reading.course.heat.load", return_value=replace(load(), own=own, carried=carried)
        ):
            found += from_threads(threads[fold::HEAT_FOLDS])
    return found


def fit_all(threads: Sequence[dict], courses: Sequence[Course]) -> dict:
    """Heat is fitted and written first, for the forecast looks at it: run twice after a change of signs."""
    said, ours = list(heat.turns_of(threads)), heat.our_messages()
    fitted, found = heat.fit_heat(said, ours), heat.left_out(said, ours)
    truth = [one.felt for one in said]
    auc = roc_auc_score(np.array(truth) >= FRUSTRATED, found)
    print(f"heat, threads left out: Spearman {spearmanr(found, truth)[0]:.3f}, AUC {auc:.3f} of {len(said)} turns")
    bias, weights = fit(courses)
    return {
        "own": heat.as_sum(fitted.own[0], heat.NAMES, fitted.own[1]),
        "carried": heat.as_sum(fitted.carry[0], heat.CARRY, fitted.carry[1]),
        "near": heat.near(said, found),
        "forecast": heat.as_sum(bias, FEATURES, weights),
        "steps": steps(_of_real_life(courses)),
    }


def _of_real_life(courses: Sequence[Course]) -> list[Said]:
    """Real threads alone say how sure a forecast may be: invented conversations are clearer than life."""
    pairs = list(zip(courses, left_out(courses), strict=True))
    real = [pair for pair in pairs if pair[0].real] or pairs
    return all_said([course for course, _ in real], [one for _, one in real])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--threads", type=Path)
    asked.add_argument("--measure", action="store_true")
    asked.add_argument("--kept", action="store_true")
    args = asked.parse_args()
    if args.kept:
        courses = [c for path in sorted((HERE / "kept").glob("conversations_*.jsonl")) for c in invented(path)]
        print(f"{len(courses)} conversations kept apart, {sum(c.ended_badly for c in courses)} of them end badly")
        for name, propose in PROPOSERS.items():
            print(f"  turning point, {name}: {turning(courses, propose)}")
        report(courses, [forecast] * len(courses))
        return
    threads = [json.loads(line) for line in args.threads.open()] if args.threads else []
    ours = [c for path in sorted((HERE / "corpus/conversations").glob("*.jsonl")) for c in invented(path)]
    real = unseen(threads) if threads else []
    if args.threads and not args.measure:
        path = Path(learned.__file__).parent / FILE
        path.write_text(json.dumps(fit_all(threads, [*ours, *real]), indent=1) + "\n", encoding="utf-8")
    said = left_out([*ours, *real])
    print(f"{len(ours)} invented conversations, forecasts left out in turn")
    for name, propose in PROPOSERS.items():
        print(f"  turning point, {name}: {turning(ours, propose)}")
    report(ours, said[: len(ours)])
    if real:
        print(f"{len(real)} real threads, {sum(c.ended_badly for c in real)} end frustrated")
        report(real, said[len(ours) :])
        only = said_by(fit_alone(ours))
        print(
            f"  fitted on the invented ones only, before the last turn: AUC {auc_before_the_last(real, [only] * len(real)):.3f}"
        )
    if not args.measure:
        print(dict(zip(FEATURES, fit([*ours, *real])[1].round(2).tolist(), strict=True)))


def fit_alone(ours: Sequence[Course]) -> tuple[float, np.ndarray]:
    rows = [(row, c.ended_badly) for c in ours for row in c.before_each()]
    model = LogisticRegression(C=FIRMNESS, max_iter=1000).fit([r for r, _ in rows], [e for _, e in rows])
    return float(model.intercept_[0]), model.coef_[0]


if __name__ == "__main__":
    main()
