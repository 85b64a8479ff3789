"""An engine, or its part, from its locks to Ctrl-C."""

from __future__ import annotations

import gc
import signal
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from evenkeel.clock.reads import database_now
from evenkeel.engine.commands._django import end_with_the_supervisor
from evenkeel.engine.loops import Engine
from evenkeel.engine.single import hold, listen_for_another
from evenkeel.intake.receivers import smtp
from evenkeel.refusal import Refused

if TYPE_CHECKING:
    from aiosmtpd.controller import Controller


def run(*, intake: bool = True, rest: bool = True, receives: bool = True) -> None:
    """`intake`: receive and open. `rest`: fire, deliver, look after. `receives`: whether mail is taken in here."""
    with ExitStack() as held:
        if connection.vendor == "sqlite":
            parts = {"engine": rest, "intake": intake}
            held.enter_context(hold(settings.DATA, [part for part, ours in parts.items() if ours]))
            listen_for_another()
        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        end_with_the_supervisor()
        _collect_seldom()
        engine = Engine(intake=intake, rest=rest)
        engine.start()
        receiver = _receive(engine) if receives else None
        stop.wait()
        if receiver is not None:
            receiver.stop()
        engine.stop()


def _collect_seldom() -> None:
    """What was loaded stays: the collector need not look at it again and again while thousands of rows are made and
    dropped.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _receive(engine: Engine) -> Controller:
    try:
        return smtp.start(settings.SMTP_HOST, settings.SMTP_PORT, database_now, engine.wake)
    except OSError as error:
        raise Refused(
            f"The mail receiver cannot listen on port {settings.SMTP_PORT}: {error.strerror or error}. Set EVENKEEL_SMTP_PORT."
        ) from error
