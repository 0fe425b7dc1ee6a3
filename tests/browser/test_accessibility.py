"""Every page, with its errors, has no barrier that axe can find and no sideways scrolling, at three widths."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Page, Response

from tests.browser.clock import Clock
from tests.browser.conftest import NewTab
from tests.browser.council import Council
from tests.browser.every_page import (
    AGENCIES,
    ANALYST,
    CHAIR,
    DIFFERENT,
    DIRECTORY,
    EVERYBODY,
    HUB,
    KEEPING,
    LEAD,
    LISTS,
    MATCHING,
    NOT_PAGES,
    OFFICER,
    OWN_SIGN_IN,
    PAGES,
    SCHOOL,
    SOCIAL,
    Shown,
)
from tests.browser.world import World
from tests.support import axe

WIDTHS = (1280, 768, 320)
NARROWEST = WIDTHS[-1:]
ENDS = (WIDTHS[0], WIDTHS[-1])
SCROLLS = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) { return ''; }
  const wide = [...document.querySelectorAll('main *, header *, footer *')].filter(one =>
    one.getBoundingClientRect().right > root.clientWidth + 1);
  return wide.slice(-1).map(one => one.outerHTML.slice(0, 120)).join('') || 'something';
}"""


def named_routes(resolver: URLResolver, space: str = "") -> Iterator[str]:
    """Every named route, with the name of its package where it has one."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from named_routes(one, one.namespace or space)
        elif one.name:
            yield f"{space}:{one.name}" if space else one.name


def test_no_page_is_forgotten() -> None:
    routes = {one for one in named_routes(get_resolver()) if not one.startswith(("api", "open_referral:"))}
    shown = {one.route for one in PAGES}
    assert routes - shown - NOT_PAGES == set(), "routes neither listed as pages nor as something else"
    assert (shown | NOT_PAGES) - routes == set(), "listed, but no such route"
    assert shown & NOT_PAGES == set()
    looked_at = [one for part in SHARED for one in part]
    assert len(looked_at) == len(PAGES)
    assert {one.name for one in looked_at} == {one.name for one in PAGES}, "a page that no test below opens"


SHARED = (
    [*EVERYBODY, *SCHOOL, *HUB, *CHAIR, *SOCIAL, *OFFICER, *ANALYST], LEAD,
    [*AGENCIES, *KEEPING, *MATCHING, *OWN_SIGN_IN], [*LISTS, *DIRECTORY],
)  # fmt: skip
"""Every page, in parts of which each class below opens one."""


class Looker:
    """Opens pages as somebody and collects what is wrong with them, so that one run names everything."""

    def __init__(self, page: Page, address: str, world: World, widths: tuple[int, ...] = WIDTHS) -> None:
        self.page, self.address, self.world, self.widths = page, address, world, widths
        self.wrong: list[str] = []

    def sign_in(self, who: str) -> None:
        """As one of the demonstration's people."""
        self.page.context.clear_cookies()
        if who:
            client = Client()
            client.force_login(self.world.user(who))
            kept = client.cookies[settings.SESSION_COOKIE_NAME]
            self.page.context.add_cookies([{"name": kept.key, "value": kept.value, "url": self.address}])

    def look(self, shown: Shown) -> None:
        """The page as it opens, and as it comes back when nothing was filled in."""
        answer = self.page.goto(shown.address(self.world), wait_until="domcontentloaded")
        if answer is None or answer.status != 200:
            self.wrong.append(f"{shown.name}: answered {answer and answer.status}")
            return
        self._at_each_width(shown.name, self.widths)
        if shown.blank:
            sent = self._send_blank()
            if sent is None or sent.status != 422 or not self.page.title().startswith("Error: "):
                self.wrong.append(f"{shown.name}: blank, answered {sent and sent.status}, '{self.page.title()}'")
            else:
                self._at_each_width(f"{shown.name}, sent blank", ENDS)

    def _send_blank(self) -> Response | None:
        self.page.set_viewport_size({"width": 1280, "height": 900})
        button = self.page.locator("main form:has([name=once]) .govuk-button-group button").last
        if not button.count():
            button = self.page.locator("main form button.govuk-button").last
        with self.page.expect_navigation(wait_until="domcontentloaded") as sent:
            button.click()
        return sent.value

    def _at_each_width(self, name: str, widths: tuple[int, ...]) -> None:
        """All rules at the widest and at the narrowest, those about how a page is drawn between; of a form that came
        back, drawn the same way as before but for its messages, only these at the narrowest too.
        """
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            again = width != widths[0] and (widths is ENDS or width != widths[-1])
            for found in axe.violations(self.page, drawn_only=again):
                where = "; ".join(node["target"] for node in found["nodes"][:3])
                self.wrong.append(f"{name} at {width}: {found['id']} ({found['help']}) {where}")
            if width == widths[-1] and (wide := self.page.evaluate(SCROLLS)):
                self.wrong.append(f"{name} at {width}: scrolls sideways: {wide}")


def look_at(pages: list[Shown], page: Page, address: str, world: World, widths: tuple[int, ...] = WIDTHS) -> None:
    """Every page, signing in once as each of its people; one failure names everything."""
    looker = Looker(page, address, world, widths)
    for who in dict.fromkeys(one.who for one in pages):
        looker.sign_in(who)
        for shown in (one for one in pages if one.who == who):
            looker.look(shown)
    assert not looker.wrong, f"{len(looker.wrong)} wrong:\n" + "\n".join(looker.wrong)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestFrontDoorPanelAndSocialCare:
    """A class for each part, so that processes share the work."""

    def test_every_page_is_accessible_with_its_errors(
        self, new_tab: NewTab, served: str, council: Council, clock: Clock
    ) -> None:
        look_at(SHARED[0], new_tab(), served, World(council, clock))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestPagesAboutAFamily:
    """As its lead practitioner opens them."""

    def test_every_page_is_accessible_with_its_errors(
        self, new_tab: NewTab, served: str, council: Council, clock: Clock
    ) -> None:
        look_at(SHARED[1], new_tab(), served, World(council, clock))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestAgenciesAndOnesOwnSignIn:
    """As those who look after access open them, and as anybody does."""

    def test_every_page_is_accessible_with_its_errors(
        self, new_tab: NewTab, served: str, council: Council, clock: Clock
    ) -> None:
        look_at(SHARED[2], new_tab(), served, World(council, clock))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestListsOfFamiliesAndTheDirectory:
    """As the hub, those who check fairness, a lead practitioner and a school open them."""

    def test_every_page_is_accessible_with_its_errors(
        self, new_tab: NewTab, served: str, council: Council, clock: Clock
    ) -> None:
        look_at(SHARED[3], new_tab(), served, World(council, clock))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
class TestPagesOfAnotherCouncil:
    """Those that the operating model draws: other questions, other choices, no panel."""

    @pytest.mark.parametrize("council", ["stockton-2016"], indirect=True)
    def test_pages_drawn_from_the_pack_are_accessible(
        self, new_tab: NewTab, served: str, council: Council, clock: Clock
    ) -> None:
        look_at(as_opened(DIFFERENT), new_tab(), served, World(council, clock), NARROWEST)


def as_opened(pages: list[Shown]) -> list[Shown]:
    """The same pages, without sending their forms blank: what a blank form says is the same for every council."""
    return [replace(one, blank=False) for one in pages]
