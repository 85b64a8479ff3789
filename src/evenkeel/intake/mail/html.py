"""HTML of a stranger: made safe to show, and read as text with its quotes marked."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Final

import lxml.html  # type: ignore[import-untyped]
import nh3
from inscriptis.html_engine import Inscriptis
from lxml.etree import iterwalk  # type: ignore[import-untyped]

from evenkeel.intake.mail import bounds
from evenkeel.intake.mail.charsets import storable

_TAGS: Final = set(
    "a abbr b blockquote br caption center cite code col colgroup dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img "
    "ins kbd li ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul".split()
)
_ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan", "align", "valign"},
    "th": {"colspan", "rowspan", "align", "valign"},
    "ol": {"start", "type"},
    "*": {"dir", "lang"},
}
_SCHEMES: Final = {"http", "https", "mailto", "tel", "cid"}
_SAFE_LINK: Final = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_EMBEDDED: Final = re.compile(r"data:[a-z]{1,20}/[a-z0-9.+-]{1,60};base64,[a-z0-9+/=%]*", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
#: Elements that close themselves, or that people leave open; they do not make a tree deep.
_SHALLOW: Final = set("area base br col hr img input link meta param p li td th tr tbody thead option dd dt o".split())
_INVISIBLE: Final = re.compile(
    r"<(script|style|head|title)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_ANY_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_BREAKING_TAG: Final = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d)\b[^<>]{0,200}>", re.IGNORECASE)
_QUOTE_STARTS, _QUOTE_ENDS = "\ue0f0", "\ue0f1"
_BLANK_RUN: Final = re.compile(r"\n{3,}")


def without_embedded(html: str) -> str:
    """Pictures written into the HTML itself would take the room of the words; they are not shown anyway."""
    return _EMBEDDED.sub("", html)


def is_too_deep(html: str) -> bool:
    """Sanitising is quadratic in the depth: 100,000 nested elements cost 24 seconds, 200 cost nothing."""
    still_open: Counter[str] = Counter()
    depth = 0
    for closing, written in _TAG.findall(html):
        name = written.lower()
        if name in _SHALLOW or (closing and not still_open[name]):
            continue
        step = -1 if closing else 1
        still_open[name] += step
        depth += step
        if depth > bounds.HTML_DEPTH:
            return True
    return False


def safe_html(html: str) -> str:
    """No scripts, styles or forms, nothing fetched from anywhere; only images that came with the mail (cid:)."""
    return nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style", "title", "head"} - _TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    ).strip()


def text_of(html: str) -> str:
    """As a person would read it; what stands in a quote gets its `> `, so that one set of rules finds quotes."""
    if is_too_deep(html):
        return plain_text_of(html)
    try:
        return _marked_text(html) or plain_text_of(html)
    except Exception:  # noqa: BLE001 - the parser's and the converter's errors are many; the words matter more
        return plain_text_of(html)


def plain_text_of(html: str) -> str:
    """Tags simply taken away; for trees nobody should build."""
    shown = _BREAKING_TAG.sub("\n", _INVISIBLE.sub("", html))
    return storable(unescape(_ANY_TAG.sub(" ", shown))).strip()


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if (tag, attribute) == ("img", "src"):
        return value if value.lower().startswith("cid:") else None
    if (tag, attribute) == ("a", "href"):
        return value if _SAFE_LINK.match(value.strip()) else None
    return value


def _marked_text(html: str) -> str:
    html = html.replace(_QUOTE_STARTS, "").replace(_QUOTE_ENDS, "")
    if not html.strip():
        return ""
    tree = lxml.html.document_fromstring(html.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    if _depth(tree) > bounds.HTML_TEXT_DEPTH:
        return ""
    for quote in tree.iter("blockquote"):
        _mark(quote)
    lines = Inscriptis(tree).get_text().split("\n")
    return _BLANK_RUN.sub("\n\n", "\n".join(_with_quote_marks(lines))).strip("\n")


def _depth(tree: lxml.html.HtmlElement) -> int:
    depth = deepest = 0
    for event, _ in iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(depth, deepest)
    return deepest


def _mark(quote: lxml.html.HtmlElement) -> None:
    start, end = quote.makeelement("div"), quote.makeelement("div")
    start.text, end.text = _QUOTE_STARTS, _QUOTE_ENDS
    start.tail, quote.text = quote.text, None
    quote.insert(0, start)
    quote.append(end)


def _with_quote_marks(lines: list[str]) -> list[str]:
    marked: list[str] = []
    depth = 0
    for line in lines:
        depth += line.count(_QUOTE_STARTS)
        shown = line.replace(_QUOTE_STARTS, "").replace(_QUOTE_ENDS, "").rstrip()
        if shown.strip() or shown == line.rstrip():
            prefix = "> " * min(depth, 10)
            marked.append((prefix + (shown.strip() if depth else shown)).rstrip())
        depth = max(0, depth - line.count(_QUOTE_ENDS))
    return marked
