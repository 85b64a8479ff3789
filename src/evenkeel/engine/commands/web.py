"""`evenkeel web`: pages and API."""

from __future__ import annotations

import click

from evenkeel.engine.commands._django import end_with_the_supervisor, with_django


@click.command()
@with_django
def command() -> None:
    """Pages and API, in the foreground, until Ctrl-C."""
    import uvicorn
    from django.conf import settings

    end_with_the_supervisor()
    uvicorn.run(
        "evenkeel.site.asgi:application",
        host=settings.HOST,
        port=settings.PORT,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
        server_header=False,
    )
