"""Ben's telephone at night: the link in his page, in a real browser, without script; and the worker that shows a push."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from evenkeel.cases.verbs import acknowledge
from evenkeel.clock.reads import database_now
from evenkeel.notifications.page_links import token_for
from harness.browser import fresh_page
from harness.cast import furious_case, open_desk

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def night():
    """A page that was just sent; the doors read the real clock here."""
    now = database_now()
    desk = open_desk(now)
    case = furious_case(desk, now=now)
    return desk, case, f"/a/{token_for(case.notifications.get(kind='page'))}/"


def picture(page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_one_tap_on_a_telephone_without_script(night, live_server, chromium, scheme):
    desk, case, path = night
    with fresh_page(chromium, viewport=PHONE, java_script_enabled=False, color_scheme=scheme) as page:
        page.goto(live_server.url + path)
        expect(page.get_by_role("heading", name="Halden")).to_be_visible()
        picture(page, f"open-{scheme}")
        page.get_by_role("button", name="I have it").click()
        expect(page.get_by_role("status")).to_contain_text(f"You have case {case.number} now")
        picture(page, f"done-{scheme}")
    case.refresh_from_db()
    assert case.acknowledged_by == desk.ben


def test_who_comes_too_late_is_told_who_has_it(night, live_server, chromium):
    desk, case, path = night
    with fresh_page(chromium, viewport=PHONE) as page:
        page.goto(live_server.url + path)
        acknowledge(case, user=desk.chidi, now=database_now())
        page.get_by_role("button", name="I have it").click()
        expect(page.get_by_role("alert")).to_contain_text("the case is now with Chidi Eze")
        picture(page, "over")
        page.goto(f"{live_server.url}/a/nothing/")
        expect(page.get_by_role("heading", name="no longer open")).to_be_visible()
        picture(page, "gone")


def test_the_worker_is_taken_by_a_browser_for_the_whole_desk(night, live_server, chromium):
    with fresh_page(chromium) as page:
        page.goto(live_server.url.replace("127.0.0.1", "localhost") + night[2])
        register = "() => navigator.serviceWorker.register('/sw.js').then(r => r.scope)"
        assert page.evaluate(register).endswith("/")
        assert page.evaluate("() => navigator.serviceWorker.ready.then(r => r.active !== null)")
