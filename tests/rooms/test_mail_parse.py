"""One raw mail understood, whatever state it arrives in."""

import time
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.conversations import reply_tokens
from evenkeel.intake.mail.attachments import safe_filename
from evenkeel.intake.mail.parse import Address, NotUnderstood, ParsedMail, parse

REAL = Path(__file__).resolve().parents[3] / "shared" / "real" / "mail"
HEAD = b"From: Ada <ada@Example.COM>\r\nTo: help@example.com\r\nSubject: Broken\r\nMessage-ID: <1@example.com>\r\n"


def mail(body: bytes, *headers: bytes) -> bytes:
    return HEAD + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


def everything_stored(parsed: ParsedMail) -> list[str]:
    addresses = [parsed.sender, *parsed.to, *parsed.cc, *([parsed.reply_to] if parsed.reply_to else [])]
    texts = [
        parsed.message_id,
        parsed.subject,
        parsed.text,
        parsed.visible_text,
        parsed.html or "",
        parsed.kind_because,
    ]
    texts += [*parsed.in_reply_to, *parsed.references, *parsed.delivered_to, *parsed.troubles, *parsed.reply_tokens]
    texts += [word for address in addresses for word in (address.name, address.email)]
    return texts + [
        attachment.filename + attachment.content_type + (attachment.content_id or "")
        for attachment in parsed.attachments
    ]


def test_every_real_mail_is_understood_or_says_why_not() -> None:
    files = sorted(REAL.glob("*.eml"))
    if not files:
        pytest.skip("the real mails in ../shared/real/mail are not here")
    understood = 0
    for file in files:
        try:
            parsed = parse(file.read_bytes())
        except NotUnderstood as refusal:
            assert refusal.reason.endswith(".")  # noqa: PT017 - not every mail is refused
        else:
            understood += 1
            "".join(everything_stored(parsed)).encode("utf-8")
            assert "\0" not in "".join(everything_stored(parsed))
            if file.name.startswith("talon__standard_replies"):
                assert parsed.visible_text == "Hello", file.name
    assert understood == len(files)


def test_a_plain_mail() -> None:
    parsed = parse(
        mail(b"It is broken.\r\n\r\n> old\r\n", b"Date: Fri, 3 Apr 2026 16:19:00 +0200", b"References: <a@b> <c@d>")
    )
    assert parsed.sender == Address("Ada", "ada@example.com")
    assert parsed.to == (Address("", "help@example.com"),)
    assert (parsed.subject, parsed.message_id, parsed.references) == ("Broken", "<1@example.com>", ("<a@b>", "<c@d>"))
    assert parsed.sent_at == datetime(2026, 4, 3, 14, 19, tzinfo=UTC)
    assert (parsed.text, parsed.visible_text) == ("It is broken.\n\n> old", "It is broken.")
    assert (parsed.kind, parsed.html, parsed.troubles) == ("human", None, ())


@pytest.mark.parametrize("raw", [b"", b" \r\n\r\n", b"\0\0\0", b"Received: from nowhere\r\n\r\n", b"x" * 25_000_001])
def test_where_there_is_nothing_it_says_so(raw: bytes) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse(raw)
    assert refusal.value.reason.endswith(".")


def test_a_mail_without_an_id_gets_one_that_stays() -> None:
    raw = b"From: ada@example.com\n\nHello\n"
    assert parse(raw).message_id == parse(raw).message_id
    assert parse(raw).message_id.startswith("<sha256-")
    assert parse(raw).message_id != parse(raw + b"!").message_id


@pytest.mark.parametrize(
    "charset, codec, words",
    [("iso-2022-jp", "iso-2022-jp", "すみません"), ("Shift_JIS", "cp932", "申し訳①"), ("ks_c_5601-1987", "cp949", "스티해"),
     ("utf-7", "utf-7", "schön"), ("unknown-8bit", "utf-8", "schön"), ("us-ascii", "cp1252", "schön"),
     ("iso-8859-1", "utf-8", "schön €"), ("x-klingon", "cp1252", "schön"), ("utf-8", "cp1252", "sch�n"), ("punycode", "utf-8", "ü")],
)  # fmt: skip
def test_words_survive_their_charset(charset: str, codec: str, words: str) -> None:
    body = words.replace("�", "ö").encode(codec)
    parsed = parse(mail(body, f"Content-Type: text/plain; charset={charset}".encode()))
    assert parsed.text == words


def test_a_decoded_header_cannot_start_a_new_one() -> None:
    parsed = parse(b"From: =?utf-8?q?Ada=0D=0ABcc:_x=00?= <ada@example.com>\nSubject: =?utf-8?b?YQ0KQmNjOiBi?=\n\nx")
    assert parsed.subject == "a Bcc: b"
    assert parsed.sender.name == "Ada Bcc: x"


def test_five_hundred_nested_parts_are_no_trouble() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(500))
    parsed = parse(HEAD + nested + b"\r\nhello\r\n")
    assert [attachment.set_aside for attachment in parsed.attachments] == ["nested too deep"]


def test_of_five_hundred_parts_a_hundred_are_taken_and_the_rest_is_named() -> None:
    part = b"--b\r\nContent-Type: image/png; name=x.png\r\n\r\nhi\r\n"
    parsed = parse(mail(part * 500 + b"--b--\r\n", b"Content-Type: multipart/mixed; boundary=b"))
    assert len(parsed.attachments) == 500
    assert sum(attachment.set_aside is None for attachment in parsed.attachments) == 100


def test_a_ten_megabyte_mail_is_taken_whole() -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "ada@example.com", "Log"
    message.set_content("See the log.")
    message.add_attachment(b"\x01" * 7_000_000, maintype="application", subtype="zip", filename="logs.zip")
    parsed = parse(message.as_bytes())
    assert parsed.visible_text == "See the log."
    assert parsed.attachments[0].content == b"\x01" * 7_000_000
    assert parsed.attachments[0].filename == "logs.zip"


def test_html_alone_is_read_as_text_and_shown_without_danger() -> None:
    html = (
        '<p onclick="x()">Broken<script>alert(1)</script></p><img src="https://spy.example/1.gif"><img src="cid:logo@x">'
        '<a href="javascript:x()">a</a><a href="https://example.com">b</a><style>p{}</style>'
        "<div>On 3 Apr 2026 at 4:19 PM, Ben wrote:</div><blockquote>We <b>fixed</b> it.<blockquote>Hi</blockquote></blockquote>"
    )
    parsed = parse(mail(html.encode(), b"Content-Type: text/html"))
    assert "> We fixed it." in parsed.text
    assert "> > Hi" in parsed.text
    assert parsed.visible_text.startswith("Broken")
    assert "fixed" not in parsed.visible_text
    assert parsed.html is not None
    assert not any(bad in parsed.html for bad in ("script", "spy", "onclick", "style", "p{}"))
    assert 'src="cid:logo@x"' in parsed.html
    assert "noopener" in parsed.html


@pytest.mark.parametrize(
    "name, safe",
    [("../../etc/passwd", "passwd"), ("C:\\temp\\a.txt", "a.txt"), ("invoice\u202egpj.exe", "invoicegpj.exe"),
     ("a\r\nb.txt", "a b.txt"), ("..", ""), ("a" * 300 + ".pdf", "a" * 146 + ".pdf"), ("con<>.txt", "con__.txt")],
)  # fmt: skip
def test_filenames_are_safe(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


def test_reply_tokens_are_found_where_the_answer_went() -> None:
    token = reply_tokens.make(7, b"secret")
    parsed = parse(mail(b"ok", f"Delivered-To: help+k-{token}@example.com".encode()))
    assert parsed.reply_tokens == (token,)


HOSTILE = [
    b"Subject: " + b"x" * 5_000_000 + b"\n" + HEAD + b"\nx",
    b"To: " + b"(" * 10_000 + b"\n" + HEAD + b"\nx",
    mail(b"<div>" * 200_000, b"Content-Type: text/html"),
    mail(b"<table><tr><td>" * 150 + b"x " * 300_000, b"Content-Type: text/html"),
    mail(b"begin 644 x\n" + b"M\n" * 1_000_000, b"Content-Transfer-Encoding: uuencode"),
    mail(b"---\n---x\n" * 500_000, b'Content-Type: multipart/mixed; boundary="-"'),
    mail(b"a" * 100_000 + b"\n"),
]


@pytest.mark.parametrize(
    "raw", HOSTILE, ids=["header", "comments", "depth", "tables", "uuencode", "dashes", "long line"]
)
def test_hostile_mails_cost_little(raw: bytes) -> None:
    started = time.process_time()
    parse(raw)
    assert time.process_time() - started < 10


WORDS = st.sampled_from(
    [b"From: ", b"To: a@b.c, ", b"Subject: =?utf-8?q?=ff?=", b"Content-Type: multipart/mixed; boundary=b\n", b"--b\n", b"--b--\n",
     b"Content-Type: text/html; charset=utf-16\n", b"Content-Type: message/delivery-status\n", b"Date: Fri, 99 Foo 9999 99:99\n",
     b"Content-Disposition: attachment; filename*0*=x'y'%zz\n", b"Content-Transfer-Encoding: base64\n", b"\n", b"\r\n\r\n", b" ", b"<p>",
     b"Content-Type: text/plain; format=flowed\n", b"Content-Transfer-Encoding: x-uue\n", b"> ", b"\xff", b"\0", b'"', b"(", b"<", b"@"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.binary(max_size=400), st.lists(st.one_of(WORDS, st.binary(max_size=8)), max_size=40).map(b"".join)))
def test_no_bytes_make_it_fall(raw: bytes) -> None:
    try:
        parsed = parse(raw)
    except NotUnderstood as refusal:
        assert refusal.reason  # noqa: PT017 - most bytes are understood
    else:
        together = "".join(everything_stored(parsed))
        together.encode("utf-8")
        assert "\0" not in together
