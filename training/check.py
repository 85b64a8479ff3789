"""Is the corpus in order? Its form, its labels, no line twice, and nothing in it that stands in the lines kept for grading.

python training/check.py [FOLDER]    FOLDER: lines that nothing here may share five words in a row with
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
KINDS = ("triggers", "promises", "drafts", "conversations")
KEYS = {
    "triggers": "id industry channel lang text context triggers customer_type level note hand",
    "promises": "id now tz agent_tz calendar speaker agent_name message_channel lang prev_customer text expect note hand",
    "drafts": "id industry channel stage already_known_to_customer agent customer_last case_facts draft good breaks evidence note hand",
    "conversations": "id industry channel lang turns ends turning_point because preventable note hand",
}
TYPES = {"none", "impatient", "aggressive", "complainer"}
SERIOUS = set(
    "legal_compliance manager_request abuse sla_breach public_shaming vulnerable_person customers_customer".split()
)
LESSER = set("repeated_failed_fix broken_promise money_at_risk churn_threat wide_impact".split())
GRAVE = {"safety_threat", "production_stopped"}


def files() -> Iterator[tuple[str, Path]]:
    for kind in KINDS:
        for path in [
            *sorted((HERE / "corpus" / kind).glob("*.jsonl")),
            *sorted((HERE / "kept").glob(f"{kind}_*.jsonl")),
        ]:
            yield kind, path


def troubles(strangers: Path | None = None) -> Iterator[str]:
    theirs = _rows_of(strangers) if strangers else set()
    ids: set[str] = set()
    for kind, path in files():
        for number, line in enumerate(path.open(), 1):
            where = f"{path.relative_to(HERE)}:{number}"
            row = json.loads(line)
            if missing := set(KEYS[kind].split()) ^ set(row):
                yield f"{where}: keys differ: {', '.join(sorted(missing))}"
                continue
            if row["id"] in ids:
                yield f"{where}: the id {row['id']} stands twice"
            ids.add(row["id"])
            yield from (f"{where}: {wrong}" for wrong in _LABELS[kind](row))
            if shared := theirs & _in_a_row(_words_of(row)):
                yield f"{where}: shares “{' '.join(next(iter(shared)))}” with the lines kept for grading"


def _triggers(row: dict[str, Any]) -> Iterator[str]:
    codes = set(row["triggers"])
    if unknown := codes - SERIOUS - LESSER - GRAVE:
        yield f"no such codes: {', '.join(unknown)}"
    if row["customer_type"] not in TYPES:
        yield f"no such type: {row['customer_type']}"
    least = 4 if codes & GRAVE else 3 if codes & SERIOUS or len(codes & LESSER) > 1 else 2 if codes else 1
    if row["level"] not in range(least, 5):
        yield f"level {row['level']}, and its codes alone make {least}"


def _promises(row: dict[str, Any]) -> Iterator[str]:
    for one in row["expect"]["commitments"]:
        if one.get("due_local") and one.get("due_utc"):
            zone = ZoneInfo(one.get("zone") or row["tz"])
            local = datetime.fromisoformat(one["due_local"]).replace(tzinfo=zone)
            said = datetime.fromisoformat(one["due_utc"])
            other = local.replace(fold=1)
            if said not in {local, other} and said != local.replace(tzinfo=ZoneInfo(row["agent_tz"])):
                yield f"due {one['due_local']} is not {one['due_utc']}"
    if row["expect"]["is_commitment"] != bool(row["expect"]["commitments"]):
        yield "says that it is a commitment and names none, or the other way round"


def _drafts(row: dict[str, Any]) -> Iterator[str]:
    if row["good"] == bool(row["breaks"]):
        yield "good and broken at once, or neither"
    if {e["code"] for e in row["evidence"]} != set(row["breaks"]):
        yield "evidence and breaks name different codes"
    for one in row["evidence"]:
        if one["span"] and row["draft"][one["start"] : one["start"] + len(one["span"])] != one["span"]:
            yield f"“{one['span']}” does not stand at {one['start']}"


def _conversations(row: dict[str, Any]) -> Iterator[str]:
    turned, turns = row["turning_point"], row["turns"]
    if row["ends"] not in {"escalated", "cooled", "flat"}:
        yield f"no such end: {row['ends']}"
    if (row["ends"] == "escalated") != (turned is not None):
        yield "escalated without a marked turn, or the other way round"
    if any(turn["speaker"] not in {"customer", "agent", "bot"} or not turn["text"].strip() for turn in turns):
        yield "a turn of nobody, or an empty one"
    if turned is not None and turns[turned]["speaker"] != "customer":
        yield f"turn {turned} is marked, and it is not the customer's"
    if turned is not None and not (row["because"] and row["preventable"]):
        yield "the turn has no reason, or nothing that would have prevented it"


_LABELS = {"triggers": _triggers, "promises": _promises, "drafts": _drafts, "conversations": _conversations}


def _words_of(row: dict[str, Any]) -> str:
    said = [turn["text"] for turn in row.get("turns", ())]
    return " ".join(
        [*said, *(str(row.get(field) or "") for field in ("text", "draft", "customer_last", "prev_customer"))]
    )


def _in_a_row(text: str, count: int = 5) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[n : n + count]) for n in range(len(words) - count + 1)}


def _rows_of(folder: Path) -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for path in folder.glob("*.jsonl"):
        for line in path.open():
            found |= _in_a_row(_words_of(json.loads(line)))
    return found


def main() -> None:
    found = list(troubles(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
    for trouble in found:
        print(trouble)
    print(
        f"{sum(1 for _, path in files() for _ in path.open())} lines in {sum(1 for _ in files())} files; {len(found)} troubles"
    )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
