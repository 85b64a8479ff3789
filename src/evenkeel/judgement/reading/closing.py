"""The customer's answer to our question whether it is solved.

Silence and thanks confirm nothing; a yes beside a remaining fault is a no. A case closes only on plain words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from evenkeel.judgement.reading.promising.passages import own_words, sentences

_MAX_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class ClosingReply:
    """`solved`, `not_solved` or `unclear`, with the words that decided it."""

    verdict: str
    quote: str | None
    start: int | None
    end: int | None
    because: str


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# A fault that is denied ("no more errors") is good news and is taken out before faults are looked for.
_FAULT_DENIED = _any(
    r"\b(?:no|without|zero|not (?:seen|had) any|haven't (?:seen|had) any|hasn't had any) (?:more |further |new |other )?(?:errors?|problems?|issues?|faults?|failures?|crashes|complaints?|trouble|delays?|questions?)\b(?! (?:yet|so far)\b)",
    r"\b(?:problem|issue|error|fault|bug)s? (?:is|are|was|were|has been|have been|'s)? ?(?:now |all |finally |completely |fully )?(?:gone|solved|resolved|fixed|sorted|gelöst|behoben|résolue?|resuelt[oa]|resolvid[oa])\b",
    r"\b(?:doesn't|does not|don't|do not|didn't|did not|no longer|not) (?:fail|crash|freeze|drop|leak|happen|hang|stop|disconnect|show the error)\w*\b(?: any ?more| again)?",
    r"\bno longer (?:broken|failing|down|an issue|a problem|blocked|crashing)\b|\b(?:not|isn't) (?:broken|down) any ?more\b",
    r"\b(?:kein|keine|keinen) (?:fehler|probleme?|störung)(?: mehr)?\b|\b(?:plus|aucun) (?:de |d')?(?:problèmes?|erreurs?)\b|\bsin (?:problemas|errores)\b|\b(?:no|ya no) hay (?:problemas|errores)\b|\bsem problemas\b",
    r"\bnot bad\b|\bnothing (?:else|more)\b|\bno need\b|\bcan't (?:complain|thank)\b|\bcannot complain\b|\bno worries\b",
)
_FAULT_GONE = _any(
    r"\bno (?:more|further) (?:errors|problems|issues|faults|failures|crashes|trouble)\b|\b(?:doesn't|does not|didn't|no longer) (?:fail|crash|freeze|drop|leak|happen|hang|disconnect)\w*\b|\bcase closed\b"
)
_STILL = _any(
    r"\b(?:not|isn't|isnt|hasn't been|hasnt been|aren't|wasn't|never|n't been) (?:\w+ ){0,2}?(?:solved|resolved|fixed|working|sorted|done|ok(?:ay)?|right|good|better|complete[d]?|repaired|happy|satisfied|yet|there|back|correct|arrived|received)\b",
    r"\b(?:doesn't|does not|doesnt|don't|dont|didn't|did not|won't|will not|can't|cannot|can not|couldn't) (?:\w+ ){0,2}?(?:work|load|start|open|connect|log|print|help|turn|run|respond|see|use|get|access|sync|charge|send|receive|solve|fix|resolve|think|hold)\w*\b",
    r"\bstill (?!(?:\w+ )?(?:work(?:s|ing)|fine|good|holding|running|ok|perfect|up|stable|impressed|grateful|thankful|happy)\b)\w+",
    r"\b(?:same|another|new|different|other) (?:\w+ )?(?:error|problem|issue|fault|message|thing|story|bug)\b",
    r"\b(?:again|keeps?|once more)\b(?=.*\b(?:fail|broke|crash|down|stop|error|wrong|drop|leak|freez|happen|off)\w*)|\b(?:fail|broke|crash|down|stopp|error|wrong|dropp|leak|froz|happen|dead|dying)\w*\b(?=.{0,40}\bagain\b)",
    r"\b(?:broken|fails?|failed|failing|crash(?:es|ed|ing)?|worse|useless|wrong|missing|damaged|defective|incorrect|unresolved|unsolved|unacceptable|leak(?:s|ing)|freez(?:es|ing)|stuck|faulty|dead|nonsense|a joke)\b",
    r"\bwent (?:down|off|wrong)\b|\b(?:is|are|went|'s) (?:down|offline|out) ?(?:again|now|once more)?\b|\bback to square one\b|\bcame back\b|\bcomes back\b|\bback again\b|\bproblem (?:remains|persists|is back|returned)\b|\bpersists?\b|\bremains? (?:open|unsolved)\b",
    r"\bonly (?:half|partly|partially|some)\b|\b(?:partly|partially|half|not fully|not completely|not entirely|almost|nearly|not quite|mostly)(?! (?:a year|an hour))\b",
    r"\b(?:errors?|bug|waiting for|no (?:refund|answer|reply|call|one|change|improvement|hot water|signal|power|difference))\b|\bwhere is\b|\bnothing (?:has )?(?:changed|happened|works?)\b|\bneither\b",
    r"\b(?:nicht|kein|keine|immer noch|noch immer|leider|nach wie vor|schon wieder|kaputt|fehler)\b",
    r"\b(?:ne (?:marche|fonctionne|marchent|fonctionnent) (?:pas|plus|toujours)|pas (?:résolu|réglé|encore|du tout)|toujours (?:pas|le même|en panne)|encore (?:en panne|un problème|une erreur)|malheureusement)\b",
    r"\b(?:no (?:funciona|está|se ha|ha sido|va)|sigue|todavía|aún|sin resolver|desgraciadamente)\b|\b(?:não (?:funciona|está|foi)|ainda|continua)\b",
)
_FLAT_NO = _any(
    r"^\W*(?:no|nope|nah|not (?:really|yet|at all|quite|solved|fixed)|no way|negative|nein|leider nein|non|não|far from it|on the contrary|absolutely not|certainly not|hardly|never)\b(?! (?:problem|worries|more|need|further|complaints|issues?|errors?))"
)
_BUT = re.compile(
    r"\b(?:but|however|although|though|except|apart from|aber|allerdings|mais|pero|sin embargo|mas|porém)\b",
    re.IGNORECASE,
)
_BUT_FINE = _any(
    r"\b(?:but|though|although|however)\b[^.!?]*\b(?:took|waited|frustrat|annoy|long|late|fine now|works? now|working now|all good|solved|resolved|fixed|thank|happy|next time|in future|please (?:make|be) )"
)
_OPEN = _any(
    r"\b(?:not sure|unsure|don't know|do not know|dunno|will (?:check|test|try|see|let you know)|'ll (?:check|test|try|see|let you know)|let me (?:check|test|try|see)|haven't (?:tried|tested|checked)|have not (?:tried|tested|checked)|need to (?:check|test|try)|"
    r"too early|remains to be seen|seems?|think so|guess so|i guess|i think|hopefully|hope so|maybe|perhaps|probably|so far|for now|looks like|appears?|should be|if it|as long as it|will know|wait and see|tomorrow|mal sehen|weiß nicht|scheint|peut-être|semble|quizás|parece|talvez)\b"
)
_SOLVED = _any(
    r"\b(?:all|everything|it|that|this|the \w+|my \w+|problem|issue|line|system)?(?:'s| is| are| has been| was| been| been)? ?(?:now |all |completely |fully |finally |totally )*(?:solved|resolved|fixed|sorted(?: out)?|working(?: (?:again|now|fine|perfectly|well|properly))?|up and running|back (?:up|online|to normal)|repaired|taken care of|running (?:again|fine|smoothly|perfectly|well|normally))\b",
    r"\b(?:it|that|everything|all|this|the \w+|now) (?:now |all |finally )*works?\b|\bworks? (?:now|again|fine|perfectly|great|well|like a charm|a treat|properly)\b|\bthat (?:did|fixed|solved|does) (?:it|the trick)\b|\b(?:does|did) the trick\b",
    r"\b(?:all|we're|it's|everything(?:'s| is)?|we are|i'm|that's) (?:all )?(?:good|fine|ok(?:ay)?|set|perfect|great|in order|clear)(?: now| again| here| on (?:our|my) (?:side|end))?\b",
    r"\b(?:you|please)? ?(?:can|may|please) close (?:it|this|the|my)\b|\bclose the (?:case|ticket)\b|\bgood to close\b|\bhappy (?:for you to close|to close|with (?:the|that|this))\b|\b(?:i|we) (?:can )?confirm\b(?=.*\b(?:solved|resolved|fixed|work|fine|good|arrived|received|ok))",
    r"\b(?:refund|parcel|part|replacement|money|payment|invoice|credit) (?:has |have )?(?:arrived|received|is here|came|is in|landed)\b|\b(?:problem|issue|error|fault)s? (?:is |has |are )?(?:gone|disappeared|no more)\b",
    r"\b(?:gelöst|erledigt|behoben|funktioniert|läuft|klappt|alles (?:gut|bestens|in ordnung|ok|klar)|passt)\b|\b(?:résolue?|réglée?|ça (?:marche|fonctionne)|tout (?:marche|fonctionne|va bien|est bon|est en ordre)|c'est bon)\b",
    r"\b(?:resuelt[oa]|solucionad[oa]|(?:ya )?funciona|todo (?:bien|funciona|correcto|en orden|ok)|arreglad[oa])\b|\b(?:resolvid[oa]|tudo (?:bem|certo|a funcionar|ok)|está a funcionar)\b",
)
_FLAT_YES = _any(
    r"^\W*(?:yes|yep|yeah|yup|ja|jawohl|oui|s[ií]|sim|correct|confirmed|affirmative|absolutely|indeed|definitely|it is|it does|solved|resolved|fixed|y)\b(?!,? (?:and|but|if|when|well|right|sure,|i (?:am|want|need|have)))"
)
_IRONY = _any(
    r"\b(?:great|wonderful|fantastic|brilliant|lovely|perfect|nice|super|congratulations|well done|bravo|toll|super|génial|genial)\b[,!. …]+.{0,60}\b(?:again|broken|down|nothing|still|another|wrong|kaputt|encore|otra vez)\b",
    r"\bso[- ]called\b|\byeah,? right\b|\bsure it is\b|\bas if\b|\bvery funny\b|\bsolved,? my (?:foot|ass|eye)\b|[\"“'‘](?:fixed|solved|resolved|working)[\"”'’]",
)


def read_closing_reply(text: str) -> ClosingReply:
    """What the customer's answer says; only plain words close a case."""
    own, _ = own_words(text[:_MAX_TEXT])
    found = [(s.start, s.end, s.text) for s in sentences(own)]
    if irony := _IRONY.search(text[:_MAX_TEXT].replace("’", "'")):
        return _reply(
            "not_solved",
            text,
            irony.start(),
            irony.end(),
            "Praise beside a fault, or a word in quotation marks, is meant the other way.",
        )
    for start, end, words in found:
        if _denies(words):
            return _reply("not_solved", text, start, end, "The customer names something that is not in order.")
    for start, end, words in found:
        if words.rstrip().endswith("?"):
            return _reply("not_solved", text, start, end, "The customer asks something that we have not answered.")
    doubt = next(((a, b) for a, b, words in found if _OPEN.search(words)), None)
    if doubt:
        return _reply("unclear", text, *doubt, "The customer leaves it open.")
    for start, end, words in found:
        if _SOLVED.search(words) or _FLAT_YES.search(words) or _FAULT_GONE.search(words):
            return _reply("solved", text, start, end, "The customer says in plain words that it is in order.")
    return ClosingReply(
        "unclear", None, None, None, "The answer neither confirms nor denies; thanks alone confirm nothing."
    )


def _denies(words: str) -> bool:
    if _FLAT_NO.search(words) and not _FAULT_DENIED.match(words):
        return True
    left = _FAULT_DENIED.sub(" ", words)
    if _STILL.search(left):
        return True
    match = _BUT.search(left)
    return bool(
        match
        and not _BUT_FINE.search(left)
        and _NEWS_AFTER.search(left[match.end() :])
        and not _SOLVED.search(left[match.end() :])
    )


# After a "but" anything that needs doing keeps the case open.
_NEWS_AFTER = re.compile(
    r"\b(?:need|want|wait|charg|bill|invoice|refund|slow|also|late|owe|other|second|another|until|when|why|problem|issue|please|would like|want|where|noise|question)\w*\b|^\W*\w+ \w+",
    re.IGNORECASE,
)


def _reply(verdict: str, text: str, start: int, end: int, because: str) -> ClosingReply:
    return ClosingReply(verdict, text[start:end], start, end, because)


_MERE_THANKS = re.compile(
    r"^\W*(?:many |ok,? |great,? |perfect,? )?(?:thanks?|thank you|thx|cheers|danke|merci|gracias|grazie|obrigad[oa])\b[\w ,]{0,30}\W*$",
    re.IGNORECASE,
)


def is_mere_thanks(text: str) -> bool:
    """A thank-you and nothing else: it confirms nothing, and it opens nothing again."""
    return bool(_MERE_THANKS.match(text.strip()))
