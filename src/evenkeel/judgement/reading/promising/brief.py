"""Promises in few words: notes in shorthand, headings, 'Will do', and other tongues."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evenkeel.judgement.reading.promising.acts import read_act

_SHORT_NOUN = re.compile(
    r"\b(?P<noun>call-?back|cb|call|recap|update|plan|report|summary|eta|visit|engineer|technician|tech|refund|fix|replacement|follow-?up|f/u|answer|quote|invoice|draft|delivery|decision|status|confirmation|details|"
    r"confirmation|notes|results?|findings|appointment|response|reply|letter|part|parcel|credit|news|rca|root cause|next update|proposal|label)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|did|does|do|can|cannot|could|would|should|might|may|must|came|went|got|called|said|asked|needs?|wants?|waiting|failed|missed|if|i|you|he|she|they|we|me|us)\b|n't\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?P<who>sup|supervisor|mgr|manager|tech|technician|engineer|lead|billing|director|specialist|dispatch)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:told|adv(?:ised|d)?|promised?|informed|assured|agreed|committed|confirmed) (?:to )?(?:the )?(?:cust(?:omer)?|cx|client|cust\.|her|him|them|caller|guest|patient|tenant)\b|\bpromised\b|\bcust(?:omer)? (?:told|advised|informed|promised|expects)\b",
    re.IGNORECASE,
)
_INTERNAL = re.compile(
    r"\b(?:will|gonna|going to|plan(?:ning)? to|to|i'll|need to|must|intend to)? ?(?:try|attempt|aim|see)\b|\b(?:todo|to do|reminder|note to self|internal(?:ly)?)\b",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\b(?:wants?|needs?|called|asks?|asked|says|said|expects|demands?|complain\w*|requests?|requested|was|were|due since|missed|waiting)\b",
    re.IGNORECASE,
)
_BARE_WILL = re.compile(
    r"^(?:ok(?:ay)?|sure|yes|absolutely|certainly|of course|no problem|right|great|perfect|understood|noted|thanks|thank you|will do|got it)?[,.! ]*(?:so )?"
    r"(?P<vp>(?:will|'ll|shall) (?!you|i|we|he|she|it|they|that|do\b|be (?:closed|out|away))(?P<rest>\w.*)|"
    r"(?P<ing>(?:calling|ringing|sending|emailing|checking|escalating|texting|refunding|raising|shipping|booking|dispatching|chasing|processing|coming|phoning) .*))$",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"^(?:(?:ok(?:ay)?|yes|yep|yeah|sure(?: thing)?|absolutely|certainly|of course|definitely|no problem|done|deal|agreed|perfect|great|right|understood|you got it|you bet|gladly|noted|consider it done|will do|shall do|on it|"
    r"i(?:'ll| will)(?: do (?:that|so|it))?|we(?: will|'ll)(?: do (?:that|so|it))?|no worries|count on it|you have my word|that works|works for me|with pleasure|leave it with (?:me|us)|i(?:'m| am) on it|we(?:'re| are) on it|can do|by all means|"
    r"happy to|sounds good|confirmed)[,.! ]*)+",
    re.IGNORECASE,
)
_IT_IS = re.compile(
    r"\b(?:it is|works(?: for (?:me|us))?|then|is fine|suits|sounds good|is good|it is then|confirmed|no problem|done)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:can|could|will|would) (?:you|someone|somebody|your \w+)(?: please| kindly| just)? (?P<vp>[^?.!\n]+)|\bplease (?P<vp2>[^?.!\n]+)|\b(?:i|we)(?:'d| would)? (?:need|want|like|expect) (?:you to |a |an |the |your )(?P<vp3>[^?.!\n]+)"
    r"|^(?P<vp4>(?:call|send|ring|email|text|check|phone|update)\b[^?.!\n]+)|\b(?:shall we say|how about|what about|are you able to|is it possible to|do you mind) (?P<vp5>[^?.!\n]+)",
    re.IGNORECASE | re.MULTILINE,
)
_ON_IT = re.compile(r"^(?:(?:i|we)(?:'m| am|'re| are) )?(?:on it|on the case|all over it)[.! ]*$", re.IGNORECASE)
_LEAVE = re.compile(
    r"^(?:leave (?:it|this|that) (?:with|to) (?:me|us)|consider it (?:done|sorted)|(?:i'll|i will) (?:take care of|see to|handle|deal with) (?:it|this|that))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Brief:
    """An act promised in few words; `answering` carries the request that a bare yes refers to."""

    actor: str
    action: str
    phrase: str
    answering: str = ""
    told: bool = True


def read_brief(clause: str, *, is_note: bool, timed: bool) -> Brief | None:
    """Shorthand and headings: an act's noun with a time, and nothing that makes it a full sentence."""
    match = _BARE_WILL.match(clause)
    if match and not (is_note and _INTERNAL.search(clause)):
        phrase = match["rest"] or match["ing"]
        if match["rest"] or timed:
            return Brief("agent", read_act(phrase), phrase)
    if is_note and _INTERNAL.search(clause) and not _TOLD.search(clause):
        return Brief("agent", read_act(clause), clause, told=False)
    noun = _SHORT_NOUN.search(clause)
    if not noun or not timed:
        return None
    if not is_note and (len(clause.split()) > 9 or _FINITE.search(clause)):
        return None
    if is_note and not _TOLD.search(clause) and (len(clause.split()) > 9 or _THEIRS.search(clause)):
        return None
    return Brief(_brief_actor(clause), _brief_action(noun["noun"].lower(), clause), clause)


def read_answer(text: str, asked: str | None) -> Brief | None:
    """'Will do', 'Yes', 'Thursday it is': the content stands in what the customer asked."""
    short = len(text.split()) <= 8
    agreed = _AGREED.match(text.strip())
    settled = short and _IT_IS.search(text)
    if _ON_IT.match(text.strip()) or _LEAVE.match(text.strip()):
        return Brief(
            "agent" if not re.search(r"\bwe\b|\bus\b", text, re.IGNORECASE) else "company",
            _asked_action(asked) or "fix",
            text,
            asked or "",
        )
    if not asked or not (settled or (agreed and (short or agreed.end() >= len(text.strip()) - 2))):
        return None
    action = _asked_action(asked)
    if action is None:
        return None
    return Brief("company" if re.search(r"\bwe\b", text, re.IGNORECASE) else "agent", action, text, asked)


def _asked_action(asked: str | None) -> str | None:
    request = _ASKED.search(asked or "")
    if not request:
        return None
    phrase = next(g for g in request.groups() if g)
    return read_act(phrase)


def _brief_actor(clause: str) -> str:
    if re.match(r"(?:the|your|our|next) ", clause, re.IGNORECASE) and not _WHO.search(clause):
        return "company" if not clause.lower().startswith("next") else "agent"
    who = _WHO.search(clause)
    if not who:
        return "agent"
    word = who["who"].lower()
    return "team:" + {"sup": "supervisor", "mgr": "manager", "tech": "technician"}.get(word, word)


def _brief_action(noun: str, clause: str) -> str:
    table = {
        "cb": "call",
        "callback": "call",
        "call-back": "call",
        "call": "call",
        "engineer": "visit",
        "technician": "visit",
        "tech": "visit",
        "visit": "visit",
        "appointment": "visit",
        "eta": "visit",
        "refund": "refund",
        "credit": "refund",
        "fix": "fix",
        "replacement": "ship",
        "delivery": "ship",
        "part": "ship",
        "parcel": "ship",
        "update": "contact",
        "next update": "contact",
        "answer": "contact",
        "status": "contact",
        "confirmation": "contact",
        "reply": "contact",
        "response": "contact",
        "news": "contact",
        "follow-up": "contact",
        "followup": "contact",
        "f/u": "contact",
        "decision": "contact",
    }
    if re.search(r"\b(?:cb|call-?back|call|ring|phone)\b", clause, re.IGNORECASE):
        return "call"
    return table.get(noun, "send_doc")


_TONGUES: dict[str, tuple[tuple[re.Pattern[str], str, str], ...]] = {
    language: tuple((re.compile(pattern, re.IGNORECASE), actor, action) for pattern, actor, action in rows)
    for language, rows in {
        "de": (
            (r"\bich rufe (?:sie|dich|ihnen)\b.*", "agent", "call"),
            (r"\bich (?:melde mich|gebe ihnen|sage ihnen|informiere sie)\b.*", "agent", "contact"),
            (r"\bwir (?:rufen sie)\b.*", "company", "call"),
            (r"\bwir (?:melden uns|informieren sie|geben ihnen)\b.*", "company", "contact"),
            (r"\bich (?:schicke|sende|maile) (?:ihnen|dir)\b.*", "agent", "send_doc"),
            (r"\bwir (?:schicken|senden) ihnen\b.*", "company", "send_doc"),
            (r"\b(?:ich werde|ich) (?:prüfe|kläre|schaue|prüfen|klären)\b.*", "agent", "check"),
            (r"\bsie (?:erhalten|bekommen|hören)\b.*", "company", "contact"),
            (r"\b(?:unser|ein) techniker (?:kommt|ist|wird)\b.*", "team:techniker", "visit"),
            (r"\bich komme\b.*", "agent", "visit"),
            (r"\bich werde (?:sie )?.*anrufen\b.*", "agent", "call"),
            (r"\bich kümmere mich\b.*", "agent", "fix"),
            (r"\bwir (?:prüfen|klären|werden)\b.*", "company", "check"),
        ),
        "fr": (
            (r"\bje (?:vous|te) (?:r?appel(?:le|lerai)|téléphone(?:rai)?)\b.*", "agent", "call"),
            (r"\bnous vous (?:r?appel(?:ons|lerons))\b.*", "company", "call"),
            (r"\bje vous (?:envoie|enverrai|transmets|transmettrai)\b.*", "agent", "send_doc"),
            (r"\bnous vous (?:envoyons|enverrons)\b.*", "company", "send_doc"),
            (
                r"\bje (?:reviens|reviendrai) vers vous\b.*|\bje vous (?:tiens|tiendrai|informe|informerai|confirme)\b.*",
                "agent",
                "contact",
            ),
            (
                r"\bnous (?:revenons|reviendrons) vers vous\b.*|\bnous vous (?:tiendrons|contacterons|informerons)\b.*",
                "company",
                "contact",
            ),
            (r"\bje (?:vérifie|vérifierai|regarde|vais vérifier)\b.*", "agent", "check"),
            (r"\b(?:notre|un) technicien (?:passera|viendra|sera|arrive)\b.*", "team:technicien", "visit"),
            (r"\bvous (?:recevrez|aurez)\b.*", "company", "contact"),
        ),
        "es": (
            (r"\b(?:le|te|les|os|lo|la) (?:vuelvo a )?llam(?:o|aré)\b.*", "agent", "call"),
            (r"\b(?:le|te|les) llam(?:amos|aremos)\b.*", "company", "call"),
            (r"\b(?:le|te|les|se lo|se la) (?:envío|enviaré|mando|mandaré)\b.*", "agent", "send_doc"),
            (r"\b(?:le|te|les|se lo) (?:enviamos|enviaremos|mandaremos)\b.*", "company", "send_doc"),
            (
                r"\b(?:le|te|les) (?:informo|informaré|escribo|escribiré|aviso|avisaré|confirmo|confirmaré|contactaré)\b.*",
                "agent",
                "contact",
            ),
            (
                r"\b(?:le|te|les|nos pondremos|nos ponemos) (?:informaremos|avisaremos|contactaremos|en contacto)\b.*",
                "company",
                "contact",
            ),
            (r"\b(?:voy a (?:comprobar|revisar)|lo (?:reviso|revisaré|compruebo|miro))\b.*", "agent", "check"),
            (r"\b(?:nuestro|el|un) técnico (?:irá|llega|llegará|pasará|estará|va)\b.*", "team:técnico", "visit"),
            (r"\b(?:recibirá|tendrá)\b.*", "company", "contact"),
            (r"\bvoy a llamar(?:le|te|lo|la)?\b.*", "agent", "call"),
        ),
        "pt": (
            (r"\b(?:ligo|ligarei|vou ligar|telefono)(?:-lhe)?\b.*", "agent", "call"),
            (r"\b(?:envio|enviarei|vou enviar|mando)(?:-lhe)?\b.*", "agent", "send_doc"),
            (
                r"\b(?:entro|entrarei|vou entrar) em contac?to\b.*|\b(?:informo|aviso|avisarei|respondo)(?:-lhe)?\b.*",
                "agent",
                "contact",
            ),
            (r"\b(?:entraremos em contac?to|informaremos|avisaremos|ligaremos)\b.*", "company", "contact"),
            (r"\b(?:o nosso|um|o) técnico (?:irá|vai|chega|estará)\b.*", "team:técnico", "visit"),
            (r"\b(?:receberá|terá)\b.*", "company", "contact"),
            (r"\b(?:verifico|vou verificar)\b.*", "agent", "check"),
        ),
    }.items()
}
_TONGUE_REFUSALS = re.compile(
    r"\b(?:nicht|kann|könnte|würde|wenn sie möchten|hoffentlich|normalerweise|in der regel|vielleicht|versuche|ne peux pas|pourrai[st]?|espère|normalement|peut-être|si vous voulez|"
    r"no puedo|no podré|podría|espero|normalmente|quizás|si quiere|si desea|não posso|poderia|normalmente|talvez|se quiser|espero)\b",
    re.IGNORECASE,
)


def read_foreign(clause: str, language: str) -> tuple[Brief, int] | None:
    """The plainest promises of German, French, Spanish and Portuguese."""
    if _TONGUE_REFUSALS.search(clause):
        return None
    for pattern, actor, action in _TONGUES.get(language[:2].lower(), ()):
        if match := pattern.search(clause):
            by_mail = re.search(r"\be-?mail\b|\bcorreo\b|\bcourriel\b", clause, re.IGNORECASE)
            act = "email" if by_mail and action in ("send_doc", "contact") else action
            return Brief(actor, act, match[0]), match.start()
    return None
