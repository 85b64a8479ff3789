"""The lookout: one question a second for the whole engine, and a nudge for what cannot wait."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from evenkeel.clock.hints import hint, listening
from evenkeel.clock.models import Timer
from evenkeel.clock.reads import database_now
from evenkeel.clock.verbs import beat
from evenkeel.engine.lookout import LOOKOUT, Lookout
from evenkeel.engine.loops import Engine
from evenkeel.notifications.models import Delivery
from harness.cast import furious_case, open_desk

MINUTE = timedelta(minutes=1)


def what_is_due():
    lookout = Lookout()
    lookout.look()
    return lookout.due


@pytest.mark.django_db
def test_r25_one_question_finds_all_that_is_due_and_nothing_else(smtp_sink, outgoing_mail):
    now = datetime.now(UTC)
    beat([LOOKOUT], now)
    assert what_is_due() == []
    case = furious_case(open_desk(now), now=now)
    assert what_is_due() == ["delivering by mail"]
    Timer.objects.filter(case=case).update(run_at=now)
    Delivery.objects.update(state="sending", lease_until=now - MINUTE)
    with CaptureQueriesContext(connection) as asked:
        assert what_is_due() == ["clock", "leases"]
    assert len(asked) == 1


@pytest.mark.django_db
def test_r25_what_is_due_later_wakes_nobody(smtp_sink, outgoing_mail):
    now = datetime.now(UTC)
    beat([LOOKOUT], now)
    furious_case(open_desk(now), now=now)
    Delivery.objects.update(not_before=now + MINUTE)
    assert what_is_due() == []


@pytest.mark.django_db(transaction=True)
def test_r25_each_look_asks_by_its_own_time(outgoing_mail):
    """The question is built once; what falls due between two looks is found by the second."""
    now = datetime.now(UTC)
    beat([LOOKOUT], now)
    furious_case(open_desk(now), now=now)
    Delivery.objects.update(not_before=now + MINUTE)
    lookout = Lookout()
    looked_at = lookout.look()
    assert lookout.due == []
    Delivery.objects.update(not_before=looked_at + timedelta(microseconds=1))
    assert lookout.look() > looked_at
    assert lookout.due == ["delivering by mail"]


@pytest.mark.django_db
def test_mail_without_a_mail_server_is_not_asked_for_again_and_again(settings):
    settings.EMAIL_HOST = ""
    now = datetime.now(UTC)
    beat([LOOKOUT], now)
    furious_case(open_desk(now), now=now)
    assert what_is_due() == []


@pytest.mark.django_db(transaction=True)
def test_a_nudge_goes_out_after_the_commit_once_and_not_after_a_rollback():
    with listening() as ear:
        with transaction.atomic():
            hint()
            hint()
            assert not ear.listen(0), "before the commit there is nothing to see yet"
        assert ear.listen(2)
        assert not ear.listen(0)
        with transaction.atomic():
            hint()
            transaction.set_rollback(True)
        assert not ear.listen(0)


@pytest.mark.django_db(transaction=True)
def test_an_engine_that_was_killed_leaves_an_ear_behind_that_bothers_nobody(settings):
    with listening() as gone:
        path = next((settings.DATA / "wake").glob("*.sock"))
        gone._listener.close()
        gone._listener = None
        hint()
        assert not path.exists()


@pytest.mark.django_db(transaction=True)
def test_d18_a_page_leaves_long_before_the_next_look(desk_at_work, smtp_sink):
    """Nudged, the engine need not wait for its second."""
    began = time.monotonic()
    furious_case(open_desk(database_now()), now=database_now())
    smtp_sink.expect_messages(1, within=10)
    assert time.monotonic() - began < 10


@pytest.fixture
def desk_at_work(outgoing_mail):
    engine = Engine()
    engine.start()
    yield engine
    engine.stop()
    assert not [t for t in threading.enumerate() if t in engine.threads]
