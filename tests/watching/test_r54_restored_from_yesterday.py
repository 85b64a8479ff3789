"""R54: restored from yesterday's backup: no old page is sent again, and every overdue thing waits, listed, for a person."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest
from django.test import Client

from evenkeel.clock import set_aside, standing
from evenkeel.clock.models import Timer
from evenkeel.clock.reads import database_now
from evenkeel.clock.verbs import fire_due
from evenkeel.engine.auditing import questions
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.timeline.models import Event
from harness.cast import FURIOUS, NOW, furious_case, open_desk, post_goes_out
from harness.processes import Installation, url_of_this_tests_database

DAY = timedelta(days=1)


@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_r54_yesterdays_backup_pages_nobody_until_a_lead_says_go(tmp_path, smtp_sink):
    """Real commands and a real engine: what fell due stays where it is, and the mail server hears nothing of it."""
    yesterday = database_now() - DAY
    desk = open_desk(yesterday)
    furious_case(desk, now=yesterday)
    overdue = Timer.objects.filter(state="armed", due_at__lt=database_now()).count()
    pages = Delivery.objects.filter(state="pending").count()
    assert overdue
    assert pages
    with Installation(tmp_path / "old", database_url=url_of_this_tests_database()) as old:
        old.run("backup", str(tmp_path / "desk.tar.gz"))
    assert Event.objects.filter(kind="backup_made").exists()
    with Installation(tmp_path / "new") as new:
        said = new.run("restore", str(tmp_path / "desk.tar.gz"))
        assert f"{pages}. None is sent again." in said
        assert "none of it is acted on until a lead says go" in said
        assert said.count("was due") >= min(overdue, 40)
        new.settings = {"EVENKEEL_EMAIL_URL": smtp_sink.url}
        engine = new.start("engine", "--no-smtp")
        said = audit(new)
        assert f"A backup was restored, and {overdue} things that fell due wait for a person." in said
        engine.expect(
            lambda: any("A backup was restored" in m.subject for m in smtp_sink.messages),
            within=90,
            saying="that it is told",
        )
        mails = [m for m in smtp_sink.messages if not m.subject.startswith("The desk:")]
        assert not mails, f"an old page was sent again: {[m.subject for m in mails]}"
        engine.expect_running()


def audit(house: Installation) -> str:
    return house.run("audit", "--once", code=1)


@pytest.fixture
def restored(db):
    """As a restore leaves it: one case of yesterday, its overdue timers held."""
    desk = open_desk()
    case = furious_case(desk)
    now = NOW + DAY
    held = Timer.objects.filter(state="armed", due_at__lt=now).update(state="held", outcome="a backup was restored")
    Delivery.objects.filter(state="pending").update(state="cancelled")
    set_aside.note_restored(NOW.isoformat(), held, now)
    return desk, case, now, held


def test_r54_the_clock_passes_by_what_is_held(restored):
    _desk, _case, now, held = restored
    before = Notification.objects.count()
    fire_due(now)
    assert Timer.objects.filter(state="held").count() == held
    assert Notification.objects.filter(kind="page").count() == before


def test_r54_a_lead_says_go_and_it_fires_late_dated_when_it_was_due(restored, outgoing_mail):
    desk, case, now, held = restored
    with pytest.raises(NotAllowed, match="Only a lead"):
        set_aside.let_all_go(by=desk.ben, now=now)
    assert set_aside.let_all_go(by=desk.chidi, now=now) == held
    assert Event.objects.filter(kind="timer_tried_again", case=case, actor=f"user:{desk.chidi.pk}").count() == held
    fire_due(now)
    assert not Timer.objects.filter(state="held").exists()
    broken = Event.objects.filter(case=case, kind="promise_broken")
    assert all(event.at < now - timedelta(hours=1) for event in broken)
    post_goes_out(now)
    first_page = f"escalat/{case.pk}"
    assert not [m for m in outgoing_mail.messages if first_page in m.subject]


def test_r54_what_was_done_meanwhile_is_given_up_one_by_one_with_a_reason(restored):
    desk, _case, now, _held = restored
    timer = standing.set_aside()[0]
    with pytest.raises(Refused, match="Say why"):
        set_aside.give_up(timer, because="  ", by=desk.chidi, now=now)
    set_aside.give_up(timer, because="Ben called at nine.", by=desk.chidi, now=now)
    timer.refresh_from_db()
    assert (timer.state, timer.fired_at) == ("cancelled", now)
    assert "Given up" in Event.objects.get(kind="timer_given_up").sentence
    with pytest.raises(Refused, match="decided on already"):
        set_aside.try_again(timer, by=desk.chidi, now=now)


def test_r54_the_page_of_trust_lists_them_and_the_audit_is_not_clean(restored):
    desk, _case, now, held = restored
    found = {f.code: f for f in questions.set_aside_timers(now)}
    assert found["timers_held"].count == held
    assert not list(questions.cases(now)), "a held timer is a next moment, and it is said where it is"
    client = Client()
    client.force_login(desk.chidi)
    page = client.get("/trust/").content.decode()
    assert f"Restored: {held} thing" in page
    assert page.count("Let it go") == held
    assert client.post("/trust/go/").status_code == 303
    assert not Timer.objects.filter(state="held").exists()


def test_r54_who_is_no_lead_sees_it_and_decides_nothing(restored):
    desk, _case, _now, held = restored
    client = Client()
    client.force_login(desk.ben)
    page = client.get("/trust/").content.decode()
    assert "Restored:" in page
    assert "Let it go" not in page
    assert client.post("/trust/go/").status_code == 403
    assert Timer.objects.filter(state="held").count() == held


def test_r54_the_words_of_the_hold_are_good_sql_for_both():
    from evenkeel.engine.archive import snapshots

    assert len(snapshots.holding()) == 3
    assert sqlite3.complete_statement(";".join(snapshots.holding()) + ";")
    assert FURIOUS
