"""A calendar changes while workers apply it, the clock fires and people act: each instant moves once, and nothing is lost."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections

from evenkeel.cases.verbs import acknowledge
from evenkeel.cases.verbs.rederiving import apply_changes, rederive_all
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import fire_due
from evenkeel.people import calendars
from evenkeel.people.models import CalendarVersion
from evenkeel.promises.models import Promise
from evenkeel.refusal import Refused
from evenkeel.timeline import verbs as timeline
from evenkeel.timeline.models import Event
from harness.cast import NOW, mail_arrives, open_desk
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db(transaction=True)

CHICAGO = ZoneInfo("America/Chicago")
FRIDAY = datetime(2026, 11, 27, 16, 40, tzinfo=CHICAGO)
HOUR = timedelta(hours=1)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def plant(desk):
    found = calendars.make("Plant", zone="America/Chicago", hours="Mon-Fri 9-17", by=desk.chidi, now=NOW)
    calendars.use(desk.halden, found, by=desk.chidi, now=NOW)
    return found


def at_once(*works):
    """All of them begun at the same moment, in threads of their own; a refusal is an answer, an error is none."""
    bugs, start = [], threading.Barrier(len(works))

    def run(work):
        try:
            connection.ensure_connection()
            start.wait(20)
            work()
        except Refused:
            pass
        except Exception as error:  # noqa: BLE001 - looked at below
            bugs.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not bugs, bugs


def support_case(desk):
    text = "You fixed the label printer and it failed again this morning."
    return mail_arrives(desk, text, now=FRIDAY).message.conversation.case


def test_d13_versions_that_wait_are_applied_once_by_many_workers(desk, plant, monkeypatch) -> None:
    """The change itself came to nothing, as after a crash: the loops of several workers find it at the same moment."""
    case = support_case(desk)
    with monkeypatch.context() as crashed:
        crashed.setitem(timeline._FOLLOWERS, "calendar_changed", [])
        calendars.add_day(plant, first=date(2026, 11, 30), name="Stocktaking", by=desk.chidi, now=FRIDAY + HOUR)
    assert CalendarVersion.objects.filter(applied_at=None).count() == 1
    now = FRIDAY + 2 * HOUR
    at_once(*[lambda: apply_changes(now)] * 4, *[lambda: rederive_all(now)] * 2, lambda: fire_due(now))
    assert Event.objects.filter(case=case, kind="deadline_moved").count() == 2
    assert not CalendarVersion.objects.filter(applied_at=None).exists()
    assert Timer.objects.filter(case=case, kind="escalation_step", state="armed").count() == 1
    assert Timer.objects.filter(case=case, kind="promise_due", state="armed").count() == 1
    assert Promise.objects.get(case=case, origin="cadence").due_at == datetime(2026, 12, 1, 12, 40, tzinfo=CHICAGO)
    check_invariants()


@pytest.mark.parametrize("turn", range(4))
def test_d13_a_calendar_changes_while_the_step_fires_and_somebody_acknowledges(desk, plant, turn) -> None:
    case = support_case(desk)
    now = datetime(2026, 11, 30, 9, 40, tzinfo=CHICAGO)
    works = [
        lambda: fire_due(now),
        lambda: calendars.change(plant, hours=f"Mon-Fri 1{turn}-18", by=desk.chidi, now=now - timedelta(seconds=1)),
        lambda: acknowledge(case, user=desk.ben, now=now),
        lambda: fire_due(now),
    ]
    at_once(*works[turn:], *works[:turn])
    check_invariants()
    case.refresh_from_db()
    assert case.acknowledged_by == desk.ben
    expiry = Timer.objects.get(case=case, kind="acknowledgement_expiry", state="armed")
    assert expiry.due_at == case.acknowledgement_expires_at
