"""What somebody means who answers a text message. Pure, and forgiving: it is read by people who were just woken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Meaning = Literal["acknowledge", "pass_on", "stop", "start", "help", "unclear"]


@dataclass(frozen=True, slots=True)
class Reply:
    """`case` and `climb` where they were named: `ACK 42-3`."""

    meaning: Meaning
    case: int | None = None
    climb: int | None = None


# The words that networks heed by themselves; ours must mean the same.
_STOP = {"STOP", "STOPALL", "STOP ALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "OPT OUT"}
_START = {"START", "UNSTOP"}
_HELP = {"HELP", "INFO", "?"}
_CODE = r"(?:#?(?P<case>\d{1,12})(?:\s?[-–—.]\s?(?P<climb>\d{1,6}))?)"
_ACKNOWLEDGE = re.compile(rf"(?:1|ACK|ACKNOWLEDGE|ACKNOWLEDGED|OK)(?:[\s:,]+(?:CASE\s+)?{_CODE})?")
_PASS_ON = re.compile(rf"(?:2|PASS|PASS ON|PASS IT ON|NEXT)(?:[\s:,]+(?:CASE\s+)?{_CODE})?")
_CODE_ALONE = re.compile(r"#?(?P<case>\d{1,12})\s?[-–—]\s?(?P<climb>\d{1,6})")


def read_reply(text: str) -> Reply:
    said = " ".join(text.upper().split()).strip(" .!,;:\"'“”")
    if said in _STOP:
        return Reply("stop")
    if said in _START:
        return Reply("start")
    if said in _HELP or text.strip() == "?":
        return Reply("help")
    if (found := _CODE_ALONE.fullmatch(said)) or (found := _ACKNOWLEDGE.fullmatch(said)):
        return Reply("acknowledge", *_code(found))
    if found := _PASS_ON.fullmatch(said):
        return Reply("pass_on", *_code(found))
    return Reply("unclear")


def _code(found: re.Match[str]) -> tuple[int | None, int | None]:
    case, climb = found["case"], found["climb"]
    return int(case) if case else None, int(climb) if climb else None
