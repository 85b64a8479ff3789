"""The same word for places of different size. Pure."""

from __future__ import annotations

from evenkeel.notifications.channels import Outgoing

REPEAT = "(may be a repeat) "
# What telephones of all makes show in the small alphabet of text messages, 160 letters to a part instead of 70.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_PLAIN = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "“": '"',
        "”": '"',
        "„": '"',
        "‘": "'",
        "’": "'",
        "…": "...",
        "·": "-",
        "[": "(",
        "]": ")",
        "\u00a0": " ",
    }
)
PARTS = 2


def one_line(text: str, longest: int) -> str:
    line = " ".join(_writable(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def subject(outgoing: Outgoing, longest: int = 200) -> str:
    return one_line(f"{REPEAT if outgoing.repeat else ''}{outgoing.subject}", longest)


def body(outgoing: Outgoing, longest: int) -> str:
    text = _writable(outgoing.text).strip()
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _writable(text: str) -> str:
    """Half a character cannot be written in any encoding, and a null byte ends a text in many places."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def calls_nobody(text: str) -> str:
    """A customer's words are only text: `@channel` in them calls nobody, and they hide no link behind other words."""
    return text.replace("@", "@\u200b").replace("](", "]\u200b(").replace("![", "!\u200b[")


def reply_code(outgoing: Outgoing) -> str:
    """`42-3`: the case and the climb, so that an answer to an old page stops nothing new."""
    return f"{outgoing.case}-{outgoing.climb or 0}" if outgoing.case and outgoing.token else ""


def sms(outgoing: Outgoing) -> str:
    """Two parts at most: what it is, why, and what to answer. The answer's code is never cut off."""
    code = reply_code(outgoing)
    tail = f"\nReply 1 or ACK {code}" if code else ""
    said = one_line(outgoing.subject, 200)
    if outgoing.reason and outgoing.reason not in said:
        said = f"{said}: {one_line(outgoing.reason, 160)}"
    plain = f"{REPEAT if outgoing.repeat else ''}{said}".translate(_PLAIN)
    small = set(plain) <= _GSM
    room = (153 if small else 67) * PARTS - len(tail)
    if _units(plain) > room:
        while _units(plain) > room - 3:
            plain = plain[:-1]
        plain = plain.rstrip() + "..."
    return plain + tail


def _units(text: str) -> int:
    """As telephones count: an emoji takes the room of two letters."""
    return len(text.encode("utf-16-le")) // 2


def spoken(outgoing: Outgoing) -> str:
    """To be read aloud: no brackets, no quotation of the customer's words."""
    what = one_line(outgoing.subject.translate(_PLAIN).replace("#", "number "), 160).strip("() ")
    repeat = "This call may be a repeat. " if outgoing.repeat else ""
    why = f" Because {one_line(outgoing.reason, 160)}." if outgoing.reason else ""
    return f"{repeat}This is Evenkeel. {what}.{why}"
