"""R51: the engine stops, the audit is not clean or the auditor itself is gone: the pings outside stop within two periods."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from evenkeel.clock.watched import Audit
from evenkeel.engine.auditing import auditor, questions
from evenkeel.judgement.watching import Finding, Weight
from harness.processes import Installation, url_of_this_tests_database

PERIOD = 16


def clean(now):
    yield Finding("clock_forward", Weight.NOTE, "The clock jumped.", "Look.")


def dirty(now):
    yield Finding("timers_overdue", Weight.STOP, "One timer is overdue.", "Look.")


@pytest.mark.django_db(transaction=True)
def test_r51_a_desk_whose_engine_dies_pings_no_more(tmp_path, webhook_sink):
    """Real processes: the auditor lives on, and still the watcher outside hears nothing after one more period."""
    settings = {
        "EVENKEEL_DEADMAN_URL": f"{webhook_sink.url}/ping",
        "EVENKEEL_DEADMAN_EVERY": str(PERIOD),
        "EVENKEEL_AUDIT_EVERY": "1",
    }
    with Installation(tmp_path, url_of_this_tests_database(), settings) as house:
        engine, audit = house.start("engine", "--no-smtp"), house.start("audit")
        webhook_sink.expect_requests(2, within=3 * PERIOD + 20)
        engine.kill()
        stopped = time.time()
        time.sleep(PERIOD + 2)
        heard = len(webhook_sink.requests)
        time.sleep(PERIOD + 2)
        audit.expect_running()
        assert len(webhook_sink.requests) == heard, "it pinged on, a whole period after the engine stopped"
        assert all(request.path == "/ping" for request in webhook_sink.requests)
        assert time.time() - stopped < 3 * PERIOD


@pytest.mark.django_db
def test_r51_only_a_clean_audit_pings_and_not_more_often_than_its_period(webhook_sink, settings, monkeypatch):
    settings.DEADMAN_URL = webhook_sink.url
    auditor.audit(questions=[clean])
    auditor.audit(questions=[clean])
    assert len(webhook_sink.requests) == 1
    assert Audit.objects.exclude(pinged_at=None).get().ping == "heard"
    auditor.audit(questions=[dirty])
    assert len(webhook_sink.requests) == 1
    assert Audit.objects.order_by("-pk")[0].ping.startswith("withheld")


@pytest.mark.django_db
def test_r51_a_watcher_that_knows_failures_is_told_of_one(webhook_sink, settings):
    settings.DEADMAN_URL, settings.DEADMAN_FAIL = webhook_sink.url + "/uuid", True
    kept = auditor.audit(questions=[dirty])
    assert [r.path for r in webhook_sink.requests] == ["/uuid/fail"]
    kept.refresh_from_db()
    assert kept.pinged_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("status", [301, 404, 500, 0])
def test_r51_a_ping_that_was_not_taken_is_not_called_heard(webhook_sink, settings, status):
    settings.DEADMAN_URL = webhook_sink.url
    webhook_sink.answer_always(status)
    kept = auditor.audit(questions=[clean])
    kept.refresh_from_db()
    assert kept.ping.startswith("not heard")
    assert (kept.pinged_at, len(webhook_sink.requests)) == (None, 1)


@pytest.mark.django_db
def test_r51_a_loop_that_stands_still_makes_the_audit_unclean_within_a_period(settings, monkeypatch):
    from evenkeel.clock.reads import database_now
    from evenkeel.clock.verbs import beat

    settings.DEADMAN_EVERY = 60
    now = database_now()
    beat(["clock"], now - timedelta(seconds=46))
    assert auditor.audit(questions=[questions.loops]).result == "trouble"
    beat(["clock"], now)
    assert auditor.audit(questions=[questions.loops]).result == "clean"
