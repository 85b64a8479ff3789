"""The pages for people, held against the code: what they name exists, and what they promise to list is all there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from harness import ROOT

HOUSE = ROOT / "src" / "evenkeel"
FRONT = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = FRONT + DOCS
PICTURES = ROOT / "docs" / "pictures"
WHAT_FOLLOWS = ROOT / "docs" / "what-follows.md"

CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
IN_TICKS = re.compile(r"`([^`\n]+)`")
PATH = re.compile(r"(?:src|tests|bin|docs|requirements)/[\w./-]+")
NAME = re.compile(r"[a-z_]+(?:\.\w+)+")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FIRST_CELL = re.compile(r"^\| `(\w+)` \|.*\| `([\w.]+)` \|$", re.MULTILINE)


def title(page):
    return str(page.relative_to(ROOT))


def prose(page):
    return CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))


def ticked(page):
    return IN_TICKS.findall(prose(page))


def links(page):
    """(as written, the file it leads to, the place in it) for what leads to a file of ours."""
    for target in LINK.findall(prose(page)):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            yield target, (page.parent / path).resolve() if path else page, anchor


def rooms():
    return {path.parent.name for path in HOUSE.glob("*/__init__.py")}


@cache
def names_in(file):
    """What a module defines at its top, and what its classes hold, as `Class.member`."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        found |= _names_of(node)
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{name}" for member in node.body for name in _names_of(member)}
        if isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
    return found


def _names_of(node):
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return {node.target.id}
    if isinstance(node, ast.Assign):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return set()


def is_in_the_code(name):
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        place, rest = HOUSE.joinpath(*parts[:cut]), ".".join(parts[cut:])
        file = place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
        if file.is_file():
            return not rest or rest in names_in(file)
    return False


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_each_path_that_a_page_names_is_there(page):
    named = {path for words in ticked(page) for path in PATH.findall(words) if path == words}
    assert not sorted(path for path in named if not (ROOT / path).exists())


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_each_function_that_a_page_names_is_there(page):
    ours = rooms() | {file.stem for file in HOUSE.glob("*.py")}
    named = {words for words in ticked(page) if NAME.fullmatch(words) and words.partition(".")[0] in ours}
    assert not sorted(name for name in named if not is_in_the_code(name))


def test_a_wrong_name_would_be_found():
    right = ["clock.verbs.fire_due", "intake.receivers.smtp.Handler.handle_RCPT", "cases.verbs.closing.CASE_TIMERS"]
    wrong = ["clock.verbs.fire_all", "clock.hands", "clock.models.Timer.wind_up"]
    assert [is_in_the_code(name) for name in right + wrong] == [True] * 3 + [False] * 3


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_each_link_leads_somewhere(page):
    assert not [target for target, file, _ in links(page) if not file.exists() and not file.is_relative_to(PICTURES)]


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_each_link_into_a_page_finds_its_heading(page):
    lost = []
    for target, file, anchor in links(page):
        if anchor and file.suffix == ".md" and file.exists():
            headings = {
                re.sub(r"[^\w -]", "", words).lower().replace(" ", "-") for words in HEADING.findall(prose(file))
            }
            lost += [] if anchor in headings else [target]
    assert not lost


def test_the_pictures_are_there():
    wanted = {file for page in PAGES for _, file, _ in links(page) if file.is_relative_to(PICTURES)}
    assert wanted, "README shows no picture of the desk"
    if not PICTURES.is_dir():
        pytest.skip("docs/pictures/ is not there yet: the pictures are taken from a running desk.")
    assert not [title(file) for file in wanted if not file.exists()]


def test_each_page_is_linked_from_another():
    linked = {file for page in PAGES for _, file, _ in links(page) if file != page}
    assert not [title(page) for page in DOCS if page.resolve() not in linked]


def test_each_room_is_in_the_picture():
    drawn = set(re.findall(r'class="name"[^>]*>(\w+)<', (ROOT / "docs" / "rooms.svg").read_text(encoding="utf-8")))
    assert drawn == rooms()


def test_no_page_knows_the_folder_beside():
    assert not [title(page) for page in PAGES if "../shared" in page.read_text(encoding="utf-8")]


def table(heading):
    """{first cell: last cell} of the table below a heading of docs/what-follows.md."""
    below = WHAT_FOLLOWS.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return dict(FIRST_CELL.findall(below))


def place(function):
    return f"{function.__module__.removeprefix('evenkeel.')}.{function.__name__}"


def test_each_timer_is_on_the_page_of_what_follows():
    from evenkeel.clock.handlers import _HANDLERS

    assert table("When its moment comes") == {kind: place(handler) for kind, handler in _HANDLERS.items()}


def test_each_happening_with_a_consequence_is_on_the_page_of_what_follows():
    from evenkeel.timeline.happenings import _KINDS
    from evenkeel.timeline.verbs import _FOLLOWERS

    registered = {(_KINDS[kind].__name__, place(f)) for kind, all_of_it in _FOLLOWERS.items() for f in all_of_it}
    assert set(table("When this has happened").items()) == registered


def test_the_licence_is_whole():
    text = Path(ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "APPENDIX: How to apply the Apache License to your work." in text
