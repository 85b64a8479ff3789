"""The rules of the house that a machine can hold."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from harness import ROOT

SOURCE = ROOT / "src"
SETTING = re.compile(r"\bEVENKEEL_[A-Z0-9_]*[A-Z0-9]\b")
NOT_OURS = {
    ".git",
    ".venv",
    "var",
    "build",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "node_modules",
}
TEXT = {
    "",
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".in",
    ".html",
    ".css",
    ".js",
    ".json",
    ".sh",
    ".yml",
    ".yaml",
    ".cfg",
    ".ini",
}
# In pieces, so that this file does not find itself.
MACHINE_PATHS = [
    "/work" + "/main",
    "/work" + "/shared",
    "/root" + "/",
    "/home" + "/runner",
    "/opt" + "/pypi",
    "/opt" + "/wheels",
]


def python_files(folder):
    return [path for path in sorted(folder.rglob("*.py")) if not NOT_OURS & set(path.relative_to(ROOT).parts)]


def our_files():
    """What is tracked, where there is git and a repository; else all that is not plainly made by a tool."""
    listed = None
    if (ROOT / ".git").exists():
        try:
            command = [
                "git",
                "-c",
                f"safe.directory={ROOT}",
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ]
            listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            pass
    if listed is not None and listed.returncode == 0:
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    return [p for p in ROOT.rglob("*") if p.is_file() and not NOT_OURS & set(p.relative_to(ROOT).parts)]


def names(paths):
    return [str(path.relative_to(ROOT)) for path in paths]


def test_every_source_file_says_what_it_is_for():
    silent = [
        path
        for path in python_files(SOURCE)
        if path.name not in {"__init__.py", "apps.py"}
        and "migrations" not in path.parts
        and (text := path.read_text(encoding="utf-8")).strip()
        and not ast.get_docstring(ast.parse(text))
    ]
    assert not names(silent)


def test_the_locks_name_no_host():
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        lines = lock.read_text(encoding="utf-8").splitlines()
        assert not [
            line for line in lines if "://" in line or line.startswith(("-i", "--index", "--extra-index", "--find"))
        ]
        assert any("--hash=sha256:" in line for line in lines), f"{lock.name} has no hashes"


def test_no_file_knows_the_machine_it_was_written_on():
    found = []
    for path in our_files():
        if path.suffix not in TEXT:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {place}" for place in MACHINE_PATHS if place in text]
    assert not found


def test_every_setting_is_documented():
    page = ROOT / "docs" / "settings.md"
    if not page.exists():
        pytest.skip("docs/settings.md is not written yet")
    used = {name for path in python_files(SOURCE) for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    documented = set(SETTING.findall(page.read_text(encoding="utf-8")))
    assert used <= documented, f"not in docs/settings.md: {sorted(used - documented)}"


def test_every_test_asserts_something():
    idle = []
    for path in python_files(ROOT / "tests"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        helpers = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and asserts(node, set())}
        if path.name.startswith("test_"):
            idle += [f"{path.relative_to(ROOT)}::{node.name}" for node in _tests_in(tree) if not asserts(node, helpers)]
    assert not idle


def _tests_in(tree):
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, functions) and node.name.startswith("test_")]


def asserts(function, helpers):
    """An assert, pytest.raises or pytest.fail, a harness `expect…` or `assert…` call, or a helper of the file that does one."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if any(word.arg == "check" and getattr(word.value, "value", False) is True for word in node.keywords):
                return True  # subprocess.run(..., check=True) fails the test as an assert does.
            if called in {"raises", "fail"} | helpers or called.lstrip("_").startswith(("expect", "assert")):
                return True
    return False


def test_a_test_that_asserts_nothing_is_found():
    sample = ast.parse("def test_idle(): print(1)\ndef test_busy(): assert 1\ndef test_helped(): expect_mail()")
    assert [asserts(test, set()) for test in _tests_in(sample)] == [False, True, True]


def test_every_room_is_in_the_layers():
    rooms = {path.parent.name for path in (SOURCE / "evenkeel").glob("*/__init__.py")}
    layers = (ROOT / "pyproject.toml").read_text(encoding="utf-8").partition("layers = [")[2].partition("]")[0]
    assert rooms <= set(re.findall(r"\w+", layers))


def test_scripts_can_be_run():
    assert [
        path.name for path in (Path(ROOT / ".ci" / "run"), *sorted((ROOT / "bin").iterdir())) if not is_runnable(path)
    ] == []


def is_runnable(path):
    return path.suffix == ".py" or path.is_dir() or bool(path.stat().st_mode & 0o100)
