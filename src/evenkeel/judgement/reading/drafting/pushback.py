"""Who gets the blame: the customer, a colleague, a supplier."""

from __future__ import annotations

import re

from .finding import phrases

BLAME = phrases(
    r"you never (?!got\b|received\b|had\b|heard\b|should\b|asked\b|wanted\b|agreed\b|ordered\b|saw\b|signed\b)\w+",
    r"(?:you|customers?|users?|owners?|people|patients?|tenants?) (?:should|ought to|could|must|might|may) (?:really |simply |just |at least )?(?:not )?have (?!been\b|heard\b|seen\b|had\b|felt\b|thought\b|wondered\b|hoped\b|to\b|had to\b|got\b|a\b|it\b|the\b|your\b)\w+",
    r"(?:you|your \w+) (?:\w+ )?(?:failed|forgot|neglected|omitted|misread|misunderstood|misused|entered the wrong|gave (?:us )?the wrong|chose|ignored|overlooked|didn't (?:read|follow|check|tell|update|provide|register|submit|report|call|bother))\b",
    r"(?:as|like) (?:the|your|our) (?:manual|instructions?|leaflet|label|guide|booklet|email|website|app) (?:\w+ )?(?:says?|tells?|told|explains?|asks?|states?|shows?)", r"if you(?:'d| had)(?:n't| not)? (?:\w+ )?(?:read|checked|called|told|followed|registered|reported|used|submitted|paid|been|kept|contacted|listened)", r"(?:in|for) (?:the )?future,? (?:please|kindly|you|make sure|remember)", r"next time,? (?:please|kindly|you|make sure|remember|try)",
    r"(?:user|customer|operator|human|driver|patient) error", r"(?:on|at) your (?:end|side)\b", r"your own (?:fault|doing|mistake|responsibility|choice|error)", r"are you sure (?:that )?(?:you|it|your|somebody|someone)\b", r"(?:did|have) you (?:actually|even|really|definitely|properly) \w+",
    r"(?:a lot of|many|most|some|other) (?:\w+ )?(?:people|owners|customers|users|clients|patients|tenants|guests) (?:\w+ )?(?:forget|double|get (?:it|this) wrong|make (?:this|that) mistake|don't|do this|misread|miss)", r"(?:somebody|someone|you|they|he|she) (?:must|may|might|can't|cannot) (?:not )?(?:have|'ve) (?!had\b|felt\b|thought\b|hoped\b|been (?:hard|awful|difficult|so|a|very|really|worr|fright|terr|horr))\w+",
    r"(?:not|isn't|wasn't|nothing to do with|never) (?:us|our (?:fault|problem|doing|responsibility|mistake|department's fault))\b", r"(?:is|was|'s) (?:\w+ )?(?:the|our|your)(?: \w+)? ?(?:\w+'s|\w+s') (?:fault|mistake|problem|responsibility|error|job|doing)\b",
    r"it's (?:the|our|your) (?:\w+ )?(?:sub)?(?:contractor|manufacturer|supplier|courier|carrier|bank|insurer|subcontractor|vendor|landlord|airline|warehouse|agency)(?:'s|,| |\.)",
    r"(?:they|he|she|sales|the (?:\w+ )?(?:team|department|colleague|agent|driver|technician|manager|contractor|courier|branch))(?:'re| are| is|'s) (?:\w+ )?(?:useless|hopeless|incompetent|unreliable|terrible|slow|always late|a nightmare|lazy)\b",
    r"(?:he|she|they|sales|the (?:\w+ )?(?:team|department|colleague|agent|driver|technician|manager|contractor|courier|branch|advisor|person)|(?:my|our|a) (?:\w+ )?(?:colleague|supplier|contractor|driver|predecessor)|whoever \w+(?: \w+){0,2}) (?:\w+ )?(?:should(?:n't| not)? have|shouldn't|messed|screwed|dropped the ball|got (?:it|this|that) wrong|had no (?:right|business)|let (?:us|you) down|gave you (?:the )?wrong)",
    r"(?:your )?previous (?:contractor|supplier|provider|owner|technician|agent|colleague|\w+) (?:\w+ )?(?:left|did|made|caused|broke|messed|installed|failed)", r"you(?:'re| are) (?:the (?:one|only one) who|not using|doing it)", r"(?:that's|which is|this is) (?:usually |probably |exactly |often )?what (?:kills|breaks|causes|caused|happens when)", r"(?:the|our) (?:courier|contractor|driver|supplier|manufacturer|carrier|pharmacist|nurse|technician|warehouse|bank|agency|post office|landlord|other team|night shift|previous team)s? (?:\w+ )?(?:throws?|loses?|never|always|often|keeps?|can be|forgets?)\b", r"because (?:of )?(?:you|your)\b(?! (?:shouldn't|deserve|need|were told|have been|can't|cannot|couldn't))",
)  # fmt: skip
BLAME_SPARED = phrases(r"(?:not|isn't|wasn't|nothing|never|no part of (?:this|it) (?:is|was)) (?:\w+ )?(?:your (?:fault|doing|mistake)|on you|because of you|anything you)", r"you (?:should|could)n?(?:'t| not)? (?:never )?have (?:to|had to|been)")  # fmt: skip


def blame_in(text: str) -> re.Match[str] | None:
    return None if BLAME_SPARED.search(text) else BLAME.search(text)
