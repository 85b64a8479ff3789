"""What happened, in order, never edited."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from evenkeel.cases.happenings import CaseStable
from evenkeel.timeline import verbs
from evenkeel.timeline.happenings import SYSTEM, rebuild
from evenkeel.timeline.models import Event
from evenkeel.timeline.reads import last, of_case
from evenkeel.timeline.verbs import Line, follow, record, record_many
from harness.cast import NOW, furious_case, open_desk

pytestmark = pytest.mark.django_db


def test_a_line_cannot_be_changed_or_removed_by_our_own_code():
    event = record(CaseStable("quiet"), case=None, actor=SYSTEM, now=NOW)
    event.kind = "other"
    with pytest.raises(TypeError, match="never edited"):
        event.save()
    with pytest.raises(TypeError, match="never edited"):
        event.delete()


def test_the_database_refuses_an_edit_that_goes_round_our_code():
    record(CaseStable("quiet"), case=None, actor=SYSTEM, now=NOW)
    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        Event.objects.update(kind="other")


def test_the_same_key_is_written_once():
    assert record(CaseStable("a"), case=None, actor=SYSTEM, now=NOW, key="k") is not None
    assert record(CaseStable("b"), case=None, actor=SYSTEM, now=NOW, key="k") is None
    assert Event.objects.count() == 1


def test_every_line_of_a_case_says_a_sentence_and_they_stand_in_order():
    case = furious_case(open_desk())
    events = of_case(case)
    assert [e.kind for e in events][:2] == ["case_opened", "customer_wrote"]
    assert all(e.sentence.strip() for e in events)
    assert [e.at for e in events] == sorted(e.at for e in events)
    assert last(case, "paged").kind == "paged"


def test_a_kind_of_a_newer_version_is_shown_by_its_name():
    assert rebuild("moon_landed", {"x": 1}).sentence() == "Moon landed"
    assert rebuild("case_stable", {"nonsense": 1}).sentence() == "Case stable"


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(verbs, "_FOLLOWERS", {CaseStable.kind: []})
    monkeypatch.setattr(verbs, "_TOGETHER", {})
    return []


def lines(*keys):
    return [Line(CaseStable(f"line {n}"), None, SYSTEM, key=key) for n, key in enumerate(keys)]


def test_many_lines_are_written_at_once_and_what_follows_each_follows_for_all(heard):
    follow(CaseStable, lambda event, _now: heard.append(event.key), lambda events, _now: heard.append(len(events)))
    assert len(record_many(lines("a", "b", None), NOW)) == 3
    assert heard == [3]


def test_where_nothing_can_follow_together_it_follows_one_by_one(heard):
    follow(CaseStable, lambda event, _now: heard.append(event.key))
    record_many(lines("a", "b"), NOW)
    assert heard == ["a", "b"]


def test_of_many_lines_those_that_were_written_before_are_left_out(heard):
    follow(CaseStable, lambda event, _now: heard.append(event.key))
    record(CaseStable("first"), case=None, actor=SYSTEM, now=NOW, key="a")
    written = record_many(lines("a", "b"), NOW)
    assert [event.key for event in written] == ["b"]
    assert heard == ["a", "b"]
