"""Whether an alarming thing is so now: what is over, planned, asked, supposed or somebody else's stops nobody's work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import re2

_ASIDE: Final = 160
_SENTENCE_END: Final = re2.compile(rb"[!?;\n]|\.(?:\s|$)")
_OWN: Final = re2.compile(rb"\b(?:our|ours|my|mine|we|us|i|me)\b")
_OURS: Final = re2.compile(rb"\b(?:our|ours|my|mine)\b")
_BROKEN: Final = rb"(?:down|stopped|idle|dead|stuck|offline|out|shut|locked|frozen|closed|broken|blocked|standing still|dangerous|unsafe|hazardous|on fire|burning|smoking|leaking|sparking|trapped|at risk|in danger|a (?:danger|hazard|risk|problem))"
_NO_LONGER: Final = re2.compile(
    rb"\b(?:(?:no longer|not|never|isn't|aren't|wasn't|weren't)\s+(?:at all |even |really |actually |currently )?"
    + _BROKEN
    + rb"\b|(?:not|isn't|aren't)\s+"
    + _BROKEN
    + rb" any ?more\b)"
)
_NEVER_BURNED: Final = re2.compile(
    rb"\b(?:never|not|hasn't|haven't|didn't|doesn't|does not)(?: yet| ever| once| even)* (?:caught|catch|exploded|explode|burn(?:ed|t)?|leak(?:ed)?|overheat(?:ed)?|smoked?|sparked?|fail(?:ed)?)\b"
)
_PUT_RIGHT: Final = re2.compile(
    rb"^[^,]{0,12}\b(?:has|have|was|were|is|are|got) (?:since |now |already |all )?(?:been )?(?:fixed|resolved|repaired|sorted|sealed|cleared|put out|extinguished|contained|dealt with)\b"
)
_DOWN_TO: Final = re2.compile(rb"^ (?:to|by) (?:minus )?-?\d")
_NONE: Final = re2.compile(rb"\b(?:no|without|without any|not|not a|isn't a|never|hasn't|haven't|didn't)\s+$")
_WAS: Final = re2.compile(rb"\b(?:was|were|went|had|stopped|halted|failed|crashed|died|caught|broke|tripped)\b")
_MERELY_WAS: Final = re2.compile(rb"\b(?:was|were|had been|had)\b")
_IS: Final = re2.compile(
    rb"(?:\b(?:is|are|am|has|have|still|now|since|again|today|currently|keeps?)\b|'s\b|'re\b|'ve\b)"
)
_LONG_AGO: Final = re2.compile(
    rb"\b(?:last (?:year|month|week|spring|summer|autumn|fall|winter|christmas|january|february|march|april|may|june|july|august|september|october|november|december)|(?:years?|months?|weeks) ago|back in|in (?:19|20)\d\d|used to|in the past|at the time|back then|previously)\b"
)
_WELL: Final = re2.compile(
    rb"\b(?:all (?:is |has been |was )?(?:good|fine|well|ok|okay|sorted|quiet)|(?:is|are|it's|they're|that's|everything's|been) (?:now |all |up and |perfectly |completely )*(?:working|running|fine|back up|back to normal|ok|okay|resolved|repaired|restored|up)(?: again)?|(?:working|runs?|running|works|up|fine|started) (?:fine|again|perfectly|smoothly|great|well)|resumed|restored|restarted|(?:has|have|been|was|were) (?:since |now |already )?(?:been )?(?:fixed|resolved|repaired|sorted|sealed|cleared|put out|extinguished|contained)|problem solved|back (?:online|to normal|in operation|up and running)|you (?:fixed|replaced|repaired|solved|sorted)(?: it| that| them)?|no (?:further|more) (?:trouble|problems?|issues?|faults?|stops?))\b"
)
_TURNS: Final = re2.compile(
    rb"\b(?:but|however|although|until|again|still|yet|not|only|except|supposedly|allegedly|worse|for (?:an|a|two|ten|five))\b|n't\b|\?"
)
_SAID: Final = re2.compile(
    rb"\b(?:said|says|told|claim\w*|assur\w+|promis\w+|supposed|if|not|until|when|should|nothing)\b"
)
_SUPPOSED: Final = re2.compile(
    rb"(?:^\W*should|\b(?:if|unless|in case|suppose|supposing|imagine|assuming|whenever|in the event|to avoid|to prevent))\b[^,:]{0,70}$"
)
_GOES_ON: Final = re2.compile(
    rb"\b(?:another|longer|still|stays?|remains?|keeps|by|until|till|past|already|as it is|any more|not back|isn't back)\b"
)
_WOULD: Final = re2.compile(
    rb"(?:\b(?:will|would|could|might|may|shall|going to|about to|plan to)|'ll|'d) (?:all |then |soon |again )?(?:be|go|have|stop|come|stand|shut|close|halt|fail|crash|die)\b"
)
_ABOUT_TO: Final = re2.compile(rb"\b(?:about to|any (?:minute|moment)|until|unless|because|nobody|still|again)\b")
_WILL_STOP: Final = re2.compile(
    rb"\b(?:will|'ll|going to|plan(?:ning)? to|intend to|want to|would like to)\s+(?:[a-z]+ )?(?:shut|take|close|stop|bring|switch|halt|pause|power)\b[^,]{0,20}$"
)
_PLANNED: Final = re2.compile(
    rb"\b(?:as (?:planned|scheduled|agreed|announced)|(?:planned|scheduled|annual|routine|regular|yearly) (?:[a-z]+ )?(?:maintenance|service|shutdown|stop|inspection|break|downtime|outage|upgrade)|(?:down|closed|shut|stopped|idle|offline) for (?:the |a |our |its |some |an )?(?:[a-z]+ )?(?:maintenance|upgrade|holidays?|summer|winter|christmas|easter|weekend|inspection|service|refit|renovation|stocktak\w+|training|drill|exercise|cleaning)|on purpose|intentionally|deliberately)\b"
)
_NOT_AS_PLANNED: Final = re2.compile(
    rb"\b(?:unplanned|still|but|should have|should be|overr[au]n\w*|longer than|supposed|never|nobody|now)\b"
)
_STAGED: Final = re2.compile(
    rb"\b(?:demo|demonstration|training|dummy|simulat\w+|practice|spare|mock|showroom|(?:fire|evacuation|safety|emergency) (?:drill|exercise|training|practice))\b"
)
_ELSEWHERE: Final = re2.compile(
    rb"\b(?:(?:competitors?|competition|rivals?|neighbou?rs?|(?:old|former|previous|other|last) (?:supplier|vendor|provider|firm|company)|friends?|(?:another|other|some) (?:company|companies|firms?|customers?|factory|plant))\b[^,]{0,40}|their |(?:read|heard) (?:that|about|of|in|on|somewhere)\b[^,]{0,60}|(?:news|article|blog|papers?|rumou?r|reviews?) (?:says?|said|reports?|claims?|that)\b[^,]{0,60}|at your (?:test|demo|own|other|place|site|end|plant)[^,]{0,20})$"
)
_AT_YOURS: Final = re2.compile(
    rb"^[^.,]{0,12}\b(?:at your|on your (?:test|demo|side)|in your (?:demo|showroom|test))\b"
)
_ASKED: Final = re2.compile(
    rb"^\W*(?:(?:hi|hello|hey|and|so|but|sorry|ok|okay|please|just checking)\W+)*(?:is|are|was|were|does|do|did|has|have|will|would|could|can|may|might)\s+(?:there |it |this |that |they |these |those |your |the |a |an )*$"
)
_NORMAL: Final = re2.compile(rb"\b(?:normal|supposed|anyone|anybody|someone|somebody|allowed|acceptable)\b")
_WHAT_IF: Final = re2.compile(
    rb"\b(?:what (?:would |will )?(?:happens?|to do|do (?:i|we|you) do) (?:if|when|in)|what if|in case of|in the event of|to (?:avoid|prevent))\b[^,]{0,50}$"
)
_JUST_ME: Final = re2.compile(rb"^i\b(?:'m)?[^.]*\b(?:log ?in|log on|sign in|access)\b")
_ALL_IS_WELL: Final = re2.compile(
    rb"\b(?:(?:nothing|none)(?: has| have| had| else)*(?: ever)? (?:failed|broken|broke|gone wrong|leaked|crashed|tripped)|no (?:further|more|new|other|single) (?:faults?|problems?|failures?|issues?|errors?|trouble|breakdowns?|leaks?|stoppages?)|(?:never|not|hasn't|haven't|has not|have not)(?: once| yet| ever| even| had)* (?:failed|broken|leaked|crashed|tripped|gone wrong|a (?:single )?(?:fault|problem|failure|leak))|(?:fault|problem|issue|error|leak|noise|smell|it)s? (?:has not|hasn't|never|did not|didn't) (?:come|came|returned?|recurr?e?d?)\b(?: back)?|(?:works?|worked|running|runs|been) (?:fine|perfectly|great|well|smoothly|flawlessly|like new))\b"
)
_YET_NOT: Final = re2.compile(rb"\b(?:but|however|until|except|then|now|still|apart from)\b")
_WORDS: Final = re2.compile(rb"[a-z']+")
_JUDGED: Final = frozenset({"production_stopped", "safety_threat", "repeated_failed_fix"})


@dataclass(frozen=True, slots=True)
class _Place:
    """What is told, with its sentence before and behind it, and what the message says next."""

    before: bytes
    told: bytes
    behind: bytes
    asked: bool
    later: bytes

    @property
    def whole(self) -> bytes:
        return self.before + self.told + self.behind


def stands(code: str, plain: bytes, start: int, end: int, *, merely_named: bool = False) -> bool:
    """Is it so now, and here? Looks no further than a few lines, so that time stays in proportion to length."""
    if code not in _JUDGED:
        return True
    place = _place(plain, start, end)
    if code == "repeated_failed_fix":
        found = _ALL_IS_WELL.search(place.whole)
        return found is None or _YET_NOT.search(place.whole[found.end() :]) is not None
    if code == "safety_threat":
        return not _no_danger(place, merely_named)
    return not _no_stop(place)


def _place(plain: bytes, start: int, end: int) -> _Place:
    before = plain[max(0, start - _ASIDE) : start]
    before = before[max((one.end() for one in _SENTENCE_END.finditer(before)), default=0) :]
    later = plain[end : end + _ASIDE]
    stop = _SENTENCE_END.search(later)
    ended_inside = plain[end - 1 : end] in (b".", b"!", b"?", b"\n")
    behind = b"" if ended_inside else later[: stop.start()] if stop else later
    mark = plain[end - 1 : end] if ended_inside else stop.group(0)[:1] if stop else b""
    return _Place(before, plain[start:end], behind, mark == b"?", later)


def _no_stop(place: _Place) -> bool:
    return (
        _NO_LONGER.search(place.told + place.behind[:20]) is not None
        or _DOWN_TO.search(place.behind) is not None
        or _is_over(place)
        or _is_supposed(place)
        or _is_planned(place)
        or _is_asked(place)
        or _is_elsewhere(place)
        or (_STAGED.search(place.before[-14:] + place.told) is not None)
        or _JUST_ME.search(place.told) is not None
    )


def _no_danger(place: _Place, merely_named: bool) -> bool:
    said_little = merely_named and sum(1 for _ in _WORDS.finditer(place.whole)) < 3
    return (
        said_little
        or _NO_LONGER.search(place.told + place.behind[:12]) is not None
        or _NEVER_BURNED.search(place.told) is not None
        or _NONE.search(place.before) is not None
        or _WHAT_IF.search(place.before) is not None
        or _is_settled(place)
        or _is_asked(place)
        or (_is_elsewhere(place) and not place.told.startswith(b"friend"))
    )


def _is_over(place: _Place) -> bool:
    if not _WAS.search(place.told) or _IS.search(place.told):
        return False
    long_ago = _MERELY_WAS.search(place.told) and _LONG_AGO.search(place.whole) and not _IS.search(place.whole)
    return bool(long_ago) or _is_well_later(place)


def _is_settled(place: _Place) -> bool:
    """The leak has been sealed; not: you said it was, nor: she was burned but is fine now."""
    found = _PUT_RIGHT.search(place.behind)
    return found is not None and not (_TURNS.search(place.behind[found.end() :]) or _SAID.search(place.before))


def _is_well_later(place: _Place) -> bool:
    found = _WELL.search(place.later)
    return bool(found) and not (
        _TURNS.search(place.later[found.end() : found.end() + 60]) or _SAID.search(place.later[: found.start()][-40:])
    )


def _is_supposed(place: _Place) -> bool:
    if _SUPPOSED.search(place.before):
        return not _GOES_ON.search(place.told + place.behind)
    would = _WOULD.search(place.told)
    return bool(would) and not _ABOUT_TO.search(place.whole)


def _is_planned(place: _Place) -> bool:
    if _WILL_STOP.search(place.before + place.told):
        return True
    return _PLANNED.search(place.whole) is not None and not _NOT_AS_PLANNED.search(place.whole)


def _is_asked(place: _Place) -> bool:
    """“Is line 2 down?” asks; “is it normal that our line is down?” tells."""
    if not place.asked or not _ASKED.search(place.before):
        return False
    return not (_OWN.search(place.whole) or _NORMAL.search(place.whole))


def _is_elsewhere(place: _Place) -> bool:
    found: Any = _ELSEWHERE.search(place.before)
    if found and not _OURS.search(place.before[found.start() :] + place.told):
        return True
    return _AT_YOURS.search(place.behind) is not None and not _OWN.search(place.told)
