"""The doctor: one sentence for each thing, with what to do; never a traceback, never a change."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from evenkeel.engine.checkup import configuration, duty, ground, reach, rules, work
from evenkeel.engine.checkup.round import CONFIGURATION, DESK, make_round
from harness.cast import NOW, open_desk

pytestmark = pytest.mark.django_db


def said(findings, mark: str = "") -> str:
    return " ".join(f.says for f in findings if not mark or f.mark == mark)


def test_a_desk_in_order_has_no_danger_in_its_roster():
    open_desk()
    found = [*duty.teams(NOW), *duty.first_duty(NOW), *duty.special_duties(NOW), *duty.after_hours(NOW)]
    assert {finding.mark for finding in found} == {"ok"}


def test_a_gap_is_named_with_who_is_told_instead():
    desk = open_desk()
    desk.team.duties.filter(kind="first").update(ends_at=NOW + timedelta(days=1))
    desk.team.duties.create(
        user=desk.dana, kind="first", starts_at=NOW + timedelta(days=1, hours=14), ends_at=NOW + timedelta(days=9)
    )
    assert (
        said(duty.first_duty(NOW))
        == "Field service: nobody first from Tue 16:00 to Wed 06:00; Rosa Lind is told instead."
    )


def test_nobody_on_duty_now_is_said():
    desk = open_desk()
    desk.team.duties.all().delete()
    words = said(duty.first_duty(NOW))
    assert "nobody is first on duty now" in words
    assert "safety duty missing" not in words
    assert "Nobody is on safety duty for Field service" in said(duty.special_duties(NOW))
    assert "Nobody is on legal duty" in said(duty.special_duties(NOW))


def test_an_after_hours_mailbox_without_on_call_is_a_dead_end():
    desk = open_desk()
    desk.team.duties.filter(kind="first").delete()
    assert "help@desk.example is a dead end after hours" in said(duty.after_hours(NOW), "warning")
    type(desk.rosa).objects.filter(pk=desk.rosa.pk).update(email="")
    assert "cannot be reached" in said(duty.after_hours(NOW), "danger")


def test_a_gap_in_opening_hours_only_is_no_dead_end():
    desk = open_desk()
    desk.team.duties.filter(kind="first").update(ends_at=NOW + timedelta(days=6, hours=18))  # Monday, 10:00
    assert said(duty.after_hours(NOW)) == ""


def test_who_cannot_be_reached_is_named():
    desk = open_desk()
    type(desk.ben).objects.filter(pk=desk.ben.pk).update(email="")
    desk.dana.endpoints.create(
        channel="webhook", address="https://x.example", broken_at=NOW, broken_because="it answered 410"
    )
    desk.dana.endpoints.create(channel="pigeon", address="roof")
    assert "No message reaches Ben Okafor" in said(reach.people(NOW), "danger")
    assert "it answered 410" in said(reach.endpoints(NOW), "warning")
    assert "pigeon of Dana Wolff" in said(reach.endpoints(NOW), "danger")


def test_a_mailbox_without_a_lead_is_named():
    desk = open_desk()
    desk.team.memberships.filter(position="lead").delete()
    assert "help@desk.example belongs to Field service, which has no lead." in said(reach.mailboxes(NOW))


def test_a_ladder_that_reaches_nobody_is_a_danger():
    from evenkeel.cases.models import EscalationPolicy

    desk = open_desk()
    EscalationPolicy.objects.create(team=desk.team, version=1, steps=[{"notify": []}], made_at=NOW)
    assert "Step 1 notifies nobody" in said(rules.ladders(NOW), "danger")
    EscalationPolicy.objects.create(team=desk.team, version=2, steps=[{"notify": ["user:999999"]}], made_at=NOW)
    assert "user:999999" in said(rules.ladders(NOW), "danger")


def test_a_level_policy_that_cannot_be_used_is_a_danger():
    from evenkeel.cases.models import LevelPolicy

    LevelPolicy.objects.create(version=1, data={"levels": 3}, made_at=NOW)
    assert "Version 1 cannot be used" in said(rules.level_policy(NOW), "danger")


def test_work_that_stands_still_is_a_danger():
    from evenkeel.clock.models import Pulse, Timer

    Timer.objects.create(
        key="t1", kind="cadence", due_at=NOW - timedelta(hours=1), run_at=NOW - timedelta(hours=1), armed_at=NOW
    )
    Timer.objects.create(key="t2", kind="cadence", due_at=NOW, run_at=NOW, armed_at=NOW, state="parked")
    Pulse.objects.create(loop="clock", at=NOW - timedelta(hours=1))
    assert "1 timer is overdue (cadence)" in said(work.timers(NOW), "danger")
    assert "1 timer is parked" in said(work.timers(NOW), "danger")
    assert "clock (since 23 Nov 15:00 UTC)" in said(work.loops(NOW), "danger")


def test_an_unsafe_configuration_is_said(settings):
    settings.DEBUG, settings.HOST, settings.ALLOWED_HOSTS, settings.PUBLIC_URL = (
        True,
        "0.0.0.0",
        ["*"],
        "http://desk.acme.com",
    )
    settings.EMAIL_HOST, settings.MAIL_FROM = "", "desk@evenkeel.invalid"
    for check in (
        configuration.debug,
        configuration.hosts,
        configuration.address,
        configuration.outgoing_mail,
        configuration.sender,
    ):
        assert [finding.mark for finding in check()] == ["danger"], check.__name__


@pytest.mark.parametrize(
    "host,url,mark",
    [
        ("127.0.0.1", "http://localhost:8000", "ok"),
        ("127.0.0.1", "https://desk.acme.com", "ok"),
        ("127.0.0.1", "http://desk.acme.com", "danger"),
        ("0.0.0.0", "http://localhost:8000", "warning"),
        ("::", "https://desk.acme.com", "ok"),
    ],
)
def test_the_address_is_judged_with_the_bind(settings, host, url, mark):
    settings.HOST, settings.PUBLIC_URL = host, url
    assert [finding.mark for finding in configuration.address()] == [mark]


def test_the_mail_server_is_asked(settings, smtp_sink, free_port):
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_SSL = "127.0.0.1", smtp_sink.port, False
    assert [finding.mark for finding in configuration.outgoing_mail()] == ["ok"]
    settings.EMAIL_PORT = free_port
    assert "does not answer" in said(configuration.outgoing_mail(), "danger")


def test_a_folder_open_to_others_is_a_danger(settings, tmp_path):
    settings.DATA = tmp_path
    (tmp_path / "secret_key").write_text("x")
    tmp_path.chmod(0o755)
    (tmp_path / "secret_key").chmod(0o644)
    assert [f.do for f in ground.permissions()] == [f"chmod 700 {tmp_path}", f"chmod 600 {tmp_path / 'secret_key'}"]
    tmp_path.chmod(0o700)
    (tmp_path / "secret_key").chmod(0o600)
    assert [f.mark for f in ground.permissions()] == ["ok"]


def test_the_whole_round_on_an_empty_and_on_a_full_desk():
    empty = list(make_round())
    open_desk()
    full = list(make_round())
    assert not [f.says for f in (*empty, *full) if "failed itself" in f.says or "did not answer" in f.says]
    assert "There is no team" in said(empty)
    assert all(f.do for f in (*empty, *full) if f.mark != "ok")
    assert len(CONFIGURATION) + len(DESK) >= 20


def test_before_the_first_start_it_says_so_in_a_sentence(installation):
    answer = json.loads(installation.run("doctor", "--json", code=1))
    about = [f for f in answer["findings"] if f["about"] == "database"]
    assert len(about) == 1
    assert "evenkeel up" in about[0]["do"]
    assert answer["dangers"] == sum(f["mark"] == "danger" for f in answer["findings"])


def test_a_setting_that_cannot_be_read_is_a_finding(installation):
    installation.settings = {"EVENKEEL_DEBUG": "1", "EVENKEEL_DATABASE_URL": "nonsense"}
    words = installation.run("doctor", code=1)
    assert "✗ danger" in words
    assert "Traceback" not in words
