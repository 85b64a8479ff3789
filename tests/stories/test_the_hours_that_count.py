"""Working time on a real desk: whose hours count, what a changed calendar moves, and what it never touches."""

from __future__ import annotations

import contextlib
import shutil
import threading
import zoneinfo
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.test.utils import CaptureQueriesContext

from evenkeel.cases.models import Case
from evenkeel.cases.verbs import acknowledge, reply
from evenkeel.cases.verbs.rederiving import apply_changes, rederive_all
from evenkeel.cases.waits import retold
from evenkeel.clock.models import Timer
from evenkeel.engine.calendars import Calendars
from evenkeel.judgement.times.deadlines import explained
from evenkeel.people import calendars
from evenkeel.people.models import Calendar, CalendarVersion
from evenkeel.promises.models import Promise
from evenkeel.promises.verbs import Wording, promise_by_hand
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, mail_arrives, open_desk, time_passes
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CHICAGO = ZoneInfo("America/Chicago")
AGAIN = "You fixed the label printer and it failed again this morning."
# The furious mail comes on Monday; this is the Friday before Thanksgiving's week is over, at 16:40 in Chicago.
FRIDAY = datetime(2026, 11, 27, 16, 40, tzinfo=CHICAGO)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def plant(desk):
    """Halden's plant: nine to five in Chicago, with the holidays of Illinois."""
    found = calendars.make(
        "Halden plant", zone="America/Chicago", hours="Mon-Fri 9-17", country="us", region="IL", by=desk.chidi, now=NOW
    )
    calendars.use(desk.halden, found, by=desk.chidi, now=NOW)
    return found


def at(text, zone=CHICAGO):
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=zone)


def support_case(desk, now=FRIDAY) -> Case:
    case = mail_arrives(
        desk, AGAIN, now=now, message_id=f"<{now.timestamp()}@halden.example>"
    ).message.conversation.case
    assert case.level == 2
    return case


def armed(case, kind) -> Timer:
    return case.timers.get(kind=kind, state="armed")


def moved(case) -> list[str]:
    return [e.sentence for e in Event.objects.filter(case=case, kind="deadline_moved").order_by("id")]


def test_a_support_case_on_friday_evening_waits_for_monday(desk, plant) -> None:
    case = support_case(desk)
    rung = armed(case, "escalation_step")
    assert rung.due_at == at("11-30T09:40")
    assert rung.rule["span"] == "60m"
    assert (rung.rule["calendar"], rung.rule["version"]) == (plant.pk, 1)
    assert explained(retold(rung.rule), "America/Chicago") == [
        "open Fri 27 Nov 16:40, 20 min counted",
        "Sat 28 Nov to Sun 29 Nov: the weekend",
        "open Mon 30 Nov 09:00, 40 min counted",
        "due Mon 30 Nov 09:40",
    ]
    first = Promise.objects.get(case=case, origin="cadence")
    assert first.due_at == at("11-30T12:40")
    assert armed(case, "promise_due").rule["span"] == "240m"
    time_passes(at("11-30T09:39"))
    assert not case.timers.filter(kind="escalation_step", state="done").exists()
    time_passes(at("11-30T09:41"))
    assert case.timers.filter(kind="escalation_step", state="done").count() == 1
    check_invariants()


def test_a_critical_case_waits_for_nobodys_monday(desk, plant) -> None:
    case = furious_case(desk, now=FRIDAY)
    assert case.level == 4
    assert armed(case, "escalation_step").due_at == FRIDAY + 5 * MINUTE
    assert armed(case, "escalation_step").rule["counts"] == "clock"


def test_d05_an_acknowledgement_of_a_day_lasts_a_working_day(desk, plant) -> None:
    case = support_case(desk)
    acknowledge(case, user=desk.ben, now=FRIDAY + 5 * MINUTE)
    case.refresh_from_db()
    assert case.acknowledgement_expires_at == at("11-30T16:45")
    time_passes(at("11-30T16:44"))
    assert case.climbs.count() == 1
    time_passes(at("11-30T16:45"))
    case.refresh_from_db()
    assert case.climbs.count() == 2, "nothing was done for a working day"


def test_whose_hours_count_the_policys_the_accounts_the_teams_or_the_rows(desk) -> None:
    def whose(now):
        return armed(support_case(desk, now), "escalation_step").rule["whose"]

    assert whose(FRIDAY - timedelta(days=35)) == "the hours of Halden Presses"
    Case.objects.update(state="confirmed")
    team = calendars.make("Field", zone="Europe/London", hours="Mon-Fri 8-18", by=desk.chidi, now=NOW)
    calendars.use(desk.team, team, by=desk.chidi, now=NOW)
    assert whose(FRIDAY - timedelta(days=14)) == "the calendar “Field” of the team Field service"
    Case.objects.update(state="confirmed")
    own = calendars.make("Plant", zone="America/Chicago", hours="Mon-Fri 9-17", by=desk.chidi, now=NOW)
    calendars.use(desk.halden, own, by=desk.chidi, now=NOW)
    assert whose(FRIDAY) == "the calendar “Plant” of Halden Presses"


def test_r18_d13_a_holiday_that_is_added_moves_what_lies_ahead_and_says_so(desk, plant) -> None:
    case = support_case(desk)
    old = armed(case, "escalation_step")
    word = Promise.objects.get(case=case, origin="cadence")
    calendars.add_day(plant, first=date(2026, 11, 30), name="Stocktaking", by=desk.chidi, now=FRIDAY + HOUR)
    plant.refresh_from_db()
    assert plant.version == 2

    rung, word_then = armed(case, "escalation_step"), word.due_at
    assert rung.due_at == at("12-01T09:40")
    assert rung.key != old.key
    word.refresh_from_db()
    assert word.due_at == at("12-01T12:40")
    assert word.due_local == "2026-12-01T12:40"
    assert armed(case, "promise_due").due_at == word.due_at
    assert any(
        s.startswith("The deadline moved from Mon 30 Nov 2026 12:40 (America/Chicago) to Tue 01 Dec 2026 12:40")
        and "because Stocktaking was added to the calendar “Halden plant”" in s
        for s in moved(case)
    )
    assert len(moved(case)) == 2
    # What was reckoned stays as it was: the old timer still explains itself with version 1.
    old.refresh_from_db()
    assert old.state == "cancelled"
    assert retold(old.rule).due_at == old.due_at == at("11-30T09:40")
    assert CalendarVersion.objects.get(calendar=plant, number=1).data != CalendarVersion.objects.get(number=2).data
    # Again, and by another worker, is nothing.
    assert apply_changes(FRIDAY + 2 * HOUR) == 0
    assert rederive_all(FRIDAY + 2 * HOUR) == 0
    # And back: by a key of its own.
    calendars.remove_day(plant.own_days.get(), by=desk.chidi, now=FRIDAY + 2 * HOUR)
    assert armed(case, "escalation_step").due_at == at("11-30T09:40")
    word.refresh_from_db()
    assert word.due_at == word_then
    assert "because Stocktaking was removed from the calendar" in moved(case)[-1]
    check_invariants()


def test_d13_a_breach_that_happened_is_never_reckoned_anew(desk, plant) -> None:
    case = support_case(desk)
    late = at("11-30T13:00")
    time_passes(late)
    word = Promise.objects.get(case=case, origin="cadence", state="broken")
    calendars.add_day(plant, first=date(2026, 11, 30), name="Too late", by=desk.chidi, now=late)
    rederive_all(late)
    word.refresh_from_db()
    assert (word.state, word.due_at, word.broken_at) == ("broken", at("11-30T12:40"), at("11-30T12:40"))
    assert not [s for s in moved(case) if "12:40 (America/Chicago) to" in s and "30 Nov 2026 12:40" in s]
    check_invariants()


def test_d13_what_has_come_and_was_not_visited_yet_does_not_move_either(desk, plant) -> None:
    case = support_case(desk)
    late = at("11-30T12:50")  # The clock slept through it.
    calendars.add_day(plant, first=date(2026, 11, 30), name="Too late", by=desk.chidi, now=late)
    assert Promise.objects.get(case=case, origin="cadence").due_at == at("11-30T12:40")
    assert not moved(case)


def test_nothing_is_moved_into_the_past(desk, plant) -> None:
    calendars.add_day(plant, first=date(2026, 11, 30), name="Shut", by=desk.chidi, now=NOW)
    case = support_case(desk)
    now = at("11-30T11:00")
    calendars.remove_day(plant.own_days.get(), by=desk.chidi, now=now)
    assert armed(case, "escalation_step").due_at == at("12-01T09:40"), "09:40 today is over: nobody could be in time"
    assert Promise.objects.get(case=case, origin="cadence").due_at == at("11-30T12:40")


def test_an_acknowledgement_moves_with_its_timer(desk, plant) -> None:
    case = support_case(desk)
    acknowledge(case, user=desk.ben, now=FRIDAY + 5 * MINUTE)
    calendars.change(plant, hours="Mon-Fri 9-12", by=desk.chidi, now=FRIDAY + HOUR)
    case.refresh_from_db()
    timer = armed(case, "acknowledgement_expiry")
    assert case.acknowledgement_expires_at == timer.due_at
    assert "because the hours are Mon-Fri 09:00-12:00 now" in moved(case)[0]
    time_passes(timer.due_at)
    timer.refresh_from_db()
    assert timer.state == "done"


def test_r18_a_promise_in_business_days_follows_the_calendar_it_was_read_with(desk, plant) -> None:
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    now = NOW + HOUR
    reply(case, text="I will send you the test report within 2 business days.", author=desk.ben, now=now, key="one")
    promise = Promise.objects.get(case=case, origin="text")
    if promise.state == "detected":
        pytest.fail(f"the words were not plain enough: {promise.asks}")
    assert promise.due_at == at("11-25T17:00")
    calendars.add_day(plant, first=date(2026, 11, 25), name="Founders' Day", by=desk.chidi, now=now + HOUR)
    promise.refresh_from_db()
    # The 26th is Thanksgiving.
    assert promise.due_at == at("11-27T17:00")
    assert "because Founders' Day was added" in moved(case)[-1]


def wall(case, desk, due, **more):
    wording = Wording(what="call about the coupling", action="call", due_at=due, **more)
    return promise_by_hand(wording, case=case, owner=desk.ben, contact=desk.ada, by=desk.ben, now=NOW + MINUTE)


def test_r17_the_customer_turns_out_to_live_elsewhere(desk) -> None:
    """Ada's clock is not Halden's, nor Ben's, nor the server's: what was typed on her clock follows it."""
    case = furious_case(desk)
    typed = wall(case, desk, at("11-24T15:00"), wall=True)
    named = wall(case, desk, at("11-24T15:00"))
    desk.ada.time_zone = "America/New_York"
    desk.ada.save()
    assert apply_changes(NOW + HOUR) == 1
    typed.refresh_from_db()
    named.refresh_from_db()
    assert typed.due_at == at("11-24T15:00", ZoneInfo("America/New_York"))
    assert typed.due_zone == "America/New_York"
    assert named.due_at == at("11-24T15:00"), "an instant that was named exactly never moves"
    assert "because the clock of Ada Novak is that of America/New_York now" in moved(case)[0]
    assert apply_changes(NOW + HOUR) == 0
    check_invariants()


def test_r15_the_second_of_two_half_past_ones_is_not_corrected(desk) -> None:
    desk.ada.time_zone = "America/New_York"
    desk.ada.save()
    now = datetime(2026, 10, 31, 12, tzinfo=UTC)
    case = furious_case(desk, now=now)
    second = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    wording = Wording(what="call", action="call", due_at=second, wall=True)
    promise = promise_by_hand(wording, case=case, owner=desk.ben, contact=desk.ada, by=desk.ben, now=now + MINUTE)
    assert promise.due_local == "2026-11-01T01:30"
    assert rederive_all(now + HOUR) == 0
    promise.refresh_from_db()
    assert promise.due_at == second


@pytest.fixture
def other_tables(tmp_path):
    """Zone tables of another edition, in which Chicago has moved to New York's clock."""
    source = next(Path(p) for p in zoneinfo.TZPATH if (Path(p) / "America/Chicago").exists())
    shutil.copytree(source / "America", tmp_path / "America")
    shutil.copy(source / "America/New_York", tmp_path / "America/Chicago")
    for place in ("Europe", "UTC"):
        (shutil.copytree if (source / place).is_dir() else shutil.copy)(source / place, tmp_path / place)
    (tmp_path / "tzdata.zi").write_text("# version 2027a\n")

    def change():
        zoneinfo.reset_tzpath([str(tmp_path)])
        ZoneInfo.clear_cache()

    yield change
    zoneinfo.reset_tzpath()
    ZoneInfo.clear_cache()


def test_r16_the_zone_tables_change_after_a_timer_was_armed(desk, other_tables) -> None:
    plant = calendars.make("Plant", zone="America/Chicago", hours="Mon-Fri 9-17", by=desk.chidi, now=NOW)
    calendars.use(desk.halden, plant, by=desk.chidi, now=NOW)
    case = support_case(desk)
    promise = promise_by_hand(
        Wording(what="call", action="call", due_at=at("12-02T15:00"), wall=True),
        case=case,
        owner=desk.ben,
        contact=desk.ada,
        by=desk.ben,
        now=FRIDAY + MINUTE,
    )
    rung = armed(case, "escalation_step").due_at
    other_tables()
    assert calendars.refresh(FRIDAY + HOUR) == 1, "a calendar remembers the tables it was reckoned with"
    promise.refresh_from_db()
    assert promise.due_at == datetime(2026, 12, 2, 20, tzinfo=UTC), "15:00 in Chicago is an hour sooner now"
    assert promise.due_local == "2026-12-02T15:00"
    assert armed(case, "escalation_step").due_at != rung
    assert any("the zone tables changed (they are of 2027a)" in s for s in moved(case))
    assert calendars.refresh(FRIDAY + HOUR) == 0


def test_the_holidays_library_learns_a_day(desk, plant, monkeypatch) -> None:
    case = support_case(desk)
    known = holidays.country_holidays

    def newer(country, **more):
        found = known(country, **more)
        found.update({date(2026, 11, 30): "Day of the Press"})
        return found

    monkeypatch.setattr(holidays, "country_holidays", newer)
    assert calendars.refresh(FRIDAY + HOUR) == 1
    assert armed(case, "escalation_step").due_at == at("12-01T09:40")
    assert "because Day of the Press was added to the calendar “Halden plant”" in moved(case)[0]


def test_r20_a_new_year_brings_its_holidays_and_moves_nothing_else(desk, plant) -> None:
    case = support_case(desk)
    later = NOW.replace(year=2027)
    assert calendars.refresh(later) == 1
    assert plant.versions.get(number=2).because == "it reaches to 2030 now"
    assert not moved(case)
    assert "2030-12-25" in plant.versions.get(number=2).data["days"]


def test_the_hours_on_an_accounts_row_count_where_it_has_no_calendar(desk) -> None:
    case = support_case(desk)
    desk.halden.opens = "11:00"
    desk.halden.save()
    assert apply_changes(FRIDAY + HOUR) == 2
    assert armed(case, "escalation_step").due_at == at("11-30T11:40")
    assert "because the hours of Halden Presses changed" in moved(case)[0]
    assert apply_changes(FRIDAY + HOUR) == 0


def test_hours_that_nobody_can_read_hold_up_no_call_for_help(desk) -> None:
    desk.halden.days = "whenever"
    desk.halden.save()
    case = support_case(desk)
    rung = armed(case, "escalation_step")
    assert rung.due_at == FRIDAY + HOUR
    assert "round the clock, because" in rung.rule["whose"]


def test_only_a_lead_changes_a_calendar(desk, plant) -> None:
    for deed in (
        lambda: calendars.make("Mine", zone="UTC", hours="Mon 9-17", by=desk.ben, now=NOW),
        lambda: calendars.change(plant, hours="Mon 9-17", by=desk.ben, now=NOW),
        lambda: calendars.add_day(plant, first=date(2026, 12, 1), name="Mine", by=desk.ben, now=NOW),
        lambda: calendars.take_feed(plant, "", by=desk.ben, now=NOW),
        lambda: calendars.use(desk.halden, None, by=desk.ben, now=NOW),
    ):
        with pytest.raises(NotAllowed, match="Only a lead"):
            deed()
    assert Calendar.objects.get().version == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": " "}, "name"),
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"hours": "whenever"}, "names no days with their hours"),
        ({"hours": "Sat closed"}, "never open"),
        ({"country": "ZZ"}, "no public holidays of “ZZ”"),
        ({"country": "DE", "region": "XX"}, "no public holidays of “DE, XX”"),
        ({"region": "BY"}, "needs its country"),
        ({"name": "Halden plant"}, "already"),
    ],
)
def test_what_no_calendar_can_be_is_refused_with_a_sentence(desk, plant, fields, says) -> None:
    with pytest.raises(Refused, match=says):
        calendars.make(**{"name": "New", "zone": "UTC", "hours": "Mon-Fri 9-17"} | fields, by=desk.chidi, now=NOW)
    assert Calendar.objects.count() == 1


def feed(*events: str, head: str = "") -> str:
    inside = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTAMP:20260101T000000Z\r\n{e}\r\nEND:VEVENT\r\n" for n, e in enumerate(events)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{head}{inside}END:VCALENDAR\r\n"


def test_d08_a_feeds_days_are_the_days_it_means(desk, plant) -> None:
    said = feed(
        # All day: the end is the day after.
        "SUMMARY:Plant holiday\r\nDTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261203",
        "SUMMARY:Without an end\r\nDTSTART;VALUE=DATE:20261207",
        # A whole day in Chicago, written in UTC; and one on the calendar's own clock.
        "SUMMARY:In UTC\r\nDTSTART:20261209T060000Z\r\nDTEND:20261210T060000Z",
        "SUMMARY:Local\r\nDTSTART:20261211T000000\r\nDTEND:20261212T000000",
        # A day in UTC is no day in Chicago, an afternoon is none anywhere, and what is kept in mind shuts nothing.
        "SUMMARY:UTC's day\r\nDTSTART:20261215T000000Z\r\nDTEND:20261216T000000Z",
        "SUMMARY:Party\r\nDTSTART:20261216T150000\r\nDTEND:20261216T180000",
        "SUMMARY:Father's Day\r\nDESCRIPTION:Observance\\nTo hide it, go to settings\r\nDTSTART;VALUE=DATE:20261217",
        "SUMMARY:Off\r\nSTATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20261218",
        "SUMMARY:Every year\r\nDTSTART;VALUE=DATE:20201221\r\nRRULE:FREQ=YEARLY",
    )
    assert calendars.take_feed(plant, said, by=desk.chidi, now=NOW) > 4
    days = {d: v[0] for d, v in plant.versions.get(number=2).data["days"].items() if "2026-12" in d}
    assert days == {
        "2026-12-01": "Plant holiday",
        "2026-12-02": "Plant holiday",
        "2026-12-07": "Without an end",
        "2026-12-09": "In UTC",
        "2026-12-11": "Local",
        "2026-12-21": "Every year",
        "2026-12-25": "Christmas Day",
    }
    # A feed that is read again takes the place of what it gave; ours is stronger and stays.
    calendars.add_day(plant, first=date(2026, 12, 1), name="We work", hours="9-12", by=desk.chidi, now=NOW)
    calendars.take_feed(plant, said, by=desk.chidi, now=NOW)
    assert plant.versions.order_by("-number").first().data["days"]["2026-12-01"] == ["We work", "09:00-12:00"]
    assert plant.versions.count() == 3, "the same feed again is no new version"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<html>Sign in</html>", "no iCal feed"),
        ("BEGIN:VCALENDAR", "cannot be read|no iCal feed"),
        (feed("SUMMARY:x\r\nDTSTART:20260101T000000Z\r\nRRULE:FREQ=SECONDLY"), "repeats something within a day"),
        (feed("SUMMARY:x\r\nDTSTART:20260101T000000Z\r\nRRULE:FREQ=DAI\r\n LY;BYSEC\r\n OND=0,1,2"), "within a day"),
        (feed(*["SUMMARY:x\r\nDTSTART;VALUE=DATE:20260101"] * 5001), "more than 5000 events"),
        (feed(*["SUMMARY:x\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY"] * 101), "more than 100 repeated"),
        (
            feed(
                "SUMMARY:x\r\nDTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=DAILY",
                "SUMMARY:y\r\nDTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=DAILY",
            ),
            "no calendar of days off",
        ),
        ("BEGIN:VCALENDAR" + "x" * 1_000_001, "too large"),
    ],
)
def test_d08_a_hostile_feed_is_refused_and_changes_nothing(desk, plant, text, says) -> None:
    with pytest.raises(Refused, match=says):
        calendars.take_feed(plant, text, by=desk.chidi, now=NOW)
    plant.refresh_from_db()
    assert plant.version == 1
    assert plant.feed_read_at is None


@pytest.fixture
def served():
    """A small server of iCal feeds: what it answers, by path."""
    pages: dict[str, tuple[int, bytes]] = {}

    class Feeds(BaseHTTPRequestHandler):
        def do_GET(self):
            code, body = pages.get(self.path, (404, b""))
            self.send_response(code)
            self.end_headers()
            with contextlib.suppress(OSError):  # Whoever reads too much stops reading.
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield SimpleNamespace(pages=pages, url=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()


def test_a_feed_that_is_followed_is_read_once_a_day_and_may_be_away(desk, plant, served, monkeypatch) -> None:
    case, now = support_case(desk), FRIDAY + HOUR
    monkeypatch.setattr("evenkeel.engine.calendars.database_now", lambda: now)
    served.pages["/off.ics"] = (200, feed("SUMMARY:Stocktaking\r\nDTSTART;VALUE=DATE:20261130").encode())
    calendars.follow_feed(plant, served.url + "/off.ics", by=desk.chidi, now=now)
    loop = Calendars()
    loop.turn()
    plant.refresh_from_db()
    assert plant.feed_read_at == now
    assert armed(case, "escalation_step").due_at == at("12-01T09:40")
    assert "because Stocktaking was added" in moved(case)[0]
    for hours, answer in ((2, (500, b"")), (27, (500, b"")), (30, (200, b"x" * 1_100_000)), (33, (200, b"<html>"))):
        served.pages["/off.ics"] = answer
        now = FRIDAY + hours * HOUR
        loop.turn()
        plant.refresh_from_db()
        assert (plant.version, plant.feed_read_at) == (2, FRIDAY + HOUR), "what it gave before stays"
    served.pages["/off.ics"] = (200, feed("SUMMARY:Other\r\nDTSTART;VALUE=DATE:20261215").encode())
    now = FRIDAY + 36 * HOUR
    loop.turn()
    assert armed(case, "escalation_step").due_at == at("11-30T09:40")
    with pytest.raises(NotAllowed):
        calendars.take_feed(plant, "", by=None, now=now, url="https://elsewhere.example/")
    with pytest.raises(Refused, match="begins with https"):
        calendars.follow_feed(plant, "file:///etc/passwd", by=desk.chidi, now=now)


def test_the_loop_asks_little_while_nothing_changes(desk, plant) -> None:
    from django.db import connection

    support_case(desk)
    with CaptureQueriesContext(connection) as asked:
        assert apply_changes(FRIDAY + HOUR) == 0
    assert len(asked) <= 6
