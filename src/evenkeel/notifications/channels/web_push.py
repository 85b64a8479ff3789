"""A push to a browser or an installed page, encrypted for it alone. Address and keys come from the browser itself."""

from __future__ import annotations

import base64
import json
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from evenkeel.notifications.channels import DeliveryFailed, Outgoing, addresses
from evenkeel.notifications.channels.desk_key import private_key
from evenkeel.notifications.channels.posting import post
from evenkeel.notifications.channels.wording import body, subject

ACKNOWLEDGES = "link"
RECEIPTS = False
# A page that comes a day late helps nobody; the push service drops it.
LASTS = 24 * 3600


def is_set_up() -> bool:
    return True


def check_address(address: str, secret: str) -> str:
    if said := addresses.web(address, "the push service", "https://push.example.com/…"):
        return said
    keys = _keys(secret)
    if keys is None:
        return "A browser's own keys are missing: switch notifications on with the button on your settings page."
    return ""


def _keys(secret: str) -> dict[str, str] | None:
    """`p256dh.auth`, as the browser gave them: a point on the curve, and sixteen random bytes."""
    point, _, auth = secret.partition(".")
    try:
        raw = base64.urlsafe_b64decode(point + "=" * (-len(point) % 4))
        salt = base64.urlsafe_b64decode(auth + "=" * (-len(auth) % 4))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return None
    return {"p256dh": point, "auth": auth} if len(salt) == 16 and len(raw) == 65 else None


def send(outgoing: Outgoing) -> str:
    from pywebpush import WebPusher, WebPushException  # Half a second of imports, for those who use it.

    keys = _keys(outgoing.secret)
    if keys is None or addresses.web(outgoing.address, "the push service", "https://…"):
        raise DeliveryFailed("this browser's subscription is incomplete", permanent=True)
    try:
        sealed = WebPusher({"endpoint": outgoing.address, "keys": keys}).encode(_payload(outgoing), "aes128gcm")
    except WebPushException as error:
        raise DeliveryFailed("this browser's keys cannot be used", permanent=True) from error
    headers = {
        **_signature(outgoing.address),
        "content-encoding": "aes128gcm",
        "ttl": str(LASTS),
        "urgency": "high" if outgoing.urgency <= 2 else "normal",
        # The push service keeps one per topic: a repeat takes the place of the first while both wait.
        "topic": outgoing.key.replace("-", "")[:32],
    }
    answer = post("the push service", outgoing.address, typed=True, content=sealed["body"], headers=headers)
    return answer.headers.get("location", outgoing.key)[:300]


def _signature(address: str) -> dict[str, str]:
    from py_vapid import Vapid02, VapidException

    url = urlsplit(address)
    try:
        claims = {"sub": _who(), "aud": f"{url.scheme}://{url.netloc}"}
        return dict(Vapid02(private_key=private_key()).sign(claims))
    except VapidException as error:
        raise DeliveryFailed("the desk cannot sign for this push service", permanent=True, ours=True) from error


def _payload(outgoing: Outgoing) -> bytes:
    """At most 4096 bytes with all that encryption adds."""
    word = {
        "title": subject(outgoing, 120),
        "body": body(outgoing, 600),
        "tag": outgoing.key,
        "url": outgoing.data.get("url", ""),
        "acknowledge": outgoing.acknowledge_url,
    }
    return json.dumps(word, ensure_ascii=False, separators=(",", ":")).encode()


def _who() -> str:
    """Whom a push service writes to when we misbehave."""
    return settings.PUBLIC_URL if settings.PUBLIC_URL.startswith("https://") else f"mailto:{settings.MAIL_FROM}"
