"""R8: old and new version side by side: the one that does not know the database claims nothing, and no timer is dropped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from evenkeel.clock import auditing, handlers
from evenkeel.clock.firing import PARK_AFTER, fire_due
from evenkeel.clock.models import Timer
from evenkeel.clock.reads import database_now
from evenkeel.engine import schema
from evenkeel.engine.auditing import auditor, questions
from harness.cast import NOW, furious_case, open_desk
from harness.processes import Installation, url_of_this_tests_database

FUTURE = ("clock", "0099_of_a_version_to_come")


@pytest.fixture
def _asked_anew():
    schema.forget()
    yield
    schema.forget()


pytestmark = pytest.mark.usefixtures("_asked_anew")


@pytest.mark.django_db
def test_r08_all_is_as_this_version_knows_it():
    assert schema.why_not() == ""
    assert schema.fits()


@pytest.mark.django_db
def test_r08_an_older_worker_waits_after_an_upgrade_and_says_why():
    MigrationRecorder(connection).record_applied(*FUTURE)
    assert not schema.fits()
    assert "newer Evenkeel (clock.0099_of_a_version_to_come)" in schema.why_not()


@pytest.mark.django_db
def test_r08_a_newer_worker_waits_for_the_migration():
    MigrationRecorder(connection).record_unapplied("clock", "0004_the_desk_watches_itself")
    assert "waits for 1 migrations" in schema.why_not()
    assert not schema.fits()


@pytest.mark.django_db(transaction=True)
def test_r08_a_running_engine_stops_claiming_when_the_database_is_upgraded_under_it(tmp_path, smtp_sink):
    """Real processes: the old engine stands still, and what it left is taken up when it is the right one again."""
    desk = open_desk(database_now())
    recorder = MigrationRecorder(connection)
    with Installation(tmp_path, database_url=url_of_this_tests_database()) as house:
        house.settings = {"EVENKEEL_EMAIL_URL": smtp_sink.url}
        try:
            recorder.record_applied(*FUTURE)
            engine = house.start("engine", "--no-smtp")
            engine.expect_words("nothing is claimed: the database was migrated by a newer Evenkeel")
            case = furious_case(desk, now=database_now() - timedelta(minutes=10))
            late = Timer.objects.filter(case=case, state="armed", due_at__lt=database_now())
            count = late.count()
            assert count
            engine.expect_running()
            assert late.count() == count
            assert not smtp_sink.messages
        finally:
            recorder.record_unapplied(*FUTURE)
        engine.expect(lambda: not late.exists(), saying="the timers that had waited")
        engine.expect(lambda: smtp_sink.messages, saying="the page that had waited")


@pytest.mark.django_db
def test_r08_a_timer_that_nobody_answers_for_is_kept_and_told(monkeypatch):
    """Armed by a newer version without a migration: it is never dropped, and fires when somebody knows it."""

    open_desk()
    Timer.objects.create(key="new", kind="of_tomorrow", due_at=NOW, run_at=NOW, armed_at=NOW)
    now = NOW
    for _ in range(PARK_AFTER):
        now += timedelta(hours=1)
        fire_due(now)
    timer = Timer.objects.get(key="new")
    assert timer.state == "parked"
    assert "of_tomorrow" in timer.last_error
    monkeypatch.setattr(auditor, "database_now", lambda: now)
    kept = auditor.audit(questions=[questions.set_aside_timers])
    assert [f.code for f in auditing.findings_of(kept)] == ["timers_parked"]
    Timer.objects.filter(pk=timer.pk).update(state="armed", run_at=now, attempts=0)
    monkeypatch.setitem(handlers._HANDLERS, "of_tomorrow", lambda timer, now: handlers.Fired("known now"))
    fire_due(now)
    assert Timer.objects.get(key="new").outcome == "known now"


@pytest.mark.django_db
def test_r08_while_it_waits_the_audit_says_that_this_version_does_not_know_it():
    Timer.objects.create(key="new", kind="of_tomorrow", due_at=NOW, run_at=NOW, armed_at=NOW)
    found = {f.code: f.says for f in questions.timers(NOW + timedelta(minutes=5))}
    assert "of tomorrow" in found["timers_unknown"]


@pytest.mark.django_db
def test_r08_timers_in_flight_are_honoured_by_the_version_that_comes():
    case = furious_case(open_desk())
    before = set(Timer.objects.filter(case=case, state="armed").values_list("key", flat=True))
    fire_due(NOW + timedelta(minutes=6))
    fired = set(Timer.objects.filter(case=case).exclude(state="armed").values_list("key", flat=True))
    assert fired
    assert before <= set(Timer.objects.filter(case=case).values_list("key", flat=True))


def test_r08_two_data_folders_that_name_one_database_are_one_desk(tmp_path):
    """The lock is on the file, however it is written."""
    with Installation(tmp_path / "one") as one, Installation(tmp_path / "two") as two:
        if one.database_url:  # PostgreSQL: several engines may run.
            two.database_url = one.database_url
            one.run("token", "create", "--name", "x", "--scope", "read", code=1)
            assert one.database_url.startswith("postgresql://")
            return
        first = one.start("up", ready="/healthz")
        link = tmp_path / "link.sqlite3"
        link.symlink_to(tmp_path / "one" / "data" / "evenkeel.sqlite3")
        two.database_url = f"sqlite:///{link}"
        second = two.start("engine", "--no-smtp")
        assert second.popen.wait(30) == 1
        assert "Another engine works on this desk already" in second.said
        first.expect_running()
