"""Receiving and opening in a process of their own, beside an engine that leaves them out."""

from __future__ import annotations

import smtplib
import subprocess

import pytest
from django.db import connection

from evenkeel.clock.models import Pulse
from evenkeel.clock.reads import database_now
from evenkeel.intake.models import InboundItem
from evenkeel.notifications.models import Delivery
from harness.cast import FURIOUS, HELP, mail, open_desk
from harness.processes import EVENKEEL
from harness.system import find_free_port

pytestmark = pytest.mark.django_db(transaction=True)


def arrives(house, n):
    with smtplib.SMTP("127.0.0.1", house.smtp_port, timeout=30) as server:
        server.sendmail(
            f"p{n}@firm{n}.example", [HELP], mail(FURIOUS, sender=f"p{n}@firm{n}.example", message_id=f"<{n}@x>")
        )


def test_a_mail_becomes_a_page_through_both_and_waits_opened_while_the_engine_is_away(house, smtp_sink):
    open_desk(database_now())
    intake = house.start("intake")
    intake.expect(lambda: _answers(house), saying="the receiver")
    arrives(house, 1)
    intake.expect(lambda: InboundItem.objects.filter(state="opened").exists(), saying="the mail opened")
    assert Delivery.objects.get().state == "pending", "nobody is here to send it"
    engine = house.start("engine", "--no-intake")
    smtp_sink.expect_messages(1, within=30)
    engine.expect(lambda: Pulse.objects.filter(loop="lookout").exists(), saying="the engine's pulse")
    intake.kill()
    arrived = InboundItem.objects.get()
    InboundItem.objects.filter(pk=arrived.pk).update(state="received")
    engine.expect_running()
    assert {p.loop for p in Pulse.objects.all()} >= {"opening", "clock", "lookout"}
    house.start("intake").expect(
        lambda: InboundItem.objects.filter(state="opened").exists(), saying="what was kept, opened by the next one"
    )


def test_on_sqlite_each_part_runs_once_and_a_whole_engine_beside_a_part_is_refused(house):
    if connection.vendor != "sqlite":
        pytest.skip("On PostgreSQL several engines share the work.")
    open_desk(database_now())
    first = house.start("intake")
    first.expect(lambda: _answers(house), saying="the receiver")
    for arguments in (["intake"], ["engine", "--no-smtp"]):
        second = subprocess.run(
            [EVENKEEL, *arguments],
            env=house.environment | {"EVENKEEL_SMTP_PORT": str(find_free_port())},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert second.returncode == 1, arguments
        assert "Another engine works on this desk already" in second.stderr
    first.expect_running()


def _answers(house) -> bool:
    with smtplib.SMTP("127.0.0.1", house.smtp_port, timeout=5) as server:
        return server.noop()[0] == 250
