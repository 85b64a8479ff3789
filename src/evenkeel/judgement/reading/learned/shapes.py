"""A sentence as its shape: the small words stay, a time is a time, a name a name, a verb its form.

“The glazier comes on Monday at eight” and “The plumber comes on Friday” have one shape, and what is learned from the one
is known of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from evenkeel.judgement.reading.promising.acts import act_of_verb

_WORD: Final = re.compile(r"[A-Za-zÀ-ÿ]+(?:['-][A-Za-zÀ-ÿ]+)*'?|\d+|[^\sA-Za-zÀ-ÿ\d]")
_CLITIC: Final = re.compile(r"^(.+?)(n't|'ll|'re|'m|'s|'ve|'d|')$", re.IGNORECASE)
_SPOKEN: Final = {"'ll": "will", "'re": "are", "'m": "am", "'s": "'s", "'ve": "have", "'d": "would", "n't": "not"}
_SHORT: Final = {
    short: tuple(full.split())
    for short, full in (
        pair.split("=")
        for pair in (
            "u=you ur=your ye=you r=are pls=please w=with b4=before til=until till=until shall=will ll=will somebody=someone "
            "let's=let_us lets=let_us im=i_am ill=i_will il=i_will ive=i_have gonna=going_to gunna=going_to youll=you_will "
            "theyll=they_will itll=it_will youre=you_are theyre=they_are cant=can_not wont=will_not dont=do_not thats=that_'s"
        ).split()
    )
    for full in (full.replace("_", " "),)
}
_TIME: Final = frozenset(
    """today tomorrow tonight tmrw tmr tmw tmro tmoro tomoz tomo 2moro 2morrow tonite yesterday mon tue tues wed weds thu thur thurs fri
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays jan feb apr
    jun jul aug sep sept oct nov dec january february april june july august september october november december morning mornings
    afternoon evening night noon midday midnight lunch lunchtime teatime breakfast dinnertime arvo pm oclock o'clock hour hours hr hrs
    min mins minute minutes seconds sec secs day days week weeks wk fortnight month months weekend cob eod eob cop ish quarter sharp est
    edt gmt bst cet cest utc pst pdt cst cdt mst ist aest sast eat wat nzst sgt daily hourly nightly weekly sundown sunrise sunup dusk
    dawn midweek""".split()
)
# Words of time only beside another one, or after a number.
_TIME_BESIDE: Final = frozenset("am may march mar sat sun second past close end thing first half et ct pt mt".split())
_OPENS_TIME: Final = frozenset("half end close first may march".split())
_NUMBER: Final = frozenset(
    """one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty forty-five dozen first second third
    fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth
    nineteenth twentieth couple few twenty-four forty-eight""".split()
)
_TIMES_NUMBER: Final = frozenset(": by at before until around past half after about between from to within in".split())
_GLUE: Final = frozenset("- : / the of at and to past next this coming later".split())
_SMALL: Final = frozenset(
    """i you he she it we they me him her us them my your his its our their mine yours ours myself yourself a an the this that these those
    there here who whom which what where when why how whether if unless until while as because since so but and or nor not no yes ok okay
    sure hi hello will would should can could may might must do does did done be is are was were been being am have has had having 's
    going to of in on at by for with from into onto over under up down out off back about before after between within through during
    without against around near next then than too very just now already still also only even again once soon never always usually
    normally sometimes often every each all any some none nothing nobody anyone someone everyone anybody everybody one please thanks thank
    sorry let get gets getting got give gives giving take takes taking make makes making go goes gone come comes coming came keep keeps put
    want wants need needs like hope think know see try trying wish promise promised guarantee assure said says say told tell tells asked
    ask asking mean means happy glad afraid unable able due expect expected ready booked confirmed scheduled set arranged latest least
    later leave yet either both other own same few more most much many such via per plus re ref subject likely probably perhaps maybe
    hopefully possibly otherwise instead however though although therefore meanwhile ! ? . , ; : - ( ) / $ £ € % & @ # + * =""".split()
)
_ROLES: Final = frozenset(
    """engineer technician tech manager mgr supervisor sup desk team colleague specialist department dept director driver nurse doctor dr vet
    adjuster lawyer attorney plumber electrician sparky fitter crew surveyor inspector agent advisor adviser representative rep consultant
    developer dev dispatcher coordinator lead office lab workshop warehouse billing accounts logistics finance support engineering legal
    sales operations ops dispatch installer mechanic partner expert analyst handler officer boss staff courier van lad boy guy man men
    bloke chap woman lady foreman chef cook captain teacher head clerk chair chairman secretary treasurer committee board council payroll
    registrar librarian pharmacist midwife glazier roofer carpenter gardener tailor locksmith operator lineman interpreter porter
    housekeeping kitchen reception concierge purser auditor actuary counsel paralegal facilitator assessor conservator group unit section
    branch owner landlord janitor caretaker physio dentist surgeon medic sister matron judge editor photographer florist baker butcher
    groomer trainer tutor coach instructor guide pilot skipper welder painter plasterer tiler joiner mason rigger digger cleaner mover
    removals recovery rider runner messenger bursar dean principal warden ranger agronomist chemist accountant bookkeeper underwriter
    broker cashier""".split()
)
_ENDS: Final = frozenset(".!?:;")
_MOST: Final = 200  # words: a sentence says what it is before that


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    capital: bool


def words(text: str) -> list[Word]:
    """Lower case, with what is drawn together or cut short written out: *I'll*, *ill* and *I will* are the same."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        found += _written_out(match[0])
        if len(found) >= _MOST:
            break
    return found[:_MOST]


def _written_out(word: str) -> list[Word]:
    low, capital = word.lower(), word[0].isupper()
    if low in _SHORT:
        return [Word(part, capital=False) for part in _SHORT[low]]
    drawn = _CLITIC.match(low) if "'" in low else None
    if not drawn:
        return [Word(low, capital)]
    second = _SPOKEN.get(drawn[2])
    return [Word(drawn[1], capital), *([Word(second, capital=False)] if second else [])]


def shape(row: Sequence[Word]) -> tuple[list[str], list[str]]:
    """The classes of the words: once with the act that a verb names, once with the bare form."""
    timely = _timely(row)
    acts: list[str] = []
    bare: list[str] = []
    for n in range(len(row)):
        act, form = _class(row, n) if not timely[n] else ("<time>", "<time>")
        if act in ("<time>", "<name>") and acts and acts[-1] == act:
            continue
        acts.append(act)
        bare.append(form)
    return acts, bare


def roles(row: Sequence[Word]) -> Iterator[str]:
    """Those of our side who are called by what they are."""
    return (word.text for word in row if _is_role(word.text))


def _class(row: Sequence[Word], n: int) -> tuple[str, str]:
    word = row[n].text
    if word.isdigit():
        return "<number>", "<number>"
    if word in _SMALL:
        return word, word
    if row[n].capital and n and row[n - 1].text not in _ENDS:
        return "<name>", "<name>"
    if _is_role(word):
        return "<role>", "<role>"
    if act := act_of_verb(word):
        return f"<{act} {_form(word)}>", f"<verb {_form(word)}>"
    other = "~ly" if word.endswith("ly") and len(word) > 4 else f"~{_form(word) if len(word) > 3 else ''}"
    return other, other


def _is_role(word: str) -> bool:
    return word in _ROLES or word.removesuffix("s") in _ROLES


def _form(word: str) -> str:
    for ending, least in (("ing", 5), ("ed", 4), ("s", 3)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return ending
    return "0"


def _timely(row: Sequence[Word]) -> list[bool]:
    """Which words tell a time: those that always do, those beside them, and numbers where a time would stand."""
    texts = [word.text for word in row]
    marks = [text in _TIME or (text in _TIME_BESIDE and _beside_time(texts, n)) for n, text in enumerate(texts)]
    for n, text in enumerate(texts):
        if not marks[n] and (text.isdigit() or text in _NUMBER):
            near = any(marks[n - 1 if n else 0 : n + 3]) or ":" in texts[n + 1 : n + 2]
            marks[n] = near or (n > 0 and texts[n - 1] in _TIMES_NUMBER)
    for n in range(1, len(texts) - 1):
        marks[n] = marks[n] or (texts[n] in _GLUE and marks[n - 1] and marks[n + 1])
    return marks


def _beside_time(texts: Sequence[str], n: int) -> bool:
    before, after = texts[n - 1] if n else "", texts[n + 1] if n + 1 < len(texts) else ""
    counted = before.isdigit() or before in _NUMBER or before in _TIME or before == "on"
    return counted or (
        texts[n] in _OPENS_TIME and (after in _TIME or after in _NUMBER or after == "of" or after.isdigit())
    )
