"""Who speaks: the vendors' signatures, checked over what came, in a time that tells nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

WINDOW = timedelta(minutes=5)


def twilio(token: str, url: str, fields: Iterable[tuple[str, str]], signature: str) -> bool:
    """Over the URL and all fields, sorted, each pair once. Providers differ in whether the URL names its usual port."""
    said = "".join(name + value for name, value in sorted(set(fields)))
    given = signature.encode("utf-8", "replace")
    found = False
    for spelling in _with_and_without_port(url):
        digest = hmac.new(token.encode(), (spelling + said).encode("utf-8", "replace"), hashlib.sha1).digest()
        found |= hmac.compare_digest(base64.b64encode(digest), given)
    return found and bool(token)


def _with_and_without_port(url: str) -> tuple[str, str]:
    scheme, parted, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    usual = {"https": ":443", "http": ":80"}.get(scheme, "")
    bare = host.removesuffix(usual)
    return (
        f"{scheme}{parted}{bare}{slash}{path}",
        f"{scheme}{parted}{bare if bare != host else host + usual}{slash}{path}",
    )


def slack(secret: str, timestamp: str, body: bytes, signature: str, now: datetime) -> bool:
    """Over the moment and the raw body; a call of more than five minutes ago is somebody's recording."""
    if not timestamp.isdecimal() or len(timestamp) > 12:
        return False
    if abs(now - datetime.fromtimestamp(int(timestamp), UTC)) > WINDOW:
        return False
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(f"v0={digest}".encode(), signature.encode("utf-8", "replace"))
