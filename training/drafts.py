"""Train the learned reader of drafts on the corpus, and say what it is worth on hands that it has not seen.

    python training/drafts.py            train on all hands, write the model
    python training/drafts.py --measure  leave hands out in turn, and only print
    python training/drafts.py --kept     the reader as it is shipped, on the lines that nobody who writes rules has read

Wants numpy, scipy and scikit-learn (`training/requirements.txt`) beside the installed project.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from triggers import f1, f_score

from evenkeel.judgement.reading import learned
from evenkeel.judgement.reading.drafting.context import Context, look_at
from evenkeel.judgement.reading.drafting.finding import Finding
from evenkeel.judgement.reading.drafting.seen import of_sentence
from evenkeel.judgement.reading.drafting.weighing import COLUMNS, weigh
from evenkeel.judgement.reading.drafts import CODES, by_rule, read_line
from evenkeel.judgement.reading.learned.features import SLOTS
from evenkeel.judgement.reading.learned.sentences import FILE, SentenceModel

CORPUS, KEPT = Path(__file__).parent / "corpus" / "drafts", Path(__file__).parent / "kept"
# One fault a draft, on live turns only: good to learn words from, no measure of a reader.
EXERCISES = frozenset({"yew"})
STRENGTH = 16.0
SEEN_AT_LEAST = 2
BETA = 0.5  # a false flag costs twice what a missed one does
OWN_SHARE = 0.5  # of a code's own best threshold; the rest is the best for all at once, for some codes have few lines
_UNKNOWN = -1


@dataclass(frozen=True)
class Draft:
    row: dict
    context: Context
    rules: tuple[Finding, ...]


def drafts(paths: Iterable[Path]) -> list[Draft]:
    found = []
    for row in (json.loads(line) for path in paths for line in path.open()):
        known, facts = row["already_known_to_customer"], row["case_facts"]
        context = look_at(row["draft"], row["stage"], row["channel"], row["customer_last"], facts, known, row["agent"])
        found.append(Draft(row, context, by_rule(context)))
    return found


def labels(draft: Draft) -> list[list[int]]:
    """A row a sentence, a column a code: whether its evidence stands there; for being heard, also that we cannot know."""
    found = []
    for place, sentence in enumerate(draft.context.sentences):
        here = {
            e["code"]
            for e in draft.row["evidence"]
            if e["start"] is not None and e["start"] < sentence.end and e["start"] + len(e["span"]) > sentence.start
        }
        found.append([*(int(code in here) for code in COLUMNS[:-1]), _heard(draft.row, place, faulty=bool(here))])
    return found


def _heard(row: dict, place: int, *, faulty: bool) -> int:
    """Where the customer was heard it is nearly always done at once; of later sentences nobody has said whether they do."""
    if faulty or "no_ack" in row["breaks"]:
        return 0
    at_once = place == 0 and "explain_first" not in row["breaks"] and row["stage"] != "close"
    return 1 if at_once else _UNKNOWN


def counted(these: list[Draft]) -> csr_matrix:
    values, slots, ends = [], [], [0]
    for draft in these:
        for place in range(len(draft.context.sentences)):
            seen = of_sentence(draft.context, place, draft.rules)
            values.extend(seen.values())
            slots.extend(seen.keys())
            ends.append(len(slots))
    return csr_matrix((np.array(values, float), slots, ends), shape=(len(ends) - 1, SLOTS))


def fit(sentences: csr_matrix, truth: np.ndarray) -> dict[str, np.ndarray]:
    """What the reader loads, but for the thresholds: weights as whole numbers of one byte, and each column's scale."""
    seen = np.asarray((sentences > 0).sum(0)).ravel()
    slots = np.flatnonzero(seen >= SEEN_AT_LEAST)
    rare = np.log(sentences.shape[0] / (seen[slots] + 1)) + 1
    ready = (sentences[:, slots] @ diags(rare)).tocsr()
    weights, bias = np.zeros((len(slots), len(COLUMNS))), np.zeros(len(COLUMNS))
    for n in range(len(COLUMNS)):
        model = LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear", class_weight="balanced")
        known = np.flatnonzero(truth[:, n] != _UNKNOWN)
        model.fit(ready[known], truth[known, n])
        weights[:, n], bias[n] = model.coef_[0] * rare, model.intercept_[0]
    scales = np.abs(weights).max(0) / 127
    whole = np.round(weights / scales).astype(np.int8)
    return {"columns": np.array(COLUMNS), "slots": slots, "weights": whole, "scales": scales, "bias": bias}


def out_of_hand(these: list[Draft]) -> tuple[dict[str, SentenceModel], np.ndarray]:
    """For each hand a model that has seen no line of it, with no thresholds yet; and what these say of each draft."""
    sentences, truth = counted(these), np.array([row for draft in these for row in labels(draft)])
    of_hand = np.array([d.row["hand"] for d in these for _ in d.context.sentences])
    of_draft = np.array([n for n, d in enumerate(these) for _ in d.context.sentences])
    models, said = {}, np.zeros((len(these), len(COLUMNS)))
    for hand in sorted(set(of_hand) - EXERCISES):
        away, here = np.flatnonzero(of_hand != hand), np.flatnonzero(of_hand == hand)
        models[hand] = SentenceModel({**fit(sentences[away], truth[away]), "thresholds": np.zeros(len(COLUMNS))})
        for n in here:
            start, end = sentences.indptr[n], sentences.indptr[n + 1]
            seen = dict(zip(sentences.indices[start:end].tolist(), sentences.data[start:end].tolist(), strict=True))
            said[of_draft[n]] = np.maximum(said[of_draft[n]], list(models[hand].read(seen).values()))
        print(f"  without {hand}: {len(here)} sentences", flush=True)
    return models, said


def best_thresholds(said: np.ndarray, these: list[Draft]) -> np.ndarray:
    """For the faults; whether the customer was heard has a line of its own, in the reader."""
    grid = np.arange(0.04, 0.97, 0.02)
    truth = np.array([[code in d.row["breaks"] for code in COLUMNS[:-1]] for d in these])
    faults = said[:, :-1]
    shared = max(grid, key=lambda t: f_score(faults >= t, truth, BETA))
    own = [max(grid, key=lambda t, n=n: f_score(faults[:, n] >= t, truth[:, n], BETA)) for n in range(truth.shape[1])]
    return np.array([*(OWN_SHARE * one + (1 - OWN_SHARE) * shared for one in own), 1.0])


def measure(these: list[Draft], models: dict[str, SentenceModel], said: np.ndarray) -> None:
    """Each hand by the model and the thresholds of the others, through the same weighing that the desk uses."""
    judged = [d for d in these if d.row["hand"] in models]
    for hand, model in models.items():
        others = [n for n, d in enumerate(these) if d.row["hand"] in models and d.row["hand"] != hand]
        chosen = best_thresholds(said[others], [these[n] for n in others])
        model.thresholds = dict(zip(COLUMNS, chosen.tolist(), strict=True))
    codes = [{f.code for f in weigh(d.context, d.rules, models[d.row["hand"]])} for d in judged]
    print("rules alone, hands not seen:")
    report([{f.code for f in d.rules} for d in judged], [d.row for d in judged])
    print("rules and model, hands not seen:")
    report(codes, [d.row for d in judged])


def report(found: list[set[str]], rows: list[dict]) -> None:
    said = np.array([[code in codes for code in CODES] for codes in found])
    truth = np.array([[code in row["breaks"] for code in CODES] for row in rows])
    for n, code in enumerate(CODES):
        hit = (said[:, n] & truth[:, n]).sum()
        right, part = hit / max(said[:, n].sum(), 1), hit / max(truth[:, n].sum(), 1)
        print(f"  | {code} | {right:.2f} | {part:.2f} | {f1(said[:, n], truth[:, n]):.2f} | {truth[:, n].sum()} |")
    good = ~truth.any(1)
    print(
        f"  {len(rows)} drafts: micro-F1 {f1(said, truth):.3f}; false flags a good draft {said[good].sum() / good.sum():.3f};"
        f" good told from bad {(good == ~said.any(1)).mean():.3f}"
    )


def on_kept() -> None:
    rows = [json.loads(line) for path in sorted(KEPT.glob("drafts_*.jsonl")) for line in path.open()]
    hidden = {"good", "breaks", "evidence", "note", "hand"}
    read = [read_line({name: value for name, value in row.items() if name not in hidden}) for row in rows]
    report([set(one["breaks"]) for one in read], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="print what it is worth; write nothing")
    parser.add_argument("--kept", action="store_true", help="measure the shipped reader on the lines kept apart")
    chosen = parser.parse_args()
    if chosen.kept:
        on_kept()
        return
    these = drafts(sorted(CORPUS.glob("*.jsonl")))
    models, said = out_of_hand(these)
    if chosen.measure:
        measure(these, models, said)
        return
    judged = [n for n, d in enumerate(these) if d.row["hand"] in models]
    thresholds = best_thresholds(said[judged], [these[n] for n in judged])
    print("\n".join(f"  {name:<20} {t:.2f}" for name, t in zip(COLUMNS, thresholds, strict=True)))
    kept = fit(counted(these), np.array([row for draft in these for row in labels(draft)]))
    path = Path(learned.__file__).parent / FILE
    smaller = {"slots": np.int32, "scales": np.float32, "bias": np.float32}
    np.savez_compressed(path, **{k: v.astype(smaller.get(k, v.dtype)) for k, v in kept.items()}, thresholds=thresholds)
    print(f"written: {path.name}, {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
