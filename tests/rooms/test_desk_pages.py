"""The pages of the desk, as a browser without script asks for them; every row is made by the verbs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from evenkeel.cases import verbs as cases
from evenkeel.cases.models import Case, CustomerLink, Handoff, Step
from evenkeel.conversations.models import Message, Signal
from evenkeel.conversations.values import Incoming, IncomingAttachment
from evenkeel.conversations.verbs import receive
from evenkeel.intake.models import InboundItem
from evenkeel.intake.verbs import keep
from evenkeel.people.models import Account, Contact, ContactAddress, Duty, Membership, Team, User
from evenkeel.people.verbs import make_sign_in_link
from evenkeel.promises.models import Promise

pytestmark = pytest.mark.django_db

FURIOUS = (
    "This is the third failure this month. Line 2 is down and my customer's truck is waiting at the gate. "
    "You promised me a call yesterday and nobody called. I want your manager, now."
)


def make_desk(now: datetime) -> SimpleNamespace:
    """Ben on duty, Chidi the lead, Ada the furious customer in New York."""
    ben = _user("Ben Okafor", "ben@evenkeel.example", "Europe/Berlin")
    chidi = _user("Chidi Marsh", "chidi@evenkeel.example", "Europe/Berlin", may_answer_legal=True)
    mira = _user("Mira Santos", "mira@evenkeel.example", "Europe/Lisbon")
    team = Team.objects.create(name="Line service", time_zone="Europe/Berlin", last_resort=chidi)
    for user, position in ((ben, "member"), (mira, "member"), (chidi, "lead")):
        Membership.objects.create(team=team, user=user, position=position)
    for user, kind in ((ben, "first"), (mira, "second"), (chidi, "lead"), (chidi, "safety")):
        Duty.objects.create(
            team=team, user=user, kind=kind, starts_at=now - timedelta(days=2), ends_at=now + timedelta(days=5)
        )
    account = Account.objects.create(
        name="Harbour Foods",
        tier="key",
        time_zone="America/New_York",
        country="US",
        team=team,
        mail_domain="harbour.example",
        created_at=now,
    )
    ada = Contact.objects.create(account=account, name="Ada Lindqvist", created_at=now)
    ContactAddress.objects.create(contact=ada, channel="email", address="ada@harbour.example")
    return SimpleNamespace(ben=ben, chidi=chidi, mira=mira, team=team, account=account, ada=ada)


def _user(name: str, email: str, zone: str, **more: object) -> User:
    user = User(name=name, email=email, username=email, time_zone=zone, **more)
    user.set_password("a quiet harbour")
    user.save()
    return user


def hear(
    text: str, at: datetime, key: str, *, thread: str = "t1", subject: str = "Line 2 is down again", **more: object
) -> Message:
    name, address = more.pop("sender", ("Ada Lindqvist", "ada@harbour.example"))
    incoming = Incoming(
        source="test",
        external_id=key,
        channel="email",
        direction="in",
        sender_name=name,
        sender_address=address,
        sent_at=at,
        text=more.pop("whole", text),
        visible_text=text,
        subject=subject,
        thread_id=thread,
        **more,
    )
    with transaction.atomic():
        received = receive(incoming, at)
        cases.consider(received.message, at)
    return received.message


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def desk(now):
    return make_desk(now - timedelta(minutes=30))


@pytest.fixture
def case(desk, now):
    hear(FURIOUS, now - timedelta(minutes=12), "m1")
    return Case.objects.get()


def browser(user: User | None = None) -> Client:
    client = Client(headers={"accept": "text/html"})
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def ben(desk):
    return browser(desk.ben)


def local(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M}"


# Who may come in.

# A calendar program cannot sign in: its address is a secret of its own.
# The worker is the same for everybody and holds nothing; the link of a page proves itself.
OPEN_PAGES = {"sign_in", "sign_in_link", "sign_out", "favicon", "duty_calendar", "web_push_worker", "page_link"}


def test_every_page_asks_who_is_there_but_for_those_that_cannot(desk):
    asked = []
    for pattern in get_resolver("evenkeel.desk.urls").url_patterns:
        if pattern.name in OPEN_PAGES or pattern.name.startswith("customers_"):
            continue
        path = "/" + str(pattern.pattern).replace("<int:pk>", "1")
        for response in (browser().get(path), browser().post(path)):
            assert response.status_code == 302, (path, response.status_code)
            assert response["Location"].startswith("/sign-in/"), path
        asked.append(path)
    assert len(asked) > 30


def test_signing_in_with_address_and_password_leads_to_where_one_wanted_to_go(desk):
    client = browser()
    wrong = client.post("/sign-in/", {"email": "ben@evenkeel.example", "password": "nonsense"})
    assert wrong.status_code == 422
    assert "do not belong together" in wrong.content.decode()
    right = client.post(
        "/sign-in/", {"email": "BEN@evenkeel.example", "password": "a quiet harbour", "next": "/cases/"}
    )
    assert (right.status_code, right["Location"]) == (303, "/cases/")


def test_signing_in_never_leads_to_another_house(desk):
    typed = {"email": "ben@evenkeel.example", "password": "a quiet harbour", "next": "https://elsewhere.example/"}
    assert browser().post("/sign-in/", typed)["Location"] == "/"


def test_looking_at_a_sign_in_link_does_not_use_it_up(desk, now):
    path = f"/sign-in/link/{make_sign_in_link(desk.ben, now)}/"
    client = browser()
    assert client.get(path).status_code == client.get(path).status_code == 200
    assert client.post(path)["Location"] == "/"
    assert client.get("/").status_code == 200
    again = browser().post(path)
    assert again.status_code == 422
    assert "used already" in again.content.decode()


# My day and the lists.


def test_a_good_day_looks_like_one(desk):
    assert "Nothing is waiting for you" in browser(desk.mira).get("/").content.decode()


def test_my_day_shows_the_page_to_acknowledge_and_what_is_owed(ben, case):
    page = ben.get("/").content.decode()
    assert "Waiting for somebody to say" in page
    assert case.title in page
    assert "A word to Ada Lindqvist" in page
    assert ben.post(f"/cases/{case.pk}/acknowledgement/", {"climb": 1}).status_code == 303
    assert "Waiting for somebody to say" not in ben.get("/").content.decode()


def test_an_old_button_is_told_who_has_it(ben, case, desk, now):
    cases.set_level(case, 2 if case.level > 2 else 4, because="seen together", by=desk.chidi, now=now)
    cases.acknowledge(case, user=desk.chidi, now=now)
    late = ben.post(f"/cases/{case.pk}/acknowledgement/", {"climb": 7})
    assert late.status_code == 409
    assert "the case is now with" in late.content.decode()


def test_cases_are_found_by_state_level_owner_number_and_words(ben, case, desk):
    for query in (
        "",
        "?state=all",
        f"?level={case.level}",
        f"?owner={desk.ben.pk}",
        f"?q=%23{case.pk}",
        "?q=harbour",
        "?owner=me",
    ):
        assert case.title in ben.get(f"/cases/{query}").content.decode(), query
    for query in (
        "?state=closed",
        f"?level={1 if case.level > 1 else 2}",
        f"?owner={desk.mira.pk}",
        "?q=nothing+like+it",
    ):
        assert case.title not in ben.get(f"/cases/{query}").content.decode(), query


# The case.


def test_the_case_shows_why_it_has_its_level_with_a_way_to_the_words(ben, case):
    page = ben.get(f"/cases/{case.pk}/").content.decode()
    signal = Signal.objects.filter(dismissed_at=None).first()
    assert f'id="signal-{signal.pk}"' in page
    assert "Why this level" in page
    assert "does not know who owns this" in page
    assert "Nobody has acknowledged" in page
    assert "(New York)" in page


def test_what_a_customer_writes_is_never_markup(ben, desk, now):
    hear(
        FURIOUS + ' <script>alert("x")</script><img src=x onerror=alert(1)>',
        now - timedelta(minutes=3),
        "evil",
        subject="<b>bold</b>",
    )
    page = ben.get(f"/cases/{Case.objects.get().pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>bold</b>" not in page


def test_pages_carry_no_inline_style_or_script(ben, case):
    for path in ("/", "/cases/", f"/cases/{case.pk}/", "/conversations/", "/set-aside/"):
        response = ben.get(path)
        page = response.content.decode()
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<style" not in page
        assert "<script>" not in page
        assert "default-src 'self'" in response["Content-Security-Policy"]


def test_a_reply_promises_what_was_confirmed_and_nothing_twice(ben, case, desk, now):
    text = "Hello Ada, I am on this now. I will call you by 16:00 today or I will tell you why not."
    draft = ben.post(f"/cases/{case.pk}/drafts/", {"text": "I will call you tomorrow by 16:00."}).content.decode()
    assert 'name="confirm"' in draft
    typed = {"text": text, "key": "once"}
    first, second = ben.post(f"/cases/{case.pk}/replies/", typed), ben.post(f"/cases/{case.pk}/replies/", typed)
    assert first.status_code == second.status_code == 303
    assert Message.objects.filter(direction="out").count() == 1
    assert text[:20] in ben.get(f"/cases/{case.pk}/").content.decode()


def test_what_is_ticked_beside_the_draft_goes_onto_the_ledger(ben, case):
    text = "Our engineer will be in touch soon. I will call you tomorrow by 16:00."
    draft = ben.post(f"/cases/{case.pk}/drafts/", {"text": text})
    seen = draft.context["proposals"] if draft.context else []
    starts = [p.start for p in seen] or [
        int(s.split('"')[0]) for s in draft.content.decode().split('name="confirm" value="')[1:]
    ]
    fingerprint = draft.content.decode().split('name="read_text" value="')[1].split('"')[0]
    assert len(starts) == 2
    refused = ben.post(
        f"/cases/{case.pk}/replies/", {"text": text, "key": "a", "read_text": fingerprint, "confirm": starts}
    )
    assert refused.status_code == 422  # The report has no time, and is not guessed one.
    assert "By when" in refused.content.decode() or "by when" in refused.content.decode()
    assert text in refused.content.decode()
    kept = ben.post(
        f"/cases/{case.pk}/replies/", {"text": text, "key": "a", "read_text": fingerprint, "confirm": starts[1:]}
    )
    assert kept.status_code == 303
    assert list(Promise.objects.filter(origin="text").order_by("start").values_list("state", flat=True)) == [
        "dismissed",
        "made",
    ]


def test_a_refusal_keeps_what_was_typed(ben, case):
    response = ben.post(
        f"/cases/{case.pk}/replies/",
        {"text": "We look into it & write soon", "key": "k", "next_update_at": "2020-01-01T10:00"},
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "has passed already" in page
    assert "We look into it &amp; write soon" in page
    assert Message.objects.filter(direction="out").count() == 0


def test_who_may_not_is_told_who_may(case, desk):
    response = browser(desk.mira).post(
        f"/cases/{case.pk}/handoffs/",
        {"receiver": desk.mira.pk, "recap": "Line 2 is down for the third time", "why_this_person": "knows the line"},
    )
    assert response.status_code == 403
    assert "Only Ben Okafor" in response.content.decode()


def test_a_note_stays_among_us_and_looks_like_it(ben, case):
    ben.post(f"/cases/{case.pk}/notes/", {"text": "Their contract ends in May", "key": "n1"})
    page = ben.get(f"/cases/{case.pk}/").content.decode()
    assert "said-note" in page
    assert "never leaves the desk" in page
    assert Message.objects.get(direction="note").notifications.count() == 0


def test_level_role_call_step_and_stability_are_made_on_the_page(ben, case, desk, now):
    base = f"/cases/{case.pk}"
    other = 2 if case.level != 2 else 3
    done = [
        ben.post(f"{base}/levels/", {"level": other, "because": "their own words on the phone"}),
        ben.post(f"{base}/roles/", {"kind": "diagnosis", "user": desk.mira.pk}),
        ben.post(f"{base}/calls/", {"outcome": "reached", "minutes": 3, "seconds": 20, "note": "calmer now"}),
        ben.post(
            f"{base}/steps/", {"action": "Replace the drive", "owner": desk.mira.pk, "due_at": "2031-05-05T10:00"}
        ),
        ben.post(
            f"{base}/promises/",
            {
                "what": "Credit for May",
                "action": "refund",
                "owner": desk.ben.pk,
                "due_at": "2031-05-05T10:00",
                "told": "on",
            },
        ),
        ben.post(f"{base}/stability/", {"because": "runs for an hour"}),
        ben.post(f"{base}/affected/", {"affected": 12}),
    ]
    assert [r.status_code for r in done] == [303] * 7
    page = ben.get(f"{base}/").content.decode()
    for words in (
        "their own words on the phone",
        "Mira Santos",
        "Spoke with the customer",
        "Replace the drive",
        "Credit for May",
        "runs for an hour",
    ):
        assert words in page
    step = Step.objects.get()
    assert ben.post(f"/steps/{step.pk}/completion/", {"note": "new drive in"}).status_code == 303
    assert ben.post(f"/steps/{step.pk}/completion/", {"note": "again"}).status_code == 409


def test_a_promise_is_kept_moved_and_taken_back_on_the_ledger(ben, case, desk):
    base, typed = (
        f"/cases/{case.pk}",
        {"action": "refund", "owner": desk.ben.pk, "due_at": "2031-05-05T10:00", "told": "on"},
    )
    for what in ("Credit", "Refund", "Rebate"):
        ben.post(f"{base}/promises/", {**typed, "what": what})
    credit, refund, rebate = Promise.objects.filter(origin="hand").order_by("id")
    ben.post(f"{base}/replies/", {"text": "The refund comes later, and there is no rebate. I am sorry.", "key": "r"})
    told = Message.objects.get(direction="out").pk
    kept = ben.post(f"/promises/{credit.pk}/evidence/", {"kind": "refund", "note": "CR-9"})
    moved = ben.post(f"/promises/{refund.pk}/renegotiation/", {"due_at": "2031-06-05T10:00", "told": told})
    untold = ben.post(f"/promises/{rebate.pk}/withdrawal/", {"because": "no budget", "told": ""})
    back = ben.post(f"/promises/{rebate.pk}/withdrawal/", {"because": "no budget", "told": told})
    assert [r.status_code for r in (kept, moved, untold, back)] == [303, 303, 422, 303]
    page = ben.get(f"{base}/").content.decode()
    assert "Moved 1 time" in page
    assert "Taken back, customer told" in page


def test_a_signal_that_is_none_is_said_so_with_a_reason(ben, case):
    signal = Signal.objects.first()
    assert ben.post(f"/signals/{signal.pk}/dismissal/", {"because": ""}).status_code == 422
    assert ben.post(f"/signals/{signal.pk}/dismissal/", {"because": "a figure of speech"}).status_code == 303
    assert "a figure of speech" in ben.get(f"/cases/{case.pk}/").content.decode()


def test_a_handoff_is_read_ticked_and_accepted(ben, case, desk):
    base = f"/cases/{case.pk}"
    ben.post(
        f"{base}/promises/",
        {
            "what": "Call with the plan",
            "action": "call",
            "owner": desk.ben.pk,
            "due_at": "2031-05-05T10:00",
            "told": "on",
        },
    )
    ben.post(
        f"{base}/handoffs/",
        {
            "receiver": desk.mira.pk,
            "recap": "Line 2 stands for the third time; drive is ordered.",
            "why_this_person": "built it",
        },
    )
    handoff, mira = Handoff.objects.get(), browser(desk.mira)
    assert "Offered to you" in mira.get("/").content.decode()
    brief = mira.get(f"/handoffs/{handoff.pk}/").content.decode()
    assert "Line 2 stands for the third time" in brief
    assert "truck is waiting" in brief
    unticked = mira.post(f"/handoffs/{handoff.pk}/acceptance/", {})
    assert unticked.status_code == 422
    assert "Not ticked: Call with the plan" in unticked.content.decode()
    promise = Promise.objects.get(origin="hand")
    assert mira.post(f"/handoffs/{handoff.pk}/acceptance/", {"ticked": [promise.pk]}).status_code == 303
    case.refresh_from_db()
    assert case.owner == desk.mira
    assert mira.post(f"/handoffs/{handoff.pk}/declination/", {"because": "too late"}).status_code == 409


def test_closing_asks_the_customer_and_lists_what_is_not_settled(ben, case, desk):
    ben.post(
        f"/cases/{case.pk}/promises/",
        {"what": "Spare part", "action": "ship", "owner": desk.ben.pk, "due_at": "2031-05-05T10:00", "told": "on"},
    )
    promise = Promise.objects.get(origin="hand")
    not_yet = ben.post(f"/cases/{case.pk}/closing/", {"done": "The drive is new.", "key": "c"})
    assert not_yet.status_code == 422
    assert "Spare part" in not_yet.content.decode()
    assert (
        ben.post(
            f"/cases/{case.pk}/closing/", {"done": "The drive is new.", "key": "c", "carried": [promise.pk]}
        ).status_code
        == 303
    )
    case.refresh_from_db()
    assert case.state == Case.State.RESOLVED
    assert (
        ben.post(f"/cases/{case.pk}/closing-without-answer/", {"check_back_at": "2031-05-05T10:00"}).status_code == 422
    )


def test_an_attachment_is_handed_over_as_a_file_to_our_people_only(ben, desk, now):
    html = IncomingAttachment("log.html", "text/html", b"<script>alert(1)</script>")
    message = hear(FURIOUS, now - timedelta(minutes=2), "with-file", attachments=(html,))
    path = f"/attachments/{message.attachments.get().pk}/"
    response = ben.get(path)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/octet-stream"
    assert browser().get(path).status_code == 302


# What has no case, and what was set aside.


def test_a_person_opens_a_case_that_the_reader_did_not(ben, desk, now):
    message = hear("Could you send me the manual, please?", now, "calm", subject="Manual")
    assert Case.objects.count() == 0
    assert "Manual" in ben.get("/conversations/").content.decode()
    path = f"/conversations/{message.conversation_id}/"
    assert "Open a case" in ben.get(path).content.decode()
    assert ben.post(f"{path}case/", {"level": 2, "because": " "}).status_code == 422
    assert ben.post(f"{path}case/", {"level": 2, "because": "their renewal hangs on it"}).status_code == 303
    assert ben.post(f"{path}case/", {"level": 2, "because": "their renewal hangs on it"}).status_code == 409


def test_a_set_aside_item_is_shown_as_text_and_dismissed_with_a_reason(ben, desk, now):
    item, _ = keep("mail:x", "1", "mail", b"<script>\x00bad</script>", now)
    InboundItem.objects.filter(pk=item.pk).update(state="set_aside", reason="No sender could be read.")
    assert "No sender could be read." in ben.get("/set-aside/").content.decode()
    page = ben.get(f"/set-aside/{item.pk}/").content.decode()
    assert "&lt;script&gt;" in page
    assert ben.post(f"/set-aside/{item.pk}/dismissal/", {"because": ""}).status_code == 422
    assert ben.post(f"/set-aside/{item.pk}/dismissal/", {"because": "spam"}).status_code == 303
    assert ben.post(f"/set-aside/{item.pk}/retry/").status_code == 409


# The customer's own page.


@pytest.fixture
def link(case, now):
    cases.link_for(case, now)
    return f"/c/{CustomerLink.objects.get().secret}/"


def test_the_customers_page_says_who_what_and_when_and_nothing_of_ours(ben, case, link, desk):
    ben.post(f"/cases/{case.pk}/replies/", {"text": "I will call you tomorrow by 16:00.", "key": "r1"})
    ben.post(f"/cases/{case.pk}/notes/", {"text": "SECRETNOTE about the contract", "key": "n1"})
    ben.post(f"/cases/{case.pk}/steps/", {"action": "HIDDENSTEP", "owner": desk.ben.pk, "due_at": "2031-05-05T10:00"})
    ben.post(
        f"/cases/{case.pk}/steps/",
        {"action": "Bring a new drive", "owner": desk.ben.pk, "due_at": "2031-05-05T10:00", "customer_visible": "on"},
    )
    response = browser().get(link)
    page = response.content.decode()
    for words in (
        "Ben Okafor",
        "I will call you tomorrow",
        "You hear from us by",
        "New York",
        "Bring a new drive",
        "It is not solved",
    ):
        assert words in page, words
    codes = [s.code for s in Signal.objects.all()]
    for words in (
        "SECRETNOTE",
        "HIDDENSTEP",
        "Level",
        "level",
        "heat",
        "Heat",
        "Timeline",
        "Mira",
        "diagnosis",
        "signal",
        *codes,
    ):
        assert words not in page, words
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "<script" not in page


def test_the_customer_writes_asks_for_a_manager_and_answers_without_cookies(case, link, ben):
    customer = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert customer.post(f"{link}messages/", {"text": "It is down again", "key": "k1"}).status_code == 303
    assert Message.objects.filter(source="customer-page").count() == 1
    assert customer.post(f"{link}messages/", {"text": " ", "key": "k2"}).status_code == 422
    assert customer.post(f"{link}manager-request/", {"key": "k3"}).status_code == 303
    assert Message.objects.filter(source="customer-page", signals__code="manager_request").exists()
    assert customer.post(f"{link}confirmation/", {"answer": "perhaps"}).status_code == 422
    ben.post(f"/cases/{case.pk}/closing/", {"done": "The drive is new.", "key": "c"})
    assert customer.post(f"{link}confirmation/", {"answer": "not_solved", "text": "still down"}).status_code == 303
    case.refresh_from_db()
    assert case.state == Case.State.OPEN
    ben.post(f"/cases/{case.pk}/closing/", {"done": "The drive is new.", "key": "c2"})
    assert customer.post(f"{link}confirmation/", {"answer": "solved"}).status_code == 303
    case.refresh_from_db()
    assert case.state == Case.State.CONFIRMED
    assert "You told us that it is solved" in customer.get(link).content.decode()


def test_a_link_that_has_ended_is_told_kindly(case, link):
    CustomerLink.objects.update(revoked_at=datetime.now(UTC))
    response = browser().get(link)
    assert response.status_code == 410
    assert "We are still here" in response.content.decode()
    assert browser().get("/c/nonsense/").status_code == 410


# Much of everything.


def test_pages_ask_a_bounded_number_of_questions(ben, case, desk, now, django_assert_max_num_queries):
    for n in range(70):
        message = hear(f"Still down, number {n}.", now - timedelta(minutes=11) + timedelta(seconds=n), f"x{n}")
    for n in range(12):
        sender = (f"Guest {n}", f"guest{n}@harbour.example")
        hear(FURIOUS, now - timedelta(minutes=5), f"g{n}", thread=f"g{n}", sender=sender)
        ben.post(
            f"/cases/{case.pk}/promises/",
            {
                "what": f"Credit {n}",
                "action": "refund",
                "owner": desk.ben.pk,
                "due_at": "2031-05-05T10:00",
                "told": "on",
            },
        )
        ben.post(f"/cases/{case.pk}/notes/", {"text": f"note {n}", "key": f"n{n}"})
    assert Case.objects.count() == 13
    assert message.conversation.messages.count() > 80
    with django_assert_max_num_queries(16):
        ben.get("/")
    with django_assert_max_num_queries(9):
        ben.get("/cases/")
    with django_assert_max_num_queries(42):
        page = ben.get(f"/cases/{case.pk}/").content.decode()
    assert page.count('id="message-') == 50
    assert "Show earlier words" in page
    earlier = page.split("?before=")[1].split("#")[0]
    assert "third failure this month" in ben.get(f"/cases/{case.pk}/?before={earlier}").content.decode()


def test_the_operators_rooms_show_but_do_not_change_what_has_a_gate(case, desk):
    desk.chidi.is_staff = desk.chidi.is_superuser = True
    desk.chidi.save()
    operator = browser(desk.chidi)
    assert operator.get("/admin/cases/case/").status_code == 200
    assert operator.get(f"/admin/cases/case/{case.pk}/change/").status_code == 200
    assert operator.post(f"/admin/cases/case/{case.pk}/change/", {"state": "confirmed"}).status_code == 403
    assert operator.post(f"/admin/people/user/{desk.ben.pk}/delete/", {"post": "yes"}).status_code == 403
    assert operator.get("/admin/people/team/").status_code == 200


def test_what_is_not_there_is_said_kindly(ben):
    response = ben.get("/cases/999999/")
    assert response.status_code == 404
    assert "This is not here" in response.content.decode()
