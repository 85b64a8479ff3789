"""`evenkeel up`: the whole desk in the foreground."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from evenkeel.engine.commands._django import SUPERVISED, with_django

PATIENCE = 20.0
HEALTHY_AFTER = 10.0


@click.command()
@with_django
def command() -> None:
    """The whole desk in the foreground: migrate, first sample, pages, API, mail receiver and loops. Ctrl-C ends it."""
    from django.conf import settings

    from evenkeel.engine.first_start import prepare

    _must_be_free(settings.HOST, settings.PORT, "EVENKEEL_PORT")
    _must_be_free(settings.SMTP_HOST, settings.SMTP_PORT, "EVENKEEL_SMTP_PORT")
    _must_be_alone(settings.DATA)
    welcome = prepare(click.echo)
    supervisor = Supervisor()
    try:
        supervisor.start("intake")
        supervisor.start("engine", "--no-intake")
        supervisor.start("web")
        supervisor.start("audit")
        _wait_until_answering(settings.HOST, settings.PORT, supervisor, "pages")
        _wait_until_answering(settings.SMTP_HOST, settings.SMTP_PORT, supervisor, "mail receiver")
        click.echo(welcome())
        supervisor.watch()
    except KeyboardInterrupt:
        pass
    finally:
        supervisor.stop()
    click.echo("Stopped. Everything is kept; start again with the same command.")


def _must_be_alone(folder: Path) -> None:
    """Said before anything is announced: on SQLite a second engine on the same desk would refuse to start."""
    from django.db import connection

    from evenkeel.engine.single import hold

    if connection.vendor == "sqlite":
        hold(folder).close()


def _must_be_free(host: str, port: int, setting: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is taken by another program. Stop it, or set {setting} to a free one."
            ) from error


def _wait_until_answering(host: str, port: int, supervisor: Supervisor, what: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        supervisor.look()
        with suppress(OSError), socket.create_connection((host, port), timeout=0.5):
            return
        time.sleep(0.1)
    raise click.ClickException(f"The {what} did not start within {PATIENCE:.0f} s; the lines above say why.")


class Supervisor:
    """Four children, restarted when they die; one that dies at once, again and again, ends the desk with its status."""

    def __init__(self) -> None:
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.options: dict[str, Sequence[str]] = {}
        self.started: dict[str, float] = {}
        self.falls: dict[str, int] = {}
        signal.signal(signal.SIGTERM, _interrupt)

    def start(self, name: str, *options: str) -> None:
        # A session of its own: Ctrl-C reaches us alone, and we end the children in order. Should we be killed instead,
        # the pipe to their standard input breaks, and they end themselves.
        self.children[name] = subprocess.Popen(
            [sys.executable, "-m", "evenkeel", name, *options],
            stdin=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, SUPERVISED: "1"},
        )
        self.options[name] = options
        self.started[name] = time.monotonic()

    def look(self) -> None:
        for name, child in list(self.children.items()):
            status = child.poll()
            if status is None:
                continue
            lived = time.monotonic() - self.started[name]
            self.falls[name] = self.falls.get(name, 0) + 1 if lived < HEALTHY_AFTER else 1
            if self.falls[name] >= 3:
                raise click.ClickException(
                    f"The {name} process ended {self.falls[name]} times at once (status {status}); the lines above say why."
                )
            click.echo(f"The {name} process ended (status {status}); starting it again.", err=True)
            time.sleep(min(self.falls[name], 3) * 0.5)
            self.start(name, *self.options[name])

    def watch(self) -> None:
        while True:
            self.look()
            time.sleep(0.5)

    def stop(self) -> None:
        for child in self.children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self.children.values():
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
