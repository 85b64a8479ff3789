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
LINE = re.compile(r"^\| ([RD]\d\d) \|(.+)\|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
ROWS_OF = re.compile(r"test_((?:[rd]\d\d_)+)")
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


def found_in_the_files() -> set[tuple[str, str, str]]:
    """(file, test, row), for each row that the test's name says."""
    return {
        (str(path.relative_to(TESTS)), name, row.upper())
        for path in sorted(TESTS.rglob("test_*.py"))
        for name in functions(path)
        if (found := ROWS_OF.match(name))
        for row in found[1].strip("_").split("_")
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
    named = found_in_the_files()
    assert sorted(f"{row}: {file}::{name}" for file, name, row in named if (file, name) not in there[row]) == []


def test_every_row_has_a_test():
    assert [row.name for row in rows() if not row.tests] == []
    assert sorted(set(ROWS) - {row for _, _, row in found_in_the_files()}) == [], "no test carries the row in its name"


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
    """By a mark, by a call, or because on one database it ends early."""
    test = functions(path)[name]
    marked = [ast.unparse(mark) for mark in test.decorator_list]
    early = [
        node
        for node in ast.walk(test)
        if isinstance(node, ast.If)
        and re.search(r"\.vendor|database_url", ast.unparse(node.test))
        and any(isinstance(line, ast.Return) for line in node.body)
    ]
    return any("skip" in mark for mark in marked) or "pytest.skip(" in ast.unparse(test) or bool(early)


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
    file.write_text(
        "@pytest.mark.skipif(1)\ndef test_a(): ...\ndef test_b():\n    pytest.skip('x')\ndef test_c(): ...\n"
        "def test_d():\n    if connection.vendor == 'sqlite':\n        return\n    assert 1"
    )
    assert [skips(file, name) for name in ("test_a", "test_b", "test_c", "test_d")] == [True, True, False, True]
