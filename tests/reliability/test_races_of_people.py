"""R40 and R48: a person and the clock at the same case, and a person who forgets."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from evenkeel.cases.models import Climb
from evenkeel.cases.verbs import acknowledge, close, plan_step, reply
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import fire_due
from evenkeel.intake.verbs import keep_mail, open_item
from evenkeel.notifications.models import Notification
from evenkeel.timeline.models import Event
from harness.cast import FURIOUS, NOW, furious_case, mail, open_desk, time_passes
from harness.children import at_once
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db(transaction=True)

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def desk():
    return open_desk()


def test_r40_resolved_at_the_moment_its_next_word_falls_due_it_is_one_or_the_other_first(desk):
    """Twelve cases; the clock comes round and Ben asks the customer in the same second."""
    seen = Counter()
    for n in range(12):
        raw = mail(FURIOUS, sender=f"p{n}@firm{n}.example", message_id=f"<{n}@x>")
        case = open_item(keep_mail(raw, mailbox=desk.mailbox, now=NOW)[0], NOW).message.conversation.case
        acknowledge(case, user=desk.ben, now=NOW)
        owed = case.promises.get(origin="cadence", state="made")

        def asks(case=case, owed=owed, n=n):
            return close(case, done="Line 2 runs.", by=desk.ben, now=owed.due_at - SECOND, key=f"c{n}")

        at_once(asks, lambda owed=owed: fire_due(owed.due_at))
        case.refresh_from_db()
        owed.refresh_from_db()
        assert case.state == "resolved"
        assert owed.state in {"released", "broken"}
        assert (owed.broken_at == owed.due_at) == (owed.state == "broken")
        told = Event.objects.filter(case=case, kind="promise_broken").count()
        assert told == (owed.state == "broken"), "broken and not told, or told and not broken"
        left = case.promises.filter(origin="cadence", state="made")
        assert not left.filter(due_at__lte=owed.due_at).exists()
        seen[owed.state] += 1
    assert not Timer.objects.filter(attempts__gt=0), "the clock and a person waited for each other"
    check_invariants()


def test_r40_once_it_is_resolved_the_clock_of_the_next_word_is_silent(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    close(case, done="Line 2 runs.", by=desk.ben, now=NOW + MINUTE, key="c")
    time_passes(NOW + 24 * HOUR)
    assert not case.promises.filter(origin="cadence", state__in=("made", "broken")).exists()
    check_invariants()


def test_r48_acknowledged_and_forgotten_the_ladder_starts_anew_and_says_why(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    expires = NOW + 31 * MINUTE
    time_passes(expires - SECOND)
    assert Notification.objects.filter(kind="page").count() == 1
    time_passes(expires)
    case.refresh_from_db()
    assert case.acknowledged_at is None
    climb = Climb.objects.get(case=case, ended_at=None)
    assert (climb.generation, climb.rung) == (2, 0)
    assert Event.objects.filter(case=case, kind="acknowledgement_expired").count() == 1
    assert set(Notification.objects.filter(kind="page", generation=2).values_list("user", flat=True)) == {desk.ben.pk}
    time_passes(expires + 5 * MINUTE)
    assert Notification.objects.filter(kind="page", generation=2, user=desk.dana).count() == 1
    check_invariants()


def test_r48_as_long_as_something_happens_it_lasts_on_and_then_no_longer(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    for turn in range(1, 4):
        now = NOW + turn * 25 * MINUTE
        time_passes(now)
        if turn % 2:
            reply(case, author=desk.ben, text=f"Still at work, {turn}.", now=now, key=f"r{turn}")
        else:
            plan_step(case, action="Send the technician", owner=desk.ben, due_at=now + HOUR, by=desk.ben, now=now)
    last = NOW + 75 * MINUTE
    time_passes(last + 30 * MINUTE - SECOND)
    case.refresh_from_db()
    assert case.acknowledged_by == desk.ben
    time_passes(last + 30 * MINUTE)
    case.refresh_from_db()
    assert case.acknowledged_by is None
    check_invariants()
