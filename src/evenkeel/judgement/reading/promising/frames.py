"""The turns of phrase by which our side commits itself: who, with which words, and where the act begins."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = r"(?:(?:Dr|Mr|Mrs|Ms|Herr|Frau)\.? )?[A-ZÀ-Ý][\w'À-ÿ-]+(?: [A-ZÀ-Ý][\w'À-ÿ-]+){0,2}"
_FROM = r"(?:,? (?:from|in|at|of|our|my|the|your) [\w ,'-]{2,40}?)?"
_ROLE = (
    r"(?:account |customer |service |field |duty |shift |site |senior |lead |on-call |night |support |project |technical |billing |claims |escalations? |legal |sales |engineering |complaints |quality |warranty |returns |parts |repairs? |it |shipping |network )*"
    r"(?:engineer|technician|tech|manager|supervisor|sup|desk|team|colleague|specialist|department|director|driver|nurse|doctor|adjuster|lawyer|attorney|"
    r"plumber|electrician|fitter|crew|surveyor|inspector|agent|advisor|adviser|representative|rep|consultant|developers?|dispatcher|coordinator|lead|office|lab|workshop|"
    r"warehouse|billing|accounts|logistics|finance|support|engineering|legal|sales|operations|dispatch|installer|mechanic|partner|expert|analyst|handler|officer|boss|staff)s?"
)
_WILL = r"(?:'ll| will| shall|'s going to| is going to|'re going to| are going to|'m going to| am going to|'m gonna|'re gonna| gonna|'m about to| am about to|ll(?= \w))"
_SOFT = r"(?:,? (?:also|then|now|personally|definitely|certainly|gladly|still|both|of course|myself|either way|in any case|today|tomorrow|naturally|therefore|again))*,?"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_NOT_NAMES = frozenset(
    """the your our my this that it you we i he she they someone everything nobody no all a an as if once when after by on in and but so then also please thank thanks
    tomorrow today tonight monday tuesday wednesday thursday friday saturday sunday there here what how where who which these those yes ok okay sure hi hello dear
    prices price delivery refunds payments customers shipping work access service maintenance installation technicians engineers rates orders parts updates changes
    not never one any everyone somebody anyone nothing something refund replacement until before within both either""".split()
)


@dataclass(frozen=True, slots=True)
class Frame:
    """Committing words found: the actor, where they begin, and the verb phrase after them."""

    actor: str
    start: int
    phrase: str
    phrase_start: int
    needs_time: bool = False
    act: str | None = None
    thing: bool = False


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    actor: str
    needs_time: bool = False
    act: str | None = None


def _rule(
    pattern: str, actor: str = "", *, needs_time: bool = False, act: str | None = None, flags: int = re.IGNORECASE
) -> _Rule:
    return _Rule(re.compile(pattern, flags), actor, needs_time, act)


_RULES: tuple[_Rule, ...] = (
    _rule(rf"\bi{_WILL}{_SOFT} (?P<vp>\w.*)", "agent"),
    _rule(
        rf"\b(?:let me|allow me to|lemme)(?! know| explain| be | say| tell you (?:why|what|how)| put it| assure| reassure| apologi[sz]e| start| guess| ask you| see if i understand| repeat| summar|  just say){_SOFT} (?P<vp>\w.*)",
        "agent",
    ),
    _rule(rf"\bwe{_WILL}{_SOFT} (?P<vp>\w.*)", "company"),
    _rule(
        r"\byou(?:'ll| will| shall|'re going to| are going to|'re getting| are getting)(?: also| then| definitely| certainly)?,? (?P<vp>(?:have|get|receive|hear|be (?:hearing|called|contacted|informed|notified|updated|refunded|reimbursed|credited|told|visited|phoned|emailed|rung|able to|connected|transferred|back|up|online|running|given|sent|seen)|see (?:the|a|your) (?:refund|credit|money|charge)|find (?:it|the|a) \w+ in your)\b.*)",
        "you",
    ),
    _rule(
        r"\b(?:expect|look out for|watch (?:out )?for|await|anticipate|keep an eye out for) (?P<vp>(?:my|our|a|an|the|to hear|another|his|her)\b.*)",
        "you",
    ),
    _rule(
        r"\b(?:i|we) (?:hereby )?(?:promise|guarantee|commit|undertake|pledge|vow|swear|assure you|can assure you|can promise(?: you)?|can guarantee)(?: you)?,?(?: that| to)? (?P<vp>(?!you\b)\w.*)",
        "self",
    ),
    _rule(
        r"\b(?:you (?:have|'ve got|got) my word|you (?:can|may) (?:count|rely|bank|depend) on|consider (?:it|that|this)|i give you my word|my promise|it's a promise)\b,?:?(?: that| on)?(?P<vp>.*)",
        "agent",
    ),
    _rule(
        r"\b(?:i|we)(?:'m|'re| am| are)(?: just| now| also| personally| then)? (?P<vp>(?:sending|calling|ringing|phoning|emailing|e-mailing|texting|coming|visiting|driving|shipping|dispatching|refunding|crediting|escalating|checking|raising|forwarding|transferring|getting|putting|booking|arranging|issuing|posting|on it|bringing|processing|replacing|opening|passing|messaging|pulling|delivering|meeting|joining|contacting|updating|chasing)\b.*)",
        "self",
        needs_time=True,
    ),
    _rule(
        r"\b(?P<self>i|we)(?:'ve| have)?(?: just| now)? (?:arranged|organi[sz]ed|lined up|set up|booked|scheduled|reserved|asked|got|put)(?: for)? (?P<vp>.*)",
        "self",
        needs_time=True,
        act="arranged",
    ),
    _rule(rf"\b(?P<role>{_ROLE})\b(?: \([^)]*\))?{_FROM}{_WILL}{_SOFT} (?P<vp>\w.*)"),
    _rule(
        rf"\b(?P<role>{_ROLE})\b (?P<vp>(?:is|are|has been|have been)(?: now| all| confirmed and)? (?:booked|scheduled|confirmed|set|arranged|lined up|reserved|assigned|due|coming|arriving|calling|visiting)\b.*)",
        needs_time=True,
    ),
    _rule(
        rf"\b(?P<role>{_ROLE})\b (?P<vp>(?:arrives?|calls?|comes?|visits?|rings?|phones?|will)\b.*)", needs_time=True
    ),
    _rule(
        rf"(?P<name>{_NAME})(?:,? (?:from|in|at|of|our|my|the|your|who) [\w ,'-]{{2,40}}?)?(?:'ll| will| shall| is going to) (?P<vp>\w.*)",
        flags=0,
    ),
    _rule(
        rf"(?P<name>{_NAME}) (?P<vp>(?:is|has been) (?:booked|scheduled|calling|coming|visiting|arriving|bringing|sending|confirmed)\b.*|(?:calls|rings|phones|visits|arrives|comes|emails|brings|joins)\b.*)",
        needs_time=True,
        flags=0,
    ),
    _rule(r"\b(?P<they>he|she|they)(?:'ll| will| is going to| are going to) (?P<vp>\w.*)"),
    _rule(
        r"\b(?:someone|somebody|one of (?:us|our \w+)|a (?:member|colleague) \w+ (?:\w+ )?\w+|anyone|one of the \w+)(?:'ll| will| is going to| is) (?P<vp>\w.*)",
        "company",
    ),
    _rule(
        r"\b(?:it|that|this|they|everything|(?:your|the|a|an|our|all|both) (?:(?:of )?[^\s,.;:!?]+ ){1,8}?|refund|replacement|credit|engineer|technician)(?<! )?(?:'ll| ?will| ?is going to) (?P<vp>(?:also |then |now |all )?(?:be (?!an? |the |my |our |\d|[€$£]|about |because|like |true|too |so |more|less|enough|required|needed|necessary|hard|easy|difficult|helpful|great|good|nice|worth|possible|interesting|expensive|charged|able)|ship|arrive|go|reach|land|hit|show up|appear|leave|come|get|have|follow|clear)\b.*)",
        "thing",
    ),
    _rule(
        r"\b(?P<vp>(?:visit|appointment|call|call-?back|slot|delivery|collection|pick-?up|installation|repair|meeting|replacement|refund|engineer|technician|order|follow-?up|review)\b(?: \w+){0,4}? (?:is|are|has been|have been|'s)(?: now| all)? (?:booked|scheduled|confirmed|set|arranged|reserved|fixed)\b.*)",
        "thing",
        needs_time=True,
    ),
    _rule(
        r"\byou(?:'re| are) (?P<vp>(?:all |now )?(?:booked|scheduled|down|confirmed|set|pencilled)\b.*)",
        "thing",
        needs_time=True,
        act="booked",
    ),
    _rule(
        r"\b(?:is|are|'s|'re)(?: being| now being)? (?P<vp>(?:sent|shipped|delivered|dispatched|refunded|couriered|revised|fixed|credited|emailed|deployed|replaced|rolled out|released|installed|collected|restored|issued)\b.*)",
        "thing",
        needs_time=True,
    ),
    _rule(
        r"\b(?P<self>i|we) (?P<vp>(?:call|ring|phone|send|email|text|come|visit|get back|update|write|ship|dispatch|see)(?: to)? (?:you|it|the|by|over|out|your)\b.*)",
        "self",
        needs_time=True,
    ),
)
_EFFORT = re.compile(
    r"\b(?:(?:i|we)(?:'ll| will| shall|'m going to|'re going to| am| are|'m|'re)?(?: \w+)? (?:try(?:ing)?|do(?:ing)? (?:my|our) (?:very |level )?(?:best|utmost|damnedest)|do(?:ing)? (?:everything|all|what(?:ever)?|the best) (?:that )?(?:i|we) can|"
    r"see (?:what (?:i|we|can)|if (?:i|we) can|whether (?:i|we) can)|make every effort|give it (?:my|our|a) (?:best|go|shot)|endeavou?r|attempt|work (?:hard|flat out)|push (?:hard|for)|strive|use (?:my|our) best)|let me (?:try|see (?:what|if|whether))|doing (?:my|our) (?:best|utmost))\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"\b(?P<who>nobody|no one|none of \w+|nothing|no [\w ]{2,30}?)(?: will|'ll| is going to) (?P<vp>\w.*)",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?P<who>i|we|you|nobody|no one|none of us|nothing|no [\w ]{2,30}?|(?:the|your|our) [\w ]{2,30}?|it|this|[A-Z]\w+)(?: will not|'ll not| won't| shall not| shan't| am not going to|'m not going to|'re not going to| are not going to| am not|'m not|(?<=nobody)(?: will|'ll)|(?<=no one)(?: will|'ll)|(?<=nothing)(?: will|'ll)|'ll never| will never|(?: will|'ll)(?= be (?:charged|closed|taken|billed|cancelled|shipped|deleted|disconnected|added|interrupted))) (?P<vp>\w.*)",
    re.IGNORECASE,
)
_BY_MYSELF = re.compile(
    r"\b(?:(?:from|by) me|(?:me|my)self|my (?:call|answer|reply|voice|findings|report))\b", re.IGNORECASE
)


def find_effort(clause: str) -> re.Match[str] | None:
    return _EFFORT.search(clause)


def find_negative(clause: str) -> re.Match[str] | None:
    """Words that promise something will not happen; those about ability are for the refusals."""
    if nobody := _NOBODY.search(clause):
        return nobody
    match = _NEGATIVE.search(clause)
    if not match:
        return None
    said = clause[match.start() : match.start("vp")]
    return match if re.search(r"n't\b|\b(?:not|never)\b", said, re.IGNORECASE) else None


def find_frame(clause: str, before: str) -> Frame | None:
    """The earliest committing words of a clause; `before` is the text so far, for 'he' and 'she'."""
    found: list[tuple[int, int, _Rule, re.Match[str]]] = []
    for rank, rule in enumerate(_RULES):
        match = rule.pattern.search(clause)
        if match and _is_somebody(match):
            found.append((match.start(), rank, rule, match))
    if not found:
        return None
    _, _, rule, match = min(found, key=lambda f: (f[2].actor == "thing", f[0], f[1]))
    return Frame(
        _actor(rule, match, clause, before),
        match.start(),
        match["vp"],
        match.start("vp"),
        rule.needs_time,
        rule.act,
        rule.actor == "thing",
    )


def by_myself(text: str) -> bool:
    return bool(_BY_MYSELF.search(text))


def name_in(text: str) -> str | None:
    """The first name of a person that is neither a month, a weekday nor the beginning of a sentence's ordinary words."""
    for match in re.finditer(_NAME, text):
        first = match[0].split()[0].lower().rstrip(".")
        if first.split("'")[0] not in _NOT_NAMES:
            return match[0]
    return None


def _is_somebody(match: re.Match[str]) -> bool:
    name = match.groupdict().get("name")
    return not name or name.split()[0].lower().rstrip(".") not in _NOT_NAMES


def _actor(rule: _Rule, match: re.Match[str], clause: str, before: str) -> str:
    groups = match.groupdict()
    if groups.get("name"):
        return "named:" + str(groups["name"])
    if groups.get("role"):
        return _role(match, clause)
    if groups.get("they"):
        return _antecedent(before + clause[: match.start()])
    if rule.act == "arranged" and (
        name := re.match(rf"(?:for )?({_NAME})(?:,? (?:from|in|at) [\w ]{{2,30}}?)? to ", match["vp"])
    ):
        return "named:" + name[1]
    if rule.actor == "self":
        return "agent" if match[0].lower().startswith("i") else "company"
    if rule.actor == "you":
        return _from_whom(match["vp"])
    if rule.actor == "thing":
        return "agent" if by_myself(clause) else "company"
    return str(rule.actor)


def _role(match: re.Match[str], clause: str) -> str:
    """'Our engineer Tom will' is Tom; 'the billing team will' is the team."""
    role = str(match["role"])
    named = re.match(rf",? ({_NAME})", clause[match.end("role") : match.start("vp")])
    if named and named[1].split()[0].lower() not in _NOT_NAMES:
        return "named:" + named[1]
    word = role.lower()
    leading = re.search(rf"({_NAME}),? (?:our|my|the|from|in)(?: \w+)? ?$", clause[: match.start("role")])
    if leading and leading[1].split()[0].lower() not in _NOT_NAMES:
        return "named:" + leading[1]
    return f"team:{'supervisor' if word == 'sup' else word}"


def _from_whom(phrase: str) -> str:
    if re.search(
        r"\b(?:from me|my (?:call|e-?mail|answer|reply|update|text|report|response|word)|hear me)\b",
        phrase,
        re.IGNORECASE,
    ):
        return "agent"
    if role := re.search(rf"\bfrom (?:(?:our|the|a|my|your|one of our) )({_ROLE})\b", phrase, re.IGNORECASE):
        return "team:" + role[1].lower()
    name = re.search(rf"\bfrom ({_NAME})", phrase)
    if name and name[1].split()[0].lower() not in _NOT_NAMES and not re.match(_WEEKDAY, name[1], re.IGNORECASE):
        return "named:" + name[1]
    return "company"


def _antecedent(before: str) -> str:
    """Whom 'he' or 'she' stands for: the person named last."""
    names = [
        n
        for n in map(str, re.findall(rf"(?<![.!?] )(?<!^){_NAME}", before[-1000:]))
        if n.split()[0].lower() not in _NOT_NAMES
    ]
    if names:
        return "named:" + names[-1]
    if roles := re.findall(rf"\b{_ROLE}\b", before[-1000:], re.IGNORECASE):
        return "team:" + str(roles[-1]).lower()
    return "company"
