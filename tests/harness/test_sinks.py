"""The harness keeps its own promises: a sink that lies would make every test above it lie."""

import smtplib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from email.message import EmailMessage

import pytest

from harness.network import OutsideNetworkError
from harness.processes import NO_NETWORK


def send(sink, subject="Where is my fridge?"):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ada@customer.test", "desk@evenkeel.test", subject
    mail.set_content("Die Kühlung ist seit Montag aus.")
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as client:
        client.send_message(mail)


def post(url, body=b"{}"):
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", "X-Mark": "7"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.status


def test_a_mail_arrives_whole(smtp_sink):
    send(smtp_sink)
    [mail] = smtp_sink.expect_messages(1)
    assert (mail.sender, mail.recipients, mail.subject) == (
        "ada@customer.test",
        ("desk@evenkeel.test",),
        "Where is my fridge?",
    )
    assert mail.text.strip() == "Die Kühlung ist seit Montag aus."


def test_mail_is_refused_for_now_and_then_taken(smtp_sink):
    smtp_sink.fail_with("451 4.3.0 later", times=1)
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(smtp_sink)
    assert refusal.value.smtp_code == 451
    send(smtp_sink)
    assert (len(smtp_sink.refused), len(smtp_sink.messages)) == (1, 1)


def test_mail_is_refused_for_good(smtp_sink):
    smtp_sink.fail_with("550 5.1.1 nobody of that name")
    for _ in range(2):
        with pytest.raises(smtplib.SMTPDataError):
            send(smtp_sink)
    assert smtp_sink.messages == []


def test_mail_is_kept_but_the_sender_never_hears_so(smtp_sink):
    smtp_sink.drop_connection()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(smtp_sink)
    assert len(smtp_sink.messages) == 1


def test_a_slow_mail_server_is_slow(smtp_sink):
    smtp_sink.wait(0.3)
    began = time.monotonic()
    send(smtp_sink)
    assert time.monotonic() - began >= 0.3


def test_a_webhook_is_kept_with_its_headers(webhook_sink):
    assert post(f"{webhook_sink.url}/hook?x=1", b'{"type": "case.opened"}') == 200
    [request] = webhook_sink.expect_requests(1)
    assert (request.method, request.path, request.headers["x-mark"]) == ("POST", "/hook?x=1", "7")
    assert request.json == {"type": "case.opened"}


def test_a_webhook_answers_as_told_and_then_well_again(webhook_sink):
    webhook_sink.answer_next(429, retry_after=7)
    with pytest.raises(urllib.error.HTTPError) as refusal:
        post(webhook_sink.url)
    assert (refusal.value.code, refusal.value.headers["Retry-After"]) == (429, "7")
    assert post(webhook_sink.url) == 200


def test_a_webhook_hangs_up_without_a_word(webhook_sink):
    webhook_sink.answer_always(0)
    with pytest.raises((OSError, urllib.error.URLError)):
        post(webhook_sink.url)
    assert len(webhook_sink.requests) == 1


def test_what_never_comes_is_said_in_words(webhook_sink):
    with pytest.raises(AssertionError, match="0 of 1 requests"):
        webhook_sink.expect_requests(1, within=0.05)


@pytest.mark.parametrize(
    "reach", [lambda: socket.create_connection(("192.0.2.1", 80), 1), lambda: post("http://example.com")]
)
def test_the_outside_is_closed(reach):
    with pytest.raises(OutsideNetworkError, match="this machine only"):
        reach()


def test_the_outside_is_closed_to_processes_too():
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": NO_NETWORK}, capture_output=True, text=True, check=False
    )
    assert "OutsideNetworkError" in done.stderr


def test_two_free_ports_can_be_listened_on(free_port):
    with socket.create_server(("127.0.0.1", free_port)) as server:
        assert server.getsockname()[1] == free_port


def test_the_browser_opens_a_page_of_this_machine(page, webhook_sink):
    webhook_sink.answer_always(200, body=b"<title>Desk</title>")
    page.goto(webhook_sink.url)
    assert page.title() == "Desk"
