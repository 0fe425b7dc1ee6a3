"""A hundred families kept closely, marked in everything written about them: nobody uncleared finds one of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import public_door
from alongside.ground.access.words import RecordClass
from alongside.ground.agencies.tasks import send_invitation
from alongside.ground.lib.triggers import letting_pass
from alongside.ground.sign_in.tasks import send_reset
from alongside.helping.front_door.models import Contact
from alongside.people.families.models import Family, Person, PersonName
from tests.access.markers import MARK, marked_texts, plant
from tests.access.multiplied import COPIES, Multiplied, kept_as
from tests.access.places import Place, places
from tests.browser.clock import Clock
from tests.browser.council import a_council
from tests.browser.world import World
from tools.access_matrix import About, Route, routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CRAWLERS = (
    "pastoral_lead", "family_worker", "hub_worker", "hub_manager", "team_manager", "social_worker", "model_lead",
    "agency_administrator", "access_administrator", "privacy_officer",
)  # fmt: skip
"""Every role, most of them people who work with the family; nobody is cleared for a record."""

MARKS = re.compile(MARK + r"(\d\d)x(\w+)")
NUMBERS = re.compile(r"9990000\d{3}|07700 90\d{4}|ZX\d+ 9ZZ")
MAY_BE_NAMED = ("PersonNameforename", "PersonNamesurname")
"""What a restricted record shows: the name, with the year of birth and whom to ask (security rule 3)."""
NOT_ASKED = {"sign_out", "demo_sign_in", "resume", "protection:end_clearance", "openid_connect_login", "saml_login"}
FILES_ABOUT_ONE = {"application/pdf", "text/calendar; charset=utf-8", "text/calendar"}
"""Nobody uncleared is given one about a family; their text is not looked into."""
ABOUT_NOBODY = "/may-need-help/impact-assessment/pdf/"
"""A file that names no family: what the council's lists do, and by which law."""
FAMILIES_AT_LEAST, MARKS_AT_LEAST, ASKED_AT_LEAST = 100, 15_000, 1_500
FAMILIES_SEEN_AT_LEAST = 40


@dataclass
class Crawl:
    """A world with a hundred kept families, and what was asked of it."""

    world: World
    copies: Multiplied
    places: dict[str, Place]
    asked: int = 0
    wrong: list[str] = field(default_factory=list)

    def look(self, who: str, where: str, text: str, typed: str = "") -> None:
        """Note whatever of a kept family stands in what somebody was given, beside what they typed themselves."""
        self.asked += 1
        for number, name in MARKS.findall(text):
            if kept_as(int(number)) == RecordClass.SEALED or not name.startswith(MAY_BE_NAMED):
                self.wrong.append(f"{who} {where}: shows {name} of family {number}")
        self.wrong += [f"{who} {where}: shows {number}" for number in NUMBERS.findall(text) if number != typed]

    def ask(self, client: Client, who: str, address: str, typed: str = "", **sent: Any) -> None:
        """Ask for an address, by POST when something is sent, and look at all that comes back."""
        answer = client.post(address, **sent) if sent else client.get(address)
        headers = " ".join(f"{name}: {value}" for name, value in answer.items())
        self.look(who, address, answer.getvalue().decode(errors="replace") + headers, typed)
        if answer.status_code >= 500:
            self.wrong.append(f"{who} {address}: answered {answer.status_code}")
        if answer.headers["Content-Type"] in FILES_ABOUT_ONE and address != ABOUT_NOBODY:
            self.wrong.append(f"{who} {address}: gives a file")


@pytest.fixture
def crawl(db: None) -> Iterator[Crawl]:
    """The family with its contact, in a hundred copies; half of them restricted, half sealed."""
    with Clock() as clock:
        world = World(a_council(), clock)
        contact = world.contacts["told"]
        Contact.objects.filter(pk=contact.pk).update(
            family_id=world.marwood.family.pk, author=public_door(), readers=[]
        )
        PersonName.objects.filter(person=world.marwood.people["Tilly"]).update(surname="Marwood")
        with letting_pass():  # of tables that only grow, rows are marked as if they had been written so
            plant(world.marwood.family)
        yield Crawl(world, Multiplied(world.marwood.family), places(world))


def planted(crawl: Crawl) -> int:
    """How many texts of the copies hold a mark."""
    marked = 0
    for model, ids in crawl.copies.scope.items():
        for text in marked_texts(model):
            here = model._base_manager.filter(**{f"{text.name}__regex": MARKS.pattern}).count()
            assert here % COPIES == 0, f"{model.__name__}.{text.name}: {here} of {len(ids)} rows"
            marked += here
    return marked


def test_none_of_their_marks_reaches_anybody_uncleared(crawl: Crawl, caplog: pytest.LogCaptureFixture) -> None:
    assert Family.objects.exclude(record_class=RecordClass.NORMAL).count() >= FAMILIES_AT_LEAST
    assert planted(crawl) >= MARKS_AT_LEAST
    for who in CRAWLERS:
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(persona=who))
        every_page(crawl, client, who)
        searches(crawl, client, who)
    invitation, reader = crawl.world.records["access_invitation"], crawl.world.user("hub_worker")
    send_invitation(str(invitation.pk), "https://alongside.example/")
    send_reset(reader.pk, "https://alongside.example/")
    assert len(mail.outbox) == len({"an invitation", "a reset"})
    for message in mail.outbox:
        crawl.look("mail", "sent", f"{message.body}{message.recipients()}")
    crawl.look("log", "everything logged", caplog.text)
    assert "alongside.request" in caplog.text
    assert not crawl.wrong, f"{len(crawl.wrong)} wrong:\n" + "\n".join(crawl.wrong[:60])
    assert crawl.asked >= ASKED_AT_LEAST


def every_page(crawl: Crawl, client: Client, who: str, only: list[Route] | None = None) -> None:
    """Every page, list, file and operation once; those about a family for one family after another."""
    numbers = cycle(range(COPIES))
    for route in only or routes():
        place = crawl.places[route.name]
        if route.name in NOT_ASKED or place.method != "get" or route.public:
            continue
        of_one = route.about in (About.FAMILY, About.CONTENT)
        for number in [next(numbers)] if of_one else [0]:
            parts = {name: crawl.copies.place(value, number) for name, value in place.parts.items()}
            crawl.ask(client, who, reverse(route.name, kwargs=parts))


def searches(crawl: Crawl, client: Client, who: str) -> None:
    """By surname, date of birth, number, postcode, street, telephone and school; on the page and through the API."""
    born = Person.objects.get(pk=crawl.world.marwood.people["Tilly"].pk).date_of_birth
    for text in ("Marwood", f"Tilly {born:%d/%m/%Y}", f"{born:%d/%m/%Y}", "ZX7 9ZZ", "ZX8 9ZZ", "Millbrook Primary",
                 "7 Ropery Row", "07700 900008", "9990000007", "9990000008", "Z000000000008"):  # fmt: skip
        crawl.ask(client, who, reverse("episodes:find"), text, data={"q": text})
        crawl.ask(client, who, "/api/v1/people/find", text, data={"text": text}, content_type="application/json")
        crawl.ask(client, who, reverse("new_contact_who"), text, data={"q": text})


def test_the_marks_would_be_seen(crawl: Crawl) -> None:
    """The same crawl finds them where nothing is kept closely: the test above can fail."""
    for record in (Family, Person, Contact):
        record._base_manager.update(record_class=RecordClass.NORMAL)
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(persona="hub_manager"))
    every_page(crawl, client, "hub_manager", [route for route in routes() if route.about == About.FAMILY])
    seen = {number for line in crawl.wrong for number in re.findall(r"of family (\d+)", line)}
    assert len(seen) > FAMILIES_SEEN_AT_LEAST
    assert any("api/v1" in line for line in crawl.wrong)
    assert any("gives a file" in line for line in crawl.wrong)
