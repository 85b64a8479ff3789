"""Keys to the API: made, found, changed, taken back. The secret is shown once; only its digest is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from evenkeel.people.models import ApiToken, User
from evenkeel.refusal import Refused

PREFIX = "ek_"
_RANK = {ApiToken.Scope.READ.value: 0, ApiToken.Scope.WRITE.value: 1, ApiToken.Scope.ADMIN.value: 2}
# A key in use is marked at most this often: a look at the desk should not cost a write each time.
_MARK_USE_EVERY = timedelta(minutes=1)


def make(name: str, scope: str, user: User | None, now: datetime) -> str:
    """The secret of a new key. The name of a key that was taken back is free again."""
    name = name.strip()
    if not name:
        raise Refused("Give the token a name, so that people know whose it is.")
    if len(name) > 80:
        raise Refused("The name of a token has at most 80 characters.")
    if scope not in _RANK:
        raise Refused(f"“{scope}” is no scope; use one of {', '.join(_RANK)}.")
    secret = _secret()
    try:
        with transaction.atomic():
            _free_name(name)
            ApiToken.objects.create(name=name, scope=scope, digest=_digest(secret), user=user, created_at=now)
    except IntegrityError as error:
        raise Refused(
            f"There is a token named “{name}” already: rotate it, or choose another name.", code="taken"
        ) from error
    return secret


def _free_name(name: str) -> None:
    """A key taken back keeps its row, under a name that says so."""
    for old in ApiToken.objects.filter(name=name, revoked_at__isnull=False):
        ApiToken.objects.filter(pk=old.pk).update(name=f"{name[:60]} (taken back, {old.pk})")


def find(secret: str) -> ApiToken | None:
    """The key that is in force. Found by digest, so what a stranger may time tells nothing of a secret."""
    digest = _digest(secret)
    token = ApiToken.objects.select_related("user").filter(digest=digest, revoked_at=None).first()
    if token is None or not hmac.compare_digest(token.digest, digest):
        return None
    return token if token.user is None or token.user.is_active else None


def allows(token: ApiToken, scope: str) -> bool:
    """admin may all that write may, and write all that read may."""
    return _RANK[token.scope] >= _RANK[scope]


def mark_used(token: ApiToken, now: datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at >= _MARK_USE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def rotate(name: str) -> str:
    """A new secret for the same key; the old one is dead at once."""
    secret = _secret()
    if not ApiToken.objects.filter(name=name, revoked_at=None).update(digest=_digest(secret)):
        raise Refused(f"There is no token named “{name}” in force.", code="unknown")
    return secret


def revoke(name: str, now: datetime) -> None:
    if not ApiToken.objects.filter(name=name, revoked_at=None).update(revoked_at=now):
        raise Refused(f"There is no token named “{name}” in force.", code="unknown")


def _secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
