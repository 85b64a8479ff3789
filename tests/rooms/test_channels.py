"""Each channel held to one contract, by real calls to a server that plays its vendor."""

from __future__ import annotations

import logging
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib import import_module
from urllib.parse import parse_qs

import pytest

from evenkeel.notifications.channels import (
    ADDRESS_IS_SECRET,
    CHANNELS,
    DeliveryFailed,
    Outgoing,
    channel,
    posting,
    shown,
    wire,
)
from harness.vendors import BROWSER, MATTERMOST_USER, PHONE, VENDORS, Vendor, set_up

WORDS = "Third failure this month, “line 2” is down 😡 @channel <b>&</b>"
TOKEN = "42.7~its-signature"
each = pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.channel)


@pytest.fixture(autouse=True)
def _all_set_up(settings, webhook_sink):
    set_up(settings, webhook_sink)


def content(sink, vendor: Vendor) -> None:
    sink.answer_always(
        202 if vendor.channel == "teams" else 201 if vendor.channel == "web_push" else 200, body=vendor.content
    )


def a_page(vendor: Vendor, sink, **more) -> Outgoing:
    fields = {
        "key": "5f0c8c1e-2f0b-4a53-9d3f-6a1f6f6c1c11",
        "address": vendor.at(sink.url),
        "secret": vendor.secret,
        "subject": "[Level 4] #42 Halden Presses: Line 2 again",
        "text": f"Why this level:\n – production stands still “{WORDS}”",
        "kind": "page",
        "to_customer": False,
        "urgency": 0,
        "data": {"case": 42, "url": "https://desk.example/cases/42/"},
        "case": 42,
        "climb": 3,
        "reason": "production stands still",
        "token": TOKEN,
        "acknowledge_url": f"https://desk.example/a/{TOKEN}/",
    }
    return Outgoing(**fields | more)


def send(vendor: Vendor, sink, **more) -> str:
    return channel(vendor.channel).send(a_page(vendor, sink, **more))


def fails(vendor: Vendor, sink, **more) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        send(vendor, sink, **more)
    return caught.value


def said(vendor: Vendor, request) -> str:
    """All that went over the wire, made readable as its reader would."""
    if vendor.channel == "web_push":
        return str(BROWSER.read(request.body))
    if vendor.channel in {"sms", "voice"}:
        return str(parse_qs(request.body.decode()))
    return str(request.json)


def test_every_channel_has_a_vendor_to_be_held_against():
    assert {vendor.channel for vendor in VENDORS} | {"mail"} == set(CHANNELS)


@each
def test_it_is_set_up_and_its_address_is_in_order(vendor, webhook_sink):
    assert channel(vendor.channel).is_set_up()
    assert channel(vendor.channel).check_address(vendor.at(webhook_sink.url), vendor.secret) == ""


@each
def test_what_is_sent_says_what_it_is_and_how_to_acknowledge(vendor, webhook_sink):
    content(webhook_sink, vendor)
    assert send(vendor, webhook_sink)
    [request] = webhook_sink.requests
    words = said(vendor, request)
    assert request.method == "POST"
    assert "42" in words
    assert "Halden" in words
    assert "may be a repeat" not in words.replace("'may_be_a_repeat': False", "")
    how = {"sms": "ACK 42-3", "voice": TOKEN, "slack": TOKEN, "mattermost": TOKEN}
    assert how.get(vendor.channel, f"/a/{TOKEN}/") in words


@each
def test_a_repeat_says_that_it_may_be_one(vendor, webhook_sink):
    content(webhook_sink, vendor)
    send(vendor, webhook_sink, repeat=True)
    words = said(vendor, webhook_sink.requests[-1])
    assert "may be a repeat" in words or "'may_be_a_repeat': True" in words


@each
def test_a_word_that_asks_for_nothing_carries_no_button(vendor, webhook_sink):
    content(webhook_sink, vendor)
    send(vendor, webhook_sink, token="", acknowledge_url="")
    words = said(vendor, webhook_sink.requests[-1])
    assert "I have it" not in words
    assert "Gather" not in words
    assert "ACK" not in words


@each
@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, 408])
def test_a_vendor_in_trouble_is_asked_again(vendor, status, webhook_sink):
    webhook_sink.answer_always(status, retry_after=90 if status == 429 else None)
    failure = fails(vendor, webhook_sink)
    assert not failure.permanent
    if vendor.names_permanent:
        assert not failure.ambiguous
        assert failure.retry_after == (timedelta(seconds=90) if status == 429 else None)


@each
@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_vendor_that_refuses_is_not_asked_again(vendor, status, webhook_sink):
    webhook_sink.answer_always(status)
    failure = fails(vendor, webhook_sink)
    assert failure.permanent == vendor.names_permanent
    assert failure.ambiguous != vendor.names_permanent


@each
def test_nobody_is_followed(vendor, webhook_sink):
    from harness.webhooks import Answer

    webhook_sink._always = Answer(307, {"Location": f"{webhook_sink.url}/elsewhere"})
    failure = fails(vendor, webhook_sink)
    assert failure.permanent == vendor.names_permanent
    assert not [r for r in webhook_sink.requests if "elsewhere" in r.path]


@each
def test_a_vendor_that_hangs_up_may_have_heard(vendor, webhook_sink):
    webhook_sink.answer_always(0)
    failure = fails(vendor, webhook_sink)
    assert failure.ambiguous
    assert not failure.permanent


@each
def test_a_vendor_that_is_not_there_has_heard_nothing(vendor, webhook_sink, free_port, settings):
    settings.TWILIO_URL = settings.SLACK_URL = f"http://127.0.0.1:{free_port}"
    failure = fails(vendor, webhook_sink, address=vendor.at(f"http://127.0.0.1:{free_port}"))
    assert not failure.permanent
    assert failure.ambiguous != vendor.names_permanent


@each
def test_a_vendor_that_is_silent_has_eight_seconds_and_may_have_heard(vendor, webhook_sink, monkeypatch):
    monkeypatch.setattr(posting, "WITHIN", 0.4)
    monkeypatch.setattr(import_module(CHANNELS["apprise"]), "WITHIN", 3.4)
    webhook_sink.answer_always(200, after=4.0, body=vendor.content)
    began = time.monotonic()
    failure = fails(vendor, webhook_sink)
    assert failure.ambiguous
    assert time.monotonic() - began < 3.6


@each
def test_neither_words_nor_addresses_nor_secrets_are_logged_or_said_in_an_error(vendor, webhook_sink, caplog):
    caplog.set_level(logging.DEBUG, logger="evenkeel")
    told = ""
    for status in (200, 500, 404, 0):
        webhook_sink.answer_always(status, body=vendor.content)
        try:
            send(vendor, webhook_sink)
        except DeliveryFailed as failure:
            told += str(failure)
    told += caplog.text
    secrets = ("Third failure", vendor.at(webhook_sink.url), "12345", "xoxb", "tk_abc", TOKEN, "Aabcdefgh", PHONE)
    assert not [secret for secret in secrets if secret in told]


@each
@pytest.mark.parametrize(
    "address", ["", " ", "nonsense", "file:///etc/passwd", "http://", "http://[::1", "+49", "json://x", "a\nb", "\0"]
)
def test_an_address_that_is_none_is_named_where_it_is_typed_and_never_called(vendor, address, webhook_sink):
    sentence = channel(vendor.channel).check_address(address, vendor.secret)
    assert sentence.endswith((".", "…"))
    assert fails(vendor, webhook_sink, address=address).permanent
    assert webhook_sink.requests == []


@each
def test_it_raises_nothing_else_whatever_it_is_given(vendor, webhook_sink):
    content(webhook_sink, vendor)
    hostile = {"subject": "\0\r\n\ud800", "text": "\x00" * 20_000 + "😡" * 20_000, "reason": "]]>&<\x0b" * 400}
    try:
        send(vendor, webhook_sink, **hostile)
    except DeliveryFailed:
        pass
    send(vendor, webhook_sink, subject="x" * 5000, text="ä" * 50_000, data={}, case=None, climb=None)
    assert webhook_sink.requests


@pytest.mark.parametrize(
    "vendor", [v for v in VENDORS if v.channel in {"sms", "voice", "slack", "ntfy"}], ids=lambda v: v.channel
)
@pytest.mark.parametrize("answer", [b"", b"[]", b"\xff\xfe", b"<html>", b'{"ok": 1'])
def test_an_answer_that_nobody_understands_is_admitted(vendor, answer, webhook_sink):
    webhook_sink.answer_always(200, body=answer)
    assert fails(vendor, webhook_sink).ambiguous


# What they share.


def test_a_server_that_drips_has_no_more_time_than_one_that_is_silent(monkeypatch):
    monkeypatch.setattr(posting, "WITHIN", 0.6)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=(server,), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(DeliveryFailed) as caught:
            posting.post("the dripper", f"http://127.0.0.1:{server.getsockname()[1]}/", content=b"x")
        assert time.monotonic() - began < 1.5
    assert caught.value.ambiguous


def drip(server) -> None:
    line, _ = server.accept()
    with line:
        for letter in b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 400:
            try:
                line.send(bytes([letter]))
            except OSError:
                return
            time.sleep(0.05)


def test_an_answer_that_never_ends_is_not_read_to_its_end(webhook_sink):
    webhook_sink.answer_always(200, body=b"x" * 5_000_000)
    answer = posting.post("it", webhook_sink.url)
    assert len(answer.content) == posting.LARGEST_ANSWER


@pytest.mark.parametrize(
    ("header", "wait"),
    [("90", 90), ("0", 0), ("999999999999", 3600), ("-5", None), ("soon", None), ("", None), ("1e3", None)],
)
def test_retry_after_in_seconds(header, wait):
    answer = posting.httpx.Response(429, headers={"Retry-After": header})
    assert posting.retry_after(answer) == (None if wait is None else timedelta(seconds=wait))


def test_retry_after_as_a_date():
    now = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    for ahead, wait in ((90, 90), (-90, 0), (90_000, 3600)):
        header = format_datetime(now + timedelta(seconds=ahead), usegmt=True)
        answer = posting.httpx.Response(503, headers={"Retry-After": header})
        assert posting.retry_after(answer, now) == timedelta(seconds=wait)


# Where a person's address may lead.


@pytest.mark.parametrize(
    ("address", "private_allowed", "otherwise"),
    [
        ("93.184.216.34", True, True),
        ("2606:2800:220:1::1", True, True),
        ("127.0.0.1", True, False),
        ("10.1.2.3", True, False),
        ("192.168.0.10", True, False),
        ("fd12::1", True, False),
        ("::ffff:10.0.0.1", True, False),
        ("100.64.0.1", True, False),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("2002:a9fe:a9fe::1", False, False),
        ("fe80::1", False, False),
        ("fd00:ec2::254", False, False),
        ("0.0.0.0", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
    ],
)
def test_where_the_desk_goes(address, private_allowed, otherwise, settings):
    for setting, allowed in ((True, private_allowed), (False, otherwise)):
        settings.PRIVATE_NETWORKS = setting
        assert bool(wire.forbidden(wire.ipaddress.ip_address(address))) != allowed


@pytest.mark.parametrize("vendor", [v for v in VENDORS if v.channel not in {"sms", "voice", "slack"}], ids=str)
def test_an_inner_address_is_not_called_where_that_is_switched_off(vendor, webhook_sink, settings):
    settings.PRIVATE_NETWORKS = False
    failure = fails(vendor, webhook_sink)
    assert failure.permanent
    assert "EVENKEEL_PRIVATE_NETWORKS" in str(failure)
    assert webhook_sink.requests == []


@pytest.mark.parametrize("vendor", [v for v in VENDORS if v.channel in {"sms", "voice", "slack"}], ids=str)
def test_the_operators_own_provider_may_live_inside(vendor, webhook_sink, settings):
    settings.PRIVATE_NETWORKS = False
    content(webhook_sink, vendor)
    assert send(vendor, webhook_sink)


# One by one.


def test_a_text_message_keeps_to_two_parts_and_never_loses_its_code(webhook_sink):
    from evenkeel.notifications.channels.wording import sms

    vendor = VENDORS[1]
    for subject in ("x" * 900, "Ж" * 900, "😡" * 900, "short"):
        text = sms(a_page(vendor, webhook_sink, subject=subject, repeat=True))
        small = len(text.encode("ascii", "ignore")) == len(text)
        assert len(text.encode("utf-16-le")) // 2 <= (306 if small else 134), subject[0]
        assert text.endswith("Reply 1 or ACK 42-3")
        assert text.startswith("(may be a repeat)")


def test_a_call_asks_for_a_digit_and_says_nothing_that_breaks_its_form(webhook_sink):
    from xml.etree import ElementTree as ET

    content(webhook_sink, VENDORS[2])
    send(VENDORS[2], webhook_sink, reason="<Dial>0900</Dial> & \x0b]]>")
    fields = parse_qs(webhook_sink.requests[0].body.decode())
    call = ET.fromstring(fields["Twiml"][0])
    assert [child.tag for child in call] == ["Gather", "Gather", "Say"]
    assert call[0].get("action") == f"https://desk.example/hooks/twilio/digit/{TOKEN}/"
    assert "Press 1 to acknowledge" in call[0][0].text
    assert not call.findall(".//Dial")
    assert fields["StatusCallback"] == ["https://desk.example/hooks/twilio/call-status/"]


@pytest.mark.parametrize(
    ("code", "ours"), [(20003, True), (21211, False), (21610, False), (21614, False), (None, True)]
)
def test_the_desks_own_fault_is_not_blamed_on_the_person(code, ours, webhook_sink):
    body = b'{"code": %d}' % code if code else b"<html>"
    webhook_sink.answer_always(400, body=body)
    assert fails(VENDORS[1], webhook_sink).ours is ours


@pytest.mark.parametrize(
    ("error", "permanent", "ours"),
    [
        ("channel_not_found", True, False),
        ("invalid_auth", True, True),
        ("ratelimited", False, False),
        ("<x>", True, True),
    ],
)
def test_slack_says_no_with_a_good_status(error, permanent, ours, webhook_sink):
    webhook_sink.answer_always(200, body=b'{"ok": false, "error": "%s"}' % error.encode())
    failure = fails(VENDORS[3], webhook_sink)
    assert (failure.permanent, failure.ours) == (permanent, ours)


def test_mattermost_never_hears_the_persons_id_and_customers_call_nobody(webhook_sink):
    send(VENDORS[4], webhook_sink)
    [request] = webhook_sink.requests
    assert MATTERMOST_USER not in request.path + str(request.json)
    assert "@channel" not in str(request.json)
    [action] = request.json["attachments"][0]["actions"]
    assert action["integration"]["context"] == {"token": TOKEN}


@pytest.mark.parametrize("vendor", [VENDORS[3], VENDORS[4], VENDORS[8]], ids=lambda vendor: vendor.channel)
def test_a_customers_words_call_nobody_and_hide_no_link(vendor, webhook_sink):
    content(webhook_sink, vendor)
    said_by_ada = "@everyone @channel <!channel> [your bank](https://evil.example) ![x](https://evil.example/x.png)"
    send(vendor, webhook_sink, subject=said_by_ada, text=said_by_ada)
    request = webhook_sink.requests[-1]
    if vendor.channel == "slack":
        assert "<!channel>" not in request.json["text"]
        texts = [block["text"]["type"] for block in request.json["blocks"] if block["type"] == "section"]
        assert texts == ["plain_text", "plain_text"]
    else:
        words = str(request.json)
        assert not [mark for mark in ("@everyone", "@channel", "](", "![") if mark in words]


def test_ntfy_gets_its_button_its_token_and_its_priority(webhook_sink):
    content(webhook_sink, VENDORS[6])
    assert send(VENDORS[6], webhook_sink) == "sPs71M8A2T"
    [request] = webhook_sink.requests
    word = request.json
    assert (request.path, word["topic"], word["priority"]) == ("/", "my-topic", 5)
    assert request.headers["authorization"] == "Bearer tk_abc"
    [action] = word["actions"]
    assert (action["action"], action["method"], action["url"]) == ("http", "POST", f"https://desk.example/a/{TOKEN}/")


def test_a_push_is_signed_by_the_desks_key_and_only_the_browser_reads_it(webhook_sink):
    from py_vapid import Vapid02

    from evenkeel.notifications.channels.desk_key import public_key

    content(webhook_sink, VENDORS[7])
    send(VENDORS[7], webhook_sink)
    [request] = webhook_sink.requests
    assert b"Halden" not in request.body
    assert "Halden" in BROWSER.read(request.body)["title"]
    assert Vapid02.verify(request.headers["authorization"])
    assert f"k={public_key()}" in request.headers["authorization"]
    assert request.headers["topic"] == "5f0c8c1e2f0b4a539d3f6a1f6f6c1c11"
    assert int(request.headers["content-length"]) <= 4096


@pytest.mark.parametrize(
    "address",
    [
        "syslog://localhost",
        "mailto://a:b@c.example",
        "json://127.0.0.1/x",
        "vapid://a@b/c?keyfile=/etc/passwd",
        "discord://1234567890/abcdefghij?template=/etc/passwd",
        "gotify://127.0.0.1/Aabcdefgh?rto=900",
        "gotify://127.0.0.1/Aabcdefgh?redirect=yes",
        "gotifys://127.0.0.1/Aabcdefgh?verify=no",
    ],
)
def test_apprise_reads_no_file_runs_no_program_and_waits_as_we_do(address, webhook_sink):
    assert channel("apprise").check_address(address, "")
    assert fails(VENDORS[8], webhook_sink, address=address).permanent


def test_an_address_that_is_a_secret_is_shown_in_part_only(webhook_sink):
    for vendor in VENDORS:
        address = vendor.at(webhook_sink.url)
        part = shown(vendor.channel, address)
        assert (part != address) == (vendor.channel in ADDRESS_IS_SECRET)
        assert not [s for s in ("hooks/key", "workflows/1", "push/abc", "Aabcdefgh") if s in part]
    assert shown("teams", "https://user:pw@flow.example/secret") == "https://flow.example/…"


def test_the_environments_proxy_is_used_and_may_be_passed_by(webhook_sink, monkeypatch):
    monkeypatch.setenv("http_proxy", webhook_sink.url)
    monkeypatch.setenv("no_proxy", "")
    posting.post("it", "http://somewhere.example/hook", typed=True, content=b"x")
    assert webhook_sink.requests[-1].path == "http://somewhere.example/hook"
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    posting.post("it", f"{webhook_sink.url}/direct", typed=True, content=b"x")
    assert webhook_sink.requests[-1].path == "/direct"


# Where they are configured.


@pytest.mark.django_db
@each
def test_an_endpoint_of_a_wrong_form_is_refused_where_it_is_made(vendor, webhook_sink):
    from django.core.exceptions import ValidationError

    from evenkeel.notifications.models import Endpoint

    Endpoint(channel=vendor.channel, address=vendor.at(webhook_sink.url), secret=vendor.secret).clean()
    with pytest.raises(ValidationError) as caught:
        Endpoint(channel=vendor.channel, address="nonsense").clean()
    assert len(caught.value.message_dict["address"]) == 1


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("+4930123456", True),
        ("+12025550123", True),
        ("030123456", False),
        ("+0301234567", False),
        ("+49 30 123456", False),
        ("004930123456", False),
        ("+49301234567890123", False),
        ("+٤٩٣٠١٢٣٤٥٦", False),
    ],
)
def test_a_telephone_number_is_written_internationally(address, fits):
    assert (channel("sms").check_address(address, "") == "") is fits
    assert (channel("voice").check_address(address, "") == "") is fits


def test_a_password_in_an_address_is_refused_with_the_place_where_it_belongs():
    assert "field for the secret" in channel("ntfy").check_address("https://ben:pw@ntfy.example/topic", "")


@pytest.mark.django_db
def test_who_has_only_a_channel_that_is_not_set_up_hears_by_mail_and_the_doctor_says_so(settings):
    from evenkeel.engine.checkup import channels
    from evenkeel.notifications.models import Delivery, Endpoint
    from harness.cast import NOW, furious_case, open_desk

    desk = open_desk()
    Endpoint.objects.create(user=desk.ben, channel="sms", address=PHONE)
    settings.TWILIO_TOKEN = ""
    case = furious_case(desk)
    assert list(Delivery.objects.filter(notification__case=case).values_list("channel", flat=True)) == ["mail"]
    [finding] = channels.in_use(NOW)
    assert (finding.mark, "Ben Okafor would be reached by sms" in finding.says) == ("danger", True)
    assert "by half: EVENKEEL_TWILIO_TOKEN" in next(f.says for f in channels.set_up() if f.mark == "danger")


@pytest.mark.django_db
def test_the_doctor_says_which_channels_are_set_up(settings):
    from evenkeel.engine.checkup import channels

    assert [f.mark for f in channels.set_up()] == ["ok"]
    settings.SLACK_SIGNING_SECRET, settings.PUBLIC_URL = "", "http://localhost:8000"
    assert [f.mark for f in channels.set_up()] == ["ok", "danger", "warning"]


# The page for people.


def test_the_page_of_channels_says_what_each_can():
    import re

    from harness import ROOT

    page = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (yes|no)\b", page, re.MULTILINE)
    modules = {name: import_module(path) for name, path in CHANNELS.items()}
    assert rows == [(name, m.ACKNOWLEDGES, "yes" if m.RECEIPTS else "no") for name, m in modules.items()]
    assert re.findall(r"^## `(\w+)`$", page, re.MULTILINE) == list(CHANNELS)


def test_the_page_of_channels_names_each_service_of_the_long_tail():
    from evenkeel.notifications.channels.long_tail import HOSTED, SELF_HOSTED
    from harness import ROOT

    page = (ROOT / "docs" / "channels.md").read_text(encoding="utf-8")
    listed = page.partition("run no program:")[2].partition("\n\nApprise says")[0]
    assert set(listed.replace(".", "").replace("\n", " ").replace(",", " ").split()) == HOSTED | SELF_HOSTED


def test_each_service_of_the_long_tail_is_one_that_apprise_knows():
    import apprise

    from evenkeel.notifications.channels.long_tail import HOSTED, SELF_HOSTED

    known = {
        name
        for s in apprise.Apprise().details()["schemas"]
        for name in (*(s["protocols"] or ()), *(s["secure_protocols"] or ()))
    }
    assert known >= HOSTED | SELF_HOSTED
