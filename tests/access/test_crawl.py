"""Every page, file and operation asked for by people who may not see a family: no mark of it comes back."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.people.protection import actions as protection
from alongside.people.protection.policies import LONGEST_REVIEW
from tests.access.markers import MARK, plant
from tests.browser.clock import Clock
from tests.browser.council import a_council
from tests.browser.every_page import PAGES, Shown
from tests.browser.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
UNCLEARED = ("pastoral_lead", "family_worker", "hub_worker", "team_manager", "social_worker", "panel_chair")
MARKS_AT_LEAST = 100
REFUSED = {RecordClass.RESTRICTED: (403, 404), RecordClass.SEALED: (404,)}
FILES: tuple[tuple[str, str, Callable[[World], uuid.UUID]], ...] = (
    ("plans:calendar", "meeting_id", lambda world: world.marwood.meetings["ahead"].pk),
)
OPERATIONS = (
    "families/{}", "families/{}/plan", "families/{}/chronology", "families/{}/sharing", "families/{}/readers",
    "families/{}/who-has-seen", "families/{}/may/see_plan",
)  # fmt: skip
LISTS = ("kept-records", "alerts", "alerts?closed=true", "record-requests", "retention/due", "retention/disposed")


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """A council in the middle of its work, with everything about one family marked."""
    with Clock() as clock:
        made = World(a_council(), clock)
        assert plant(made.marwood.family) >= MARKS_AT_LEAST
        yield made


def keep(world: World, how: int) -> None:
    protection.restrict(
        subject=world.marwood.family, record_class=how, category="high_risk",
        reason="To see that nobody finds them.", whom_to_ask="The hub, 01632 960000",
        review_on=today() + LONGEST_REVIEW, cleared=[], by=world.user("hub_manager"),
    )  # fmt: skip


def browser(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def about_the_family(shown: Shown, world: World) -> bool:
    """Whether the page's address names the family, or a record of it."""
    return world.marwood.family.pk in shown.kwargs(world).values()


def crawl(world: World, user: User, refused: tuple[int, ...], names: tuple[str, ...]) -> list[str]:
    """What is wrong: a page of the family's that opens, an answer that breaks, a mark or a name that is shown."""
    client, wrong = browser(user), []
    for address, its_own in addresses(world):
        answer = client.get(address)
        text = answer.getvalue()
        if answer.status_code >= 500 or (its_own and answer.status_code not in refused):
            wrong.append(f"{user.persona} {address}: answered {answer.status_code}")
        wrong += [f"{user.persona} {address}: shows {name}" for name in names if name.encode() in text]
    return wrong


def addresses(world: World) -> Iterator[tuple[str, bool]]:
    """Every page, file and operation, and whether it is about the family."""
    for shown in PAGES:
        if shown.route != "protection:end_clearance":
            yield shown.address(world), about_the_family(shown, world)
    family = {"family_id": world.marwood.family.pk}
    for route, name, found in FILES:
        yield reverse(route, kwargs={**family, name: found(world)}), True
    for operation in OPERATIONS:
        yield f"/api/v1/{operation.format(world.marwood.family.pk)}", True
    for listed in LISTS:
        yield f"/api/v1/{listed}", False


@pytest.mark.parametrize("how", [RecordClass.RESTRICTED, RecordClass.SEALED])
def test_no_mark_reaches_who_is_not_cleared(world: World, how: RecordClass) -> None:
    keep(world, how)
    names = (MARK, "Marwood") if how == RecordClass.SEALED else (MARK + "Story", MARK + "Plan", MARK + "Outcome")
    wrong = []
    for persona in UNCLEARED:
        wrong += crawl(world, User.objects.get(persona=persona), REFUSED[how], names)
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong[:60])


def test_the_marks_are_shown_to_who_may_see_them(world: World) -> None:
    client = browser(world.user("family_worker"))
    shown = [
        client.get(page.address(world)).content.decode()
        for page in PAGES if page.who == "family_worker" and about_the_family(page, world)
    ]  # fmt: skip
    assert sum(MARK in text for text in shown) > 20


def test_another_familys_id_in_any_place_is_as_a_random_one(world: World) -> None:
    keep(world, RecordClass.SEALED)
    client = browser(User.objects.get(persona="hub_worker"))
    for page in PAGES:
        kwargs: dict[str, Any] = page.kwargs(world)
        if world.marwood.family.pk not in kwargs.values():
            continue
        nowhere = {name: uuid.uuid4() if isinstance(value, uuid.UUID) else value for name, value in kwargs.items()}
        there, away = client.get(reverse(page.route, kwargs=kwargs)), client.get(reverse(page.route, kwargs=nowhere))
        assert (there.status_code, away.status_code) == (404, 404), page.route
