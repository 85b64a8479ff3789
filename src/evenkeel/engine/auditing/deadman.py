"""The ping outside: somebody else's machine notices when ours falls silent."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from django.conf import settings

TIMEOUT = httpx.Timeout(5.0, connect=3.0)


@dataclass(frozen=True, slots=True)
class Pinged:
    heard: bool
    said: str


def ping(*, clean: bool) -> Pinged:
    """Clean: the address itself. Otherwise nothing, or `/fail` below it where the watcher understands that."""
    if not settings.DEADMAN_URL:
        return Pinged(heard=False, said="")
    if not clean and not settings.DEADMAN_FAIL:
        return Pinged(heard=False, said="withheld: the audit was not clean")
    return _call(settings.DEADMAN_URL if clean else f"{settings.DEADMAN_URL}/fail", clean=clean)


def _call(url: str, *, clean: bool) -> Pinged:
    try:
        # A redirect is no answer: it may lead to a page that is always there.
        status = httpx.get(url, timeout=TIMEOUT, follow_redirects=False).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Pinged(heard=False, said=f"not heard: {type(error).__name__}")
    if not 200 <= status < 300:
        return Pinged(heard=False, said=f"not heard: answered {status}")
    return Pinged(heard=clean, said="heard" if clean else "told that something is wrong")
