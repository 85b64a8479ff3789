"""A browser becomes a place where somebody is reached."""

from __future__ import annotations

import json

import pytest
from django.template import engines
from django.test import Client

from evenkeel.notifications.channels.desk_key import public_key
from evenkeel.notifications.models import Endpoint
from harness.cast import NOW, furious_case, open_desk, post_goes_out
from harness.vendors import Browser, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings, webhook_sink):
    set_up(settings, webhook_sink)
    webhook_sink.answer_always(201)
    return open_desk()


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def subscribe(client, browser, address):
    point, auth = browser.secret.split(".")
    words = {"endpoint": address, "keys": {"p256dh": point, "auth": auth}}
    return client.post("/web-push/subscriptions/", json.dumps(words), content_type="application/json")


def test_a_browser_that_subscribed_is_pushed_to_and_can_read_it(desk, webhook_sink):
    browser = Browser()
    assert subscribe(as_(desk.ben), browser, f"{webhook_sink.url}/push/1").status_code == 201
    case = furious_case(desk)
    post_goes_out(NOW)
    [request] = webhook_sink.requests
    word = browser.read(request.body)
    assert f"#{case.number}" in word["title"]
    assert word["acknowledge"].startswith("https://desk.example/a/")


def test_a_browser_that_is_gone_is_marked_and_the_person_hears_by_mail(desk, webhook_sink):
    subscribe(as_(desk.ben), Browser(), f"{webhook_sink.url}/push/1")
    webhook_sink.answer_always(410)
    case = furious_case(desk)
    post_goes_out(NOW)
    assert Endpoint.objects.get(channel="web_push").broken_at == NOW
    page = case.notifications.get(kind="page")
    assert set(page.deliveries.values_list("channel", "state")) == {("web_push", "failed"), ("mail", "pending")}


def test_subscribing_again_mends_it_and_a_browser_is_one_persons(desk, webhook_sink):
    browser, address = Browser(), f"{webhook_sink.url}/push/1"
    subscribe(as_(desk.ben), browser, address)
    Endpoint.objects.update(broken_at=NOW, broken_because="gone")
    subscribe(as_(desk.ben), browser, address)
    assert Endpoint.objects.get().broken_at is None
    subscribe(as_(desk.dana), browser, address)
    assert Endpoint.objects.get().user == desk.dana


def test_a_browser_is_forgotten_by_its_own_person_only(desk, webhook_sink):
    address = f"{webhook_sink.url}/push/1"
    subscribe(as_(desk.ben), Browser(), address)
    for user, left in ((desk.dana, 1), (desk.ben, 0)):
        as_(user).post("/web-push/removal/", json.dumps({"endpoint": address}), content_type="application/json")
        assert Endpoint.objects.count() == left


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"endpoint": 1}',
        '{"endpoint": "x", "keys": "y"}',
        '{"endpoint": "https://p.example/' + "x" * 600 + '"}',
    ],
)
def test_what_is_no_subscription_is_refused_with_a_sentence(body, desk):
    answer = as_(desk.ben).post("/web-push/subscriptions/", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["sentence"].endswith(".")
    assert not Endpoint.objects.exists()


def test_a_stranger_and_another_site_subscribe_nothing(desk):
    assert Client().post("/web-push/subscriptions/", "{}", content_type="application/json").status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk.ben)
    assert strict.post("/web-push/subscriptions/", "{}", content_type="application/json").status_code == 403


def test_ten_browsers_are_enough(desk, webhook_sink):
    client = as_(desk.ben)
    answers = [subscribe(client, Browser(), f"{webhook_sink.url}/push/{n}").status_code for n in range(11)]
    assert answers == [201] * 10 + [422]


def test_the_worker_stands_at_the_root_and_never_grows_old():
    answer = Client().get("/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "showNotification" in answer.content.decode()


def test_the_button_carries_the_desks_key(rf):
    said = engines["jinja2"].from_string("{% include '_web_push.html' %}").render({}, rf.get("/"))
    assert f'data-key="{public_key()}"' in said
    assert "data-csrf=" in said


def test_the_desks_key_is_kept_with_its_secret_key_and_changes_with_it(settings):
    before = public_key()
    assert public_key() == before
    settings.SECRET_KEY = "another one entirely, for this test"
    assert public_key() != before
