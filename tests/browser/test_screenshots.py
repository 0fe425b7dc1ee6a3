"""The pictures of the README, of a small believable council. SCREENSHOTS=1 writes them; else they are only shown."""

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from alongside.helping.assessments.actions import discard
from alongside.helping.assessments.actions import start_assessment as assess
from alongside.helping.assessments.models import Assessment
from alongside.helping.plans import actions as plans
from alongside.people.consent.actions import record_agreement
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Handover
from alongside.people.families.words import Sex
from tests.browser.clock import Clock
from tests.browser.conftest import NewTab
from tests.browser.council import Council
from tests.browser.people import Person
from tests.browser.world import ADULT, CHILD, World

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SIZE = {"width": 1280, "height": 800}


class HubWorker(Person):
    """Works the queue."""

    persona = "hub_worker"


class LeadPractitioner(Person):
    """Leads families' plans."""

    persona = "family_worker"


def picture(page: Page, name: str, *, at: str = "") -> None:
    """The first screen of the page, or the screen that begins with something on it, as somebody sees it."""
    page.wait_for_load_state("load")
    page.evaluate("() => document.activeElement && document.activeElement.blur()")
    if at:
        page.locator(at).first.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 10)")
    taken = page.screenshot()
    assert len(taken) > 10_000, f"{name} is nearly blank"
    if os.environ.get("SCREENSHOTS") == "1":
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / f"{name}.png").write_bytes(taken)


def test_the_pages_of_the_readme(new_tab: NewTab, council: Council, clock: Clock) -> None:
    world = World(council, clock)
    on_an_ordinary_day(world)
    lead, hub = LeadPractitioner(new_tab(viewport=SIZE), council), HubWorker(new_tab(viewport=SIZE), council)
    lead.given_signed_in()
    picture(lead.page, "today")
    hub.given_signed_in()
    hub.go("/queue/")
    expect(hub.page.get_by_role("main")).to_contain_text(re.compile("overdue"))
    picture(hub.page, "queue")
    hub.go(f"/contacts/{world.contacts['waiting-0'].pk}/decide/")
    picture(hub.page, "decide", at="h2:text-is('Decision')")
    family = f"/families/{world.marwood.family.pk}"
    for name, address, words, at in (
        ("family", f"{family}/", "Who is involved", ""),
        ("plan", f"{family}/plan/", "What we are working on now", ".al-identity"),
        ("people", f"{family}/people/", "Dawn Marwood", "main :text-is('Who is in this family')"),
    ):  # fmt: skip
        lead.go(address)
        lead.sees(words)
        picture(lead.page, name, at=at)


def on_an_ordinary_day(world: World) -> None:
    """Nothing half-made: the hand-over is taken back, the meeting written up, the family seen; two families more."""
    lead, story = world.user("family_worker"), world.marwood
    handover = Handover.objects.get()
    episodes.withdraw_handover(handover=handover, by=lead)
    draft = Assessment.objects.get(pk=world.records["assessment"].pk)
    discard(assessment=draft, seen_version=draft.version, by=lead)
    unwritten = story.meetings["unwritten"]
    plans.record_minutes(
        meeting=unwritten, seen_version=unwritten.version, by=lead, decisions=["Nan does the school run on Fridays"],
        came=list(unwritten.invitations.values_list("pk", flat=True))[:3],
    )  # fmt: skip
    for surname, forename, born in (("Okafor-Reid", "Joshua", 2015), ("Szymańska", "Hania", 2021)):
        other = world.start(surname, [
            ("Ada" if born == 2015 else "Marta", "", ADULT, None, Sex.FEMALE),
            (forename, "", CHILD, dt.date(born, 4, 2), Sex.UNKNOWN),
        ])  # fmt: skip
        if born == 2015:
            parent = next(iter(other.people.values()))
            record_agreement(family=other.family, person=parent, state="given", how="in_person", by=lead)
            assess(family=other.family, by=lead)
