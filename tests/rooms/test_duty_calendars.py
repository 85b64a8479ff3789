"""Rosters as calendar files: ours keep their ids, theirs are read with suspicion, and the same file changes nothing."""

from __future__ import annotations

from datetime import timedelta

import icalendar
import pytest
from click.testing import CliRunner

from evenkeel.cases.verbs import duty
from evenkeel.people import duty_feeds, ical
from evenkeel.people.models import Duty
from evenkeel.people.reads import on_duty
from evenkeel.refusal import NotAllowed, Refused
from harness.cast import NOW, open_desk

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk():
    made = open_desk()
    made.team.duties.filter(kind="first").delete()
    return made


def event(summary, start, end, *more, uid="e1"):
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{summary}", start, end, *more, "END:VEVENT"])


def calendar(*events):
    return ("\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *events, "END:VCALENDAR"]) + "\r\n").encode()


WEEKLY = calendar(
    event("Ben Okafor on call", "DTSTART;TZID=Europe/London:20261123T090000", "DTEND;TZID=Europe/London:20261130T090000",
          "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4", uid="ben"),
    event("On call", "DTSTART;TZID=Europe/Berlin:20261130T100000", "DTEND;TZID=Europe/Berlin:20261207T100000",
          "ATTENDEE;CN=D:mailto:DANA@desk.example", uid="dana"),
    event("Somebody Else", "DTSTART:20261214T090000Z", "DTEND:20261215T090000Z", uid="who"),
)  # fmt: skip


def bring_in(desk, content, now=NOW, **more):
    return duty.import_roster(desk.team, content, kind="first", by=desk.chidi, now=now, **more)


def test_a_roster_is_brought_in_and_the_same_file_again_changes_nothing(desk):
    first = bring_in(desk, WEEKLY)
    assert (first.added, first.known, first.removed) == (5, 0, 0)
    assert [p for p in first.problems if "Somebody Else" in p and "nobody of this desk" in p] == first.problems
    assert on_duty(desk.team, "first", NOW) == desk.ben
    assert on_duty(desk.team, "first", NOW + 8 * DAY) == desk.dana
    rows = list(Duty.objects.order_by("id").values_list("id", "starts_at", "voided_at"))
    again = bring_in(desk, WEEKLY, now=NOW + HOUR)
    assert (again.added, again.known, again.removed) == (0, 5, 0)
    assert list(Duty.objects.order_by("id").values_list("id", "starts_at", "voided_at")) == rows


def test_what_a_later_file_says_no_more_is_taken_out_and_yesterday_stays(desk):
    bring_in(desk, WEEKLY)
    later = calendar(event("Dana", "DTSTART:20261125T090000Z", "DTEND:20261225T090000Z", uid="new"))
    found = bring_in(desk, later, now=NOW + DAY)
    assert (found.added, found.removed) == (1, 5)
    assert on_duty(desk.team, "first", NOW) == desk.ben
    assert on_duty(desk.team, "first", NOW + 20 * DAY) == desk.dana
    assert Duty.objects.filter(source="imported", voided_at=None, user=desk.ben).get().ends_at == NOW + DAY


def test_times_mean_their_zone_and_a_time_without_one_the_teams(desk):
    type(desk.team).objects.filter(pk=desk.team.pk).update(time_zone="Asia/Kolkata")
    desk.team.refresh_from_db()
    bring_in(
        desk,
        calendar(
            event("Ben", "DTSTART:20261201T090000", "DTEND:20261201T170000", uid="floating"),
            event("Dana", "DTSTART;VALUE=DATE:20261202", "DTEND;VALUE=DATE:20261203", uid="day"),
        ),
    )
    spans = [
        (d.starts_at.isoformat()[:16], d.ends_at.isoformat()[:16])
        for d in Duty.objects.filter(source="imported").order_by("starts_at")
    ]
    assert spans == [("2026-12-01T03:30", "2026-12-01T11:30"), ("2026-12-01T18:30", "2026-12-02T18:30")]


def test_whom_no_message_reaches_is_named_and_not_put_on_duty(desk):
    type(desk.dana).objects.filter(pk=desk.dana.pk).update(email="")
    found = bring_in(desk, calendar(event("Dana Wolff", "DTSTART:20261125T090000Z", "DTEND:20261126T090000Z")))
    assert "No message reaches Dana Wolff" in found.problems[0]
    assert not Duty.objects.filter(source="imported").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no calendar"),
        (b"\xff\xfe\x00BEGIN:VCALENDAR", "no calendar"),
        (b"<html>BEGIN:VCALENDAR</html>", "calendar"),
        (calendar(), "no entry"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (calendar(event("Ben", "DTSTART:20261125T090000Z", "DTEND:20261125T090001Z", "RRULE:FREQ=SECONDLY")), "every minute"),
        (calendar(event("Ben", "DTSTART:20261125T090000Z", "DTEND:20261125T090001Z",
                        "RRULE:FREQ=DAILY;BYMINUTE=" + ",".join(map(str, range(60))))), "every minute"),
        (calendar(event("Ben", "DTSTART:20261125T090000Z", "DTEND:20261125T093000Z", "RRULE:FREQ=HOURLY")), "more than 3000"),
        (calendar(event("Ben", "DTSTART:20261125T090000Z", "DTEND:20261125T093000Z", "RRULE:FREQ=OFTEN")), "cannot be read"),
        (calendar(*[event("Ben", "DTSTART:20261125T090000Z", "DTEND:20261125T093000Z", uid=str(n)) for n in range(2001)]),
         "more than 2000"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_sentence(desk, content, says):
    with pytest.raises(Refused, match=says):
        bring_in(desk, content)
    assert not Duty.objects.filter(source="imported").exists()


def test_an_entry_that_ends_before_it_starts_or_names_no_zone_is_said(desk):
    found = bring_in(
        desk,
        calendar(
            event("Ben", "DTSTART:20261125T090000Z", "DTEND:20261125T080000Z", uid="a"),
            event(
                "Dana", "DTSTART;TZID=Mars/Olympus:20261126T090000", "DTEND;TZID=Mars/Olympus:20261126T100000", uid="b"
            ),
        ),
    )
    assert found.problems == ["“Ben”: it ends before it starts", "“Dana”: its time zone “Mars/Olympus” is not known"]
    broken = bring_in(desk, calendar(event("Sam", "DTSTART:yesterday", "DTEND:20261125T093000Z")))
    assert broken.problems == ["“Sam”: its start cannot be read"]
    assert found.added == 0


def test_only_a_lead_brings_in_a_roster(desk):
    with pytest.raises(NotAllowed):
        duty.import_roster(desk.team, WEEKLY, kind="first", by=desk.ben, now=NOW)


def events_of(content):
    found = icalendar.Calendar.from_ical(content).walk("VEVENT")
    return {str(e["UID"]): (int(e["SEQUENCE"]), str(e["SUMMARY"]), e["DTSTART"].dt, e["DTEND"].dt) for e in found}


def test_the_same_shift_keeps_its_id_and_a_change_raises_its_sequence(desk):
    layers = [
        {"people": [desk.ben.pk, desk.dana.pk], "zone": "Europe/London", "starts_on": "2026-11-16", "handover": "09:00"}
    ]
    duty.save_rotation(desk.team, kind="first", name="Days", layers=layers, by=desk.chidi, now=NOW)
    before = events_of(ical.calendar_of_team(desk.team, NOW))
    day_later = events_of(ical.calendar_of_team(desk.team, NOW + DAY))
    assert before.items() & day_later.items() == {(k, v) for k, v in before.items() if k in day_later}
    start, end = NOW + 17 * HOUR, NOW + 41 * HOUR
    duty.cover(desk.team, "first", user=desk.sam, instead_of=desk.ben, start=start, end=end, by=desk.chidi, now=NOW)
    after = events_of(ical.calendar_of_team(desk.team, NOW))
    [changed] = [uid for uid in before if before[uid] != after[uid]]
    assert after[changed][0] > before[changed][0]
    assert after[changed][1] == "Sam Reyes: first to be told, Field service, instead of Ben Okafor"
    mine = events_of(ical.calendar_of_user(desk.sam, NOW))
    assert changed in mine
    assert all("Sam Reyes" in said for _, said, *_ in mine.values())


def test_our_own_calendar_can_be_brought_in_by_another_desk(desk):
    bring_in(desk, WEEKLY)
    exported = ical.calendar_of_team(desk.team, NOW)
    Duty.objects.filter(source="imported").delete()
    assert bring_in(desk, exported).added >= 5
    assert on_duty(desk.team, "first", NOW + 8 * DAY) == desk.dana


def test_a_feed_opens_by_its_secret_until_it_is_taken_back(desk):
    secret = duty_feeds.make_feed(by=desk.ben, team=desk.team, now=NOW)
    assert duty_feeds.find_feed(secret).team == desk.team
    assert duty_feeds.find_feed("guess") is None
    assert duty_feeds.revoke_feeds(by=desk.ben, now=NOW) == 1
    assert duty_feeds.find_feed(secret) is None
    outsider = type(desk.ben).objects.create(username="o@x.example", email="o@x.example", name="Olga")
    with pytest.raises(NotAllowed):
        duty_feeds.make_feed(by=outsider, team=desk.team, now=NOW)


def test_the_command_brings_in_a_roster_and_says_what_became_of_it(desk, tmp_path, monkeypatch):
    from evenkeel.clock import reads
    from evenkeel.engine.commands import importing

    monkeypatch.setattr(reads, "database_now", lambda: NOW)
    file = tmp_path / "roster.ics"
    file.write_bytes(WEEKLY)
    done = CliRunner().invoke(importing.command, ["duty", str(file), "--team", "field service"])
    assert done.exit_code == 0, done.output
    assert "5 shifts added, 0 known already, 0 taken out, for Field service." in done.output
    assert "1 not taken:" in done.output
    wrong = CliRunner().invoke(importing.command, ["duty", str(file), "--team", "Nobody"])
    assert wrong.exit_code == 1
    assert "There is no team “Nobody”" in wrong.output
