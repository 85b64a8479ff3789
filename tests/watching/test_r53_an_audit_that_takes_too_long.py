"""R53: an auditor that is too slow is an alarm too, and never looks like a clean one."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import connection

from evenkeel.clock.watched import Audit
from evenkeel.engine.auditing import auditor, questions
from evenkeel.engine.auditing.table import ask
from evenkeel.notifications.models import Notification
from harness.cast import open_desk
from harness.processes import Installation, url_of_this_tests_database

pytestmark = pytest.mark.django_db(transaction=True)
ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
    "postgresql": "SELECT pg_sleep(3600)",
}


def endless(now):
    ask(ENDLESS[connection.vendor])
    yield from ()


def never_asked(now):
    raise AssertionError("time was up, and the audit went on")


def test_r53_a_question_without_end_is_cut_off_by_the_database_and_told(webhook_sink, settings):
    settings.DEADMAN_URL = webhook_sink.url
    open_desk()
    began = time.monotonic()
    kept = auditor.audit(within=timedelta(seconds=1), questions=[endless, never_asked])
    assert time.monotonic() - began < 10
    assert kept.result == Audit.Result.SLOW
    assert [row["code"] for row in kept.findings] == ["audit_slow"]
    assert "stopped at endless" in kept.findings[0]["says"]
    assert Notification.objects.filter(kind="trouble", subject__contains="not finished in time").exists()
    assert webhook_sink.requests == [], "a slow audit was reported as a clean one"


def test_r53_after_a_slow_audit_the_next_is_asked_as_ever():
    auditor.audit(within=timedelta(seconds=0.5), questions=[endless])
    kept = auditor.audit(questions=[questions.timers])
    assert kept.result == Audit.Result.CLEAN
    assert len(ask("SELECT 1")) == 1


def test_r53_a_question_that_the_database_refuses_is_a_finding_and_the_others_are_asked():
    def broken(now):
        ask("SELECT no_such_column FROM clock_timer")
        yield from ()

    kept = auditor.audit(questions=[broken, questions.timers])
    assert [row["code"] for row in kept.findings] == ["audit_unasked_broken"]
    assert kept.result == Audit.Result.TROUBLE


def test_r53_by_cron_its_status_says_so_and_its_words_are_plain(tmp_path):
    open_desk()
    with Installation(tmp_path, database_url=url_of_this_tests_database()) as house:
        said = house.run("audit", "--once", code=1)
    assert said.startswith("No: the engine has never run here")
