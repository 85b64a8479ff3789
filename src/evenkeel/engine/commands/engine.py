"""`evenkeel engine`: the mail receiver and the loops."""

from __future__ import annotations

import gc
import signal
import threading
from typing import TYPE_CHECKING

import click

from evenkeel.engine.commands._django import end_with_the_supervisor, with_django

if TYPE_CHECKING:
    from aiosmtpd.controller import Controller

    from evenkeel.engine.loops import Engine


@click.command()
@click.option("--no-smtp", is_flag=True, help="The loops only, without the mail receiver.")
@with_django
def command(*, no_smtp: bool) -> None:
    """Mail receiver and loops, in the foreground, until Ctrl-C."""
    from django.conf import settings
    from django.db import connection

    from evenkeel.engine.loops import Engine
    from evenkeel.engine.single import hold, listen_for_another

    lock = hold(settings.DATA) if connection.vendor == "sqlite" else None
    if lock is not None:
        listen_for_another()
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    end_with_the_supervisor()
    # What was loaded stays: the collector need not look at it again and again while thousands of rows are made and dropped.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    engine = Engine()
    engine.start()
    receiver = None if no_smtp else _receive(engine)
    stop.wait()
    if receiver is not None:
        receiver.stop()
    engine.stop()
    if lock is not None:
        lock.close()


def _receive(engine: Engine) -> Controller:
    from django.conf import settings

    from evenkeel.clock.reads import database_now
    from evenkeel.intake.receivers import smtp
    from evenkeel.refusal import Refused

    try:
        return smtp.start(settings.SMTP_HOST, settings.SMTP_PORT, database_now, engine.wake)
    except OSError as error:
        raise Refused(
            f"The mail receiver cannot listen on port {settings.SMTP_PORT}: {error.strerror or error}. Set EVENKEEL_SMTP_PORT."
        ) from error
