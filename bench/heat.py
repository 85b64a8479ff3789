"""How well heat follows what people say of a customer's frustration: the shipped reader's features beside plain baselines.

    python bench/heat.py [--threads FILE]

Labelled threads are not ours to ship: without FILE (or the folder `shared` beside this project) it says so and ends. Every
figure that is fitted is of threads left out (eight parts, three ways of parting them, by thread and never by turn).
Wants `training/requirements.txt`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "training"))

import heat
import numpy as np
from scipy.stats import spearmanr
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from evenkeel.judgement.reading.triggers import read_triggers

THREADS = ROOT.parent / "shared" / "real" / "conversations" / "social_support_dev.jsonl"
FRUSTRATED = 2.5
Scores = np.ndarray


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--threads", type=Path, default=THREADS)
    file = asked.parse_args().threads
    if not file.is_file():
        print(f"No labelled threads at {file}: nothing was measured. Give a file with --threads.")
        return
    threads = [json.loads(line) for line in file.open()]
    said, texts = list(heat.turns_of(threads)), [text for thread in threads for text in judged(thread)]
    truth = np.array([one.felt for one in said])
    print(f"{len(said)} turns of {len(threads)} threads, {(truth >= FRUSTRATED).sum()} of them frustrated")
    for name, found in approaches(said, texts):
        order, alarm = spearmanr(found, truth)[0], roc_auc_score(truth >= FRUSTRATED, found)
        print(f"  {name:<58} Spearman {order:.3f}  AUC {alarm:.3f}")


def judged(thread: dict) -> Iterator[str]:
    yield from (turn["text"] for turn in thread["turns"] if turn["speaker"] == "customer" and turn.get("frustration"))


def approaches(said: list[heat.Said], texts: list[str]) -> Iterator[tuple[str, Scores]]:
    ours = heat.our_messages()
    if importlib.util.find_spec("vaderSentiment"):
        yield "VADER", vader(texts)
    else:
        print("  VADER is not installed (pip install vaderSentiment), so it is left out")
    yield "the first reader's heat (words of anger, capitals)", np.array([float(read_triggers(t).heat) for t in texts])
    yield "words by TF-IDF, ridge", out_of_thread(said, lambda away, here: tfidf(said, texts, away, here))
    yield "signs, fitted on our own messages only, no thread seen", corpus_only(said, ours)
    yield "signs, fitted on threads, the turn by itself", several(said, ours, 0.0, alone=True)
    yield "signs, fitted on threads and on our messages, by itself", several(said, ours, heat.OURS_WEIGH, alone=True)
    yield "signs, fitted on threads, with the turns before", several(said, ours, 0.0, alone=False)
    yield "shipped: on both, with the turns before", several(said, ours, heat.OURS_WEIGH, alone=False)


def vader(texts: list[str]) -> Scores:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    reader = SentimentIntensityAnalyzer()
    return np.array([-reader.polarity_scores(text)["compound"] for text in texts])


def corpus_only(said: list[heat.Said], ours: tuple[np.ndarray, np.ndarray]) -> Scores:
    spread = np.where(ours[0].std(0) > 0, ours[0].std(0), 1.0)
    fitted = Ridge(heat.FIRM).fit(ours[0] / spread, ours[1])
    return fitted.predict(np.array([one.row for one in said]) / spread)


def tfidf(said: list[heat.Said], texts: list[str], away: np.ndarray, here: np.ndarray) -> Scores:
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    fitted = Ridge(1.0).fit(words.fit_transform([texts[n] for n in away]), [said[n].felt for n in away])
    return fitted.predict(words.transform([texts[n] for n in here]))


def several(said: list[heat.Said], ours: tuple[np.ndarray, np.ndarray], weigh: float, *, alone: bool) -> Scores:
    def of(away: np.ndarray, here: np.ndarray) -> Scores:
        fitted = heat.fit_heat([said[n] for n in away], ours, weigh)
        return np.array([fitted.alone(said[n].row) if alone else fitted.within(said[n]) for n in here])

    return out_of_thread(said, of)


def out_of_thread(said: list[heat.Said], of: Callable[[np.ndarray, np.ndarray], Scores]) -> Scores:
    """The mean of three ways to part the threads."""
    found = np.zeros(len(said))
    groups = [one.thread for one in said]
    for seed in range(3):
        for away, here in GroupKFold(8, shuffle=True, random_state=seed).split(said, groups=groups):
            found[here] += of(away, here) / 3
    return found


if __name__ == "__main__":
    main()
