"""Pictures of the pages of a running desk, for the README and for looking: pictures.py URL SIGN-IN-LINK FOLDER [CASE]."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SIZES = {"desktop": (1280, 900), "phone": (360, 740)}


def main(url: str, link: str, folder: str, case: str = "") -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        state = sign_in(browser, link)
        for scheme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    storage_state=state, color_scheme=scheme, viewport={"width": width, "height": height}
                )
                page = context.new_page()
                for name, path in pages(case).items():
                    page.goto(url + path)
                    page.screenshot(path=out / f"{name}-{size}-{scheme}.png", full_page=size == "phone")
                context.close()
        browser.close()


def sign_in(browser, link: str):  # noqa: ANN001, ANN201 - Playwright's own types
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    state = context.storage_state()
    context.close()
    return state


def pages(case: str) -> dict[str, str]:
    shown = {
        "my-day": "/",
        "cases": "/cases/",
        "conversations": "/conversations/",
        "set-aside": "/set-aside/",
        "duty": "/duty/",
    }
    return {**shown, "case": f"/cases/{case}/"} if case else shown


if __name__ == "__main__":
    main(*sys.argv[1:])
