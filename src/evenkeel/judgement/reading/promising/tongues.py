"""The plainest promises of other tongues."""

from __future__ import annotations

import re

from evenkeel.judgement.reading.promising.brief import Brief

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
