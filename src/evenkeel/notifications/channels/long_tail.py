"""Everybody else, by Apprise: the address is an Apprise URL of a service on our list.

Apprise only says yes or no. A no may be a refusal, a server that is away, or a word that arrived and an answer that did not;
so a no is never more than "we cannot tell", and what is sent again says that it may be a repeat.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

from evenkeel.notifications.channels import DeliveryFailed, Outgoing
from evenkeel.notifications.channels.posting import CONNECT_WITHIN, WITHIN
from evenkeel.notifications.channels.wire import forbidden
from evenkeel.notifications.channels.wording import body, calls_nobody, subject

ACKNOWLEDGES = "link"
RECEIPTS = False

# Services that only speak to their own maker's servers.
HOSTED = frozenset(
    "betterstack discord flock gchat ilert join line opsgenie pagerduty pagertree pbul pover prowl pushy "
    "signl4 simplepush splunk spush tgram threema twist victorops webex whatsapp wxteams zulip".split()
)
# Services that stand where their owner puts them: the address says where, so it is looked at before it is called.
SELF_HOSTED = frozenset(
    "goalert goalerts gotify gotifys matrix matrixs nctalk nctalks rocket rockets signal signals".split()
)
# What a query may not ask for: to read files, to wait or try longer than we do, to follow, to check no certificate.
_NOT_ASKED = frozenset(
    {"template", "tokens", "redirect", "cto", "rto", "retry", "wait", "verify", "store", "attach", "import", "include"}
)


def is_set_up() -> bool:
    return True


def check_address(address: str, secret: str) -> str:
    scheme, parted, rest = address.partition("://")
    if not parted or scheme.lower() not in HOSTED | SELF_HOSTED:
        some = "tgram://TOKEN/CHAT, pover://USER@TOKEN or gotify://HOST/TOKEN"
        return f"Give an Apprise address of a service that docs/channels.md lists, such as {some}."
    if any(c < "!" or c == "\x7f" for c in address):
        return "An Apprise address has no spaces: write them as %20."
    asked = {name.lower().lstrip("+-:") for name, _ in parse_qsl(rest.partition("?")[2], keep_blank_values=True)}
    if barred := sorted(asked & _NOT_ASKED):
        return f"Leave “{barred[0]}” out of the address: the desk decides that itself."
    if _service(address) is None:
        return "Apprise cannot read this address: see its page for the service, and copy the form exactly."
    return ""


def send(outgoing: Outgoing) -> str:
    if check_address(outgoing.address, ""):
        raise DeliveryFailed("the address is no Apprise address that we use", permanent=True)
    service = _service(outgoing.address)
    if outgoing.address.partition("://")[0].lower() in SELF_HOSTED:
        _look_where_it_leads(str(getattr(service, "host", "") or ""))
    if not _notified(service, outgoing):
        raise DeliveryFailed("Apprise could not say that it arrived", ambiguous=True)
    return outgoing.key


@cache
def _asset() -> Any:
    """No plug-ins of others, no stored state, no redirects."""
    import apprise

    return apprise.AppriseAsset(
        plugin_paths=[],
        secure_logging=True,
        async_mode=False,
        http_redirects=False,
        allow_templates=False,
        app_id="Evenkeel",
        app_desc="Evenkeel",
        app_url="",
        image_url_mask="",
        image_url_logo="",
    )


def _service(address: str) -> Any:
    import apprise

    try:
        service = apprise.Apprise.instantiate(address, asset=_asset(), suppress_exceptions=True)
    except Exception:  # noqa: BLE001 - a hundred parsers of others; whatever they stumble over is no address
        return None
    if service is not None:
        service.socket_connect_timeout, service.socket_read_timeout = CONNECT_WITHIN, WITHIN - CONNECT_WITHIN
        service.redirects = False
    return service


def _notified(service: Any, outgoing: Outgoing) -> bool:
    """Some services take several calls. Those together have our eight seconds; after that we cannot tell."""
    import apprise

    said: list[bool] = []
    title, text = calls_nobody(subject(outgoing)), _with_link(outgoing)
    speaker = apprise.Apprise(asset=_asset())
    speaker.add(service)

    def speak() -> None:
        try:
            # Said to be plain text, so that each service escapes it as it must.
            said.append(bool(speaker.notify(body=text, title=title, body_format=apprise.NotifyFormat.TEXT)))
        except Exception:  # noqa: BLE001 - as above
            said.append(False)

    thread = threading.Thread(target=speak, name="apprise", daemon=True)
    thread.start()
    thread.join(WITHIN)
    return bool(said) and said[0]


def _with_link(outgoing: Outgoing) -> str:
    text = calls_nobody(body(outgoing, 3000))
    return f"{text}\n\nI have it: {outgoing.acknowledge_url}" if outgoing.acknowledge_url else text


def _look_where_it_leads(host: str) -> None:
    """A look before the call, not a lock: Apprise resolves the name once more by itself."""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise DeliveryFailed("the host in the Apprise address was not found") from error
    for place in found:
        if because := forbidden(ipaddress.ip_address(place.partition("%")[0])):
            raise DeliveryFailed(f"the Apprise address leads to a place that is not called: {because}", permanent=True)
