"""Vendors call us: who they are is proved, what they say is heard once, and an old button stops nothing new."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client

from evenkeel.api.hooks import signatures
from evenkeel.api.hooks.door import LARGEST
from evenkeel.cases.verbs import acknowledge, lift_hold, set_level
from evenkeel.notifications import page_links
from evenkeel.notifications.models import Answer, Delivery, Endpoint, Notification, Receipt
from evenkeel.notifications.replies import Reply, read_reply
from evenkeel.timeline.reads import of_case
from harness.cast import FURIOUS, NOW, furious_case, mail, open_desk, post_goes_out, time_passes
from harness.invariants import check_invariants
from harness.vendors import MATTERMOST_USER, MEMBER, PHONE, set_up

pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
DANAS_PHONE, DANAS_MEMBER = "+4930999999", "U0DANA000"
DOORS = ("sms", "voice", "slack", "mattermost", "link")


@pytest.fixture
def moment():
    """What the doors' clock says; a test moves it."""
    return {"now": NOW + MINUTE}


@pytest.fixture
def desk(settings, webhook_sink, smtp_sink, monkeypatch, moment):
    set_up(settings, webhook_sink)
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port
    webhook_sink.answer_always(200, body=b'{"sid": "SM1", "ok": true, "ts": "1.2"}')
    for door in ("api.hooks.twilio", "api.hooks.slack", "api.hooks.mattermost", "desk.views.page_link"):
        monkeypatch.setattr(f"evenkeel.{door}.database_now", lambda: moment["now"])
    desk = open_desk()
    for channel, address in (
        ("sms", PHONE),
        ("voice", PHONE),
        ("slack", MEMBER),
        ("mattermost", f"{webhook_sink.url}/hooks/k#{MATTERMOST_USER}"),
    ):
        Endpoint.objects.create(user=desk.ben, channel=channel, address=address)
    Endpoint.objects.create(user=desk.dana, channel="sms", address=DANAS_PHONE)
    Endpoint.objects.create(user=desk.dana, channel="slack", address=DANAS_MEMBER)
    return desk


@pytest.fixture
def case(desk):
    case = furious_case(desk)
    post_goes_out(NOW)
    return case


def the_page(case, user=None) -> Notification:
    pages = case.notifications.filter(kind="page", **({"user": user} if user else {}))
    return pages.order_by("created_at", "id").first()


def kinds(case) -> list[str]:
    return [e.kind for e in of_case(case)]


# How each vendor calls.


def twilio(path: str, token="12345", **fields):
    body = urlencode(fields)
    url = f"https://desk.example{path}"
    said = url + "".join(k + v for k, v in sorted(fields.items()))
    signature = base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()
    return Client().post(
        path, body, content_type="application/x-www-form-urlencoded", headers={"X-Twilio-Signature": signature}
    )


def text(body: str, sender=PHONE, sid="SM-in-1"):
    return twilio("/hooks/twilio/message/", From=sender, To="+15005550006", Body=body, MessageSid=sid).content.decode()


def press_digit(page, digit="1", to=PHONE, sid="CA-1"):
    path = f"/hooks/twilio/digit/{page_links.token_for(page)}/"
    return twilio(path, Digits=digit, To=to, From="+15005550006", CallSid=sid)


def slack(payload, secret="8f742231b10e8888abcd99yyyzzz85a5", at=None):
    body = urlencode({"payload": json.dumps(payload)})
    stamp = str(int((at or NOW + MINUTE).timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {"X-Slack-Signature": f"v0={digest}", "X-Slack-Request-Timestamp": stamp}
    kind = "application/x-www-form-urlencoded"
    return Client().post("/hooks/slack/interaction/", body, content_type=kind, headers=headers)


def slack_press(page, sink, member=MEMBER, trigger="t1", at=None):
    action = {"action_id": "acknowledge", "value": page_links.token_for(page)}
    payload = {"type": "block_actions", "user": {"id": member}, "trigger_id": trigger, "actions": [action]}
    return slack(payload | {"response_url": f"{sink.url}/api/response"}, at=at)


def mattermost_press(page, user=MATTERMOST_USER, trigger="m1"):
    said = {"user_id": user, "trigger_id": trigger, "context": {"token": page_links.token_for(page)}}
    return Client().post("/hooks/mattermost/acknowledgement/", json.dumps(said), content_type="application/json")


def answer_by(door: str, page, sink, moment) -> str:
    """Acknowledge this page by this door; what the person is told."""
    if door == "sms":
        return text(f"ack {page.case_id}-{page.generation}")
    if door == "voice":
        return press_digit(page).content.decode()
    if door == "mattermost":
        return mattermost_press(page).json()["ephemeral_text"]
    if door == "slack":
        sink.requests.clear()
        assert slack_press(page, sink, at=moment["now"]).status_code == 200
        return sink.requests[-1].json["text"]
    return Client().post(f"/a/{page_links.token_for(page)}/").content.decode()


# "I have it", by each door.


@pytest.mark.parametrize("door", DOORS)
def test_a_page_is_acknowledged_by_each_door(door, case, desk, webhook_sink, moment):
    said = answer_by(door, the_page(case), webhook_sink, moment)
    case.refresh_from_db()
    assert (case.acknowledged_by, case.acknowledged_at) == (desk.ben, NOW + MINUTE)
    assert "You have case" in said
    assert the_page(case).seen_at == NOW + MINUTE
    time_passes(NOW + 10 * MINUTE)
    assert kinds(case).count("paged") == 1, "somebody was paged after the acknowledgement"
    check_invariants()


@pytest.mark.parametrize("door", DOORS)
def test_the_same_press_again_changes_nothing_and_is_answered_kindly(door, case, desk, webhook_sink, moment):
    for _ in range(3):
        said = answer_by(door, the_page(case), webhook_sink, moment)
    assert kinds(case).count("acknowledged") == 1
    assert "You have case" in said


@pytest.mark.parametrize("door", DOORS)
def test_r38_a_button_of_a_page_that_is_over_stops_nothing_new(door, case, desk, webhook_sink, moment):
    old = the_page(case)
    acknowledge(case, user=desk.ben, now=NOW + 2 * MINUTE)
    set_level(case, 3, because="less than we thought", by=desk.chidi, now=NOW + 3 * MINUTE)
    set_level(case, 4, because="more than we thought", by=desk.chidi, now=NOW + 4 * MINUTE)
    case.refresh_from_db()
    assert case.acknowledged_at is None, "the story needs a new climb"
    moment["now"] = NOW + 5 * MINUTE
    said = answer_by(door, old, webhook_sink, moment)
    assert "This page is over; the case is now with Ben Okafor" in said
    case.refresh_from_db()
    assert case.acknowledged_at is None, "an old button acknowledged a new page"
    assert case.climbs.filter(ended_at=None).exists()


@pytest.mark.parametrize("door", DOORS)
def test_r38_when_somebody_else_has_it_they_are_named(door, case, desk, webhook_sink, moment):
    acknowledge(case, user=desk.chidi, now=NOW + SECOND)
    assert "over; the case is now with Chidi Eze" in answer_by(door, the_page(case), webhook_sink, moment)
    case.refresh_from_db()
    assert case.acknowledged_by == desk.chidi


@pytest.mark.parametrize("door", DOORS)
def test_r38_a_page_of_the_day_before_yesterday_is_not_acted_on(door, case, desk, webhook_sink, moment):
    moment["now"] = NOW + timedelta(hours=49)
    said = answer_by(door, the_page(case), webhook_sink, moment)
    case.refresh_from_db()
    assert case.acknowledged_at is None
    assert f"You have case {case.number}" not in said


def test_r38_an_old_safety_page_does_not_answer_a_new_danger(desk, webhook_sink, moment):
    case = furious_case(desk, text=f"{FURIOUS} Somebody will get hurt, I will come with a knife.")
    page = case.notifications.filter(kind="safety_page").first()
    Endpoint.objects.create(user=desk.sam, channel="slack", address="U0SAM0000")
    lift_hold(case, "safety", because="spoken to", by=desk.chidi, now=NOW + SECOND)
    answer = slack_press(page, webhook_sink, member="U0SAM0000")
    assert answer.status_code == 200
    assert "This page is over" in webhook_sink.requests[-1].json["text"]
    case.refresh_from_db()
    assert case.acknowledged_at is None


def test_a_safety_page_is_acknowledged_by_the_person_it_was_for(desk, webhook_sink, moment):
    case = furious_case(desk, text=f"{FURIOUS} Somebody will get hurt, I will come with a knife.")
    page = case.notifications.filter(kind="safety_page").first()
    Endpoint.objects.create(user=desk.sam, channel="slack", address="U0SAM0000")
    slack_press(page, webhook_sink, member="U0SAM0000")
    case.refresh_from_db()
    assert case.acknowledged_by == desk.sam


# Somebody else's press.


def test_somebody_elses_press_is_refused_kindly_and_nothing_changes(case, desk, webhook_sink):
    slack_press(the_page(case), webhook_sink, member=DANAS_MEMBER)
    slack_press(the_page(case), webhook_sink, member="U0STRANGER", trigger="t2")
    told = [r.json for r in webhook_sink.requests if r.path == "/api/response"]
    assert all("This page is Ben Okafor's" in word["text"] for word in told)
    assert [word["replace_original"] for word in told] == [False, False], "the button was taken from Ben"
    assert "Ben Okafor's" in mattermost_press(the_page(case), user="x" * 26).json()["ephemeral_text"]
    assert "Ben Okafor's" in press_digit(the_page(case), to=DANAS_PHONE).content.decode().replace("&apos;", "'")
    case.refresh_from_db()
    assert case.acknowledged_at is None
    assert Answer.objects.filter(user=None).count() == 4, "what strangers pressed is kept"


def test_a_word_that_we_did_not_sign_is_worth_nothing(case, desk, webhook_sink):
    page, real = the_page(case), page_links.token_for(the_page(case))
    forged = [real[:-2] + "xx", real.replace(str(page.pk), str(page.pk + 1), 1), "", "\0", "x" * 4000, "1.1~1~1"]
    for token in forged:
        said = {"user_id": MATTERMOST_USER, "trigger_id": "m", "context": {"token": token}}
        answer = Client().post("/hooks/mattermost/acknowledgement/", json.dumps(said), content_type="application/json")
        assert "no longer in force" in answer.json()["ephemeral_text"]
    case.refresh_from_db()
    assert case.acknowledged_at is None
    assert not Answer.objects.exists(), "a stranger can fill the table"


def test_who_has_left_acknowledges_nothing(case, desk, webhook_sink, moment):
    desk.ben.is_active = False
    desk.ben.save(update_fields=["is_active"])
    for door in DOORS:
        assert "You have case" not in answer_by(door, the_page(case), webhook_sink, moment)
    case.refresh_from_db()
    assert case.acknowledged_at is None


# Text messages.


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("1", Reply("acknowledge")),
        (" Ack. ", Reply("acknowledge")),
        ("ok", Reply("acknowledge")),
        ("ack 42", Reply("acknowledge", 42)),
        ("ACK #42", Reply("acknowledge", 42)),
        ("ack case 42-3", Reply("acknowledge", 42, 3)),
        ("42-3", Reply("acknowledge", 42, 3)),
        ("Ack 42 – 3!", Reply("acknowledge", 42, 3)),
        ("2", Reply("pass_on")),
        ("pass 42-3", Reply("pass_on", 42, 3)),
        ("stop", Reply("stop")),
        ("Unsubscribe", Reply("stop")),
        ("START", Reply("start")),
        ("help", Reply("help")),
        ("?", Reply("help")),
        ("", Reply("unclear")),
        ("42", Reply("unclear")),
        ("on my way", Reply("unclear")),
        ("don't ack", Reply("unclear")),
        ("ack 99999999999999999999", Reply("unclear")),
        ("1\0", Reply("unclear")),
        ("١", Reply("unclear")),
    ],
)
def test_what_a_reply_means(said, meant):
    assert read_reply(said) == meant


def test_with_pages_of_two_cases_a_bare_1_asks_which(case, desk, moment):
    from evenkeel.intake.verbs import keep_mail, open_item

    other = mail(FURIOUS, sender="Bo <bo@halden.example>", subject="Line 3", message_id="<b@halden.example>")
    item, _ = keep_mail(other, mailbox=desk.mailbox, now=NOW)
    second = open_item(item, NOW).message.conversation.case
    post_goes_out(NOW)
    assert f"Answer ACK {case.pk} or ACK {second.pk}" in text("1")
    assert f"You have case {second.number} now" in text(f"ack {second.pk}", sid="SM-in-2")
    assert f"You have case {case.number} now" in text("1", sid="SM-in-3"), "only one was left"


def test_a_page_that_was_not_sent_to_this_telephone_is_not_answered_by_it(desk):
    case = furious_case(desk)
    assert "No page" in text("1")
    case.refresh_from_db()
    assert case.acknowledged_at is None


def test_a_number_that_we_do_not_know_hears_one_sentence_a_day(case, desk, moment):
    assert "belongs to nobody" in text("hello?", sender="+15550001111")
    assert text("hello?", sender="+15550001111", sid="SM-in-2").endswith("<Response></Response>")
    assert Answer.objects.count() == 2
    moment["now"] += timedelta(days=2)
    assert "belongs to nobody" in text("hello?", sender="+15550001111", sid="SM-in-3")


def test_a_number_of_two_people_acknowledges_for_neither(case, desk):
    Endpoint.objects.create(user=desk.dana, channel="sms", address=PHONE)
    assert "more than one person" in text("1")
    case.refresh_from_db()
    assert case.acknowledged_at is None


def test_stop_ends_it_and_start_begins_it_again(case, desk):
    assert text("STOP").endswith("<Response></Response>")
    place = Endpoint.objects.get(user=desk.ben, channel="sms")
    assert (place.broken_at, place.broken_because) == (NOW + MINUTE, "They answered STOP.")
    assert "reached here again" in text("start", sid="SM-in-2")
    place.refresh_from_db()
    assert place.broken_at is None
    Endpoint.objects.filter(pk=place.pk).update(broken_at=NOW, broken_because="no such number")
    text("start", sid="SM-in-3")
    place.refresh_from_db()
    assert place.broken_at == NOW, "START mended what was broken by something else"


def test_help_and_what_nobody_understands_are_answered_with_what_can_be_said(case, desk):
    assert "Answer 1 or ACK" in text("help")
    assert "Answer 1 or ACK" in text("what is this <b>&?", sid="SM-in-2")


# Calls.


def test_2_passes_it_on_and_the_next_person_hears_of_it_at_once(case, desk):
    assert "goes on to the next person" in press_digit(the_page(case), "2").content.decode()
    time_passes(NOW + MINUTE + SECOND)
    assert kinds(case).count("paged") == 2
    assert "passed_on" in kinds(case)
    case.refresh_from_db()
    assert case.acknowledged_at is None
    check_invariants()


def test_2_pressed_twice_does_not_pass_over_the_next_person(case, desk, moment):
    press_digit(the_page(case), "2")
    time_passes(NOW + MINUTE + SECOND)
    moment["now"] += 5 * SECOND
    press_digit(the_page(case), "2", sid="CA-2")
    time_passes(NOW + MINUTE + 10 * SECOND)
    assert kinds(case).count("paged") == 2
    assert kinds(case).count("passed_on") == 1


def test_another_digit_changes_nothing(case, desk):
    assert "neither 1 nor 2" in press_digit(the_page(case), "7").content.decode()
    assert "neither 1 nor 2" in press_digit(the_page(case), "").content.decode()
    case.refresh_from_db()
    assert case.acknowledged_at is None


def test_what_became_of_a_text_and_a_call_is_heard(case, desk):
    Delivery.objects.filter(channel="voice").update(provider_id="CA1")
    for status in ("queued", "sent", "delivered", "delivered"):
        path = "/hooks/twilio/message-status/"
        assert twilio(path, MessageSid="SM1", MessageStatus=status).status_code == 204
    busy = twilio("/hooks/twilio/call-status/", CallSid="CA1", CallStatus="busy", SequenceNumber="2")
    assert busy.status_code == 204
    states = dict(Delivery.objects.filter(notification=the_page(case)).values_list("channel", "state"))
    assert (states["sms"], states["voice"]) == ("delivered", "failed")
    assert Receipt.objects.count() == 2


def test_a_status_of_a_message_that_is_not_ours_is_answered_calmly(desk):
    answer = twilio("/hooks/twilio/message-status/", MessageSid="SM-else", MessageStatus="failed", ErrorCode="30005")
    assert answer.status_code == 204
    assert twilio("/hooks/twilio/message-status/", Nothing="at all").status_code == 204


# The link.


def test_looking_at_the_link_acknowledges_nothing(case, desk):
    path = f"/a/{page_links.token_for(the_page(case))}/"
    for _ in range(3):
        page = Client().get(path)
    assert page.status_code == 200
    assert "Halden" in page.content.decode()
    assert "I have it" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    case.refresh_from_db()
    assert case.acknowledged_at is None


def test_a_link_that_is_over_says_so_before_it_is_pressed(case, desk):
    acknowledge(case, user=desk.chidi, now=NOW)
    page = Client().get(f"/a/{page_links.token_for(the_page(case))}/")
    assert "the case is now with Chidi Eze" in page.content.decode()
    assert "<form" not in page.content.decode()


def test_a_link_that_we_did_not_sign_shows_nothing(desk):
    for token in ("x", "1.1~1~1", "..%2f", "%00"):
        assert Client().get(f"/a/{token}/").status_code in {404, 410}
        assert Client().post(f"/a/{token}/").status_code in {404, 410}


def test_a_stale_link_is_answered_as_such_to_the_program_that_pressed_it(case, desk):
    acknowledge(case, user=desk.chidi, now=NOW)
    assert Client().post(f"/a/{page_links.token_for(the_page(case))}/").status_code == 409


def test_the_customer_never_gets_such_a_link(case, desk, smtp_sink):
    from evenkeel.cases.verbs import reply

    reply(case, author=desk.ben, text="We are on it.", now=NOW, key="r1")
    post_goes_out(NOW)
    theirs = [m for m in smtp_sink.messages if m.recipients == ("ada@halden.example",)]
    assert theirs
    assert not [m for m in theirs if "/a/" in m.text]


# Who speaks.


def test_twilios_own_vectors():
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    call = {"CallSid": "CA1234567890ABCDE", "Digits": "1234", "From": "+14158675309", "To": "+18005551212"}
    plain = [*call.items(), ("Caller", "+14158675309")]
    assert signatures.twilio("12345", url, plain, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert signatures.twilio("12345", url.replace(".com", ".com:443"), plain, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    twice = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")]
    assert signatures.twilio("12345", url, twice, "IK+Dwps556ElfBT0I3Rgjkr1wJU=")
    assert not signatures.twilio("12345", url, plain, "IK+Dwps556ElfBT0I3Rgjkr1wJU=")
    assert not signatures.twilio("12345", url, plain[:-1], "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not signatures.twilio("", url, plain, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not signatures.twilio("12345", url, plain, "né")


def test_slacks_own_vector():
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    secret, stamp = "8f742231b10e8888abcd99yyyzzz85a5", "1531420618"
    good = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    then = datetime.fromtimestamp(1531420618, UTC)
    assert signatures.slack(secret, stamp, body, good, then + 299 * SECOND)
    assert not signatures.slack(secret, stamp, body, good, then + 301 * SECOND)
    assert not signatures.slack(secret, stamp, body, good, then - 301 * SECOND)
    assert not signatures.slack(secret, stamp, body + b" ", good, then)
    assert not signatures.slack("", stamp, body, good, then)
    for wrong in ("", "x", "-1", "1e9", "9" * 40, "١٥٣١٤٢٠٦١٨"):
        assert not signatures.slack(secret, wrong, body, good, then)


def test_a_call_that_is_not_signed_well_is_turned_away_and_changes_nothing(case, desk, webhook_sink):
    path = "/hooks/twilio/message/"
    assert twilio(path, token="wrong", From=PHONE, Body="1", MessageSid="x").status_code == 403
    assert Client().post(path, {"From": PHONE, "Body": "1"}).status_code == 403
    assert slack({"actions": []}, secret="wrong").status_code == 403
    assert slack_press(the_page(case), webhook_sink, at=NOW - timedelta(minutes=6)).status_code == 403
    case.refresh_from_db()
    assert case.acknowledged_at is None
    assert not Answer.objects.exists()


def test_without_a_secret_nobody_is_believed(case, desk, settings, webhook_sink):
    settings.TWILIO_TOKEN = settings.SLACK_SIGNING_SECRET = ""
    assert twilio("/hooks/twilio/message/", token="", From=PHONE, Body="1", MessageSid="x").status_code == 403
    assert slack({"actions": []}, secret="").status_code == 403


HOOKS = (
    "/hooks/twilio/message-status/",
    "/hooks/twilio/call-status/",
    "/hooks/twilio/message/",
    "/hooks/twilio/digit/x/",
    "/hooks/slack/interaction/",
    "/hooks/mattermost/acknowledgement/",
)


def test_every_hook_is_tried_with_hostile_input():
    from evenkeel.api.hooks.urls import urlpatterns

    assert {f"/hooks/{p.pattern}".replace("<str:token>", "x") for p in urlpatterns} == set(HOOKS)


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head", "options"])
def test_a_wrong_method_is_told_so(hook, method, desk):
    assert getattr(Client(), method)(hook).status_code == 405


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (b"x" * 10_000_000, {413}),
        (b"x" * (LARGEST + 1), {413}),
        (b"", {200, 400, 403}),
        (b"\xff\xfe\x00", {400, 403}),
        (b"Body=%ff%fe&From=%00", {400, 403}),
        (b"&".join(b"a%d=1" % n for n in range(5000)), {400, 403}),
        (b"[" * 60_000, {400, 403}),
        (b'{"context": [], "user_id": {"a": 1}, "trigger_id": null}', {200, 400, 403}),
        (b'"\\ud800"', {400, 403}),
        (b"payload=[]", {400, 403}),
    ],
    ids=["10MB", "a byte too much", "nothing", "bytes", "bad percent", "many", "deep", "shapes", "half", "list"],
)
def test_hostile_bytes_are_turned_away_calmly(hook, body, statuses, desk):
    answer = Client(raise_request_exception=True).post(hook, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in statuses
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "payload",
    [{}, {"actions": "x"}, {"actions": [[]]}, {"actions": [{"action_id": "acknowledge"}], "user": 1}, {"user": None}],
)
def test_a_signed_call_of_an_unknown_shape_is_answered_calmly(payload, desk):
    assert slack(payload).status_code == 200


def test_signed_words_that_no_database_keeps_are_kept_without_what_spoils_them(case, desk):
    assert "Answer 1 or ACK" in text("wh\0at 😡")
    assert Answer.objects.get().text == "what 😡"


def test_slack_is_answered_at_slacks_own_address_only(case, desk, webhook_sink):
    from evenkeel.notifications.channels import slack as channel

    webhook_sink.requests.clear()
    channel.respond(f"{webhook_sink.url}/elsewhere", "secret words", done=True)
    channel.respond("file:///etc/passwd", "secret words", done=True)
    assert webhook_sink.requests == []
