"""Bytes to text when the declared charset may be missing, unknown or wrong."""

import codecs
import re

#: What senders mean when they declare the narrower one on the left.
_WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "big5": "cp950",
    "iso2022_jp": "iso2022_jp_ext",
    "tis-620": "cp874",
    "iso8859-9": "cp1254",
}
_UNNAMED = {"", "unknown-8bit", "x-unknown", "unknown", "8bit", "default", "ansi", "default_charset", "x-user-defined"}
#: Codecs of Python that are no charset of a mail; two of them are quadratic.
_NOT_FOR_MAIL = {"idna", "punycode", "unicode_escape", "raw-unicode-escape", "raw_unicode_escape", "undefined", "mbcs"}
_PLAUSIBLE_NAME = re.compile(r"[a-z0-9][a-z0-9_.:()-]{0,40}")
_UNWANTED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, 65279))
_LINE_BREAKS = re.compile(r"\r\n?|\u2028|\u2029|\x85")


def to_text(content: bytes, declared: str | None, troubles: list[str]) -> str:
    """Best effort, never an exception: strict as declared, then UTF-8, then whatever loses least."""
    if content.isascii() and b"\x1b" not in content and (declared or "").lower() != "utf-7":
        return _ascii_or_wide(content, declared)
    codec = _codec(declared, troubles)
    if codec in (None, "cp1252") and (as_utf8 := _strict(content, "utf-8")) is not None:
        if declared and codec == "cp1252":
            troubles.append(f"The text says it is {_shown(declared)} but is UTF-8.")
        return as_utf8
    for attempt in (codec, "utf-8"):
        if attempt and (text := _strict(content, attempt)) is not None:
            return text
    return _lossy(content, codec, declared, troubles)


def storable(text: str) -> str:
    """Without null bytes, control characters and lone surrogates (databases refuse them), one kind of line break."""
    text = _LINE_BREAKS.sub("\n", text) if not text.isascii() or "\r" in text else text
    return text.translate(_UNWANTED).encode("utf-8", "replace").decode("utf-8")


def one_line(text: str) -> str:
    """For headers: a decoded line break must not start a new header anywhere."""
    return " ".join(storable(text).split())


def _ascii_or_wide(content: bytes, declared: str | None) -> str:
    """UTF-16 and UTF-32 are made of ASCII bytes and nulls too."""
    if b"\0" in content and declared and declared.lower().startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return content.decode(declared.lower().replace("utf1", "utf-1").replace("utf3", "utf-3")[:6], "replace")
    return content.decode("ascii")


def _codec(declared: str | None, troubles: list[str]) -> str | None:
    name = (declared or "").strip().strip("\"'").lower()
    if name in _UNNAMED:
        return None
    try:
        found = codecs.lookup(name).name if _PLAUSIBLE_NAME.fullmatch(name) else ""
        b"".decode(found or "undefined")
    except (LookupError, ValueError):
        found = ""
    if not found or found in _NOT_FOR_MAIL:
        troubles.append(f"The charset {_shown(name)} is unknown; the text was guessed.")
        return None
    return _WIDER.get(found, found)


def _strict(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except (ValueError, LookupError):
        return None


def _lossy(content: bytes, codec: str | None, declared: str | None, troubles: list[str]) -> str:
    if codec is None:
        return _guess(content, troubles)
    troubles.append(f"Some characters are not valid {_shown(declared or codec)} and were replaced.")
    try:
        return content.decode(codec, "replace")
    except (ValueError, LookupError):
        return content.decode("latin-1")


def _guess(content: bytes, troubles: list[str]) -> str:
    troubles.append("No readable charset is declared; the text was guessed.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if b"\x1b$" in content or b"\x1b(" in content:
        return content.decode("iso2022_jp_ext", "replace")
    if (text := _strict(content, "cp1252")) is not None:
        return text
    return content.decode("latin-1")


def _shown(name: str) -> str:
    return one_line(name)[:40] or "nothing"
