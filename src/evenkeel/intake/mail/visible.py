"""The sender's own words: without what they quote and without their signature.

Our own rules, line by line. mail-parser-reply was tried and left out: it takes "Thanks," and "-Ben" with all after them for a
signature (the customer's sentence below is lost), drops indentation, and its patterns are quadratic on one long line.
In doubt a line stays: a quote too many costs a reader a second, a lost sentence costs a customer.
"""

from __future__ import annotations

import re
from typing import Final

from evenkeel.intake.mail import visible_words as words

#: Longer lines are somebody's text: no mail program writes them as a header or a signature.
_LINE_LOOKED_AT: Final = 300
_ATTRIBUTION_LINES: Final = 4
_SIGNATURE_LINES: Final = 14
_SIGNATURE_WIDTH: Final = 70
_RULER: Final = re.compile(r"\s{0,4}[_-]{20,}\s*$")
_QUOTED: Final = re.compile(r"\s{0,3}[>|]")
_QUOTE_MARKS: Final = re.compile(r"(?:\s?>){1,50} ?")
_SIGNATURE_RULER: Final = re.compile(r"\s{0,4}_{20,}\s*$")
_BARE_MARK: Final = re.compile(r"(?:--|__|—)\s*$")
_MARKER: Final = re.compile(r"\s{0,4}\[ref k-[a-z2-7]{32}\]\s*$", re.IGNORECASE)
_TIME_OR_ADDRESS: Final = re.compile(r"(?<![\d.])\d{1,2}[:.h]\d{2}(?![\d.])|@")
_SAYS_WHO_OR_WHEN: Final = re.compile(r"[\d@<]")


def visible_text(text: str) -> str:
    """Never empty when `text` is not: a mail that is all quote (a forward) is shown whole, its quote marks removed."""
    lines = text.split("\n")
    own = _own_lines(lines)
    shown = _trimmed(own)
    return shown or _trimmed([_QUOTE_MARKS.sub("", line[:_LINE_LOOKED_AT]) + line[_LINE_LOOKED_AT:] for line in lines])


def _own_lines(lines: list[str]) -> list[str]:
    """Stretches between quotes, each without its signature, until the rest is somebody else's mail."""
    own: list[str] = []
    stretch: list[str] = []
    at = 0
    while at < len(lines) and not _older_mail_starts(lines, at):
        attribution = _attribution_length(lines, at)
        if attribution and not _quote_follows(lines, at + attribution):
            if _is_of_a_program(lines[at : at + attribution]):
                break
            attribution = 0
        if attribution or _is_quoted(lines[at]):
            own += _without_signature(stretch)
            stretch = []
        elif not _MARKER.match(lines[at][:_LINE_LOOKED_AT]):
            stretch.append(lines[at])
        at += attribution or 1
    return own + _without_signature(_without_ruler(stretch))


def _older_mail_starts(lines: list[str], at: int) -> bool:
    line = lines[at][:_LINE_LOOKED_AT]
    if words.ORIGINAL_FOLLOWS.match(line):
        return True
    if not words.BLOCK_FROM.match(line):
        return False
    below = [other[:_LINE_LOOKED_AT] for other in lines[at + 1 : at + 8]]
    if sum(bool(words.BLOCK_OTHER.match(other)) for other in below) < 2:  # one may be a sentence
        return False
    # "From: Berlin, To: Paris, Date: 3 May" is a complaint about a train.
    return "@" in line or any(words.BLOCK_SUBJECT.match(other) for other in below)


def _attribution_length(lines: list[str], at: int) -> int:
    """How many lines "On … wrote:" takes here; 0 when it does not start here."""
    if len(lines[at]) > _LINE_LOOKED_AT or not lines[at].strip():
        return 0
    opens = words.ATTRIBUTION_OPENS.match(lines[at]) is not None
    joined = ""
    for count in range(1, _ATTRIBUTION_LINES + 1 if opens else 2):
        line = lines[at + count - 1][:_LINE_LOOKED_AT] if at + count <= len(lines) else ""
        if not line.strip() or (count > 1 and _is_quoted(line)):
            return 0
        joined = f"{joined} {line.strip()}"
        if line.rstrip().endswith((":", "：")) and words.ATTRIBUTION_ENDS.search(joined[-_LINE_LOOKED_AT:]):
            named = _SAYS_WHO_OR_WHEN.search(joined) and (opens or "@" in joined)
            return count if named or _quote_follows(lines, at + count) else 0
    return 0


def _is_of_a_program(attribution: list[str]) -> bool:
    """Programs write a time or an address. "On 3 May your colleague wrote:" is the customer speaking, and goes on."""
    return _TIME_OR_ADDRESS.search(" ".join(attribution)) is not None


def _quote_follows(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 8] if line.strip()), "")
    return _is_quoted(following)


def _is_quoted(line: str) -> bool:
    return line.lstrip(" ")[:1] == ">" and _QUOTED.match(line) is not None


def _without_ruler(stretch: list[str]) -> list[str]:
    """The line a mail program draws above the older mail."""
    last = next((at for at in range(len(stretch) - 1, -1, -1) if stretch[at].strip()), -1)
    return stretch[:last] if last >= 0 and _RULER.match(stretch[last][:_LINE_LOOKED_AT]) else stretch


def _without_signature(stretch: list[str]) -> list[str]:
    """Only the end of a stretch is looked at, and only what is short enough for a signature goes."""
    written = [at for at, line in enumerate(stretch) if line.strip()][-_SIGNATURE_LINES:]
    for number, at in enumerate(written, 1):
        below = [stretch[other] for other in written[number:]]
        if len(stretch[at]) <= _LINE_LOOKED_AT and _signs_off(stretch[at], below):
            return stretch[:at]
    return stretch


def _signs_off(line: str, below: list[str]) -> bool:
    if line == "-- ":
        return not any(words.POSTSCRIPT.match(other[:20]) for other in below)
    if _BARE_MARK.match(line) or _SIGNATURE_RULER.match(line) or words.CLOSING.match(line):
        return all(_fits_a_signature(other) for other in below)
    return not below and words.SENT_FROM.match(line.strip()) is not None


def _fits_a_signature(line: str) -> bool:
    """A name, a title, a number; not a question, a sentence or a postscript."""
    if len(line) > _SIGNATURE_WIDTH or words.POSTSCRIPT.match(line) or line.rstrip().endswith(("?", "!")):
        return False
    return not (line.rstrip().endswith(".") and len(line.split()) > 5)  # "Acme Ltd. & Co." is none


def _trimmed(lines: list[str]) -> str:
    """No empty lines around, no more than one between."""
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1]):
            kept.append(line.rstrip())
    return "\n".join(kept).strip("\n")
