"""A lesson: learned on four fifths of the conversations and tried on the fifth, five times round, through the reader as the desk
calls it. A code is taken only where that made it better; where none was, nothing is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Final

from evenkeel.judgement.reading.learned.correction import Correction
from evenkeel.judgement.reading.learned.model import load
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.rules import DANGER
from evenkeel.judgement.reading.teaching.fitting import Studied, fit, study
from evenkeel.judgement.reading.teaching.plain import PLAIN
from evenkeel.judgement.reading.teaching.values import Lesson, Line, Mark, Tally, Trial
from evenkeel.judgement.reading.triggers import read_triggers
from evenkeel.judgement.reading.weighing import WHAT_IT_TELLS

CODES: Final = tuple(code for code in WHAT_IT_TELLS if code != "dated_need")
WANTED: Final = 10  # marks by a person, for one code
WANTED_GROUPS: Final = 5  # conversations they come from
_FOLDS: Final = 5


def teach(lines: Sequence[Line]) -> Lesson:
    """Deterministic: the same lines in whatever order give the same lesson."""
    ordered = sorted(lines, key=lambda one: (_draw(one.group), one.text))
    said = [_said(one, None) for one in ordered]
    studied = [study(one, _sure(one, signals)) for one, signals in zip(ordered, said, strict=True)]
    plain = [study(one, _sure(one, _said(one, None))) for one in PLAIN]
    enough = [code for code in CODES if not _too_few(studied, code)]
    after = _tried(ordered, studied, plain, enough) if enough else said
    trials = [_trial(code, ordered, studied, said, after) for code in CODES]
    correction, trials = _whole([*studied, *plain], trials)
    taken = [trial.code for trial in trials if trial.taken]
    innocent = [n for n, one in enumerate(ordered) if _is_innocent(one)]
    return Lesson(
        correction,
        tuple(trial for trial in trials if trial.marked),
        len(innocent),
        sum(_alarmed(ordered[n], said[n]) for n in innocent),
        sum(_alarmed(ordered[n], _only(after[n], said[n], taken)) for n in innocent),
        sum(bool(one.marks) for one in ordered),
        len({one.group for one in ordered if one.marks}),
    )


def _whole(studied: Sequence[Studied], trials: Sequence[Trial]) -> tuple[Correction | None, list[Trial]]:
    """Fitted to all lines, of the codes that were taken; one that is now silent on what it is for is not taken after all."""
    taken = [trial.code for trial in trials if trial.taken]
    if not taken:
        return None, list(trials)
    correction = fit(studied, taken)
    lost = {
        code for one in PLAIN for code in one.marks if code in _said(one, None) and code not in _said(one, correction)
    }
    kept = [code for code in taken if code not in lost]
    judged = [
        replace(t, because="it would be silent on plain words") if t.taken and t.code in lost else t for t in trials
    ]
    return (fit(studied, kept) if lost and kept else correction if kept else None), judged


Said = Mapping[str, float]


def _said(line: Line, correction: Correction | None) -> Said:
    reading = read_triggers(line.text, context=line.context, language=line.language, correction=correction)
    return {one.code: one.confidence for one in reading.signals}


def _sure(line: Line, said: Said) -> dict[str, float]:
    """How sure the shipped reader is of each marked code: as it said, or as its model thinks where it said nothing."""
    silent = [code for code in line.marks if code not in said]
    if not silent:
        return dict(said)
    folded = fold(line.text)
    return {**load().read(folded, line.text, fold(line.context or "")).sure, **said}


def _draw(group: str) -> str:
    return sha256(group.encode("utf-8", "surrogatepass")).hexdigest()


def _too_few(studied: Iterable[Studied], code: str) -> str:
    marked = [one for one in studied if code in one.marks and one.marks[code].weight >= 1]
    groups = len({one.group for one in marked})
    if len(marked) < WANTED:
        return f"too few: {len(marked)} of {WANTED} marks"
    return f"too few: {groups} of {WANTED_GROUPS} conversations" if groups < WANTED_GROUPS else ""


def _tried(
    lines: Sequence[Line], studied: Sequence[Studied], plain: Sequence[Studied], codes: Sequence[str]
) -> list[Said]:
    """What each line gives under a correction that has seen nothing of its conversation."""
    marked = sorted({one.group for one in studied if one.marks}, key=_draw)
    fold_of = {group: n % _FOLDS for n, group in enumerate(marked)}
    found: list[Said] = [{} for _ in lines]
    for turn in range(_FOLDS):
        correction = fit([*(one for one in studied if fold_of.get(one.group) != turn), *plain], codes)
        for n, one in enumerate(lines):
            if one.marks and fold_of[one.group] == turn:
                found[n] = _said(one, correction)
    return found


def _trial(
    code: str, lines: Sequence[Line], studied: Sequence[Studied], said: Sequence[Said], after: Sequence[Said]
) -> Trial:
    rows = [n for n, one in enumerate(lines) if code in one.marks]
    marks = [lines[n].marks[code] for n in rows]
    old = _tally(marks, [code in said[n] for n in rows])
    new = _tally(marks, [code in after[n] for n in rows])
    strayed = sum(_is_innocent(lines[n]) and code in after[n] and code not in said[n] for n in rows)
    because = _too_few(studied, code) or _no_better(code, old, new, strayed)
    return Trial(code, len(rows), sum(mark.so for mark in marks), old, new, because)


def _no_better(code: str, old: Tally, new: Tally, strayed: int) -> str:
    """An alarm on an innocent line that was left in peace before counts twice: trust dies of those."""
    if code == DANGER and new.missed > old.missed:
        return "it would miss dangers"
    gain = old.wrong - new.wrong - strayed
    if gain < 0:
        return "worse on lines held back"
    return "" if gain else "no better on lines held back"


def _tally(marks: Sequence[Mark], said: Sequence[bool]) -> Tally:
    pairs = list(zip((mark.so for mark in marks), said, strict=True))
    return Tally(
        sum(so and yes for so, yes in pairs),
        sum(yes and not so for so, yes in pairs),
        sum(so and not yes for so, yes in pairs),
    )


def _is_innocent(line: Line) -> bool:
    return bool(line.marks) and not any(mark.so for mark in line.marks.values())


def _only(after: Said, before: Said, taken: Sequence[str]) -> Said:
    """As it will be: the codes that were not taken stay as they were."""
    return {code: 1.0 for code in CODES if code in (after if code in taken else before)}


def _alarmed(line: Line, said: Said) -> bool:
    return any(code in said for code in line.marks)
