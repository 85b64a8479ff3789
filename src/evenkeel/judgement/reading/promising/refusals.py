"""What sounds like a promise and is none, each with the name under which it is set aside."""

from __future__ import annotations

import re

_I = r"(?:i|we|he|she|they|someone|somebody|the \w+|our \w+|my \w+|\w+)"
_WILL = r"(?:'ll| will| shall)"


def _rules(*rows: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), name) for name, pattern in rows)


# Anywhere in the clause: these take the promise out of the words.
_ANYWHERE = _rules(
    (
        "inability",
        r"\b(?:can(?:'t|not| not)|won't be able|will not be able|unable|not able|aren't able|isn't able|am not able|not in a position|couldn't|could not)\b(?! wait\b)",
    ),
    (
        "inability",
        r"\b(?:no (?:promises|guarantees?)|not (?:going to )?promis(?:e|ing)|don't want to promise|without promising|won't promise|not (?:a )?guaranteed?|don't hold me)\b",
    ),
    (
        "hypothetical",
        r"\bwould(?:n't)? have\b|\bif (?:\w+ ){1,4}(?:were|had|was able|could)\b.*\bwould\b|\bhad (?:i|we) (?:known|been)\b|\bin (?:theory|principle|an ideal world)\b|\bif it were (?:up to|down to) (?:me|us)\b|\bwish\b",
    ),
    (
        "hope",
        r"\b(?:hopefully|fingers crossed|with (?:any|a bit of|some) luck|(?:i|we)(?:'m| am|'re| are) (?:hoping|hopeful)|(?:i|we)(?: do| would)? hope|god willing|touch wood)\b",
    ),
    (
        "expectation",
        (
            r"\b(?:tentative(?:ly)?|barring|all being well|all going well|if all goes (?:well|to plan)|if everything goes|most likely|in all likelihood|provisional(?:ly)?|subject to|pencil(?:led|ed)? (?:\w+ )?in|"
            r"(?:is|are|it's|that's|they're) (?:likely|expected|due|anticipated|estimated|projected|meant|supposed) to|(?:i|we)(?:'d| would)? (?:expect|anticipate|reckon|guess|imagine|suspect|think|believe|suppose) (?!(?:my|our)\b)|presumably|as far as (?:i|we) know|(?:good|fair|decent|every) chance|chances are|no idea|not sure|not certain|unsure|if possible|if (?:i|we) (?:can|could|manage)\b|if time (?:allows|permits)|ideally)\b"
        ),
    ),
    (
        "general",
        r"\b(?:usually|normally|typically|generally|as a rule|in most cases|in general|most (?:customers|people|cases|of the time)|on average|often|sometimes|tend to|tends to|customers (?:can|get|receive|will)|every (?:customer|order|ticket|claim|request)|all (?:customers|orders|tickets|claims|requests|refunds|returns))\b",
    ),
    (
        "policy",
        r"\b(?:(?:our|the|company|standard) (?:\w+ )?(?:policy|policies|procedure|sla|slas|terms|process|standard|practice|guideline|guidelines|opening hours|turnaround|response time)|terms and conditions|service level|as per (?:our|the)|under (?:our|the) (?:terms|policy|contract|warranty))\b",
    ),
    (
        "target",
        r"\b(?:aim(?:s|ing)? (?:to|for)|target(?:s|ing)?|goal|(?:plan|planning|intend|intending|looking|wanting|want|meaning) to|the (?:plan|idea|intention|aim) is|would like to|'d like to|(?:i|we) (?:plan|intend))\b",
    ),
    (
        "idiom",
        (
            r"\b(?:i|we)(?:'ll| will) (?:be (?:honest|frank|straight|blunt|candid|open|upfront|direct|the first|damned|brief|clear|transparent|quick)|bet|wager|say|admit|grant|confess|concede|assume|presume|never|not lie|not pretend|not sugar|take your word|give you that|have you know|level with|"
            r"cut to the chase|spare you|keep (?:this|it) (?:short|brief)|put it|remember|miss|forever|(?:have to )?agree to|always|own that|hand it to|leave it (?:there|at that)|start by|go out on a limb|eat my|be surprised|believe|make no bones|save you)\b"
        ),
    ),
    (
        "idiom",
        r"\b(?:time will tell|we'll see|we will see|that'll be the day|you'll see|will do you good|i'll live|what will be|heads will roll|accidents will happen|boys will be)\b",
    ),
    (
        "pleasantry",
        r"\b(?:(?:be|am|'m|are|'re) (?:more than |so |very |only too |always )?(?:glad|happy|delighted|pleased|grateful|thankful) to|look(?:ing)? forward|here to help|(?:i|we)(?:'ll| will) (?:always )?be (?:right )?here\b|at your (?:service|disposal)|do not hesitate|don't hesitate|feel free|my pleasure|have a (?:great|good|nice|lovely)|take care\b(?! of)|thank you for your|thanks for your)\b",
    ),
    (
        "request",
        r"\b(?:i|we)(?:'ll| will| shall)(?: \w+){0,2} (?:need|require|want)\b|\b(?:i|we)(?:'ll| will)(?: \w+){0,1} (?:(?:have to|need to|must) ask|ask (?:you|that you))\b|\b(?:could|can|would|will) you\b|^(?:please|kindly)\b",
    ),
    (
        "instruction",
        r"\byou(?:'ll| will)(?: also| then| first| probably| just| simply)? (?:need|have to|want to|be asked|be prompted|be required|must|see\b(?! (?:the|a|your) (?:refund|credit|money|charge))|find|notice|be redirected)\b",
    ),
    (
        "announcement",
        r"\b(?:the |our |your )?(?:system|site|website|office|offices|store|shop|portal|server|servers|platform|network|depot|branch|lines|phones|line|building|switchboard|maintenance|update|upgrade|service|app|clocks|rates|prices|road|window|sale|event|webinar)\b(?:'ll| will| is going to)? (?:be (?:closed|down|unavailable|offline|undergoing|open|read-only|performed|carried out)|restarts?|reopens?|closes?|opens?|goes? (?:offline|down)|shuts?|reboots?|starts?|begins?|ends?|increases?|changes?)\b",
    ),
    (
        "announcement",
        r"\b(?:i|we|the office)(?:'ll| will|'m| am|'re| are)(?: \w+)? (?:closed|away|out of (?:the )?office|on (?:leave|holiday|vacation|annual leave)|off (?:on|until|from|sick)|in (?:meetings?|training)|unavailable|open (?:from|until|on|again))\b",
    ),
    (
        "done",
        r"\b(?:already|has been (?:sent|shipped|refunded|fixed|resolved|processed|issued|dispatched|delivered|escalated|credited|closed|completed)|have been (?:sent|shipped|refunded|fixed|processed|issued))\b",
    ),
)
# Before the committing words: "I said I'd ...", "she told me he'll ...".
_BEFORE = _rules(
    (
        "past",
        r"\b(?:(?:i|we|you were|they|he|she|had|was|were|been) (?:\w+ )?(?:told|said|promised|assured|agreed|mentioned|thought|hoped|planned|intended|meant|expected|supposed|scheduled)|was going to|were going to|was about to|were about to|was to|were to)\b",
    ),
    (
        "reported",
        r"\b(?:(?:he|she|they|[a-z]+) (?:says?|said|tells?|told (?:me|us)|claims?|claimed|thinks?|reckons?|writes?|wrote|insists?|promises|assures?|assured (?:me|us)|informed (?:me|us)|advises?|advised (?:me|us)|believes?|promised (?:me|us)|confirmed (?:to me|to us)))\b(?<!i say)(?<!we say)",
    ),
    ("expectation", r"\b(?:should|might|may|could|ought to|probably|possibly|perhaps|maybe|likely)\b"),
    (
        "offer",
        r"\b(?:i|we|he|she|they) can\b|\b(?:shall|should) (?:i|we)\b|\bif (?:you|you'd|that|it) (?:would |'d )?(?:like|want|prefer|wish|need|helps?|suits?|works?|is (?:easier|better|ok|okay|alright|fine|useful|convenient|helpful))\b|\bhappy to\b|\bif you'd\b",
    ),
    ("hypothetical", r"\b(?:i|we|he|she|they|it)(?:'d| would)\b"),
    (
        "instruction",
        r"^(?:if|when|once) you (?:press|click|restart|open|hold|reboot|unplug|log)\b.*\b(?:it|the \w+)(?:'ll| will)\b",
    ),
)
_ASSERTING = re.compile(
    r"\b(?:i|we) can (?:\w+ )?(?:confirm|assure|promise|guarantee|tell you|say)\b|\byou may (?:count|rely)\b|\bas (?:i |we )?(?:said|promised|agreed|told|mentioned|discussed)\b",
    re.IGNORECASE,
)
_TRAILING = _rules(
    (
        "offer",
        r"\bif (?:you(?:'d| would)? (?:like|want|prefer|wish|need)|that(?:'s| is| would be)? (?:helps?|suits?|easier|better|useful|any help)|it helps)\b",
    ),
    (
        "expectation",
        r"\b(?:probably|i (?:think|guess|hope|believe|expect)|i would (?:think|guess)|most likely|with luck|at a guess)\b|\bif (?:i|we)(?: am|'m| are|'re)? (?:able|can|manage|lucky)\b",
    ),
)
_THIRD = re.compile(
    r"\b(?:(?:the|your|their|our|a) )?(?:bank|card issuer|courier|carrier|manufacturer|supplier|vendor|distributor|airline|insurer|insurance company|landlord|police|hospital|customs|"
    r"post office|utility|grid operator|network operator|council|authorities|regulator|freight company|shipping company|postman|mail carrier|warehouse in china|factory|dhl|ups|fedex|royal mail|usps|dpd|hermes|paypal|visa|mastercard|amazon|microsoft|apple|google|openreach|aws)\b"
    r"(?: \w+){0,2}?(?: will|'ll| should| is going to| delivers?| says?| expects?)\b",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"\b(?:is|are|'re|'s|'m|am) (?:\w+ )?(?:on (?:the|its|his|her|their) way|in transit|en route|out for delivery|being (?:processed|looked|worked|reviewed)|looking into|working on|waiting (?:for|on)|in progress|under way)\b",
    re.IGNORECASE,
)


def refusal_anywhere(clause: str) -> str | None:
    """The name of what the clause is instead of a promise, whatever else it says."""
    return _first(_ANYWHERE, clause) or ("third_party" if _THIRD.search(clause) else None)


def refusal_before(words: str) -> str | None:
    """The same, for the words that lead up to the committing ones."""
    return _first(_BEFORE, _ASSERTING.sub(" ", words))


def refusal_after(words: str) -> str | None:
    """The same, for what follows: an 'if you like' turns a promise into an offer."""
    return _first(_TRAILING, words)


def plain_kind(clause: str) -> str | None:
    """What a clause without committing words is worth recording as."""
    if _STATUS.search(clause):
        return "status"
    return _first(_BEFORE, clause)


def _first(rules: tuple[tuple[re.Pattern[str], str], ...], text: str) -> str | None:
    return next((name for pattern, name in rules if pattern.search(text)), None)
