"""The pictures of the README, of a small believable council. SCREENSHOTS=1 writes them; otherwise the pages are only shown."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clock import Clock
from tests.browser.conftest import NewTab
from tests.browser.council import Council
from tests.browser.people import Person
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIZE = {"width": 1280, "height": 800}


class HubWorker(Person):
    """Works the queue."""

    persona = "hub_worker"


class LeadPractitioner(Person):
    """Leads families' plans."""

    persona = "family_worker"


def picture(page: Page, name: str) -> None:
    """The first screen of the page, as somebody sees it."""
    page.wait_for_load_state("load")
    page.evaluate("() => document.activeElement && document.activeElement.blur()")
    taken = page.screenshot()
    assert len(taken) > 10_000, f"{name} is nearly blank"
    if os.environ.get("SCREENSHOTS") == "1":
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{name}.png").write_bytes(taken)


def test_the_pages_of_the_readme(new_tab: NewTab, council: Council, clock: Clock) -> None:
    world = World(council, clock)
    lead, hub = LeadPractitioner(new_tab(viewport=SIZE), council), HubWorker(new_tab(viewport=SIZE), council)
    lead.given_signed_in()
    picture(lead.page, "today")
    hub.given_signed_in()
    hub.go("/queue/")
    expect(hub.page.get_by_role("main")).to_contain_text(re.compile("overdue"))
    picture(hub.page, "queue")
    hub.go(f"/contacts/{world.contacts['waiting-0'].pk}/decide/")
    picture(hub.page, "decide")
    family = f"/families/{world.marwood.family.pk}"
    for name, address, words in (
        ("family", f"{family}/", "Who is involved"), ("plan", f"{family}/plan/", "What we are working on now"),
        ("people", f"{family}/people/", "Dawn Marwood"),
    ):  # fmt: skip
        lead.go(address)
        lead.sees(words)
        picture(lead.page, name)
