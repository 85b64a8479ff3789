"""The furious mail by mouse, by keyboard, on a phone and without JavaScript: Debian's chromium on a desk that really runs."""

from __future__ import annotations

import re
import smtplib
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import expect

from harness.browser import fresh_page
from harness.cast import FURIOUS, HELP
from harness.processes import Installation, Process
from harness.smtp import Received, SmtpSink

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

OWNER = "owner@desk.example"
PHONE = {"width": 360, "height": 740}
ZONES = ("Pacific/Auckland", "Asia/Tokyo", "Asia/Kolkata", "Europe/Helsinki", "America/Sao_Paulo", "America/Chicago")
REACHED = "Spoke with the customer"
FOCUS = """() => {
  const style = getComputedStyle(document.activeElement);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  return {
    visible: outlined || style.boxShadow !== "none",
    name: document.activeElement.outerHTML.slice(0, 120),
  };
}"""

TOO_WIDE = """(width) => [...document.querySelectorAll("body *")].filter(it => it.getBoundingClientRect().right > width)
  .map(it => `${it.tagName}.${it.className}`).slice(0, 12)"""


@dataclass
class House:
    """The running desk, the world's mail server, and a way to be signed in."""

    installation: Installation
    desk: Process
    sink: SmtpSink
    printed_link: str
    state: Any = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.installation.port}"

    def sign_in_link(self) -> str:
        said = self.installation.run("token", "sign-in", OWNER)
        return next(word for word in said.split() if "/sign-in/link/" in word)

    def mail(self, name: str, text: str = FURIOUS, subject: str = "Line 2 again") -> str:
        """A new customer writes; returns the case's path once the owner's page is in the sink."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = f"{name} Novak <{name}@{name}.example>", HELP, subject
        message["Message-ID"] = f"<{time.monotonic_ns()}@{name}.example>"
        message.set_content(text)
        with smtplib.SMTP("127.0.0.1", self.installation.smtp_port, timeout=10) as door:
            door.send_message(message)
        page = self.await_mail(OWNER, f"{name}.example")
        return re.search(r"/cases/\d+/", page.text).group()

    def await_mail(self, to: str, words: str, within: float = 20.0) -> Received:
        return self.desk.expect(lambda: next(iter(self.mails(to, words)), None), within, saying=f"{words!r} to {to}")

    def mails(self, to: str, words: str) -> list[Received]:
        return [m for m in list(self.sink.messages) if to in m.recipients and words in m.subject + m.text]

    def customers_page(self, name: str, words: str) -> str:
        """The link to their own page in our mail with these words."""
        return re.search(r"https?://\S+/c/[^/\s]+/", self.await_mail(f"{name}@{name}.example", words).text).group()


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    sink = SmtpSink().start()
    settings = {"EVENKEEL_EMAIL_URL": sink.url, "EVENKEEL_MAIL_FROM": HELP}
    with Installation(tmp_path_factory.mktemp("house"), settings=settings) as installation:
        desk = installation.start("up", ready="/healthz")
        link = desk.expect(lambda: re.search(r"https?://\S+/sign-in/link/\S+", desk.said), 30, saying="a sign-in link")
        yield House(installation, desk, sink, link.group())
    sink.stop()


@pytest.fixture(scope="module")
def state(house, chromium):
    """The cookies of somebody who signed in."""
    with fresh_page(chromium) as page:
        page.goto(house.sign_in_link())
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="My day")).to_be_visible()
        return page.context.storage_state()


@pytest.fixture
def signed_in(state, chromium):
    with fresh_page(chromium, storage_state=state) as page:
        yield page


def move_to(page: Page, zone: str, account: str) -> None:
    """As an operator does it: on the admin page of the account."""
    page.get_by_role("link", name=account).click()
    page.get_by_label("Time zone").fill(zone)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()


def set_back(house: House, table: str, column: str, at: datetime, where: str = "1 = 1") -> None:
    """Time that passed, without waiting for it: the row is older than it was."""
    statement = f"UPDATE {table} SET {column} = %s WHERE {where}"
    if url := house.installation.database_url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement, [at])
        return
    path = house.installation.folder / "data" / "evenkeel.sqlite3"
    with closing(sqlite3.connect(path, timeout=10)) as file, file:
        file.execute(statement.replace("%s", "?"), [f"{at:%Y-%m-%d %H:%M:%S}"])


def test_the_whole_story_by_mouse(  # noqa: PLR0915 - one story, told in one go
    house, page, chromium
):
    now = datetime.now(UTC)
    zone = min(ZONES, key=lambda z: abs(now.astimezone(ZoneInfo(z)).hour - 11))
    due = (now.astimezone(ZoneInfo(zone)) + timedelta(hours=4)).replace(minute=30, second=0, microsecond=0)
    path = house.mail("ada")

    page.goto(house.printed_link)
    page.get_by_role("button", name="Sign in").click()
    waiting = page.get_by_role("region", name="Waiting for somebody")
    expect(waiting.get_by_role("link", name="Line 2 again")).to_be_visible()
    page.goto(f"{house.url}/admin/people/account/")
    move_to(page, zone, "ada.example")

    page.goto(house.url)
    waiting.get_by_role("listitem").filter(has_text="ada.example").get_by_role("link").click()
    expect(page).to_have_url(f"{house.url}{path}")
    why = page.get_by_role("region", name="Why this level")
    expect(why.locator("q").filter(has_text="line 2 is down")).to_be_visible()
    expect(page.locator(".said-in mark").filter(has_text="line 2 is down").first).to_be_visible()
    expect(page.locator(".said-in mark").filter(has_text="manager").first).to_be_visible()
    page.get_by_role("button", name="I have it").click()
    expect(page.get_by_text("said “I have it”")).to_be_visible()
    expect(page.get_by_role("button", name="I have it")).to_have_count(0)

    promised = f"I'll call you by {due:%H:%M} your time today"
    page.get_by_label("To the customer, by mail").press_sequentially(f"Ada, I own this now. {promised}.")
    proposal = page.locator(".proposal").filter(has_text="call you")
    expect(proposal.get_by_role("checkbox")).to_be_checked()
    expect(proposal).to_contain_text(f"today {due:%H:%M} ({zone.rpartition('/')[2].replace('_', ' ')})")
    expect(page.get_by_text("You promise this")).to_be_visible()
    page.get_by_role("button", name="Send to ada Novak").click()

    ledger = page.get_by_role("region", name="Promises")
    line = ledger.locator(".promise").filter(has_text=re.compile("call", re.IGNORECASE))
    expect(line.locator(".state")).to_have_text("Open")
    instant = line.locator("time").get_attribute("datetime")
    assert datetime.fromisoformat(instant) == due
    expect(line).to_contain_text(f"today {due:%H:%M} ({zone.rpartition('/')[2].replace('_', ' ')})")
    expect(page.locator(".said-out mark").filter(has_text=promised[:20])).to_be_visible()
    house.await_mail("ada@ada.example", promised)

    # A call of three minutes that has just ended began three minutes ago: the promise must be older than that.
    promise = line.get_attribute("id").removeprefix("promise-")
    set_back(house, "promises_promise", "made_at", datetime.now(UTC) - timedelta(minutes=10), f"id = {int(promise)}")
    page.get_by_text("Log a call").click()
    page.get_by_role("radio", name=REACHED).check()
    page.get_by_label("Minutes").fill("3")
    page.get_by_label("What was said").fill("Line 2 runs again, the truck has left.")
    page.get_by_role("button", name="Put the call on record").click()
    expect(page.locator(".said-call")).to_contain_text("3 min 00 s")
    expect(line.locator(".state")).to_have_text("Kept")

    page.get_by_text("Resolve it and ask the customer").click()
    page.get_by_label("What was done").fill("The drive of line 2 was replaced; it has run since.")
    page.get_by_role("button", name="whether it is solved").click()
    expect(page.locator(".state-word")).to_contain_text("Resolved")
    link = house.customers_page("ada", "The drive of line 2 was replaced")

    with fresh_page(chromium) as theirs:
        theirs.goto(link)
        expect(theirs.get_by_text("We believe it is solved, and wait for your word.")).to_be_visible()
        expect(theirs.locator(".promised")).to_contain_text("Done")
        theirs.get_by_role("button", name="It is solved", exact=True).click()
        expect(theirs.get_by_role("status")).to_have_text("Thank you for telling us.")
        assert theirs.context.cookies() == []
    page.reload()
    expect(page.locator(".state-word")).to_have_text(re.compile("confirmed", re.IGNORECASE))
    expect(page.locator(".ending .reached").last).to_contain_text("Confirmed by the customer")


def test_without_javascript_not_solved_with_words_opens_it_again_and_pages_the_owner(house, signed_in, chromium):
    path = house.mail("bea")
    page = signed_in
    page.goto(house.url + path)
    page.get_by_role("button", name="I have it").click()
    page.get_by_text("Resolve it and ask the customer").click()
    page.get_by_label("What was done").fill("The fuse of line 2 was changed.")
    page.get_by_role("button", name="whether it is solved").click()
    link = house.customers_page("bea", "The fuse of line 2 was changed")
    paged_before = len(house.mails(OWNER, "bea.example"))

    with fresh_page(chromium, java_script_enabled=False) as theirs:
        theirs.goto(link)
        theirs.get_by_label("In your own words").fill("It stopped again after ten minutes.")
        theirs.get_by_role("button", name="It is not solved").click()
        expect(theirs.get_by_role("status")).to_contain_text("Thank you for saying so. It stays open, with Owner")
        expect(theirs.get_by_text("It stopped again after ten minutes.").first).to_be_visible()
    house.desk.expect(lambda: len(house.mails(OWNER, "bea.example")) > paged_before, 20, saying="a page to the owner")
    page.reload()
    expect(page.locator(".state-word")).not_to_have_text(re.compile("resolved|confirmed", re.IGNORECASE))
    expect(page.locator("#ending")).to_contain_text("It stopped again after ten minutes.")
    expect(page.get_by_role("button", name="I have it")).to_be_visible()


def tab_to(page: Page, here: Locator, at_most: int = 60) -> None:
    """Tab after Tab, each with a focus that one can see."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["visible"], f"No visible focus on {focus['name']}"
        if here.evaluate("it => it === document.activeElement"):
            return
    pytest.fail(f"{at_most} Tabs did not lead to {here}")


def test_by_keyboard_alone_it_is_acknowledged_and_answered(house, page):
    path = house.mail("cleo")
    page.goto(house.sign_in_link())
    tab_to(page, page.get_by_role("button", name="Sign in"), at_most=5)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="My day")).to_be_visible()
    mine = (
        page.get_by_role("region", name="Waiting for somebody").get_by_role("listitem").filter(has_text="cleo.example")
    )
    tab_to(page, mine.get_by_role("button", name="I have it"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{house.url}{path}")
    expect(page.get_by_text("said “I have it”")).to_be_visible()

    tab_to(page, page.get_by_role("navigation", name="On this page").get_by_role("link", name="Answer"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("To the customer, by mail"), at_most=3)
    page.keyboard.type("Cleo, a technician is looking at line 2 right now.")
    expect(page.locator("#draft")).not_to_contain_text("read as you write")
    tab_to(page, page.get_by_role("button", name="Send to"), at_most=15)
    page.keyboard.press("Enter")
    expect(page.locator(".said-out")).to_contain_text("a technician is looking at line 2")
    house.await_mail("cleo@cleo.example", "a technician is looking at line 2")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_no_page_scrolls_sideways(house, state, chromium, scheme):
    name = f"dora-{scheme}"
    long = f"line-2-{'x' * 150}"
    path = house.mail(
        name, f"{FURIOUS}\n\nThe log says https://plc.example/{'a' * 300}", subject=f"Line 2 again {long}"
    )
    with fresh_page(
        chromium, storage_state=state, viewport=PHONE, is_mobile=True, has_touch=True, color_scheme=scheme
    ) as page:
        page.goto(house.url + path)
        text = f"We look at {long} now. I'll call you tomorrow by 15:00 your time."
        page.get_by_label("To the customer, by mail").fill(text)
        expect(page.locator(".proposal").filter(has_text="call you")).to_be_visible()
        assert_fits(page)
        page.get_by_role("button", name="Send to").tap()
        expect(page.locator(".said-out")).to_contain_text("We look at line-2")
        link = house.customers_page(name, "We look at line-2")
        grounds = set()
        for address in ("/", "/cases/", path, link.removeprefix(house.url)):
            page.goto(house.url + address)
            assert_fits(page)
            grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert len(grounds) == 1, "The customer's page has the colours of the desk."
        dark = sum(map(int, re.findall(r"\d+", grounds.pop())[:3])) < 3 * 128
        assert dark == (scheme == "dark")


def assert_fits(page: Page) -> None:
    """As it comes, and with all that can be opened open."""
    for opened in (False, True):
        if opened:
            page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
        width = page.evaluate("document.scrollingElement.scrollWidth")
        wide = page.evaluate(TOO_WIDE, PHONE["width"])
        assert width <= PHONE["width"], f"{page.url} is {width} wide{' when all is opened' if opened else ''}: {wide}"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_double_click_on_send_sends_one_mail(house, state, chromium, scripts):
    name = f"eve-{'yes' if scripts else 'no'}"
    path = house.mail(name)
    with fresh_page(chromium, storage_state=state, java_script_enabled=scripts) as page:
        page.goto(house.url + path)
        page.get_by_label("To the customer, by mail").fill("We have seen it and are on it.")
        page.get_by_role("button", name="Send to").dblclick()
        expect(page.locator(".said-out")).to_have_count(1)
        house.await_mail(f"{name}@{name}.example", "We have seen it")
        page.goto(house.url + path)
        expect(page.locator(".said-out")).to_have_count(1)
    time.sleep(1)  # A second mail would be on its way by now.
    assert len(house.mails(f"{name}@{name}.example", "We have seen it")) == 1


def test_a_refused_form_says_its_sentence_and_keeps_what_was_typed(house, signed_in):
    path = house.mail("finn")
    page = signed_in
    page.goto(house.url + path)
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Send to").click()
    assert sent == [], "The browser itself holds an empty reply back."

    page.get_by_label("To the customer, by mail").fill("   ")
    page.get_by_label("They hear from us again by").fill("2099-05-27T15:00")
    page.get_by_role("button", name="Send to").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Nothing was changed. What you typed is still in its place below.")
    expect(alert.locator("strong")).to_have_text(re.compile(r"\w.+\."))
    expect(alert).to_be_focused()
    expect(page.get_by_label("They hear from us again by")).to_have_value("2099-05-27T15:00")

    page.goto(house.url + path)
    page.locator("summary", has_text="Change the level").click()
    page.get_by_role("radio", name="Level 1").check()
    page.locator("form[action$='/levels/']").get_by_label("Why").fill(" ")
    page.get_by_role("button", name="Change the level").click()
    expect(alert).to_contain_text("Say why")
    expect(page.get_by_role("radio", name="Level 1")).to_be_checked()
    expect(page.get_by_role("radio", name="Level 1")).to_be_visible()
    assert not house.mails("finn@finn.example", "Owner")


def test_a_sign_in_link_that_was_used_or_has_expired_or_never_was_says_so_kindly(house, page, chromium):
    link = house.sign_in_link()
    with fresh_page(chromium) as first:
        first.goto(link)
        first.get_by_role("button", name="Sign in").click()
        expect(first.get_by_role("heading", name="My day")).to_be_visible()
    expired = house.sign_in_link()
    set_back(house, "people_signinlink", "expires_at", datetime.now(UTC) - timedelta(minutes=1))
    for stale in (link, expired, f"{house.url}/sign-in/link/never-made/"):
        page.goto(stale)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("was used already or has expired")
        expect(page.get_by_role("button", name="Sign in")).to_have_count(0)
        expect(page.get_by_role("heading", name="Welcome")).to_have_count(0)


SCRIPT = "<script>alert(1)</script>"
EVIL = f"""{FURIOUS}
{SCRIPT} <img src=x onerror="alert(2)"> <a href="javascript:alert(3)">click</a> javascript:alert(4) {{{{ 7*7 }}}}
"""


def test_a_script_in_subject_and_body_is_text_and_runs_nowhere(house, signed_in, chromium):
    subject = f'Line 2 {SCRIPT} <img src=x onerror="alert(5)"> javascript:alert(6)'
    path = house.mail("gus", EVIL, subject=subject)
    page = signed_in
    page.goto(house.url + path)
    expect(page.locator("h1")).to_contain_text(SCRIPT)
    expect(page.locator(".said-in .said-text")).to_contain_text('<img src=x onerror="alert(2)">')
    expect(page.locator(".said-in .said-text")).to_contain_text("{{ 7*7 }}")
    page.get_by_label("To the customer, by mail").fill(f"{SCRIPT} I'll call you tomorrow by 15:00 your time {SCRIPT}.")
    expect(page.locator(".proposal").filter(has_text="call you")).to_be_visible()
    assert_harmless(page)
    page.get_by_role("button", name="Send to").click()
    expect(page.locator(".said-out")).to_contain_text(SCRIPT)
    link = house.customers_page("gus", "call you tomorrow")
    for address in ("/", "/cases/", path, f"{path}?events=all", "/admin/cases/case/", link.removeprefix(house.url)):
        page.goto(house.url + address)
        expect(page.get_by_text(SCRIPT).first).to_be_visible()
        assert_harmless(page)


def assert_harmless(page: Page) -> None:
    """Every script and picture is a file of ours, and no address is code. Dialogs and complaints fail the page itself."""
    assert (
        page.evaluate(
            """[...document.querySelectorAll("script:not([src]), [onerror], [onload], [onclick], img[src='x'],"""
            """ a[href^='javascript:' i]")].map(it => it.outerHTML).filter(it => !it.includes("application/json"))"""
        )
        == []
    )
