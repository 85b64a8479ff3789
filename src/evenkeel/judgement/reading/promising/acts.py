"""Which act a verb phrase names, and the channel that alone would keep it."""

from __future__ import annotations

import re

CHANNELS = {"call": "phone", "text": "sms", "email": "email", "visit": "visit"}

_HEADS: dict[str, str] = {
    verb: action
    for action, verbs in (
        ("call", "call ring phone telephone dial callback recall buzz"),
        ("text", "text sms whatsapp"),
        ("email", "email e-mail mail write"),
        (
            "contact",
            (
                "message update contact follow reach notify inform tell advise reply respond answer report confirm brief ping "
                "touch circle revert feed warn alert explain apologise apologize return announce"
            ),
        ),
        ("visit", "visit come arrive drop swing stop pop drive travel"),
        ("ship", "ship dispatch courier deliver post express overnight"),
        (
            "send_doc",
            "send forward share provide submit supply attach issue upload return resend draft prepare write-up circulate document",
        ),
        ("refund", "refund credit reimburse waive repay compensate"),
        (
            "fix",
            (
                "fix repair resolve sort restore replace reset patch correct rectify complete finish reinstall remove swap deploy "
                "rebuild reconnect unblock unlock amend adjust reverse activate reactivate solve roll reinstate clear"
            ),
        ),
        (
            "check",
            (
                "check review investigate look examine verify find trace dig chase ask inspect analyse analyze test research pull "
                "speak talk query reproduce study read see determine establish work figure assess track-down learn double-check"
            ),
        ),
        ("escalate", "escalate raise flag"),
        ("book", "book schedule arrange reserve organise organize reschedule"),
        ("handover", "transfer pass assign connect hand reassign"),
        ("monitor", "monitor watch observe track"),
        ("attend", "join attend"),
        ("hold_off", "hold pause freeze suspend withhold"),
    )
    for verb in verbs.split()
}
_STEMS = re.compile(r"^(.+?)(?:ed|ing|s)$")

_DOC = (
    r"report|invoice|summary|draft|quote|quotation|label|document|documents|letter|receipt|statement|plan|notes?|copy|contract|recap|link|"
    r"photos?|list|form|schedule|minutes|instructions|proposal|paperwork|certificate|analysis|offer|breakdown|write-?up|file|log|"
    r"details|estimate|findings|results?|agreement|credit note|spreadsheet|guide|manual|tracking|reference|number|answer|response|timeline|policy"
)
_PERSON = r"engineer|technician|tech|someone|somebody|plumber|electrician|fitter|crew|specialist|inspector|surveyor|driver|team|colleague|person|man|mechanic"
_GOODS = r"replacement|part|parts|unit|device|parcel|package|order|spare|kit|new (?!\w*(?:invoice|quote|report|link|version|draft))\w+|box|goods|item|items|card|loaner|pump|router|modem|cable|filter|sensor|charger|battery"
_CONTACT_NOUN = r"updates?|news|word|answer|response|reply|outcome|status|confirmation|feedback|progress report|eta|verdict|date|decision from me"
_NEWS = frozenset({"answer", "number", "response", "results", "result", "file", "offer", "details"})

_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), action)
    for pattern, action in (
        (
            r"\b(?:in writing|by e-?mail|via e-?mail|an e-?mail|my e-?mail|our e-?mail|drop you a line|drop you a note)\b",
            "email",
        ),
        (r"\b(?:by|via|a|an|my|our) (?:text|sms|whatsapp)\b", "text"),
        (
            r"\b(?:by phone|on the phone|over the phone|(?:a|my|our|the|that|your|supervisor|manager) (?:follow-up |quick |phone |return )?(?:call|ring|bell|buzz|callback|phone call|call-?back))\b|\bcall-?back\b|\bcb\b",
            "call",
        ),
        (
            r"\b(?:keep|kept) (?:\w+ ){1,3}(?:posted|informed|updated|in the loop|abreast|up to date|advised)\b",
            "contact",
        ),
        (r"\bkeep (?:a close |a |an )?(?:eye|watch|tabs)\b|\bkeep (?:monitoring|watching)\b", "monitor"),
        (
            r"\bkeep (?:\w+ ){1,3}(?:open|on hold|reserved)\b|\bhold (?:off|\w+ for you)\b|\bput (?:\w+ ){1,4}on hold\b",
            "hold_off",
        ),
        (
            r"\b(?:let (?:you|them|her|him|everyone|your \w+) know|get back|got back|come back (?:to|with)|back to you|in touch|hear (?:\w+ ){0,2}from|reach out|follow up|report back|be told|be informed|be notified|be contacted|be updated)\b",
            "contact",
        ),
        (r"\bput (?:you|your call) through\b|\bhand(?:ed)? (?:\w+ ){0,4}(?:over|off|to)\b|\btake over\b", "handover"),
        (
            rf"\b(?:get|send|have|dispatch|put|sent) (?:\w+ ){{0,5}}(?:{_PERSON})\b(?: \w+){{0,3}} (?:out|over|round|to you|there|on ?site|on the road|with you|at your|to your)\b",
            "visit",
        ),
        (rf"\b(?:send|dispatch|sending) (?:\w+ ){{0,3}}(?:{_PERSON})\b", "visit"),
        (
            r"\b(?:on ?-?site|at your (?:door|office|site|house|home|place|premises|gate)|at gate|stand(?:ing)? (?:next|beside|by)|(?:come|coming|comes) (?:by|over|out|round|around|to you|and)|be (?:there|with you|round|over|out|at the|at your|in front)|(?:stop|swing|drop|pop) (?:by|in|over|round)|visit|appointment|be with you|with you (?:between|at|tomorrow|on|today))\b",
            "visit",
        ),
        (r"\b(?:on the (?:call|bridge|line|meeting)|dial in|join)\b", "attend"),
        (
            r"\b(?:money back|refund(?:ed)?|reimburse(?:d|ment)?|credit(?:ed)? (?:to )?(?:your|you)|(?:on|to|in|into) your (?:card|account|bank)|chargeback|a credit|the credit)\b",
            "refund",
        ),
        (
            r"\b(?:fix(?:ed)?|resolved?|sorted|repair(?:ed)?|restored?|up and running|(?:back )?(?:working|running|online|live)|this done|it done|that done|solved|corrected|back up|in place|put right|set right|replaced|fitted|installed|completed|finished|dealt with|taken care of|care of)\b",
            "fix",
        ),
        (
            r"\b(?:shipped|dispatched|delivered|courier|on its way|go out|goes out|arrive|be in the post|in the post|leave our)\b",
            "ship",
        ),
        (r"\b(?:have|get) (?:it|them|this|that) (?:there|to you|over|out)\b", "ship"),
        (rf"\b(?:{_GOODS})\b(?: \w+){{0,4}} (?:to you|out|over|shipped|with you|there)\b", "ship"),
        (r"\b(?:booked|scheduled|set up|set you up|reserved|lined up|slot)\b", "book"),
        (
            r"\b(?:checked|reviewed|looked (?:at|into)|investigated|look (?:at|into)|a look|examined|to the bottom|find out|under review|on the case)\b",
            "check",
        ),
        (r"\b(?:escalated?|raised with|to (?:my|our|the) (?:manager|supervisor|director|management))\b", "escalate"),
        (rf"\b(?:{_CONTACT_NOUN})\b(?! of\b)(?!.*\bto you\b)", "contact"),
        (rf"\b(?:{_DOC})\b|\bsent\b|\bemailed\b", "send_doc"),
        (rf"\b(?:{_GOODS})\b", "ship"),
        (r"\b(?:hear|update|answer|tell|contact(?:ed)?)\b", "contact"),
        (r"\bcall(?:ed|ing|s)?\b|\brings?\b|\bphone[sd]?\b", "call"),
    )
)
_LIGHT = frozenset(
    "have get give make do be take put let keep go drop come return see hand set turn hear receive expect set want bring stand stay move "
    "start begin continue is are pull roll work pop stop run read".split()
)
_ADVERBS = re.compile(
    r"^(?:(?:also|then|now|just|personally|myself|definitely|certainly|gladly|immediately|always|quickly|first|please|both|again|still|"
    r"go and|go ahead and|make sure (?:to|that (?:i|we))|be sure to|ensure (?:that )?(?:i|we)|have to|need to|and|to|right away|today|tomorrow|"
    r"in turn|of course|absolutely|make it my business to|take it on myself to|be in a position to|be able to|in the meantime|happily) )+"
)
_ARRIVES = re.compile(r"^be (?:with you|there|at your|delivered).*")
_TAIL = re.compile(
    r"(?<=\w{3}),? (?:until|once|as soon as|when|whenever|so (?:that )?you|because|if|unless|whether|before (?:you|we|i|it)) .*$"
)
_TO_OTHERS = re.compile(
    r"^(?:call|ring|phone|telephone|email|text|message|contact|mail|dial|buzz) (?:up )?(?:the|our|my|their|his|her|dispatch|billing|logistics|head office|them\b|him\b)"
)
_MANAGER = re.compile(
    r"\b(?:manager|supervisor|director|management|head of|second[- ]line|tier (?:2|two)|level (?:2|two)|leadership)\b"
)


def read_act(phrase: str) -> str:
    """The act of a verb phrase such as 'post it to you on Monday'."""
    text = _ADVERBS.sub("", _TAIL.sub("", phrase.lower().strip(" ,:"))).strip()
    head = _head(text)
    if _TO_OTHERS.match(text) and not re.match(r"\w+ (?:up )?(?:the |our |my )?(?:customer|client)", text):
        return "escalate" if _MANAGER.search(text) else "check"
    if head in ("send", "forward", "share", "provide", "issue", "resend", "supply"):
        return _sent(text)
    if head == "confirm":
        return _by_phrase(text, ("email", "text", "call")) or "contact"
    if head == "update" and not re.match(r"\w+ (?:you|the customer|them|on|every|by|at|again|in|$)", text):
        return "fix"
    if head in ("pass", "raise", "flag", "talk", "speak", "take") and _MANAGER.search(text):
        return "escalate"
    if re.match(r"(?:have|get) (?!you\b|back\b|in\b|on\b|round\b).*\bto you\b", text) and not re.search(
        rf"\b(?:{_CONTACT_NOUN}|{_PERSON}|{_GOODS})\b(?!.*decision)", text
    ):
        return "send_doc"
    if _ARRIVES.search(text):
        return "ship"
    if (
        head in ("have", "get", "receive")
        and (papers := re.search(rf"\b(?:{_DOC})\b", text))
        and papers[0] not in _NEWS
    ):
        return _by_phrase(text, ("email", "text", "refund")) or "send_doc"
    if head and head not in _LIGHT and head in _HEADS:
        return _HEADS[head]
    if head and head not in _LIGHT and not head.endswith("ed") and head != "":
        return _by_phrase(text, ("call", "email", "text")) or "other"
    return _by_phrase(text) or (_HEADS.get(head, "other") if head else "other")


def act_of_thing(words: str) -> str:
    """The act of a passive sentence, where the subject says more than its verb: 'a refund will be issued'."""
    return _by_phrase(words.lower()) or "other"


def names_act(phrase: str) -> bool:
    """True when a clause may begin here: its first word is the verb of some act."""
    head = _head(_ADVERBS.sub("", phrase.lower().strip(" ,:")))
    return bool(head) and (
        head in _HEADS
        or head
        in ("have", "get", "give", "keep", "make", "let", "open", "take", "put", "bring", "be", "offer", "start")
    )


def act_of_verb(word: str) -> str | None:
    """The act that a verb by itself names, in any of its forms."""
    return _HEADS.get(_head(word))


def channel_of(action: str) -> str | None:
    return CHANNELS.get(action)


def _head(text: str) -> str:
    match = re.match(r"[a-z]+(?:-[a-z]+)?", text)
    if not match:
        return ""
    word = match[0]
    if word in _HEADS or word in _LIGHT:
        return word
    stem = _STEMS.match(word)
    for candidate in (stem[1], stem[1] + "e", stem[1][:-1]) if stem else ():
        if candidate in _HEADS or candidate in _LIGHT:
            return candidate
    return word


def _sent(text: str) -> str:
    direct = _by_phrase(text, ("email", "text"))
    if direct:
        return direct
    if re.search(rf"\b(?:{_PERSON})\b", text):
        return "visit"
    if re.search(r"\bupdates?\b|\bconfirmation\b|\bmessage\b", text) and not re.search(
        r"\b(?:report|document)\b", text
    ):
        return "contact"
    goods, papers = re.search(rf"\b(?:{_GOODS})\b", text), re.search(rf"\b(?:{_DOC})\b", text)
    return "ship" if goods and not papers else "send_doc"


def _by_phrase(text: str, only: tuple[str, ...] = ()) -> str | None:
    for pattern, action in _PHRASES:
        if (not only or action in only) and pattern.search(text):
            return action
    return None
