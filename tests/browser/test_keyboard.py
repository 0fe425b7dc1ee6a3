"""Raising and deciding a contact with the keyboard alone: Tab, Shift+Tab, arrows, Space and Enter; never a mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door.tests.factories import a_contact
from tests.browser.conftest import NewTab
from tests.browser.council import Council
from tests.browser.hands import labelled

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MANY = 120
VISIBLE = """one => {
  const shown = [one, one.nextElementSibling].filter(Boolean).flatMap(part =>
    [getComputedStyle(part), getComputedStyle(part, '::before'), getComputedStyle(part, '::after')]);
  return shown.some(style => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== 'none' || style.backgroundColor === 'rgb(255, 221, 0)');
}"""


class Keys:
    """Somebody who uses no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, thing: Locator) -> None:
        """Tab until it has the focus, which can be seen."""
        expect(thing).to_be_visible()
        for _ in range(MANY):
            if thing.evaluate("one => one === document.activeElement"):
                assert thing.evaluate(VISIBLE), f"the focus cannot be seen on {thing}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {thing}")

    def type(self, label: str, text: str) -> None:
        """Into a box."""
        self.to(self.page.get_by_label(labelled(label)))
        self.page.keyboard.type(text)

    def choose(self, question: str, answer: str) -> None:
        """A radio: Tab to the group, arrows to the answer."""
        radios = self.page.get_by_role("group", name=labelled(question)).get_by_role("radio")
        wanted = self.page.get_by_role("group", name=labelled(question)).get_by_label(answer, exact=True)
        self.to(radios.first)
        self.page.keyboard.press("Space")
        for _ in range(radios.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"arrows never reach {answer}")

    def choose_from_list(self, label: str, words: str) -> None:
        """A list: typing the beginning of the option chooses it."""
        box = self.page.get_by_label(labelled(label))
        self.to(box)
        self.page.keyboard.type(words)
        expect(box.locator("option:checked")).to_have_text(re.compile(re.escape(words)))

    def press(self, name: str, role: str = "button") -> None:
        """A button or link of the page itself, by Enter."""
        found = self.page.get_by_role("main").get_by_role(role, name=re.compile(f"^{name}"))  # type: ignore[arg-type]
        self.to(found.last)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.keyboard.press("Enter")

    def sign_in_as(self, name: str) -> None:
        """From the first page."""
        self.page.goto("/sign-in/")
        self.press(f"Sign in as {name}")


def test_raising_and_deciding_a_contact(new_tab: NewTab, council: Council) -> None:
    reference = raise_a_contact(Keys(new_tab()), council)
    decide_it(Keys(new_tab()), council, reference)


@pytest.mark.parametrize("council", ["stockton-2016"], indirect=True)
def test_deciding_under_another_operating_model(new_tab: NewTab, council: Council) -> None:
    """Raising a contact asks much the same of everybody; the decision is where two councils differ most."""
    contact = a_contact(council.people["pastoral_lead"])
    decide_it(Keys(new_tab()), council, contact.reference)


def raise_a_contact(keys: Keys, council: Council) -> str:
    page = keys.page
    keys.sign_in_as(council.people["pastoral_lead"].name)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    keys.press("Raise a contact", "link")
    keys.press("Continue")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    keys.to(page.get_by_role("alert").get_by_role("link"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Yes", exact=True)).to_be_focused()
    keys.choose("Is a child in danger now?", "No")
    keys.press("Continue")
    keys.press("add somebody without searching", "link")
    keys.choose("Who are they?", "Child or young person")
    keys.type("First name", "Tilly")
    keys.type("Surname", "Marwood")
    keys.press("Save this person")
    keys.press("Continue with")
    keys.type("What are you worried about, or what help is wanted?", "Often late and tired.")
    keys.press("Continue")
    keys.press("Continue")
    keys.choose("Does the family agree to you contacting us?", "Yes, they agreed")
    keys.press("Continue")
    keys.choose("How would you like to hear what happens?", "On my own page in Alongside")
    keys.press("Continue")
    route = next(one for one in council.pack.routes if "school" in one.who_may_use)
    for ask in (one for one in route.asks if one.required):
        keys.choose(ask.label, ask.options[0].label if ask.options else "Yes")
    keys.press("Continue")
    keys.press("Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Contact sent")
    return page.locator(".govuk-panel__body strong").inner_text()


def decide_it(keys: Keys, council: Council, reference: str) -> None:
    page, pack = keys.page, council.pack
    keys.sign_in_as(council.people["hub_worker"].name)
    keys.press("Open the queue", "link")
    keys.press(reference, "link")
    keys.press("Take it")
    keys.choose("Priority", pack.priorities[-1].name)
    keys.press("Save the priority")
    decision = next(one for one in pack.decisions if one.follows is Follows.NAME_LEAD_PRACTITIONER)
    level = next(one for one in pack.levels if one.id in decision.levels)
    keys.choose("Level of need", level.name)
    keys.choose("What follows", decision.name)
    keys.type("Why?", "Needs in several areas, and the family wants help.")
    keys.choose_from_list("Who leads", council.people["family_worker"].name)
    keys.type("Why are they best placed?", "She has room.")
    keys.press("Record the decision")
    expect(page.get_by_role("main")).to_contain_text("Lead practitioner named")
