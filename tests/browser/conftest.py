"""What browser tests run with: a clock of their own, a council, and a tab for each person."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.clock import Clock
from tests.browser.council import PACKS, Council, a_council
from tests.support import browsers

NewTab = Callable[..., Page]


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The product's clock, which a test can move on."""
    with Clock() as running:
        yield running


@pytest.fixture
def council(transactional_db: None, clock: Clock, request: pytest.FixtureRequest) -> Council:
    """A small council; on the pack the test names, York's unless it does."""
    return a_council(getattr(request, "param", PACKS[0]))


@pytest.fixture
def new_tab(browser: Browser, served: str) -> Iterator[NewTab]:
    """`new_tab()` opens a tab with its own session; options as for `browsers.tab`."""
    with ExitStack() as open_tabs:
        yield lambda **options: open_tabs.enter_context(browsers.tab(browser, served, **options))
