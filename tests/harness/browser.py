"""The one browser of a test run: Debian's chromium, fetched if we may, never the network's."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from harness.system import install

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # Pages may reach this machine only, as all else in a test.
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE [::1]",
]
PATIENCE_MS = 10_000


def get_chromium() -> str:
    """The path of a chromium; without one the test is skipped, and in CI it fails."""
    refusal = "" if _find() else install("chromium")
    if not _driver_can_run():
        # Playwright's driver is linked with it, and a bare Debian does not have it.
        refusal = refusal or install("libatomic1")
    path = _find()
    if path and _driver_can_run():
        return path
    message = f"Browser tests need chromium and libatomic1: {refusal or 'installed, but still not found'}."
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def _driver_can_run() -> bool:
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return False
    return True


def _find() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def running_chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    path = get_chromium()
    with sync_playwright() as playwright:
        # Playwright keeps an event loop running in this thread, and Django then takes every query for one made in async code.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@contextmanager
def fresh_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page with no memory of other tests. Its scripts throwing, its console complaining (a policy that held something
    back says so there) or a dialog opening fails the test. The options are those of Playwright's `new_context`.
    """
    ours = {"locale": "en-GB", "timezone_id": "Europe/Berlin", "viewport": {"width": 1280, "height": 800}}
    context = browser.new_context(**ours | options)
    context.set_default_timeout(PATIENCE_MS)
    troubles: list[str] = []
    context.on("weberror", lambda error: troubles.append(f"thrown: {error.error}"))
    context.on("console", lambda said: troubles.append(f"console: {said.text}") if _is_trouble(said) else None)
    context.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not troubles, f"The browser complained: {troubles}"


def _is_trouble(said: ConsoleMessage) -> bool:
    """An answer that refuses (403, 422) is written to the console too; it is no trouble of the page."""
    return said.type == "error" and not said.text.startswith("Failed to load resource: the server responded with")
