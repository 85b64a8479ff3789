"""Which language a message is written in: small words decide, and an unknown script is called by its name."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from evenkeel.judgement.reading.lexicon.folding import fold

READ: Final = frozenset({"en", "de", "es", "fr", "it", "pt", "nl"})
_SMALL_WORDS: Final = {
    "en": "the and is are was were you your my i we have has not this that it's for with from what when please thanks how can could would they our been on in to of hi a there at by or if as so me us it be do am",
    "de": "der die das und ist nicht ich wir sie ihr mit den dem ein eine einen auf von zu haben hat wann wo bitte mein meine unser kein keine seit sich noch es wird war nur in im am bei zum seine unsere ihren habe hier heute wurde",
    "es": "el la los las que y es no un una con por para mi su se del lo ha llevo esta este muy pero desde cuando donde quiero sin al hola nos ya de en hay mis nuestra nuestro les al tiene",
    "fr": "le la les et est pas je vous nous un une des du que qui pour avec mon ma mes votre dans sur depuis ce cette c'est bonjour ne plus il suis j'ai au de en a y notre sont ca aux sur par",
    "it": "il lo la gli che e un una non per con mio mia vostro sono ho di da del della questo questa voglio quando anche ma piu ancora buongiorno abbiamo in c'e nel nella dal da si le e' stamattina oggi nostra nostro siamo ci",
    "pt": "o a os as que e um uma nao com para meu minha voces voce por do da no na este esta quero quando mas ainda tenho ja ola estou muito de ao na no nas nos ha desde ontem temos nossa nosso",
    "nl": "de het een en is niet ik wij we u jullie mijn met van voor op dat die nog wanneer waar graag geen heb hebben al sinds naar maar ook wil er in onze zijn bij uw sinds vanmorgen mij",
}
_WEIGHTS: Final = {language: frozenset(listed.encode().split()) for language, listed in _SMALL_WORDS.items()}
_OF_OTHERS: Final = frozenset().union(*(small for language, small in _WEIGHTS.items() if language != "en"))
_WORD: Final = re.compile(rb"[a-z']+")
_ENOUGH: Final = 400
_READ: Final = 4000
_FEW: Final = 8
_HARDLY: Final = 0.15


def guess_language(text: str, folded: bytes | None = None) -> str:
    """A two-letter code; "und" when the words belong to no language that we know, "xx" for another script.

    Whoever has folded the text already passes it on.
    """
    if _is_other_script(text[:2000]):
        return "xx"
    listed = _WORD.findall(fold(text[:_READ]) if folded is None else folded[:_READ])[:_ENOUGH]
    english = sum(map(_WEIGHTS["en"].__contains__, listed))
    if english and english >= sum(map(_OF_OTHERS.__contains__, listed)):
        return "en"  # no other can have more
    scores = {language: sum(map(small.__contains__, listed)) for language, small in _WEIGHTS.items()}
    best = max(scores, key=lambda language: (scores[language], language == "en"))
    if scores[best] == 0:
        return "en" if len(listed) <= 6 or text.isascii() else "und"
    return "en" if scores["en"] >= scores[best] else best


def is_hardly_english(text: str, folded: bytes) -> bool:
    """Letters that English lacks, and hardly one of its small words: what looked English by an “on” or an “a” may be Finnish
    or Polish. Short words say nothing either way.
    """
    if text.isascii() or not any(char.isalpha() and not char.isascii() for char in text[:_READ]):
        return False
    listed = _WORD.findall(folded[:_READ])[:_ENOUGH]
    small = sum(map(_WEIGHTS["en"].__contains__, listed))
    return len(listed) >= _FEW and small < len(listed) * _HARDLY


def _is_other_script(text: str) -> bool:
    if text.isascii():
        return False
    letters = [char for char in text if char.isalpha()]
    foreign = sum(
        not unicodedata.name(char, "").startswith(("LATIN", "FULLWIDTH")) for char in letters if not char.isascii()
    )
    return bool(letters) and foreign * 2 > len(letters)
