"""One sentence read clause by clause: a commitment, something else with a name, or nothing."""

from __future__ import annotations

import re
from dataclasses import replace

from evenkeel.judgement.reading.promising.acts import act_of_thing, names_act, read_act
from evenkeel.judgement.reading.promising.brief import read_brief
from evenkeel.judgement.reading.promising.clauses import Clause, clauses
from evenkeel.judgement.reading.promising.frames import Frame, find_effort, find_frame, find_negative
from evenkeel.judgement.reading.promising.making import commit, due_of, forborne, from_brief, until_what
from evenkeel.judgement.reading.promising.passages import Passage
from evenkeel.judgement.reading.promising.refusals import plain_kind, refusal_after, refusal_anywhere, refusal_before
from evenkeel.judgement.reading.promising.settling import timed_by_sentence
from evenkeel.judgement.reading.promising.tongues import read_foreign
from evenkeel.judgement.reading.promising.values import Commitment, OtherAct, Scene

_TAG = re.compile(
    r",? ?\b(?:ok(?:ay)?|alright|all right|right|does that (?:work|help|suit)(?: for you)?|is that (?:ok(?:ay)?|alright|fine|all right)|sound good|deal|if that's ok(?:ay)?|yes)\s*\?$",
    re.IGNORECASE,
)


_IDLE_NEGATIVE = re.compile(
    r"^(?:lie|pretend|sugar|waste|keep you (?:long|any)|bore|argue|go into|beat|deny|be able|be long|take (?:long|up)|forget|bother|get into|bore|believe|happen|regret|need|have to|want|hesitate|mind|cost|hurt|see|find|know|help|work|fit|matter|even|be (?:here|in|available|open|at|a|the|easy|possible))\b",
    re.IGNORECASE,
)


_GOODS_SUBJECT = re.compile(
    r"\b(?:parts?|units?|parcel|package|replacement|order|item|goods|it|shipment|delivery|card|device|box|spare|kit|pump|router|cable|this|that|everything|letter|one)s?\b[^.]{0,20}$",
    re.IGNORECASE,
)


_JOINED = re.compile(r"[,;]|\b(?:and|but|so)\b")


_SUBJECTLESS = re.compile(r"(?:will|'ll|shall) (?!you\b)", re.IGNORECASE)


_SUBJECT_FIRST = re.compile(
    r"(?:\w+, )?(i|we|he|she|they|(?:our|the|my|your) [\w ]{2,30}?|[A-Z]\w+)(?:'| (?:is|are|am|have|has|will|was|were)\b)",
    re.IGNORECASE,
)


def read_sentence(sentence: Passage, own: str, scene: Scene) -> tuple[list[Commitment], list[OtherAct]]:
    text = _TAG.sub("", sentence.text)
    if text.endswith("?"):
        return [], [OtherAct("question", None, sentence.text, due_of(scene.when(text)))]
    made: list[Commitment] = []
    other: list[OtherAct] = []
    governing: Frame | None = None
    for clause in clauses(Passage(sentence.start, sentence.start + len(text), text)):
        verdict = _read_clause(clause, governing, sentence, own, scene)
        if isinstance(verdict, str):
            other.append(
                OtherAct(
                    verdict,
                    "third_party" if verdict in ("third_party", "expectation") else None,
                    clause.text.strip(),
                    due_of(scene.when(clause.text)),
                )
            )
            governing = None
        elif verdict is not None:
            commitment, governing = verdict
            made.append(commitment)
    return timed_by_sentence(made, other, text, scene), other


def _read_clause(
    clause: Clause, governing: Frame | None, sentence: Passage, own: str, scene: Scene
) -> tuple[Commitment, Frame | None] | str | None:
    """A commitment, the name of what the clause is instead, or nothing worth a word."""
    text = clause.text.strip()
    if carried := _SUBJECTLESS.match(text):
        clause, text = _with_subject(clause, carried, sentence)
    lead = sentence.text[: clause.start - sentence.start]
    if foreign := read_foreign(text, scene.locale):
        return commit(foreign[0].actor, foreign[0].action, foreign[0].phrase, "promise", clause, scene), None
    if scene.is_note and (brief := read_brief(text, is_note=True, timed=scene.when(text) is not None)) is not None:
        return (from_brief(brief, clause, scene), None) if brief.told else "internal"
    if negative := _read_negative(clause, text, scene):
        return negative
    if effort := find_effort(text):
        if refusal_before(text[: effort.start()]):
            return refusal_before(text[: effort.start()]) or "past"
        actor = "company" if re.match(r"we\b", effort[0], re.IGNORECASE) else "agent"
        rest = re.sub(r"^\W*(?:and|to) ", "", text[effort.end() :].strip() + " ").strip()
        return commit(actor, read_act(rest or "contact"), rest or effort[0], "effort", clause, scene), None
    frame = find_frame(text, own[: clause.start])
    refused = refusal_anywhere(text)
    if refused:
        return refused
    if frame is None:
        return _without_frame(clause, text, governing, scene)
    before = refusal_before(text[: frame.phrase_start if frame.thing else frame.start] + " ")
    if before:
        return before
    if governing is None and refusal_before(lead[-60:] + " ") == "reported" and not _JOINED.search(lead[-6:]):
        return "reported"
    if after := refusal_after(f"{text} {clause.hurdle or ''} {clause.condition or ''}"):
        return after
    return _from_frame(frame, clause, text, scene)


def _with_subject(clause: Clause, carried: re.Match[str], sentence: Passage) -> tuple[Clause, str]:
    """'... and will call you' goes on with the subject that the sentence began with."""
    subject = _SUBJECT_FIRST.match(sentence.text)
    if not subject or clause.start == sentence.start:
        return clause, clause.text.strip()
    text = f"{subject[1]} will {clause.text.strip()[carried.end() :]}"
    return replace(clause, text=text), text


def _from_frame(frame: Frame, clause: Clause, text: str, scene: Scene) -> tuple[Commitment, Frame | None] | str | None:
    when = scene.when(text)
    ahead = (
        when is not None
        and (when.due is None or when.due > scene.now)
        and when.due_kind not in ("none", "after_condition", "standing")
    )
    if frame.needs_time and (not ahead or (frame.thing and when is not None and when.due is None)):
        return plain_kind(text) or "status"
    if frame.act == "arranged" and not re.search(
        r"\bto (?:call|ring|visit|phone|come|be|contact)\b|\b(?:for|at|on|tomorrow|between|by)\b", frame.phrase
    ):
        return "done"
    if (
        frame.act == "arranged"
        and re.search(r"\basked\b|\bgot\b", text[frame.start : clause.end][:20])
        and when is None
    ):
        return "past"
    action = read_act(frame.phrase)
    if (
        action == "ship"
        and re.match(r"(?:also |then )?be ", frame.phrase, re.IGNORECASE)
        and not _GOODS_SUBJECT.search(text[: text.find(frame.phrase)])
    ):
        action = "visit"
    if frame.act == "booked":
        action = "visit"
    if action == "other" and frame.thing:
        action = act_of_thing(text)
    if frame.act == "arranged":
        action = _arranged(frame.phrase)
        if re.match(r".{0,12}\basked\b", text[frame.start :]) and not (when and when.due):
            return "past"
    if action == "book" and re.match(
        r"team:(?:\w+ )*(?:engineer|technician|tech|plumber|electrician|fitter|crew|surveyor|inspector|installer|mechanic)|company",
        frame.actor,
    ):
        action = (
            "visit"
            if re.match(
                r"(?:is|are|has|have|engineer|technician|visit|appointment|installation|repair)\b",
                frame.phrase,
                re.IGNORECASE,
            )
            else action
        )
    if (
        frame.actor == "company"
        and action == "other"
        and not frame.needs_time
        and re.match(r"it|that|this", text[frame.start :], re.IGNORECASE)
        and when is None
    ):
        return "announcement"
    return commit(frame.actor, action, frame.phrase, "promise", clause, scene), frame


def _arranged(phrase: str) -> str:
    """The act arranged for, rather than the arranging."""
    inner = re.search(r"\bto (\w.*)", phrase)
    action = read_act(inner[1]) if inner else read_act(phrase)
    if action in ("other", "book") and re.search(
        r"\b(?:engineer|technician|visit|appointment|plumber|electrician|crew)\b", phrase, re.IGNORECASE
    ):
        return "visit"
    return "book" if action == "other" else action


def _without_frame(
    clause: Clause, text: str, governing: Frame | None, scene: Scene
) -> tuple[Commitment, Frame | None] | str | None:
    """A second verb under the same subject, shorthand, or nothing."""
    if governing and names_act(text):
        return commit(governing.actor, read_act(text), text, "promise", clause, scene), governing
    kind = plain_kind(text)
    if kind:
        return kind
    when = scene.when(text)
    timed = when is not None and when.due_kind not in ("none", "after_condition", "standing")
    brief = read_brief(text, is_note=scene.is_note, timed=timed)
    return (from_brief(brief, clause, scene), None) if brief else None


def _read_negative(clause: Clause, text: str, scene: Scene) -> tuple[Commitment, None] | None:
    """'We won't ship before you agree': an act forborne, standing until something happens."""
    match = find_negative(text)
    if not match or _IDLE_NEGATIVE.match(match["vp"]) or refusal_before(text[: match.start()]):
        return None
    who = match["who"].lower()
    actor = "agent" if who == "i" else "company"
    limit = until_what(clause, text)
    if not limit and not re.search(
        r"\b(?:charge|bill|close|cancel|disconnect|ship|share|change|touch|delete|leave|stop|rest|let|chase|contact|add)",
        match["vp"],
        re.IGNORECASE,
    ):
        return None
    return forborne(actor, match["vp"], limit, clause, scene), None
