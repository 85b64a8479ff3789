"""Sentences that push back: blame, belittling, correcting, telling people to calm down, refusing without a way on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import pushback
from .context import Context
from .finding import Finding, phrases, present
from .text import Sentence, numbers, words

_MINIMISE = phrases(
    r"(?:do|does|can|will) (?:go|happen|fail|break|occur)\w*(?: down| wrong)? (?:from time to time|now and then|once in a while|sometimes)",
    r"(?:it's|it is|its|that's|this is|is|was|been|'s) (?:really |probably |actually |basically )?(?:only|just) (?:a |an |the |some |one |\d+ |been |for )(?!start|beginning|matter of (?:time|who)|case of|called|moment ago|heard|run|wanted|sent|\w+ (?:away|from now))", r"(?:small|minor|tiny|little|slight|temporary|simple|quick) (?:\w+ )?(?:glitch|issue|problem|hiccup|bug|delay|inconvenience|thing|matter|mistake|mix-up|setback|block|blip)\b",
    r"(?:nothing|no need|no reason|not anything) to (?:worry|panic|be (?:worried|alarmed|concerned))", r"(?:don't|do not|needn't|please don't) (?:worry|panic|stress)\b(?! about (?:the )?(?:cost|price|money|explaining|repeating))", r"not (?:that|such|really|so) (?:a )?(?:big|bad|serious|urgent|major|important|dramatic)", r"no big deal", r"(?:not|isn't|hardly) (?:the end of the world|an emergency|urgent|rocket)",
    r"(?:these|such|those) things (?:do |can |will )?happen", r"(?:it|this|that) (?:happens|can happen|does happen)\b(?: (?:all the time|a lot|to (?:everyone|everybody|the best)|sometimes|from time))?", r"(?:could be|could have been|other people have it) (?:much |a lot )?worse", r"at least (?:you|it|your|the|nobody|no one)\b", r"(?:wouldn't|would not|hardly) (?:call|describe|say|consider) (?:it|this|that)\b", r"(?:over-?react\w*|exaggerat\w+|blow\w* (?:it|this|things) (?:up|out)|making (?:a fuss|a scene|such))",
    r"i'm sure (?:it|it's|that|you|everything|they)\b.{0,20}(?:fine|nothing|ok|manage|survive|wait)", r"(?:nearly|almost) always (?:just )?(?:the|a|an|nothing)", r"(?:that's|they're|it's|they are|it is|you'll be) (?:perfectly |absolutely |totally |completely |quite )?(?:fine|normal|harmless|usual|to be expected)\b(?! to (?:be|feel))", r"(?:affects|affected) (?:only |just )?(?:a few|some|very few|a handful)", r"it's (?:only |just )?a (?:building site|busy (?:time|season|period)|\w+ site)", r"most (?:people|customers|clients|users|guests) (?:don't|are|would|appreciate|understand|manage|prefer|never)",
)  # fmt: skip
_NITPICK = phrases(
    r"(?:isn't|is not|wasn't) (?:really|actually|strictly|technically) an?\b",
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten) (?:minutes?|hours?|days?|weeks?|months?|times|calls), not\b",
    r"technically\b", r"(?:strictly|technically) speaking", r"to be (?:precise|exact|accurate|pedantic|clear, (?:it|that|this))", r"(?:for|just for) the record", r"(?:wouldn't|would not) call (?:it|this|that)\b", r"(?:it's|it is|it was|that's|it has|it's been|was|were|has been)(?: only| been| just| in fact)* (?:actually|only|in fact) (?:been )?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|the)\b",
    r"(?:that's|that is|this is|it's) not (?:quite|entirely|strictly|exactly|actually|really) (?:right|correct|accurate|true|what)", r"(?:actually|in fact|according to (?:our|my)|on our|in our)\b.{0,30}(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten) (?:days?|hours?|minutes?|weeks?|times|calls|months?)\b", r"not (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)(?: \w+)?,? but\b", r"(?:i|we) (?:only |just )?see (?:only )?(?:\d+|one|two|three|four) (?:calls?|emails?|tickets?|contacts?|messages?)",
)  # fmt: skip
_MATERIAL = frozenset(
    "account dose dosage medication allergy address person patient safety gas wire voltage amount identity passport blood".split()
)
_CALM = phrases(
    r"no (?:point|use|sense|good) (?:in )?(?:getting|being|shouting|yelling|raising)",
    r"calm(?:ing)? (?:down|yourself)", r"(?:please |just |try to |need you to |you to )(?:\w+ )?(?:relax|be calm|stay calm|remain calm|chill|settle down|compose yourself)\b", r"take a (?:deep )?breath", r"(?:lower|watch|mind|moderate) your (?:voice|tone|language|attitude|words)", r"(?:no need|not necessary|don't need|unnecessary) (?:for you )?to (?:shout|yell|swear|be (?:rude|aggressive|upset|angry|like that)|get (?:upset|angry|worked|emotional|aggressive)|raise)", r"(?:stop|quit) (?:shouting|yelling|swearing|being (?:so )?(?:rude|aggressive|emotional|difficult))", r"(?:shouting|yelling|getting (?:angry|upset|emotional|worked)|being (?:rude|angry))\b.{0,15}(?:won't|will not|isn't|is not|doesn't|does not)", r"(?:no (?:need|reason)|don't be) (?:for|so) (?:the |that |this )?(?:attitude|tone|emotional|dramatic|upset|angry)", r"(?:keep|stay) (?:it )?civil",
)  # fmt: skip
_CALM_SPARED = re.compile(r"\b(?:not|never|n't|no one|nobody|without|instead of|anyone who)\b.{0,30}$", re.IGNORECASE)
_HELPLESS = phrases(
    r"(?:not able|unable) to do (?:anything|much|more)\b",
    r"(?:nothing|not (?:much|a lot|anything)|little|isn't anything|is not anything|(?:isn't|aren't) (?:much|anything|a lot))(?: else| more| further)? (?:that |which )?(?:i|we|anyone)(?:'m| am|'re| are)? (?:can|could|able to)(?: really)? (?:\w+ )?(?:do|offer|help)", r"(?:my|our) hands are tied", r"out of (?:my|our) (?:hands|control)", r"beyond (?:my|our) control", r"(?:can't|cannot|can not|unable to|not able to|couldn't) (?:really )?(?:help|assist|do anything|change (?:that|it|this))(?: you)?(?: (?:any )?(?:further|with (?:that|this|it)|about (?:that|this|it)|from here|there|here))?\s*[.,!;]", r"(?:no|isn't any|not any) (?:way|option|possibility) (?:around|to help|for (?:me|us))", r"(?:nothing|anything) (?:to be|can be|could be) done", r"(?:it is|it's|that's|that is) what it is", r"(?:can't|cannot) (?:do )?(?:anything|something) (?:about|for)",
)  # fmt: skip
_WAY_ON = phrases(r"(?:what|but|instead|though|however|today|so)[, ]+(?:what )?(?:i|we) (?:can|could|will|'ll|am)\b", r"what i (?:can|could)", r"(?:i|we) can (?!not|'t|help|understand|see|only)\w+", r"(?:i'll|i will|i've|i have|i'm) (?!afraid|sorry|not|unable|only)\w+", r"who can\b", r"would (?:that|it|you)")  # fmt: skip
_MEASURE = re.compile(
    r"\b(?:actually|only|in fact|our (?:system|records?|logs?|screen|clock|notes?|data|display)|according to)\b",
    re.IGNORECASE,
)

_REASONS = {
    "blame": "It puts the fault on somebody: the customer, a colleague or a supplier.",
    "minimising": "It makes the customer's trouble smaller than they say it is.",
    "nitpick": "It corrects a detail that changes nothing.",
    "calm_down": "Told to calm down, nobody does.",
}


def check(context: Context) -> Iterator[Finding]:
    yield from _first(context, "blame", pushback.BLAME, pushback.BLAME_SPARED)
    yield from _first(context, "minimising", _MINIMISE, None)
    yield from _nitpick(context)
    yield from _calm(context)
    yield from _helpless(context)


def _first(context: Context, code: str, pattern: re.Pattern[str], spared: re.Pattern[str] | None) -> Iterator[Finding]:
    for sentence in context.sentences:
        text = unquoted(sentence.text)
        if pattern.search(text) and not (spared and (spared.search(text) or _harmless_question(sentence))):
            yield _flag(context, code, sentence)
            return


def _harmless_question(sentence: Sentence) -> bool:
    """“What happens if …?” asks; “Are you sure you …?” blames."""
    return sentence.asks and bool(_OPEN.match(sentence.text))


_OPEN = re.compile(r"\W*(?:and |so )?(?:what|how|which|who)\b", re.IGNORECASE)


def _flag(context: Context, code: str, sentence: Sentence) -> Finding:
    return present(code, context.draft, sentence.start, sentence.end, _REASONS[code])


def unquoted(text: str) -> str:
    """What the customer or a screen said, put in quotation marks, is not ours to answer for."""
    return re.sub(r"[\"“][^\"”]{0,300}[\"”]", lambda m: " " * len(m.group()), text)


def _nitpick(context: Context) -> Iterator[Finding]:
    for sentence in context.sentences:
        text = unquoted(sentence.text)
        if (_NITPICK.search(text) or _other_number(context, text)) and not _MATERIAL & set(words(text)):
            yield _flag(context, "nitpick", sentence)
            return


def _other_number(context: Context, text: str) -> bool:
    theirs, ours = numbers(context.customer), numbers(text)
    return bool(
        theirs
        and ours
        and not theirs & ours
        and _MEASURE.search(text)
        and len(context.shared(text)) >= 1
        and "?" not in text
    )


def _calm(context: Context) -> Iterator[Finding]:
    for sentence in context.sentences:
        text = unquoted(sentence.text)
        found = _CALM.search(text)
        if found and not _CALM_SPARED.search(text[: found.start()]):
            yield _flag(context, "calm_down", sentence)
            return


def _helpless(context: Context) -> Iterator[Finding]:
    for sentence in context.sentences:
        found = _HELPLESS.search(unquoted(sentence.text))
        if found and not goes_on(context, sentence.start + found.end()):
            because = "A closed door: no word of what can be done instead."
            yield present(
                "nothing_i_can_do",
                context.draft,
                sentence.start,
                sentence.end,
                because,
            )
            return


def goes_on(context: Context, start: int) -> bool:
    """From there on the draft says what can be done."""
    return bool(_WAY_ON.search(context.draft[start:]))
