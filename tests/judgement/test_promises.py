"""Which words of ours a customer may rely on; said in New York on a Wednesday at 11:10 unless a case says otherwise."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.reading.promises import Commitment, PromiseReading, read_line, read_promises

NOW = datetime.fromisoformat("2026-04-15T11:10-04:00")


def read(text: str, **more: object) -> PromiseReading:
    return read_promises(text, now=NOW, zone="America/New_York", **more)  # type: ignore[arg-type]


def only(text: str, **more: object) -> Commitment:
    made = read(text, **more).commitments
    assert len(made) == 1, made
    return made[0]


MADE = [
    ("I'll call you by 3 pm your time today", "agent", "call", "2026-04-15T15:00"),
    ("I will ring you back within 15 minutes.", "agent", "call", "2026-04-15T11:25"),
    ("Our engineer will be with you tomorrow between 9 and 11.", "team:engineer", "visit", "2026-04-16T11:00"),
    ("We'll send the report by end of day Friday", "company", "send_doc", "2026-04-17T17:00"),
    ("You will have an update by 16:30", "company", "contact", "2026-04-15T16:30"),
    ("I'll call you at 14:05 CET", "agent", "call", "2026-04-16T08:05"),
    ("I shall write to you by Tuesday 24 November 2026 at 17:00.", "agent", "email", "2026-11-24T17:00"),
    ("I'll ping you in 2 minutes", "agent", "contact", "2026-04-15T11:12"),
    ("Expect a call from me before noon tomorrow.", "agent", "call", "2026-04-16T12:00"),
    (
        "Maria Lopez, our field engineer, will visit on Thursday at 2 pm.",
        "named:Maria Lopez",
        "visit",
        "2026-04-16T14:00",
    ),
    ("Your replacement will be shipped on Monday.", "company", "ship", "2026-04-20T17:00"),
    ("A refund of $40 will be issued within 5 business days.", "company", "refund", "2026-04-22T17:00"),
    ("I've booked an engineer for Friday 10am.", "agent", "visit", "2026-04-17T10:00"),
    ("My manager will phone you before close of business.", "team:manager", "call", "2026-04-15T17:00"),
    ("Will send the summary tonight.", "agent", "send_doc", "2026-04-15T21:00"),
    ("Next update at 18:00.", "agent", "contact", "2026-04-15T18:00"),
    ("I promise to call you back before 5.", "agent", "call", "2026-04-15T17:00"),
    (
        "I can confirm the engineer will arrive between 1 and 3 pm on Thursday.",
        "team:engineer",
        "visit",
        "2026-04-16T15:00",
    ),
    ("Let's talk tomorrow at 9:30, I'll dial in.", "agent", "call", "2026-04-16T09:30"),
    ("I'll text you the tracking number tonight.", "agent", "text", "2026-04-15T21:00"),
]


@pytest.mark.parametrize(("text", "actor", "action", "due"), MADE)
def test_a_promise_has_its_actor_its_act_and_its_instant(text: str, actor: str, action: str, due: str) -> None:
    made = only(text)
    assert (made.actor, made.time.due_local) == (actor, due)
    assert made.action == action or {made.action, action} <= {"call", "contact", "attend"}
    assert made.quote == text[made.start : made.end]
    assert ("no_owner" in made.asks) == (actor == "company")


NOT_MADE = [
    ("I can call you tomorrow if you like.", "offer"),
    ("Shall I send you the form?", "question"),
    ("The engineer should be there by noon.", "expectation"),
    ("We usually reply within 24 hours.", "general"),
    ("I told you I would call at 3.", "past"),
    ("I will need your serial number.", "request"),
    ("Our target is to respond in four hours.", "target"),
    ("The bank will release the money by Friday.", "third_party"),
    ("You'll need to restart the device.", "instruction"),
    ("I can't say when it will be fixed.", "inability"),
    ("The portal will be down tonight from 11.", "announcement"),
    ("Hopefully we'll have it fixed by Monday.", "hope"),
    ("I'll be happy to assist you with this.", "pleasantry"),
    ("I'll admit that we dropped the ball.", "idiom"),
    ("The supplier told us that the parts will arrive on Friday.", "reported"),
    ("If we had the part, we would ship it today.", "hypothetical"),
    ("If you'd like, I'll send a technician on Monday.", "offer"),
]


@pytest.mark.parametrize(("text", "kind"), NOT_MADE)
def test_what_only_sounds_like_a_promise_is_set_aside_by_name(text: str, kind: str) -> None:
    reading = read(text)
    assert reading.commitments == ()
    assert kind in {act.type for act in reading.other}


def test_two_acts_of_one_sentence_share_its_time() -> None:
    made = read("I'll check the stock and call you by noon.").commitments
    assert [(m.action, m.time.due_local) for m in made] == [("check", "2026-04-15T12:00"), ("call", "2026-04-15T12:00")]


def test_a_condition_waits_and_asks_for_a_latest_time() -> None:
    made = only("Once the lab has answered, I'll email you.")
    assert (made.type, made.time.due_kind, made.condition) == ("conditional", "after_condition", "the lab has answered")
    assert made.asks == ("condition",)


def test_trying_is_heard_as_a_promise_and_its_scope_is_asked() -> None:
    made = only("I'll do my best to have it fixed by Friday.")
    assert (made.type, made.time.due_local) == ("effort", "2026-04-17T17:00")
    assert "scope" in made.asks


@pytest.mark.parametrize(
    "text",
    ["We won't charge you interest while the dispute is open.", "Nobody will touch your account until you agree."],
)
def test_what_we_will_not_do_stands(text: str) -> None:
    made = only(text)
    assert (made.type, made.action, made.time.due_kind, made.time.due) == ("negative", "hold_off", "standing", None)
    assert made.time.until


@pytest.mark.parametrize(
    "text", ["We'll fix it asap.", "I'll call you back in a few minutes.", "Someone will reach out to you."]
)
def test_a_promise_without_a_time_is_asked_and_not_guessed(text: str) -> None:
    made = only(text)
    assert made.time.due is None
    assert {"no_time", "vague_time"} & set(made.asks)


@pytest.mark.parametrize(
    ("asked", "answer", "action", "due"),
    [
        ("Can you call me tomorrow at 10?", "Will do.", "call", "2026-04-16T10:00"),
        ("Please send me the invoice by Friday.", "Yes, of course.", "send_doc", "2026-04-17T17:00"),
        ("Could you ring me on Thursday or Friday?", "Thursday it is.", "call", "2026-04-16T17:00"),
    ],
)
def test_a_short_yes_takes_its_content_from_the_question(asked: str, answer: str, action: str, due: str) -> None:
    made = only(answer, previous_customer_text=asked)
    assert (made.action, made.time.due_local) == (action, due)
    assert read(answer, previous_customer_text="It rained here.").commitments == ()


def test_quotes_and_signatures_are_not_our_words() -> None:
    text = (
        "Hello,\n\n> I'll call you by 9 am\n\nYou were told \"we will come today\".\nI'll ring you at 4 pm.\n\n"
        "Kind regards,\nAda\nWe will answer within 24 hours"
    )
    made = only(text)
    assert made.quote == "I'll ring you at 4 pm."
    assert "quoted" in {act.type for act in read(text).other}


def test_own_words_below_a_quoted_mail_are_read() -> None:
    assert only("On Monday Ben wrote:\n> where is it?\n\nI'll call you at 4 pm.").action == "call"


def test_the_customers_own_promise_is_theirs() -> None:
    reading = read("I'll send the photos tonight.", speaker="customer")
    assert reading.commitments == ()
    assert [(act.type, act.party) for act in reading.other] == [("customer_promise", "customer")]


def test_notes_say_what_was_told_and_what_was_only_meant() -> None:
    told = only("Told cust tech visit Thurs 10-12", message_channel="note")
    assert (told.actor, told.action, told.time.start_local) == ("team:technician", "visit", "2026-04-16T10:00")
    meant = read("will try Thurs pm", message_channel="note")
    assert (meant.commitments, meant.other[0].type) == ((), "internal")
    assert read("Customer wants refund by Friday", message_channel="note").commitments == ()


@pytest.mark.parametrize(
    ("text", "language", "action"),
    [
        ("Ich rufe Sie morgen um 15 Uhr an.", "de", "call"),
        ("Je vous rappelle demain à 15h.", "fr", "call"),
        ("Le llamo mañana a las 15.", "es", "call"),
        ("Ligo-lhe amanhã às 15h.", "pt", "call"),
    ],
)
def test_other_tongues(text: str, language: str, action: str) -> None:
    made = only(text, language=language)
    assert (made.action, made.time.due_local) == (action, "2026-04-16T15:00")


def test_a_line_of_the_command_is_plain_json() -> None:
    row = {
        "id": "x1",
        "now": NOW.isoformat(),
        "tz": "America/New_York",
        "text": "I'll call you at 4 pm.",
        "calendar": {"days": "Mon-Fri"},
    }
    answer = json.loads(json.dumps(read_line(row)))
    made = answer["commitments"][0]
    assert answer["id"] == "x1"
    assert (made["due_utc"], made["due_local"], made["channel"]) == ("2026-04-15T20:00Z", "2026-04-15T16:00", "phone")


@pytest.mark.parametrize(
    "spoilt",
    [
        {"now": "soon"},
        {"now": None},
        {"tz": "Mars"},
        {"text": None},
        {"text": 3},
        {"calendar": 4},
        {"calendar": {"open": "x"}},
        {"now": "0001-01-01"},
    ],
)
def test_a_row_that_cannot_be_read_says_why(spoilt: dict[str, object]) -> None:
    row = {"id": 1, "now": NOW.isoformat(), "tz": "UTC", "text": "I'll call you."} | spoilt
    with pytest.raises(ValueError, match=r"\.$"):
        read_line(row)


PIECES = st.lists(
    st.sampled_from(
        "I'll|we will|call you|by|3|pm|at|tomorrow|until|if|and|,|.|?|\n|>|\"|not|the engineer|Maria|send|in|two|business days|every|once|won't|"
        "Kind regards,|On x wrote:|soon|'|(|you'll|will do|is booked|;|let me".split("|")
    ),
    max_size=14,
).map(" ".join)


@settings(max_examples=250, deadline=None)
@given(
    PIECES | st.text(max_size=80),
    st.sampled_from(["email", "note"]),
    st.sampled_from(["agent", "customer"]),
    st.none() | PIECES,
)
def test_no_text_breaks_the_reader(text: str, channel: str, speaker: str, asked: str | None) -> None:
    reading = read(text, message_channel=channel, speaker=speaker, previous_customer_text=asked)
    for made in reading.commitments:
        assert made.quote == text[made.start : made.end]
        assert made.time.due is not None or made.asks or made.time.due_kind in ("standing", "immediate", "recurring")


def test_a_wall_of_text_takes_its_time_in_proportion() -> None:
    read("I will " * 2000)
    read("thanks\n" * 3000)
    assert len(read("I'll call you by 3 pm tomorrow. " * 100).commitments) == 100


def test_also_if_nothing_is_new_sets_no_condition() -> None:
    now = datetime(2026, 11, 23, 8, 33, tzinfo=UTC)
    words = "I will write to you again by 14:00 tomorrow, also if there is nothing new."
    (promise,) = read_promises(words, now=now, zone="Europe/London").commitments
    assert promise.type == "promise"
    assert promise.time.due == datetime(2026, 11, 24, 14, 0, tzinfo=UTC)


def test_being_on_it_names_no_morning() -> None:
    """“am” is a verb here; the reader once took it for a time and made a promise due at noon of it."""
    now = datetime(2026, 11, 23, 8, 33, tzinfo=UTC)
    for words in ("I am on it.", "I am looking into the valve now.", "Your line is down and I am with our engineer."):
        reading = read_promises(words, now=now, zone="America/Chicago")
        assert all(c.time.due is None for c in reading.commitments), words
    tomorrow = read_promises("I'll ring you tmrw am.", now=now, zone="Europe/London").commitments
    assert tomorrow[0].time.due is not None


def test_a_row_may_name_its_zone_either_way() -> None:
    row = {"id": 1, "text": "I'll call you at 15:00.", "now": "2026-04-15T11:10"}
    assert read_line(row | {"zone": "Asia/Tokyo"}) == read_line(row | {"tz": "Asia/Tokyo"})


@pytest.mark.parametrize(
    ("now", "due", "said"),
    [
        ("2026-04-15T11:10+02:00", "2026-04-15T13:00Z", "UTC+02:00"),
        ("2026-04-15T11:10-05:00", "2026-04-15T20:00Z", "UTC-05:00"),
        ("2026-04-15T11:10+05:30", "2026-04-15T09:30Z", "UTC+05:30"),
        ("2026-04-15T11:10Z", "2026-04-15T15:00Z", "UTC+00:00"),
    ],
)
def test_without_a_zone_the_offset_of_now_counts_and_is_named(now: str, due: str, said: str) -> None:
    answer = read_line({"id": 1, "text": "I'll call you at 15:00.", "now": now})
    (made,) = answer["commitments"]  # type: ignore[misc]
    assert made["due_utc"] == due
    assert said in made["because"]


def test_a_moment_without_zone_or_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        read_line({"id": 1, "text": "I'll call you at 15:00.", "now": "2026-04-15T11:10"})
