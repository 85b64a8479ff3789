"""The environment of our pages: what a template may call, beside what its view hands it."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any
from uuid import uuid4

from django.contrib.staticfiles import finders
from django.templatetags.static import static as static_url
from django.urls import reverse
from jinja2 import Environment

from evenkeel.desk import shapes
from evenkeel.notifications.channels import desk_key

STYLES = tuple(
    f"desk/css/{name}.css"
    for name in (
        "tokens",
        "base",
        "shell",
        "button",
        "form",
        "notice",
        "card",
        "level",
        "meter",
        "time_left",
        "promise",
        "people",
        "stream",
        "mark",
        "reply",
        "timeline",
        "list",
        "case",
        "ladder",
        "trust",
        "reaching",
        "calendar",
        "customer",
        "duty",
    )
)
# Enough for the customer's page, and no word of ours in the names.
CUSTOMER_STYLES = tuple(
    f"desk/css/{name}.css"
    for name in (
        "tokens",
        "base",
        "shell",
        "button",
        "form",
        "notice",
        "card",
        "time_left",
        "promise",
        "people",
        "stream",
        "customer",
    )
)


def environment(**options: Any) -> Environment:
    env = Environment(**options | {"trim_blocks": True, "lstrip_blocks": True})  # noqa: S701 - Django hands autoescape=True
    env.globals |= {
        "static": static,
        "styles": STYLES,
        "customer_styles": CUSTOMER_STYLES,
        "url": url,
        "fresh_key": lambda: str(uuid4()),
        "level_words": shapes.level_words,
        "promise_words": shapes.promise_words,
        "promise_icon": shapes.promise_icon,
        "time_left": shapes.time_left,
        "meter": shapes.meter,
        "web_push_key": desk_key.public_key,
    }
    env.filters |= {
        "clock": shapes.clock,
        "both_clocks": shapes.both_clocks,
        "wall": shapes.wall,
        "ago": shapes.ago,
        "lasting": shapes.lasting,
        "size": shapes.size,
        "initials": shapes.initials,
        "sentence": shapes.sentence,
        "spoken": shapes.spoken,
        "place": shapes.place,
    }
    return env


def url(name: str, *args: Any) -> str:
    return reverse(name, args=args)


@cache
def static(path: str) -> str:
    """The address of a file of ours; it changes with its content, so that a browser may keep it."""
    found = finders.find(path)
    digest = hashlib.sha256(open(found, "rb").read()).hexdigest()[:10] if isinstance(found, str) else ""  # noqa: SIM115, PTH123
    return f"{static_url(path)}?{digest}"
