"""`evenkeel token`: keys and sign-in links."""

from __future__ import annotations

from typing import Any

import click

from evenkeel.engine.commands._django import with_django


@click.group()
def command() -> None:
    """Keys to the API, and one-time sign-in links."""


@command.command()
@click.option("--name", required=True, help="What it is for; unique.")
@click.option("--scope", required=True, type=click.Choice(["read", "write", "admin"]))
@click.option("--user", "email", default="", help="The mail address of the person it acts for.")
@with_django
def create(name: str, scope: str, email: str) -> None:
    """A new key. It is shown once, as the last word of the last line."""
    from evenkeel.clock.reads import database_now
    from evenkeel.people import tokens

    secret = tokens.make(name, scope, _person(email) if email else None, database_now())
    click.echo(f"Keep it safe: it is not shown again. {secret}")


@command.command()
@click.option("--name", required=True)
@with_django
def revoke(name: str) -> None:
    """The key opens nothing any more."""
    from evenkeel.clock.reads import database_now
    from evenkeel.people import tokens

    tokens.revoke(name, database_now())
    click.echo(f"{name} opens nothing any more.")


@command.command()
@click.option("--name", required=True)
@with_django
def rotate(name: str) -> None:
    """A new secret for the same key; the old one is dead at once."""
    from evenkeel.people import tokens

    click.echo(f"Keep it safe: it is not shown again. {tokens.rotate(name)}")


@command.command(name="sign-in")
@click.argument("email")
@with_django
def sign_in(email: str) -> None:
    """A link that signs one person in, once, within an hour."""
    from django.conf import settings

    from evenkeel.clock.reads import database_now
    from evenkeel.people.verbs import make_sign_in_link

    click.echo(f"{settings.PUBLIC_URL}/sign-in/link/{make_sign_in_link(_person(email), database_now())}/")


def _person(email: str) -> Any:
    from evenkeel.people.reads import find_user

    user = find_user(email)
    if user is None:
        raise click.ClickException(f"Nobody here has the address {email}.")
    return user
