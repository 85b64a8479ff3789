"""docs/reliability.md against the tests: every row once, every test that it names is there, and none is left out."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from harness import ROOT

PAGE = ROOT / "docs" / "reliability.md"
TESTS = ROOT / "tests"
ROWS = [f"R{n:02}" for n in range(1, 55)] + [f"D{n:02}" for n in range(1, 23)]
# Rows whose tests are still on another branch: named on the page with "not yet", and with no test in this tree.
NOT_YET: set[str] = set(
    (
        "R07 R08 R10 R11 R12 R13 R16 R17 R18 R23 R24 R25 R26 R27 R28 R29 R30 R31 R32 R33 R38 R42 R46 R47 R49 R50 R51 "
        "R52 R53 R54 D01 D02 D03 D05 D06 D07 D08 D09 D10 D13 D22"
    ).split()
)

LINE = re.compile(r"^\| ([RD]\d\d) \|(.+)\|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROW_OF = re.compile(r"test_([rd])(\d\d)_")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
DEEP = 3  # how far a test may hand its judging on


@dataclass(frozen=True)
class Row:
    name: str
    situation: str
    tests: frozenset[tuple[str, str]]
    proves: str
    remains: str


def rows() -> list[Row]:
    found = []
    for name, rest in LINE.findall(PAGE.read_text(encoding="utf-8")):
        cells = [cell.strip() for cell in rest.split(" | ")]
        assert len(cells) == 4, f"{name} has {len(cells)} cells after its name, not 4"
        situation, tests, proves, remains = cells
        found.append(Row(name, situation, frozenset(NAMED.findall(tests)), proves, remains))
    return found


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def functions(path: Path) -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    return {node.name: node for node in ast.walk(tree(path)) if isinstance(node, FUNCTIONS)}


def found_in_the_files() -> dict[tuple[str, str], str]:
    """(file, test) → the row that its name says."""
    return {
        (str(path.relative_to(TESTS)), name): f"{found[1].upper()}{found[2]}"
        for path in sorted(TESTS.rglob("test_*.py"))
        for name in functions(path)
        if (found := ROW_OF.match(name))
    }


def test_every_row_is_on_the_page_once():
    counts = Counter(row.name for row in rows())
    assert sorted(counts) == sorted(ROWS)
    assert [name for name, n in counts.items() if n != 1] == []


def test_every_row_says_situation_proof_and_risk_in_words():
    bare = [row.name for row in rows() if min(len(row.situation), len(row.proves), len(row.remains)) < 15]
    assert bare == []


def test_every_test_that_the_page_names_is_there():
    named = {test for row in rows() for test in row.tests}
    assert sorted(t for t in named if not (TESTS / t[0]).is_file() or t[1] not in functions(TESTS / t[0])) == []


def test_every_test_of_a_row_stands_at_its_row():
    there = {row.name: row.tests for row in rows()}
    assert (
        sorted(
            f"{row}: {file}::{name}"
            for (file, name), row in found_in_the_files().items()
            if (file, name) not in there[row]
        )
        == []
    )


def test_every_row_has_a_test_or_says_that_it_waits_for_one():
    tested = {row.name for row in rows() if row.tests}
    assert sorted(NOT_YET & tested) == [], "take these out of NOT_YET: they have a test now"
    assert sorted(set(ROWS) - tested - NOT_YET) == []
    assert sorted(NOT_YET & set(found_in_the_files().values())) == []
    assert [row.name for row in rows() if row.name in NOT_YET and "not yet" not in row.proves] == []


def test_a_test_that_one_database_skips_says_so_on_the_page():
    silent = [
        f"{row.name}: {name}"
        for row in rows()
        for file, name in row.tests
        if skips(TESTS / file, name) and not re.search(r"(SQLite|PostgreSQL) only", row.proves)
    ]
    assert silent == []


def test_every_test_on_the_page_can_fail():
    idle = [f"{file}::{name}" for row in rows() for file, name in row.tests if not judges(TESTS / file, name)]
    assert idle == []


def skips(path: Path, name: str) -> bool:
    test = functions(path)[name]
    marked = [ast.unparse(mark) for mark in test.decorator_list]
    return any("skip" in mark for mark in marked) or "pytest.skip(" in ast.unparse(test)


def judges(path: Path, name: str, depth: int = DEEP) -> bool:
    """It asserts, expects a refusal, or checks the invariants: itself, or by what it calls."""
    for node in ast.walk(functions(path)[name]):
        if isinstance(node, ast.Assert):
            return True
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in {"raises", "fail", "check_invariants"} or called.startswith("expect"):
            return True
        if depth and called in functions(path) and called != name and judges(path, called, depth - 1):
            return True
    return False


def test_a_test_that_cannot_fail_would_be_found(tmp_path):
    file = tmp_path / "test_sample.py"
    file.write_text(
        "def test_idle(): print(1)\ndef test_busy(): look()\ndef look(): assert 1\ndef test_two(): raises(1)"
    )
    assert [judges(file, name) for name in ("test_idle", "test_busy", "test_two")] == [False, True, True]


def test_a_skip_would_be_found(tmp_path):
    file = tmp_path / "test_sample.py"
    file.write_text("@pytest.mark.skipif(1)\ndef test_a(): ...\ndef test_b():\n    pytest.skip('x')\ndef test_c(): ...")
    assert [skips(file, name) for name in ("test_a", "test_b", "test_c")] == [True, True, False]
