"""Fit the learned reader of promises to the corpus, and say what it is worth on hands that it has not seen.

    python training/promises.py            fit to all hands, write the weights
    python training/promises.py --measure  leave each hand out in turn, and only print
    python training/promises.py --kept     the reader as it is shipped, on the lines that nobody who writes rules has read

Wants numpy, scipy and scikit-learn (`training/requirements.txt`) beside the installed project.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from hands import corpus, each_left_out, f_score, figures, in_bytes, kept
from scipy.sparse import csr_matrix, diags
from sklearn.svm import LinearSVC

from evenkeel.judgement.reading import learned
from evenkeel.judgement.reading.learned.features import SLOTS
from evenkeel.judgement.reading.learned.linear import scale_of
from evenkeel.judgement.reading.promises import read_line
from evenkeel.judgement.reading.promising.clues import clues, place_of, verdict_of
from evenkeel.judgement.reading.promising.message import answered_in
from evenkeel.judgement.reading.promising.passages import own_words, sentences
from evenkeel.judgement.reading.promising.sentence import read_sentence
from evenkeel.judgement.reading.promising.values import Scene
from evenkeel.judgement.reading.promising.weighing import ACTIONS, ACTORS, COMMITS, FILE, VERDICTS
from evenkeel.judgement.times.calendars import Calendar

STRENGTH = 0.2
SEEN_AT_LEAST = 2
ROUNDS = 3
# False commitments among lines that hold none: above this a threshold is not taken, whatever it would find. Three of the
# hands wrote such lines as the twins of promises; a desk's are not that near, and on the others it comes to one in ten.
MOST_FALSE = 0.12
# What a rule took for a promise is only overruled where the weights speak against it.
GRIDS = {"made": np.arange(-0.9, 0.01, 0.05), "other": np.arange(0, 0.91, 0.05), "nothing": np.arange(0, 0.91, 0.05)}


@dataclass(frozen=True)
class Sentences:
    """All sentences of the corpus: their features, whose line each is of, and what is known of it (-1: not which sentence)."""

    features: csr_matrix
    owner: np.ndarray
    known: np.ndarray
    verdict: np.ndarray
    answered: np.ndarray  # of lines, not sentences: those that a short yes makes a commitment, which only rules see


def lines() -> list[dict]:
    return [row for row in corpus("promises") if row["lang"] == "en" and row["speaker"] != "customer"]


def scene_of(row: dict) -> Scene:
    return Scene.around(
        row["text"],
        now=datetime.fromisoformat(row["now"]),
        zone=row["tz"],
        agent_zone=row["agent_tz"],
        calendar=Calendar.from_row(row["calendar"], row["tz"]) if row["calendar"] else None,
        message_channel=row["message_channel"],
        previous_customer_text=row["prev_customer"],
        language=row["lang"],
    )


def counted(rows: list[dict]) -> Sentences:
    slots, owner, known, verdicts, answered = [], [], [], [], []
    for n, row in enumerate(rows):
        scene = scene_of(row)
        own, _ = own_words(row["text"])
        answered.append(bool(answered_in(own, scene)))
        found = sentences(own)
        dues = {one["due_utc"][:16] for one in row["expect"]["commitments"] if one.get("due_utc")}
        for k, sentence in enumerate(found):
            made, other = read_sentence(sentence, own, scene)
            slots.append(sorted(set(clues(sentence.text, place_of(k, len(found)), made, other, scene))))
            owner.append(n)
            verdicts.append(verdict_of(made, other))
            when = scene.when(sentence.text)
            due = when.due.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") if when and when.due else None
            known.append(_known(row, len(found), said=bool(made) or due in dues))
    ends = np.cumsum([0, *map(len, slots)])
    values = np.concatenate([np.full(len(some), scale_of(len(some))) for some in slots])
    features = csr_matrix((values, np.concatenate(slots), ends), shape=(len(slots), SLOTS))
    return Sentences(features, np.array(owner), np.array(known), np.array(verdicts), np.array(answered))


def _known(row: dict, count: int, *, said: bool) -> int:
    if not row["expect"]["is_commitment"]:
        return 0
    return 1 if count == 1 or said else -1


def settled(all_: Sentences, rows: list[dict], places: np.ndarray) -> np.ndarray:
    """Which sentences commit, where only the line is labelled: those that a first fit holds most likely, as many as are labelled."""
    truth = all_.known.copy()
    open_lines = np.unique(all_.owner[places[all_.known[places] == -1]])
    for _ in range(ROUNDS - 1):
        use = places[truth[places] >= 0]
        sums = all_.features @ _column(all_.features[use], truth[use] == 1)[0]
        truth = all_.known.copy()
        for n in open_lines:
            mine = np.flatnonzero(all_.owner == n)
            wanted = len(rows[n]["expect"]["commitments"]) - (truth[mine] == 1).sum()
            ordered = [i for i in mine[np.argsort(-sums[mine])] if truth[i] == -1]
            truth[ordered] = 0
            truth[ordered[: max(wanted, 0)]] = 1
    return truth


def _column(features: csr_matrix, truth: np.ndarray, *, even: bool = False) -> tuple[np.ndarray, float]:
    seen = np.asarray((features > 0).sum(0)).ravel() >= SEEN_AT_LEAST
    model = LinearSVC(C=STRENGTH, class_weight="balanced" if even else None)
    model.fit(features @ diags(seen.astype(float)), truth)
    return model.coef_[0] * seen, float(model.intercept_[0])


def fit(all_: Sentences, rows: list[dict], places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A column for whether a sentence commits; and, of those that do, one for each actor and act."""
    truth = settled(all_, rows, places)
    use = places[truth[places] >= 0]
    alone = np.array([i for i in use if truth[i] == 1 and len(rows[all_.owner[i]]["expect"]["commitments"]) == 1])
    labels = [rows[all_.owner[i]]["expect"]["commitments"][0] for i in alone]
    columns = [_column(all_.features[use], truth[use] == 1)]
    columns += [
        _column(all_.features[alone], np.array([one["actor"].split(":")[0] == actor for one in labels]))
        for actor in ACTORS
    ]
    columns += [
        _column(all_.features[alone], np.array([one["action"] == act for one in labels]), even=True) for act in ACTIONS
    ]
    return np.stack([weights for weights, _ in columns], 1), np.array([bias for _, bias in columns])


def of_lines(sums: np.ndarray, all_: Sentences, thresholds: dict[str, float]) -> np.ndarray:
    """A line commits where one of its sentences does."""
    needed = np.array([thresholds[verdict] for verdict in all_.verdict])
    said = all_.answered.copy()
    said[all_.owner[sums >= needed]] = True
    return said


def out_of_hand(all_: Sentences, rows: list[dict], hands: np.ndarray) -> np.ndarray:
    sums = np.zeros(len(all_.owner))
    for name, away, here in each_left_out(hands[all_.owner]):
        truth = settled(all_, rows, away)
        use = away[truth[away] >= 0]
        weights, bias = _column(all_.features[use], truth[use] == 1)
        sums[here] = all_.features[here] @ weights + bias
        print(f"  without {name}: {len(here)} sentences", flush=True)
    return sums


def best_thresholds(sums: np.ndarray, all_: Sentences, truth: np.ndarray) -> dict[str, float]:
    """One for each verdict of the rules, in turn, for F1 as long as not too much is false."""
    chosen = dict.fromkeys(VERDICTS, 0.0)
    for _ in range(3):
        for verdict in VERDICTS:
            tried = {t: of_lines(sums, all_, chosen | {verdict: t}) for t in map(float, GRIDS[verdict])}
            chosen[verdict] = max(tried, key=lambda t: _worth(tried[t], truth))
    return chosen


def _worth(said: np.ndarray, truth: np.ndarray) -> float:
    false = (said & ~truth).sum() / (~truth).sum()
    return f_score(said, truth) - 4 * max(0.0, false - MOST_FALSE)


def report(sums: np.ndarray, all_: Sentences, rows: list[dict], thresholds: dict[str, float]) -> None:
    truth, hands = truths(rows), np.array([row["hand"] for row in rows])
    said = of_lines(sums, all_, thresholds)
    rules = all_.answered.copy()
    rules[all_.owner[all_.verdict == "made"]] = True
    print("thresholds", {verdict: round(t, 2) for verdict, t in thresholds.items()})
    for name, _, here in each_left_out(hands):
        print(f"  {name}: {figures(said[here], truth[here])}; rules alone {figures(rules[here], truth[here])}")
    print(f"  all: {figures(said, truth)}; rules alone {figures(rules, truth)}")


def truths(rows: list[dict]) -> np.ndarray:
    return np.array([row["expect"]["is_commitment"] for row in rows])


def write(weights: np.ndarray, bias: np.ndarray, thresholds: dict[str, float]) -> Path:
    path = Path(learned.__file__).parent / FILE
    np.savez_compressed(
        path,
        **in_bytes(weights),
        bias=bias.astype(np.float32),
        columns=np.array([COMMITS, *ACTORS, *ACTIONS]),
        verdicts=np.array(list(thresholds)),
        thresholds=np.array(list(thresholds.values()), np.float32),
    )
    return path


def on_kept() -> None:
    """Through the reader as the desk calls it, all languages and both speakers; `scoring` of dues is another program's work."""
    rows = kept("promises")
    asked = [{name: value for name, value in row.items() if name not in ("expect", "note")} for row in rows]
    said = np.array([bool(read_line(row)["commitments"]) for row in asked])
    hands, truth = np.array([row["hand"] for row in rows]), truths(rows)
    print(f"{len(rows)} lines of {len(set(hands))} hands kept apart")
    for name, _, here in each_left_out(hands):
        print(f"  {name}: {figures(said[here], truth[here])}")
    print(f"  all: {figures(said, truth)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="print what it is worth; write nothing")
    parser.add_argument("--kept", action="store_true", help="measure the shipped reader on the lines kept apart")
    chosen = parser.parse_args()
    if chosen.kept:
        on_kept()
        return
    rows = lines()
    all_, hands = counted(rows), np.array([row["hand"] for row in rows])
    print(f"{len(rows)} lines of {len(set(hands))} hands, {len(all_.owner)} sentences")
    sums = out_of_hand(all_, rows, hands)
    thresholds = best_thresholds(sums, all_, truths(rows))
    report(sums, all_, rows, thresholds)
    if not chosen.measure:
        print(f"written: {write(*fit(all_, rows, np.arange(len(all_.owner))), thresholds).name}")


if __name__ == "__main__":
    main()
