"""Rules quoted, words nobody outside knows, and the past told over instead of the next step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import cues
from .context import Context
from .finding import Finding, phrases, present
from .friction import unquoted
from .text import Sentence, words

_ALTERNATIVE = phrases(r"(?:what )?i can (?!see|understand|only|not)\w+", r"(?:i'll|i will|i've|i have|i'm) (?!look after|afraid|sorry|not|unable|sure|only)\w+", r"we(?:'ve|'ll| will) (?:refund|make|arrang|book|send|replac)\w*", r"instead\b", r"would (?:that|you)", r"exception")  # fmt: skip
_ACRONYM = re.compile(r"\b(?:[A-Z]{2,}[A-Z0-9]{1,4}|[A-Z][0-9][A-Z0-9]*|[A-Z]\d)s?\b|\b\d{3}s\b")
_COMMON = frozenset(
    "GPS SMS PDF USB SIM PIN ATM VAT TV DVD CCTV LED USA EU UK NHS ID FAQ CEO CFO CIO CTO HR IT OK AM PM ETA DIY VIP ASAP FYI PS RSVP BBC IKEA DHL UPS USPS FedEx HMRC IRS URL GMT UTC CET EST PST BST USD EUR GBP MON TUE WED THU FRI SAT SUN NOT YOU AND THE ALL CSV API PC MB GB TB KM KG NO YES".split()
)
_TECHNICAL = phrases(
    r"(?:async|asynchronous|celery|kafka|redis|kubernetes|cron|daemon|payload|middleware|back-?end|front-?end|endpoint|webhook|microservice|latency|throughput|cache|caching|presign\w*|canary|shards?|sharding|rehydrat\w*|failover|replicas?|regression|race condition|deadlock|stack ?trace|exception|null pointer|schema|migration script|deploy(?:ment)?|rollout|namespace|tenant id|idempoten\w+|provision\w*|propagat\w*|deprecat\w*|parser?|token refresh|handshake|firmware|bootloader|packet loss|firewall rule|load balancer|upstream|downstream)\b",
    r"(?:pilot line|solenoid|actuator|impeller|manifold|spool valve|torque|backlash|hysteresis|drift|setpoint|viscosity|cavitation|tolerance stack|interlock|busbar|phase imbalance|inverter string|impedance|attenuation|line card|splitter|backhaul)\b", r"(?:remittance|amorti[sz]\w*|escrow|adjudicat\w*|subrogation|indemni\w+|deductible accumulator|benefit determination|coinsurance|chargeback reason|ledger reconciliation|settlement batch|accrual|pro-?rata|clearing cycle|arrears schedule|underwrit\w+|consignee|demurrage|drayage|manifested|bonded|customs entry type)\b",
    r"(?:contraindicat\w*|comorbid\w*|titrat\w*|prn\b|idiopathic|prophyla\w*|subcutaneous\w*|triage code)", r"(?:ticket (?:was )?triaged|severity matrix|work order status|dispositioned|escalation tier|tier[- ]?\d|sku|rma|backorder(?:ed)? queue|allocation run|node|fallback route|workstream|swimlane|handshake)\b",
)  # fmt: skip
_PAST_VERB = re.compile(
    r"\b(?:was|were|had|went|took|came|changed|left|got|did|sent|told|said|[a-z]{3,}ed)\b", re.IGNORECASE
)
_ONWARD = re.compile(
    r"\b(?:what (?:matters|decides|counts)|now|next|from here|today|tomorrow|i'll|we'll|i will|we will|i'm)\b",
    re.IGNORECASE,
)
_NEEDS_PAST = phrases(
    r"(?:history|logs?) (?:is |are )?(?:needed|missing|unavailable|incomplete)",
    r"no logs?\b",
    r"diagnos\w+ need",
    r"need(?:s|ed)? (?:the )?(?:history|dates|sequence)",
)


def check(context: Context) -> Iterator[Finding]:
    yield from _policy(context)
    yield from _jargon(context)
    yield from _backward(context)


def _policy(context: Context) -> Iterator[Finding]:
    """After the customer is heard, and with a way on, a rule may be named."""
    for sentence in context.sentences:
        text = unquoted(sentence.text)
        if not cues.POLICY.search(text) or cues.POLICY_SPARED.search(text) or sentence.asks:
            continue
        heard = context.first_acknowledged is not None and context.first_acknowledged < sentence.start
        if heard and _ALTERNATIVE.search(context.draft[sentence.end :]) and not cues.DEFENCE.search(text):
            continue
        because = "A rule is quoted at somebody who has not been heard, or as the whole answer."
        yield present("policy_quote", context.draft, sentence.start, sentence.end, because)  # fmt: skip
        return


def _jargon(context: Context) -> Iterator[Finding]:
    """An unknown abbreviation suffices; a trade word alone may pass, two do not. Whoever writes in abbreviations reads them."""
    theirs = {word.rstrip("s") for word in words(context.customer)}
    strange = [(s, [w for w in _strange(s) if w.lower().rstrip("s") not in theirs]) for s in context.sentences]
    expert = _is_expert(context.customer)
    terms = [w for _, found in strange for w in found if not (expert and _ACRONYM.fullmatch(w))]
    if len(terms) >= 2 or (not expert and any(_ACRONYM.fullmatch(w) for w in terms)):
        sentence = max(strange, key=lambda pair: len(pair[1]))[0]
        because = f"Words this customer has not used: {', '.join(terms[:3])}."
        yield present(
            "jargon",
            context.draft,
            sentence.start,
            sentence.end,
            because,
            0.6,
        )


def _is_plain(word: str, text: str) -> bool:
    """Everybody knows it, it is a numeral, or it is an ordinary word shouted."""
    return word.rstrip("s") in _COMMON or bool(_ROMAN.fullmatch(word)) or bool(re.search(rf"\b{word.lower()}\b", text))


_ROMAN = re.compile(r"[IVX]+")


def _is_expert(customer: str) -> bool:
    """They use the trade's abbreviations or measures themselves; capitals alone may be shouting."""
    shouts = sum(w.isupper() and len(w) > 3 for w in customer.split()) >= 2
    theirs = [m.group() for m in _ACRONYM.finditer(customer) if m.group().rstrip("s") not in _COMMON]
    return bool(theirs and not shouts) or bool(_TECHNICAL.search(customer)) or bool(_MEASURED.search(customer))


_MEASURED = re.compile(r"\b\d[\d.,]*\s?(?:kV|kW|MW|kPa|bar|psi|rpm|Hz|MHz|dB|mm|Nm|mg|ml|ppm|MB/s|Mbps|ms)\b")


def _strange(sentence: Sentence) -> list[str]:
    found = [] if sentence.text.isupper() else [m.group() for m in _ACRONYM.finditer(sentence.text)]
    return [w for w in found if not _is_plain(w, sentence.text)] + [
        m.group() for m in _TECHNICAL.finditer(sentence.text)
    ]


def _backward(context: Context) -> Iterator[Finding]:
    """One sentence of history passes; most of a draft spent on it does not, unless the case needs it."""
    if _NEEDS_PAST.search(context.facts_text):
        return
    told = [s for s in context.sentences if _recounts(s)]
    dates = sum(len(cues.WHEN_PAST.findall(s.text)) for s in told)
    share = sum(len(s.text) for s in told) / max(1, sum(len(s.text) for s in context.sentences))
    if dates >= 2 and share >= 0.5:
        because = f"{round(share * 100)} % of this goes over the past; the customer needs what comes next."
        yield present(
            "backward_focus",
            context.draft,
            told[0].start,
            told[-1].end,
            because,
        )


def _recounts(sentence: Sentence) -> bool:
    return bool(cues.WHEN_PAST.search(sentence.text) and _PAST_VERB.search(sentence.text)) and not _ONWARD.search(
        sentence.text
    )
