"""The page on which a person says how they are reached, and what a case shows of who was told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from evenkeel.cases.verbs import acknowledge, reply
from evenkeel.clock.reads import database_now
from evenkeel.notifications.models import Circuit, Delivery, Endpoint, Notification, QuietHours, ReachRule
from harness.cast import furious_case, open_desk, post_goes_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return database_now()


@pytest.fixture
def desk(now):
    return open_desk(now - timedelta(minutes=30))


def browser(user) -> Client:
    client = Client(headers={"accept": "text/html"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_a_person_adds_a_place_proves_it_and_says_when_it_is_used(desk):
    ben = browser(desk.ben)
    assert "all that works goes at once" not in words(ben.get("/me/"))
    assert (
        ben.post("/me/places/", {"channel": "mail", "address": "b@phone.example", "label": "Pager"}).status_code == 303
    )
    pager = Endpoint.objects.get()
    assert "waits for its code" in words(ben.get("/me/"))
    code = Notification.objects.get(kind="place_test").subject.split()[-1]
    wrong = ben.post(f"/me/places/{pager.pk}/verification/", {"code": "x"})
    assert (wrong.status_code, "not the code" in words(wrong)) == (422, True)
    assert ben.post(f"/me/places/{pager.pk}/verification/", {"code": code}).status_code == 303
    shown = words(ben.get("/me/"))
    assert "all that works goes at once" in shown
    ben.post("/me/rules/", {"occasion": "important", f"after_{pager.pk}": "5"})
    assert ReachRule.objects.get().after_minutes == 5
    assert "after 5 min, unless you have seen it" in words(ben.get("/me/"))


def test_quiet_hours_are_drawn_and_say_what_breaks_through(desk):
    ben = browser(desk.ben)
    row = {"days_0": ["0", "1"], "starts_0": "22:00", "ends_0": "07:00", "zone_0": "Europe/London", "then_0": "hold"}
    assert ben.post("/me/quiet-hours/", row).status_code == 303
    assert QuietHours.objects.get().days == "0,1"
    page = words(ben.get("/me/"))
    assert "pages of level 4 break through" in page
    assert page.count('class="week-quiet"') == 4  # Monday and Tuesday evening, Tuesday and Wednesday morning.
    refused = ben.post("/me/quiet-hours/", {**row, "zone_0": "Mars/Olympus"})
    assert "no time zone" in words(refused)
    assert "Mars/Olympus" in words(refused), "what was typed is gone"


def test_nobody_sees_or_changes_the_places_of_others_and_a_lead_sees_only_whether(desk):
    secret = Endpoint.objects.create(user=desk.ben, channel="mail", address="private@ben.example")
    lead = browser(desk.chidi)
    page = words(lead.get("/me/"))
    assert "Ben Okafor <span" in page
    assert "can be reached" in page
    assert "private@ben.example" not in page
    for deed in ("tests", "removal", "verification", "mending"):
        assert lead.post(f"/me/places/{secret.pk}/{deed}/").status_code == 404
    assert "My team" not in words(browser(desk.dana).get("/me/"))


def test_who_carries_our_words_and_is_in_trouble_is_named(desk, now):
    Circuit.objects.create(provider="sms", failures=7, since=now, open_until=now + timedelta(minutes=2), because="500")
    assert "sms is in trouble" in words(browser(desk.ben).get("/me/"))


def test_a_case_says_who_was_told_and_how_it_fared(desk, now, outgoing_mail):
    QuietHours.objects.create(
        user=desk.dana, zone="UTC", days="0,1,2,3,4,5,6", starts="00:00", ends="23:59", then="hold"
    )
    case = furious_case(desk, now=now - timedelta(minutes=5))
    acknowledge(case, user=desk.ben, now=now - timedelta(minutes=4))
    reply(case, author=desk.ben, text="We are on it.", now=now - timedelta(minutes=3), key="r")
    from evenkeel.notifications.verbs import Word, owe

    owe(Word("n", "b", {}), key="n", kind="alarm", to=desk.dana, now=now - timedelta(minutes=3), case=case)
    post_goes_out(now - timedelta(minutes=2))
    page = words(browser(desk.chidi).get(f"/cases/{case.pk}/"))
    assert "Who was told" in page
    assert "Mail not sent: no longer needed" in page
    held = Delivery.objects.filter(notification__user=desk.dana).get()
    assert ("held until" in page) == (held.state == "held")
    assert "Handed over today" in page


def test_looking_at_the_case_is_having_seen_it(desk, now):
    case = furious_case(desk, now=now - timedelta(minutes=5))
    browser(desk.chidi).get(f"/cases/{case.pk}/")
    assert not Notification.objects.exclude(seen_at=None).exists(), "somebody else looked"
    browser(desk.ben).get(f"/cases/{case.pk}/")
    assert Notification.objects.get(kind="page", user=desk.ben).seen_at is not None
