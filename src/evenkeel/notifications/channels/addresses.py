"""What an address must look like, said in one sentence. Pure: whether anybody is there is seen at the first word."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_BAD = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]")


def phone(address: str) -> str:
    if _PHONE.fullmatch(address):
        return ""
    return "Write the number in its international form, a plus and digits only, such as +4930123456."


def web(address: str, what: str, example: str) -> str:
    """A URL of the web, without a password in it that logs and pages would show."""
    wanted = f"Give the address of {what} as a URL, such as {example}."
    if _BAD.search(address):
        return wanted
    try:
        url = urlsplit(address)
        port_is_fine = url.port is None or url.port > 0
    except ValueError:
        return wanted
    if url.scheme not in {"https", "http"} or not url.hostname or not port_is_fine:
        return wanted
    if url.username or url.password:
        return f"Leave user and password out of the address of {what}; a token goes into the field for the secret."
    return ""
