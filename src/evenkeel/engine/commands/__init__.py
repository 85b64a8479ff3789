"""`evenkeel`: one command, one file each, loaded only when asked for."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "up": "The whole desk in the foreground: pages, API, mail receiver and loops.",
    "web": "Pages and API alone.",
    "engine": "Mail receiver and loops alone.",
    "intake": "Mail receiver and opening, beside an engine that leaves them out.",
    "audit": "Whether anything owed is late, lost or waiting; once, or again and again.",
    "read": "Read lines of JSON with the desk's judgement; no database, no network.",
    "import": "Bring in mails or whole conversations.",
    "train": "Teach the reader by what this desk dismissed and let stand; or forget it.",
    "replay": "One conversation as a page of its own: where it went wrong.",
    "token": "Keys to the API, and one-time sign-in links.",
    "doctor": "What is missing or unsafe in this installation.",
    "backup": "Everything into one file.",
    "restore": "A backup into an empty installation.",
    "bench": "How fast this machine reads.",
}


class Commands(click.Group):
    def list_commands(self, _context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module = import_module(f"evenkeel.engine.commands.{'importing' if name == 'import' else name}")
        command: click.Command = module.command
        return command

    def format_commands(self, _context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Evenkeel: a desk for customer escalations."""
