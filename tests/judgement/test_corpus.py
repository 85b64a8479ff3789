"""The corpus that the readers are fitted to: in order, of several hands, and nothing in it that stands in lines kept for grading."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from evenkeel.judgement.reading.learned.model import load
from harness import ROOT

TRAINING = ROOT / "training"
KEPT_FOR_GRADING = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="module")
def check():
    spec = importlib.util.spec_from_file_location("corpus_check", TRAINING / "check.py")
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def rows(folder: Path, pattern: str):
    return [json.loads(line) for path in sorted(folder.glob(pattern)) for line in path.open()]


def test_every_line_is_in_order(check):
    assert list(check.troubles()) == []


def test_no_line_shares_five_words_in_a_row_with_those_kept_for_grading(check):
    if not KEPT_FOR_GRADING.is_dir():
        pytest.skip("the lines kept for grading are not beside this project")
    assert list(check.troubles(KEPT_FOR_GRADING)) == []


def test_a_line_that_were_taken_from_there_would_be_found(check, tmp_path):
    taken = rows(TRAINING / "corpus" / "triggers", "*.jsonl")[0]
    (tmp_path / "lines.jsonl").write_text(json.dumps(taken) + "\n")
    assert any("kept for grading" in trouble for trouble in check.troubles(tmp_path))


def test_a_wrong_level_and_a_span_that_is_not_there_would_be_found(check):
    (line,) = rows(TRAINING / "corpus" / "triggers", "*.jsonl")[:1]
    assert list(check._triggers(line | {"triggers": ["safety_threat"], "level": 2}))
    draft = next(
        row for row in rows(TRAINING / "corpus" / "drafts", "*.jsonl") if row["evidence"] and row["evidence"][0]["span"]
    )
    assert list(check._drafts(draft | {"draft": "something else"}))


def test_a_turn_that_is_marked_wrongly_would_be_found(check):
    (line,) = [
        row for row in rows(TRAINING / "corpus" / "conversations", "*.jsonl") if row["turning_point"] is not None
    ][:1]
    assert not list(check._conversations(line))
    assert list(check._conversations(line | {"turning_point": None}))
    assert list(check._conversations(line | {"turning_point": line["turning_point"] - 1}))
    assert list(check._conversations(line | {"because": ""}))


def test_what_is_kept_apart_is_of_hands_that_nothing_was_fitted_to():
    for kind in ("triggers", "promises", "drafts", "conversations"):
        kept = {row["hand"] for row in rows(TRAINING / "kept", f"{kind}_*.jsonl")}
        fitted = {row["hand"] for row in rows(TRAINING / "corpus" / kind, "*.jsonl")}
        assert kept, kind
        assert fitted, kind
        assert not kept & fitted


def test_the_model_holds_numbers_and_no_words():
    model = load()
    stored = (ROOT / "src/evenkeel/judgement/reading/learned/triggers.npz").read_bytes()
    assert len(stored) < 4_000_000
    for word in (b"ambulance", b"solicitor", b"refund", b"insulin"):
        assert word not in stored
    assert {"safety_threat", "impatient", "dated_need"} <= set(model.codes)
