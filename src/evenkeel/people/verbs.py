"""People are met and let in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from evenkeel.people.models import Account, Contact, ContactAddress, SignInLink, User
from evenkeel.people.reads import find_contact, normalise
from evenkeel.refusal import Refused
from evenkeel.rows import insert

# Mail of these domains says nothing about which company somebody works for.
PUBLIC_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk icloud.com me.com aol.com "
    "gmx.de gmx.net gmx.com web.de t-online.de proton.me protonmail.com mail.com orange.fr free.fr laposte.net libero.it "
    "qq.com 163.com yandex.ru mail.ru comcast.net verizon.net btinternet.com".split()
)
SIGN_IN_LINK_LASTS = timedelta(hours=1)


def meet(channel: str, address: str, name: str, now: datetime, *, zone: str = "UTC") -> Contact:
    """The contact behind an address: the known one, or a new one under their company's domain. Safe to race."""
    address = normalise(channel, address)
    known = find_contact(channel, address)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            account = _account_for(channel, address, name, now, zone)
            named = (name or _spoken(address))[:200]
            contact = insert(Contact(account=account, name=named, preferred_channel=channel[:20], created_at=now))
            insert(ContactAddress(contact=contact, channel=channel[:20], address=address[:320]))
            return contact
    except IntegrityError:
        found = find_contact(channel, address)
        if found is None:
            raise
        return found


def _spoken(address: str) -> str:
    """What to call somebody who gave no name: their address; for one that cannot be read, that."""
    return "Unknown sender" if address.startswith("unknown:") else address


def _account_for(channel: str, address: str, name: str, now: datetime, zone: str) -> Account:
    domain = address.rpartition("@")[2] if channel == "email" and "@" in address else ""
    if domain and domain not in PUBLIC_MAIL:
        known = Account.objects.filter(mail_domain=domain).order_by("id").first()
        return known or insert(Account(name=domain, mail_domain=domain, time_zone=zone, created_at=now))
    return insert(Account(name=(name or address or "Unknown")[:200], time_zone=zone, created_at=now))


def make_sign_in_link(user: User, now: datetime) -> str:
    """The secret of a link that works once, for an hour; only its digest is stored."""
    secret = secrets.token_urlsafe(32)
    SignInLink.objects.create(user=user, digest=_digest(secret), expires_at=now + SIGN_IN_LINK_LASTS)
    return secret


def use_sign_in_link(secret: str, now: datetime) -> User:
    """The user it signs in. Refused when it was used, has expired or never existed: the same words for each."""
    with transaction.atomic():
        used = SignInLink.objects.filter(digest=_digest(secret), used_at=None, expires_at__gt=now).update(used_at=now)
        if not used:
            raise Refused("This sign-in link was used already or has expired. Ask whoever runs the desk for a new one.")
        user = SignInLink.objects.select_related("user").get(digest=_digest(secret)).user
        if not user.is_active:
            raise Refused("This person no longer signs in here. Ask a lead.")
        return user


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
