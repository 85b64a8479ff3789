"""Kept raw, opened once, tried again when it was our fault, set aside with a reason when it was not."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from evenkeel.cases.models import Case
from evenkeel.conversations.models import Message
from evenkeel.intake import verbs
from evenkeel.intake.models import InboundItem, Mailbox
from evenkeel.intake.reads import find_mailbox, set_aside, set_aside_count
from evenkeel.intake.verbs import FIRST_BACKOFF, TRIES, dismiss, keep, keep_mail, mail_id, open_due, open_item, retry
from evenkeel.people.models import Team
from evenkeel.refusal import Refused
from harness.cast import FURIOUS, HELP, NOW, mail, open_desk
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk():
    return open_desk()


def kept(desk, raw: bytes = b"", now=NOW) -> InboundItem:
    return keep_mail(raw or mail(FURIOUS), mailbox=desk.mailbox, now=now)[0]


def test_what_is_kept_is_kept_to_the_byte_and_not_yet_understood(desk):
    raw = mail(FURIOUS) + b"\xff\0\r\n"
    item = kept(desk, raw)
    item.refresh_from_db()
    assert (bytes(item.raw), item.state, item.message) == (raw, "received", None)
    assert not Message.objects.exists()


def test_one_mail_has_one_name_whatever_its_line_ends(desk):
    raw = mail(FURIOUS)
    assert mail_id(raw) == mail_id(raw.replace(b"\n", b"\r\n"))
    assert mail_id(raw) != mail_id(mail(FURIOUS, message_id="<other@x>"))
    assert mail_id(raw) != mail_id(mail("Other words, and the same id."))
    assert mail_id(raw) != mail_id(mail(FURIOUS, subject="Another subject, and the same id"))
    assert mail_id(raw) == mail_id(b"Received: by another way\n" + raw)


def test_a_mail_without_an_id_is_known_by_its_bytes(desk):
    raw = mail(FURIOUS).replace(b"Message-ID: <first@halden.example>\n", b"")
    assert kept(desk, raw).pk == kept(desk, raw).pk
    assert kept(desk, raw).pk != kept(desk, raw + b"!").pk


def test_the_loop_opens_what_waits_in_the_order_it_came(desk):
    items = [kept(desk, mail(f"Letter {n}", message_id=f"<{n}@x>"), NOW + n * MINUTE) for n in range(3)]
    assert open_due(NOW + MINUTE) == 2
    assert open_due(NOW + 2 * MINUTE) == 1
    assert open_due(NOW + 9 * MINUTE) == 0
    assert list(Message.objects.order_by("id").values_list("external_id", flat=True)) == [i.external_id for i in items]
    check_invariants()


def test_opening_twice_makes_one_message(desk):
    item = kept(desk)
    first, second = open_item(item, NOW), open_item(item, NOW + MINUTE)
    assert first.message_id == second.message_id
    assert (Message.objects.count(), Case.objects.count()) == (1, 1)


def test_r36_an_error_of_ours_puts_the_item_back_alone_and_its_neighbour_is_opened(desk):
    """No team: a bug's place is taken by a channel of a kind that nobody understands."""
    poison, _ = keep("x", "1", "carrier_pigeon", b"coo", NOW)
    good = kept(desk)
    open_due(NOW)
    poison.refresh_from_db()
    good.refresh_from_db()
    assert (good.state, poison.state, poison.attempts) == ("opened", "received", 1)
    assert poison.run_at == NOW + FIRST_BACKOFF * 2
    assert open_due(NOW + FIRST_BACKOFF) == 0
    visits = 1
    while poison.state == "received":
        assert open_due(poison.run_at) == 1
        poison.refresh_from_db()
        visits += 1
    assert visits == TRIES
    assert "An error of ours" in poison.reason
    assert "KeyError" in poison.reason
    assert set_aside_count() == 1


def test_half_of_an_opening_is_never_kept(desk):
    """A desk without a team cannot give a case an owner: the mail is set aside whole, and opens once there is one."""
    Mailbox.objects.all().delete()
    desk.halden.team = None
    desk.halden.save(update_fields=["team"])
    Team.objects.all().delete()
    item, _ = keep_mail(mail(FURIOUS), mailbox=None, now=NOW)
    item = open_item(item, NOW)
    assert item.state == "set_aside"
    assert "no team yet" in item.reason
    assert not Message.objects.exists()
    team = Team.objects.create(name="Anew", last_resort=desk.rosa)
    item = retry(item, by=desk.ben, now=NOW + MINUTE)
    assert item.state == "opened"
    assert Case.objects.get().owner == team.last_resort
    check_invariants()


def test_what_is_set_aside_is_dismissed_only_with_a_reason_and_stays_kept(desk):
    item = open_item(kept(desk, b" "), NOW)
    assert [i.pk for i in set_aside()] == [item.pk]
    with pytest.raises(Refused, match="Say in a few words"):
        dismiss(item, by=desk.ben, because=" ", now=NOW)
    dismiss(item, by=desk.ben, because="a scanner's test page", now=NOW)
    item.refresh_from_db()
    assert (item.state, item.settled_by, bytes(item.raw)) == ("dismissed", desk.ben, b" ")
    assert "scanner" in item.reason
    for again in (lambda: dismiss(item, by=desk.ben, because="x", now=NOW), lambda: retry(item, by=desk.ben, now=NOW)):
        with pytest.raises(Refused, match="not set aside any more"):
            again()


@pytest.mark.parametrize("address", [HELP, "HELP@desk.example", " help@DESK.example ", "help+k-abc@desk.example"])
def test_a_mailbox_is_found_by_any_spelling_of_its_address(desk, address):
    assert find_mailbox(address) == desk.mailbox


def test_a_mailbox_that_was_set_up_with_capitals_is_found_too(desk):
    Mailbox.objects.create(address="Support@Desk.Example", name="Support", team=desk.team)
    found = {
        find_mailbox(said) for said in ("support@desk.example", "SUPPORT@desk.example", "support+k-1@desk.example")
    }
    assert [m.address for m in found] == ["Support@Desk.Example"]


@pytest.mark.parametrize(
    "address", ["", "help", "@desk.example", "help@desk.example.evil", "xhelp@desk.example", "+help@desk.example"]
)
def test_what_only_looks_like_a_mailbox_of_ours_is_none(desk, address):
    assert find_mailbox(address) is None


def test_a_message_of_another_system_with_hostile_letters_is_taken(desk):
    row = {
        "source": "shop",
        "external_id": "1",
        "conversation": {"external_id": "c"},
        "channel": "chat",
        "direction": "in",
        "from": {"name": "A\0da", "address": "a\0da"},
        "to": ["x\0"],
        "sent_at": NOW.isoformat(),
        "subject": "S\0",
        "text": f"{FURIOUS}\0",
        "attachments": [
            {"filename": "p\0.pdf", "content_type": "application/pdf\0", "content": "AA=="},
            {"filename": "b\0", "content": "no base64!"},
        ],
    }
    item = open_item(keep("api:shop", "1", "message", json.dumps(row).encode(), NOW)[0], NOW)
    assert item.state == "opened", item.reason
    assert [a.set_aside for a in item.message.attachments.order_by("id")] == ["", "Its content is not base64."]
    assert item.message.conversation.case is not None


def test_every_reason_fits_its_column(desk):
    item = kept(desk, b"\0")
    verbs._set_aside(item, "x" * 5000, NOW)
    item.refresh_from_db()
    assert len(item.reason) == 500
