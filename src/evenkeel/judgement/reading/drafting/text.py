"""Sentences with their places, and the words by which two texts speak of the same thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_ENDS = re.compile(r"[.!?…]+[\"'”’)]*(?=\s|$)|\n+")
_TITLE = re.compile(r"\b(?:mr|mrs|ms|dr|prof|nr|st|e\.g|i\.e)$", re.IGNORECASE)
_HALF_DAY = re.compile(r"[ap]\.m$", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+(?:[.,:]\d+)*", re.IGNORECASE)
_FRAME = re.compile(
    r"\s*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[^,.!]{0,30}[,.!]?"
    r"|(?:kind|best|warm)? ?regards\b.{0,40}|(?:yours )?(?:sincerely|faithfully)\b.{0,40}"
    r"|(?:many )?thanks[,.!]?|thank you for (?:contacting|reaching|getting in touch|your (?:email|message))[^.!]{0,30}[.!]?"
    r"|have a (?:nice|great|good) \w+[.!]?)\s*",
    re.IGNORECASE,
)

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBERS = {word: n for n, word in enumerate(_UNITS.split())} | _TENS
_NUMBERS |= {"once": 1, "twice": 2, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "noon": 12}

_KIN = (
    "mother mum mom mam", "father dad", "child kid son daughter toddler baby newborn infant boy girl",
    "pay paid bill invoice charge fee cost price debit money", "refund reimburse repay credit",
    "phone call rang ring telephone dial", "mail email message wrote write letter",
    "wait hold queue sit sat waited waiting", "late delay overdue behind",
    "broken broke down dead fail failing failed fault faulty crash stop stopped outage stuck",
    "house home flat apartment door", "heat heating cold freezing boiler radiator warm",
    "job work working shift office trade", "staff employee team crew people colleague worker",
    "customer client guest patient buyer", "shop store till branch site", "internet broadband wifi connection online line",
    "food meal dinner lunch order", "parcel package delivery deliver box shipment shipped courier",
    "flight plane airport fly", "hotel room stay night booking booked book reservation",
    "doctor hospital clinic surgery medicine medication prescription tablet insulin",
    "hurt injured pain burn burned burnt bleeding", "scared afraid frightened terrified frightening",
    "cancel cancelled cancellation", "lie lied promise promised word", "lost lose missing gone vanished disappeared",
    "technician engineer fitter plumber repairman mechanic", "fix fixed repair repaired", "wrong mistake error incorrect",
    "wage salary payroll", "die died dead death funeral bereavement", "school pupil teacher class",
    "data record file records breach leak", "manager supervisor boss lead escalate", "rude insult insulted swore shouted",
    "leak leaking water flood flooded", "car vehicle van truck lorry", "deadline launch", "return returned back",
    "login sign signin password locked access account", "double twice duplicate", "appointment visit slot window",
)  # fmt: skip
_PLAIN = frozenset(
    "a an the and or but so if of to in on at by for from with as is are was were be been being am it its this that these those "
    "i you he she we they me him her us them my your his our their mine yours ours what which who whom when where how why not no "
    "do does did done have has had having will would can could shall should may might must just now then than there here also too "
    "very really all any some every each other another more most much many such only own same still again ever never yet about up "
    "out off over into through before after until since because while get got go goes going come came make made take took see "
    "know say said tell told want need like think thing things something anything nothing someone anyone nobody one please sorry "
    "thank thanks hi hello yes ok okay dear sir madam well right let us im ive ill id youre youve youll its thats whats dont "
    "didnt isnt cant wont doesnt wasnt werent havent hasnt couldnt wouldnt hes shes theyre weve were theres understand hear "
    "today time day way lot long even bit sure".split()
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the draft; `frame` means greeting, thanks or signature, which say nothing."""

    text: str
    start: int
    frame: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def asks(self) -> bool:
        return self.text.rstrip("\"'”’) ").endswith("?")


def sentences(draft: str, signer: str | None = None) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    start = 0
    for mark in _ENDS.finditer(draft):
        if mark.group() == "." and _runs_on(draft, mark.start()):
            continue
        _add(found, draft, start, mark.end(), signer)
        start = mark.end()
    _add(found, draft, start, len(draft), signer)
    return tuple(found)


def _runs_on(draft: str, stop: int) -> bool:
    before, after = draft[max(0, stop - 5) : stop], draft[stop + 1 : stop + 4].strip()
    if _HALF_DAY.search(before):
        return not after[:1].isupper()
    return bool(_TITLE.search(before))


def _add(found: list[Sentence], draft: str, start: int, end: int, signer: str | None) -> None:
    piece = draft[start:end]
    text = piece.strip()
    if text:
        offset = start + len(piece) - len(piece.lstrip())
        bare = text.strip(" .,!-").lower()
        frame = bool(_FRAME.fullmatch(text)) or bare == (signer or "").lower() or not _WORD.search(text)
        found.append(Sentence(text, offset, frame))


def words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def numbers(text: str) -> frozenset[str]:
    """Digits and number words alike, as one spelling."""
    return frozenset(concept for concept in concepts(text) if concept.isdigit())


@lru_cache(maxsize=4096)
def concepts(text: str) -> frozenset[str]:
    """What the text speaks of: stems without inflection, near-synonyms folded together, numbers as digits."""
    found = (_concept(word) for word in words(text))
    return frozenset(concept for concept in found if concept)


def _concept(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "").partition(":")[0].removesuffix(".00")
    if word in _NUMBERS and word not in ("one", "first", "second"):
        return str(_NUMBERS[word])
    bare = word.removesuffix("'s") if word.endswith("'s") else word.replace("'", "")
    if bare in _PLAIN or len(bare) < 3:
        return ""
    return _FOLDED.get(bare) or _FOLDED.get(stem(bare)) or stem(bare)


def stem(word: str) -> str:
    for ending in ("ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


_FOLDED = {stem(word): group.split()[0] for group in _KIN for word in group.split()}
_FOLDED |= {word: group.split()[0] for group in _KIN for word in group.split()}
