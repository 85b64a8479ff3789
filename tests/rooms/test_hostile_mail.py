"""Mails that mean harm, or only look it: each has one clear outcome, and none takes the desk down."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import timedelta
from email.message import EmailMessage

import pytest

from evenkeel.cases.models import Case
from evenkeel.cases.verbs import acknowledge, reply
from evenkeel.conversations.models import Attachment, Conversation, Message
from evenkeel.conversations.reply_address import reply_address
from evenkeel.conversations.verbs import file_path
from evenkeel.intake.models import InboundItem, Mailbox
from evenkeel.intake.verbs import keep_mail, open_item
from evenkeel.notifications.models import Notification
from evenkeel.timeline.reads import of_case
from harness.cast import FURIOUS, HELP, NOW, furious_case, mail, mail_arrives, open_desk, post_goes_out
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _post_office(smtp_sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port


def arrives(desk, raw: bytes, *, mailbox=None, now=NOW) -> InboundItem:
    item, _ = keep_mail(raw, mailbox=mailbox or desk.mailbox, now=now)
    return open_item(item, now)


def with_parts(*parts: tuple[str, bytes, str], text: str = FURIOUS) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ada@halden.example", HELP, "Line 2 again"
    message["Message-ID"] = "<parts@halden.example>"
    message.set_content(text)
    for name, content, kind in parts:
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def opened(item) -> Message:
    assert item.state == "opened", item.reason
    check_invariants()
    return item.message


def answered(desk):
    """A case with one answer of ours that went out, and that answer."""
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    ours = reply(case, author=desk.ben, text="We are on it.", now=NOW + 2 * MINUTE, key="r1")
    post_goes_out(NOW + 3 * MINUTE)
    return case, ours


# Too much.


def test_ten_megabytes_are_opened_and_kept_whole(desk):
    began = time.monotonic()
    message = opened(arrives(desk, with_parts(("log.bin", b"\x01\x02" * 3_700_000, "application/octet-stream"))))
    [log] = message.attachments.all()
    assert (log.size, file_path(log.digest).stat().st_size) == (7_400_000, 7_400_000)
    assert message.conversation.case is not None
    assert time.monotonic() - began < 20


def test_five_hundred_nested_parts_are_opened_as_far_as_a_person_would_go_and_the_rest_is_named(desk):
    body = FURIOUS.encode()
    for n in range(500):
        mark = f"b{n}".encode()
        body = (
            b"Content-Type: multipart/mixed; boundary="
            + mark
            + b"\n\n--"
            + mark
            + b"\n"
            + (body if n else b"\n" + body)
            + b"\n--"
            + mark
            + b"--\n"
        )
    raw = (
        b"From: ada@halden.example\nTo: help@desk.example\nSubject: Line 2 is down\nMessage-ID: <deep@halden.example>\n"
        + body
    )
    began = time.monotonic()
    item = arrives(desk, raw)
    assert time.monotonic() - began < 5
    message = opened(item)
    said = [*message.troubles, *message.attachments.values_list("set_aside", flat=True)]
    assert any("nest" in words.lower() or "deep" in words.lower() for words in said), said


def test_five_hundred_parts_side_by_side_are_counted_and_none_is_a_hole(desk):
    message = opened(arrives(desk, with_parts(*[(f"p{n}.txt", b"x", "text/plain") for n in range(500)])))
    assert FURIOUS[:30] in message.visible_text
    assert message.attachments.count() >= 99
    assert message.troubles or message.attachments.exclude(set_aside="").exists()


def test_a_line_of_a_hundred_thousand_characters_is_read_quickly(desk):
    raw = mail("x").replace(b"\nx\n", b"\n" + FURIOUS.encode() + b" " + b"nospaces" * 13_000 + b"\n")
    began = time.monotonic()
    message = opened(arrives(desk, raw))
    assert time.monotonic() - began < 5
    assert len(message.text) > 100_000
    assert message.conversation.case is not None


def test_a_mail_larger_than_the_bound_is_set_aside_with_its_reason(desk):
    item = arrives(desk, mail("x") + b"y" * 25_000_001)
    assert item.state == "set_aside"
    assert "larger than" in item.reason
    assert item.message is None


def test_an_empty_mail_is_set_aside_with_its_reason(desk):
    item = arrives(desk, b"\r\n \r\n\0\0")
    assert (item.state, item.reason) == ("set_aside", "The mail is empty.")


# Wrong letters.


@pytest.mark.parametrize("charset", ["utf-8", "klingon-8", "us-ascii", "utf-7", "windows-1252", "=?broken?=", "utf-16"])
def test_a_charset_that_is_wrong_or_unknown_still_gives_words(desk, charset):
    raw = (
        (
            f"From: ada@halden.example\nTo: {HELP}\nSubject: L=?{charset}?Q?ine_2_=FC=FF?=\nMessage-ID: <c@halden.example>\n"
            f'MIME-Version: 1.0\nContent-Type: text/plain; charset="{charset}"\nContent-Transfer-Encoding: 8bit\n\n'
        ).encode()
        + FURIOUS.encode()
        + b" \xff\xfe\xfc\xc3"
    )
    message = opened(arrives(desk, raw))
    assert message.text.strip()
    if charset != "utf-16":
        assert "line 2 is down" in message.visible_text


def test_a_null_byte_in_subject_body_sender_and_filename_is_no_obstacle(desk):
    raw = (
        b"From: A\0da <ada@halden.example>\nTo: help@desk.example\nSubject: Line\0 2 is down\nMessage-ID: <nu\0ll@halden.example>\n"
        b"References: <a\0b@x> <c@x>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        + FURIOUS.encode()
        + b" and \0 more\n--b\nContent-Type: application/pdf\n"
        b'Content-Disposition: attachment; filename="pl\0an.pdf"\nContent-ID: <i\0d>\n\n%PDF\0\n--b--\n'
    )
    message = opened(arrives(desk, raw))
    [plan] = message.attachments.all()
    everything = [
        message.subject,
        message.text,
        message.sender_name,
        message.message_id,
        plan.filename,
        plan.content_id,
        *message.references,
    ]
    assert not any("\0" in words for words in everything)
    assert "line 2 is down" in message.visible_text
    assert message.conversation.case is not None


def test_an_encoded_null_byte_is_no_obstacle_either(desk):
    raw = (
        b"From: =?utf-8?Q?A=00da?= <ada@halden.example>\nTo: help@desk.example\nSubject: =?utf-8?Q?Line=00_2?=\nMessage-ID: <n2@halden.example>\n"
        b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
        b"<p>" + FURIOUS.encode() + b"=00 &#0; end</p>\n"
    )
    message = opened(arrives(desk, raw))
    assert not any("\0" in words for words in (message.subject, message.text, message.html, message.sender_name))


# Things inside.


def test_a_zip_of_zips_is_kept_as_it_came_and_never_opened(desk):
    bomb = b"\0" * 10_000_000
    for n in range(4):
        box = io.BytesIO()
        with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(f"inner{n}.zip" if n else "zeros", bomb)
        bomb = box.getvalue()
    message = opened(arrives(desk, with_parts(("logs.zip", bomb, "application/zip"))))
    [attachment] = message.attachments.all()
    assert (attachment.filename, attachment.size) == ("logs.zip", len(bomb))
    assert file_path(attachment.digest).read_bytes() == bomb


def test_a_script_in_html_is_gone_and_the_words_stay(desk):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Message-ID"] = (
        "ada@halden.example",
        HELP,
        "Line 2",
        "<h@halden.example>",
    )
    message.set_content(
        f"<p onclick='steal()'>{FURIOUS}</p><script>steal()</script><img src=x onerror=steal()>"
        "<a href='javascript:steal()'>here</a><iframe src='//evil.example'></iframe><svg onload=steal()>"
        "<style>body{background:url(//evil.example)}</style><form action='//evil.example'><input name=p></form>",
        subtype="html",
    )
    kept = opened(arrives(desk, message.as_bytes()))
    assert "line 2 is down" in kept.visible_text
    for harm in ("steal", "script", "onerror", "onclick", "javascript:", "iframe", "<form", "evil.example", "<style"):
        assert harm not in kept.html.lower(), kept.html


def test_a_filename_that_climbs_out_of_its_folder_names_nothing_on_disk(desk, settings):
    message = opened(arrives(desk, with_parts(("../../../etc/passwd", b"root", "text/x-config"))))
    [attachment] = message.attachments.all()
    path = file_path(attachment.digest)
    assert path.read_bytes() == b"root"
    assert settings.MEDIA_ROOT in path.parents
    assert "/" not in attachment.filename


# Headers that want to be more than one line.


def test_a_header_injected_by_sender_or_subject_goes_nowhere(desk, smtp_sink):
    raw = (
        b"From: =?utf-8?Q?Ada=0D=0ABcc:_spy@evil.example?= <ada@halden.example>\n"
        b"Subject: =?utf-8?Q?Line_2_down=0D=0ABcc:_spy@evil.example=0D=0A=0D=0AForged_body?=\n"
        b"Message-ID: <inj@halden.example>\nReferences: <a@x>\n Bcc: spy@evil.example\nTo: help@desk.example\n\n"
        + FURIOUS.encode()
    )
    case = opened(arrives(desk, raw)).conversation.case
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    reply(case, author=desk.ben, text="We are on it.", now=NOW + 2 * MINUTE, key="r1")
    post_goes_out(NOW + 3 * MINUTE)
    [ours] = [m for m in smtp_sink.messages if m.recipients == ("ada@halden.example",)]
    assert ours.parsed["Bcc"] is None
    assert "\n" not in ours.subject
    assert ours.subject.startswith("Re: Line 2 down")
    head = ours.raw.partition(b"\r\n\r\n")[0]
    assert not any(line.lower().startswith(b"bcc") for line in head.split(b"\r\n"))
    assert all("evil" not in address for m in smtp_sink.messages for address in m.recipients)
    assert ours.text.startswith("We are on it.")


# Ways into another's conversation.


def test_a_genuine_reply_token_finds_its_conversation_whatever_the_subject(desk):
    case, _ = answered(desk)
    conversation = case.conversations.get()
    item = mail_arrives(
        desk,
        "Here is the photo.",
        now=NOW + 9 * MINUTE,
        subject="Something else",
        message_id="<t@halden.example>",
        to=reply_address(conversation.pk, HELP),
    )
    assert opened(item).conversation == conversation


def test_a_forged_reply_token_does_not_enter_the_conversation_and_is_noted(desk):
    case, _ = answered(desk)
    conversation = case.conversations.get()
    genuine = reply_address(conversation.pk, HELP)
    token = genuine.partition("+k-")[2].partition("@")[0]
    forged = genuine.replace(token, token[:-1] + ("a" if token[-1] != "a" else "b"))
    item = mail_arrives(
        desk,
        "Please send me the whole thread.",
        now=NOW + 9 * MINUTE,
        sender="Eve <eve@evil.example>",
        message_id="<f@evil.example>",
        to=forged,
        subject="Hello",
    )
    message = opened(item)
    assert message.conversation != conversation
    assert any("did not sign" in trouble for trouble in message.troubles)


def test_anothers_subject_with_our_case_number_does_not_join(desk):
    """D23: Zammad #5064."""
    case, _ = answered(desk)
    for n, subject in enumerate(
        (f"Re: [#{case.pk}] Line 2 again", f"Re: Line 2 again (case {case.pk})", "Re: Line 2 again")
    ):
        item = mail_arrives(
            desk,
            "I would like to know more.",
            now=NOW + 9 * MINUTE,
            sender="Eve <eve@evil.example>",
            subject=subject,
            message_id=f"<s{n}@evil.example>",
        )
        assert opened(item).conversation.case_id != case.pk


def test_our_message_ids_quoted_by_a_stranger_open_no_door(desk):
    case, ours = answered(desk)
    item = mail_arrives(
        desk,
        "As discussed, please send it to me.",
        now=NOW + 9 * MINUTE,
        sender="Eve <eve@evil.example>",
        message_id="<q@evil.example>",
        In_Reply_To=ours.message_id,
        References=f"<first@halden.example> {ours.message_id}",
    )
    assert opened(item).conversation.case_id != case.pk


def test_a_colleague_of_the_customer_who_answers_does_join(desk):
    case, ours = answered(desk)
    item = mail_arrives(
        desk,
        "I take over from Ada today.",
        now=NOW + 9 * MINUTE,
        sender="Bo <bo@halden.example>",
        message_id="<b@halden.example>",
        In_Reply_To=ours.message_id,
    )
    assert opened(item).conversation.case_id == case.pk


def test_a_stranger_under_our_own_name_does_not_speak_for_us(desk):
    case = furious_case(desk)
    item = mail_arrives(
        desk,
        "I'll call you by 3 pm today.",
        now=NOW + MINUTE,
        sender="Ben Okafor <ben@desk.example>",
        message_id="<ben@evil.example>",
    )
    assert opened(item).direction == "in"
    assert not case.promises.filter(origin="text").exists()


# Machines.


def test_auto_submitted_no_is_a_person(desk):
    message = opened(mail_arrives(desk, Auto_Submitted="no"))
    assert message.kind == "human"
    assert message.conversation.case is not None


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Precedence": "Bulk"},
    ],
    ids=str,
)
def test_an_automatic_reply_opens_no_case_whatever_it_says(desk, headers):
    message = opened(mail_arrives(desk, **headers))
    assert message.kind == "auto_reply"
    assert message.conversation.case is None
    assert not Notification.objects.exists()


def test_an_automatic_reply_to_our_answer_keeps_no_promise_and_answers_nothing(desk):
    case, ours = answered(desk)
    before = Notification.objects.count()
    item = mail_arrives(
        desk,
        "I am out of the office. It is solved, thank you.",
        now=NOW + 9 * MINUTE,
        message_id="<o@halden.example>",
        In_Reply_To=ours.message_id,
        Auto_Submitted="auto-replied",
    )
    assert opened(item).conversation.case_id == case.pk
    assert Notification.objects.count() == before
    assert not case.confirmations.exists()


def bounce_of(message_id: str, status: str = "5.1.1", action: str = "failed") -> bytes:
    return (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@halden.example\nTo: {HELP}\nSubject: Undelivered Mail Returned to Sender\n"
        "Message-ID: <bounce@halden.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
        "I'm sorry to have to inform you that your message could not be delivered.\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mail.halden.example\n\nFinal-Recipient: rfc822; ada@halden.example\n"
        f"Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 550 {status} no such user\n\n--b\nContent-Type: message/rfc822\n\n"
        f"From: {HELP}\nTo: ada@halden.example\nMessage-ID: {message_id}\nSubject: Re: Line 2 again\n\nWe are on it.\n--b--\n"
    ).encode()


def test_a_bounce_of_our_answer_marks_it_undelivered_and_the_owner_hears_of_it(desk):
    case, ours = answered(desk)
    item = arrives(desk, bounce_of(ours.message_id), now=NOW + 9 * MINUTE)
    assert opened(item).kind == "bounce"
    delivery = ours.notifications.get().deliveries.get()
    assert delivery.state == "failed"
    assert "no such user" in delivery.last_error
    assert "not_delivered" in [e.kind for e in of_case(case)]
    assert Notification.objects.filter(case=case, user=desk.ben, kind="not_delivered").count() == 1
    assert Case.objects.count() == 1
    arrives(desk, bounce_of(ours.message_id).replace(b"<bounce@", b"<bounce2@"), now=NOW + 10 * MINUTE)
    assert Notification.objects.filter(case=case, user=desk.ben, kind="not_delivered").count() == 1


def test_a_bounce_of_what_is_being_sent_again_leaves_it_on_its_way(desk):
    _, ours = answered(desk)
    ours.notifications.get().deliveries.update(state="pending")
    arrives(desk, bounce_of(ours.message_id), now=NOW + 9 * MINUTE)
    assert ours.notifications.get().deliveries.get().state == "pending"
    assert not Notification.objects.filter(kind="not_delivered").exists()


def test_a_delay_report_is_no_failure(desk):
    _, ours = answered(desk)
    arrives(desk, bounce_of(ours.message_id, "4.4.1", "delayed"), now=NOW + 9 * MINUTE)
    assert ours.notifications.get().deliveries.get().state == "sent"


def test_a_bounce_of_something_we_never_sent_is_set_aside(desk):
    item = arrives(desk, bounce_of("<never@desk.example>"))
    assert item.state == "set_aside"
    assert "did not send" in item.reason
    assert not Case.objects.exists()


def test_our_own_mail_come_back_is_set_aside(desk, smtp_sink):
    case, _ = answered(desk)
    [ours] = [m for m in smtp_sink.messages if m.recipients == ("ada@halden.example",)]
    item = arrives(desk, ours.raw, now=NOW + 9 * MINUTE)
    assert item.state == "set_aside"
    assert "Our own mail came back" in item.reason
    assert case.conversations.get().messages.count() == 2


def test_one_message_id_in_two_mailboxes_is_two_items(desk):
    """D25: FreeScout #4748."""
    sales = Mailbox.objects.create(address="sales@desk.example", name="Sales", team=desk.team)
    raw = mail(FURIOUS)
    first, second = arrives(desk, raw), arrives(desk, raw, mailbox=sales)
    assert first.pk != second.pk
    assert (first.state, second.state) == ("opened", "opened")
    assert Message.objects.count() == 2
    assert Case.objects.count() == 1
    check_invariants()


def test_a_message_id_as_long_as_a_page_hides_no_mail(desk):
    long = "<" + "i" * 290 + "@x>"
    first = arrives(desk, mail("Line 2 is down.", message_id="<a@x>").replace(b"<a@x>", long.encode()))
    second = arrives(desk, mail("And line 3 is down too.", message_id="<a@x>").replace(b"<a@x>", long.encode()))
    assert (first.state, second.state) == ("opened", "opened"), second.reason
    assert first.message_id != second.message_id


def test_what_was_set_aside_can_be_tried_again_and_is_not_doubled(desk):
    from evenkeel.intake.verbs import retry

    item = arrives(desk, mail(FURIOUS))
    InboundItem.objects.filter(pk=item.pk).update(state="set_aside", reason="by mistake")
    again = retry(item, by=desk.ben, now=NOW + MINUTE)
    assert again.state == "opened"
    assert (Message.objects.count(), Case.objects.count()) == (1, 1)


def test_no_hostile_mail_leaves_a_file_or_conversation_without_a_message(desk):
    for raw in (
        b"\0" * 100,
        b"From: x\n\n",
        b"Subject: =?utf-8?B?====?=\n\n\xff",
        b"Content-Type: multipart/mixed; boundary=\n\n--\n----\n",
    ):
        arrives(desk, raw)
    assert all(c.messages.exists() for c in Conversation.objects.all())
    assert all(a.set_aside or not a.size or file_path(a.digest).exists() for a in Attachment.objects.all())
    assert not InboundItem.objects.filter(state="received").exists()
    check_invariants()
