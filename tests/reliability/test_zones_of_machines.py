"""D9, D10: the machine, its database and the people each have a zone of their own, and what falls due is one instant all the same."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from evenkeel.clock.models import Timer
from evenkeel.clock.reads import database_now
from evenkeel.promises.verbs import Wording, promise_by_hand
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk, time_passes

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def live_in():
    """This process and the database, where it has a zone, on the clock of another place; sessions begin anew."""

    def move(zone: str) -> None:
        os.environ["TZ"] = zone
        time.tzset()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                name = connection.ops.quote_name(connection.settings_dict["NAME"])
                cursor.execute(f"ALTER DATABASE {name} SET timezone = '{zone}'")
            connection.close()
            connection.close_pool()
            with connection.cursor() as cursor:
                cursor.execute("SELECT reset_val FROM pg_settings WHERE name = 'TimeZone'")
                assert cursor.fetchone() == (zone,), "the database lives where it did"

    before = os.environ.get("TZ")
    yield move
    move("UTC")
    if before is None:
        os.environ.pop("TZ")
    else:
        os.environ["TZ"] = before
    time.tzset()


def what_falls_due() -> tuple[list[object], list[object]]:
    """A furious mail, a promise by the customer's clock, six hours of clock: what was armed and what happened, and when."""
    with transaction.atomic():
        desk = open_desk()
        case = furious_case(desk)
        wording = Wording(what="call", action="call", due_at=NOW + 3 * HOUR, wall=True)
        promise_by_hand(wording, case=case, owner=desk.ben, contact=desk.ada, by=desk.ben, now=NOW + MINUTE)
        time_passes(NOW + 6 * HOUR)
        armed = list(
            Timer.objects.order_by("due_at", "kind", "id").values_list("kind", "due_at", "due_local", "fired_at")
        )
        happened = list(Event.objects.order_by("at", "kind", "id").values_list("kind", "at"))
        transaction.set_rollback(True)
    return armed, happened


@pytest.mark.django_db(transaction=True)
def test_d09_whatever_zone_server_and_database_live_in_the_same_things_fall_due_at_the_same_instants(live_in):
    found = []
    for zone in ("UTC", "America/Los_Angeles", "Pacific/Kiritimati"):
        live_in(zone)
        now = database_now()
        assert now.utcoffset() == timedelta(0)
        assert abs(now - datetime.now(UTC)) < MINUTE, f"in {zone} the database's hour was taken for another"
        found.append(what_falls_due())
    assert found[0] == found[1] == found[2]
    armed, happened = found[0]
    assert any(kind == "promise_due" and due == NOW + 3 * HOUR for kind, due, *_ in armed)
    assert ("promise_broken", NOW + 3 * HOUR) in happened


@pytest.mark.django_db(transaction=True)
def test_d10_people_in_four_zones_read_one_case_at_once_each_on_their_own_clock():
    """No zone is set for a whole process: threads of one web process draw the same instant, each for its reader."""
    desk = open_desk()
    case = furious_case(desk)
    zones = {
        desk.ben: "Europe/London", desk.dana: "Asia/Kathmandu", desk.chidi: "America/New_York", desk.sam: "Pacific/Chatham",
    }  # fmt: skip
    for user, zone in zones.items():
        type(user).objects.filter(pk=user.pk).update(time_zone=zone)
    own = {user: f"{NOW.astimezone(ZoneInfo(zone)):%H:%M}" for user, zone in zones.items()}
    assert len(set(own.values())) == len(zones)
    wrong: list[str] = []
    start = threading.Barrier(len(zones))

    def reads(user) -> None:
        client = Client()
        client.force_login(user)
        start.wait(20)
        for _ in range(5):
            page = client.get(f"/cases/{case.pk}/").content.decode()
            if own[user] not in page:
                wrong.append(f"{user}: {own[user]} is not on the page")
        connections.close_all()

    threads = [threading.Thread(target=reads, args=(user,)) for user in zones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []
