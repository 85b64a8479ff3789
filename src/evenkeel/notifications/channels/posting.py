"""One call to somebody else's server: within eight seconds, without redirects, and honest about what is not known.

Every channel that speaks HTTP goes through `post`. What the answer means is the same for all of them: taken, come again
later, never, or we cannot tell.
"""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from evenkeel.notifications.channels import DeliveryFailed
from evenkeel.notifications.channels.wire import ForbiddenPlace, Wire

WITHIN = 8.0
CONNECT_WITHIN = 3.0
LARGEST_ANSWER = 64 * 1024
LONGEST_WAIT = timedelta(hours=1)
# Said by a server whose trouble passes: too early, timed out, too many, and all of its own errors.
LATER = {408, 425, 429}


def post(what: str, url: str, *, typed: bool = False, **request: Any) -> httpx.Response:
    """The answer, if it is one of the good ones. `typed`: a person chose the address, so it may not lead anywhere it likes."""
    answer = call(what, url, typed=typed, **request)
    judge(what, answer)
    return answer


def call(what: str, url: str, *, typed: bool = False, within: float = 0, **request: Any) -> httpx.Response:
    """Any answer at all. Before a byte of the request was written nothing can have been taken; after it we cannot tell."""
    proxy = _proxy_for(url)
    # Behind a proxy it is the proxy's house that says who may be called.
    wire = Wire(within or WITHIN, guarded=typed and proxy is None)
    try:
        with _client(wire, proxy, within or WITHIN) as client, client.stream("POST", url, **request) as answer:
            _read(answer)
            return answer
    except ForbiddenPlace as error:
        raise DeliveryFailed(
            f"the address of {what} leads to a place that is not called: {error}", permanent=True
        ) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise DeliveryFailed(f"the address of {what} is no URL", permanent=True) from error
    except (httpx.HTTPError, httpx.StreamError, OSError) as error:
        # Only the kind of the error: its words may hold the address.
        kind = type(error).__name__
        if wire.written:
            raise DeliveryFailed(f"no answer from {what}: {kind}", ambiguous=True) from error
        raise DeliveryFailed(f"{what} could not be reached: {kind}") from error


def _client(wire: Wire, proxy: httpx.Proxy | None, within: float) -> httpx.Client:
    timeout = httpx.Timeout(within, connect=min(within, CONNECT_WITHIN))
    transport = httpx.HTTPTransport(verify=_tls())
    transport._pool = _pool(wire, proxy)  # noqa: SLF001 - httpx has no public way to its network
    return httpx.Client(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)


def _pool(wire: Wire, proxy: httpx.Proxy | None) -> httpcore.ConnectionPool:
    if proxy is None:
        return httpcore.ConnectionPool(ssl_context=_tls(), network_backend=wire)
    return httpcore.HTTPProxy(
        proxy_url=str(proxy.url), proxy_auth=proxy.raw_auth, ssl_context=_tls(), network_backend=wire
    )


def _proxy_for(url: str) -> httpx.Proxy | None:
    """As the environment says: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, and NO_PROXY against them."""
    try:
        parts = urlsplit(url)
        found = getproxies()
        said = found.get(parts.scheme) or found.get("all")
        if not said or not parts.hostname or proxy_bypass(parts.hostname):
            return None
        said = said if "://" in said else f"http://{said}"
        return httpx.Proxy(said) if said.startswith("http") else None
    except ValueError:
        return None  # The address itself is told apart further on.


@cache
def _tls() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _read(answer: httpx.Response) -> None:
    """At most so much: an answer that never ends tells nothing more."""
    body = bytearray()
    for block in answer.iter_bytes(4096):
        body += block
        if len(body) >= LARGEST_ANSWER:
            break
    answer._content = bytes(body[:LARGEST_ANSWER])  # noqa: SLF001 - what `read` does, with a bound


def judge(what: str, answer: httpx.Response) -> None:
    code = answer.status_code
    if 200 <= code < 300:
        return
    if code in LATER or code >= 500:
        raise DeliveryFailed(f"{what} answered {code}", retry_after=retry_after(answer))
    if 300 <= code < 400:
        raise DeliveryFailed(f"{what} answered {code}: it has moved, and we follow nobody", permanent=True)
    raise DeliveryFailed(f"{what} answered {code}", permanent=True)


def retry_after(answer: httpx.Response, now: datetime | None = None) -> timedelta | None:
    """Seconds, or a date; an hour at most, whatever they ask."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isdecimal():
        return min(timedelta(seconds=int(said[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - (now or datetime.now(UTC)), timedelta()), LONGEST_WAIT)


def answered(what: str, answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of a good answer; anything else means that we cannot be sure what they made of it."""
    try:
        said = answer.json()
    except (ValueError, RecursionError) as error:
        raise DeliveryFailed(f"{what} answered something that is no JSON", ambiguous=True) from error
    if not isinstance(said, dict):
        raise DeliveryFailed(f"{what} answered something that we do not understand", ambiguous=True)
    return said
