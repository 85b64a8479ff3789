"""A conversation as a page: whole, safe, and honest about what it does not know."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from evenkeel.engine.replaying import curve, words
from evenkeel.engine.replaying.given import Given, Unreadable, read_given
from evenkeel.engine.replaying.marking import Span, marked
from evenkeel.engine.replaying.page import render
from evenkeel.judgement.reading.drafting.acts import ACTS
from harness.processes import NO_NETWORK

TURNS = [
    ("customer", "Hello, line 2 stopped again. Could you look at it?"),
    ("agent", "Please calm down. As per our policy you have to use the portal."),
    (
        "customer",
        "SERIOUSLY?! Third failure this month, you promised a call and NOBODY called. I want your manager <script>alert(1)</script>!!",
    ),
    ("agent", "Three failures in a month should not have happened. I will call you by 10:15."),
    ("customer", "Nobody called. This is useless, we will switch supplier. You are liars."),
    ("customer", "Unbelievable. Never again, you incompetent crooks!!"),
]


def given(turns=TURNS, **more) -> Given:
    return read_given(json.dumps({"id": "Halden", "turns": [{"speaker": s, "text": t, **more} for s, t in turns]}))


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.links, self.ids, self.text = [], [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        told = dict(attrs)
        self.links += [told[name] for name in ("href", "src", "data", "action") if told.get(name)]
        self.ids += [told["id"]] if "id" in told else []

    def handle_data(self, data):
        self.text += data


def test_the_page_needs_nothing_else_and_runs_nothing():
    html = render(given())
    page = Page(html)
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(page.tags)
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert len(page.ids) == len(set(page.ids))
    assert "url(" not in html
    assert "@import" not in html
    assert "default-src 'none'" in html


def test_what_a_customer_wrote_stays_words():
    nasty = "</style></title><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}\"'>"
    html = render(
        read_given(
            json.dumps(
                {"id": nasty, "turns": [{"speaker": "customer", "text": nasty}, {"speaker": "agent", "text": nasty}]}
            )
        )
    )
    page = Page(html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.text.count("{{ 7*7 }}") >= 3
    assert html.count("</style>") == 1


def test_signals_promises_acts_and_the_turn_are_marked():
    html = render(given(at="2026-03-04T09:30:00-06:00"))
    assert '<mark class="signal">Third failure this month' in html
    assert '<mark class="promise">' in html
    assert "due Wed 04 Mar, 10:15 by the clock of the file" in html
    assert "asks for calm" in html
    assert "calm_down" not in html
    assert 'class="customer turned"' in html
    assert "A proposal for a person to judge" in html
    assert "not calibrated" in html


def test_a_time_is_not_made_up_where_the_file_does_not_say_when():
    assert "the file does not say when it was said" in render(given())
    assert "no whole hour" in render(given(at="2026-03-04T09:30:00+05:30"))


@pytest.mark.parametrize(
    "turns",
    [
        [("customer", "Hello")],
        [("agent", "I will call you at 3.")],
        [("bot", "")],
        [("customer", "")],
        [("customer", "😡" * 500), ("agent", "שלום, אחזור אליך")],
        TURNS * 40,
        [("customer", "x" * 100_000)],
    ],
)
def test_any_conversation_gives_a_page(turns):
    page = Page(render(given(turns)))
    assert [f"turn-{n + 1}" for n in range(len(turns))] == [name for name in page.ids if name.startswith("turn-")]


def test_the_forecast_is_said_in_words():
    assert words.outlook(0.5, 0).words == "Nothing to go by"
    assert words.outlook(0.18, 1).words == "Too early to say"
    assert [words.outlook(p / 20, 5).words for p in (0, 4, 8, 12, 19)] == [
        "Unlikely to escalate", "Rather unlikely to escalate", "Could go either way", "Likely to escalate", "Very likely to escalate",
    ]  # fmt: skip
    assert "10 in 10" not in words.outlook(1.0, 9).sentence


def test_every_act_has_its_words():
    assert [code for code in ACTS if words.act(code).words == code.replace("_", " ") and "_" in code] == []


def test_overlapping_and_impossible_spans_do_no_harm():
    html = marked(
        "a <b> c",
        [Span(2, 5, "signal", "x"), Span(3, 4, "signal", "y"), Span(5, 99, "signal", "z"), Span(-1, 2, "signal", "w")],
    )
    assert html == 'a <mark class="signal">&lt;b&gt;<span class="unseen"> (signal: x)</span></mark> c'


def test_the_pieces_beside_the_turns_meet():
    drawn = curve.pieces([0, 100, 40], [60, 20, 80])
    ends = [re.findall(r"[-\d.]+", piece.heat) for piece in drawn]
    assert [line[-2] for line in ends[:-1]] == [line[0] for line in ends[1:]]


@pytest.mark.parametrize(
    "text,speakers",
    [
        ("Customer: It broke.\nAgain!\nAgent: I will look.\n\nBot: Bye", ["customer", "agent", "bot"]),
        ("[2026-03-04T09:30:00+01:00] Client: Hi: there\nSupport (Ben): Yes", ["customer", "agent"]),
    ],
)
def test_a_transcript_is_read(text, speakers):
    turns = read_given(text).turns
    assert [turn.speaker for turn in turns] == speakers
    assert "Again!" in turns[0].text or turns[0].at is not None


def test_of_several_lines_one_is_picked():
    lines = "\n".join(json.dumps({"id": n, "turns": [{"speaker": "customer", "text": f"words {n}"}]}) for n in (7, 8))
    assert read_given(lines).turns[0].text == "words 7"
    assert "2 conversations" in read_given(lines).note
    assert read_given(lines, "8").turns[0].text == "words 8"
    with pytest.raises(Unreadable, match="7, 8"):
        read_given(lines, "9")


@pytest.mark.parametrize(
    "text", ["", " \n", "{", "[1]", "[]", "{}", '{"turns": 3}', '{"turns": []}', '{"turns": [{"speaker": "cat", "text": ""}]}',
             '{"turns": [3]}', '{"a": 1}\nx', "just words", "[" * 100_000],
)  # fmt: skip
def test_what_is_no_conversation_is_refused_in_a_sentence(text):
    with pytest.raises(Unreadable) as refused:
        read_given(text)
    assert re.fullmatch(r"[A-Z].*\.", str(refused.value))


def test_the_command_needs_no_desk(tmp_path):
    (tmp_path / "one.json").write_text(json.dumps({"turns": [{"speaker": "customer", "text": "Hi"}]}))
    program = (
        "import sys; from evenkeel.engine.commands import main\n"
        "try: main(['replay', 'one.json', '--out', 'page.html'])\n"
        "finally: assert not {'django', 'sqlite3', 'httpx'} & {m.partition('.')[0] for m in sys.modules}"
    )
    environment = {"PYTHONPATH": NO_NETWORK, "PATH": "/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.json", "page.html"]
    assert "<title>one · replay</title>" in (tmp_path / "page.html").read_text()


def test_the_public_conversations_give_pages(shared):
    lines = (shared / "real" / "conversations" / "social_support_dev.jsonl").read_text(encoding="utf-8").splitlines()
    pages = [render(read_given(line)) for line in lines[:15]]
    assert all("The conversation" in page for page in pages)


def test_it_fits_a_phone_and_says_its_parts(page, tmp_path):
    (tmp_path / "page.html").write_text(render(given()))
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(f"file://{tmp_path}/page.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.get_by_role("article").count() == len(TURNS)
    assert page.get_by_role("heading", level=1).inner_text() == "Halden"
