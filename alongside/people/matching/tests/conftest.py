import datetime as dt

import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.people.families import actions as families
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_pack, a_person
from alongside.people.matching.tests.feeds import Feeds, no_places


@pytest.fixture
def matcher(db: None) -> User:
    """Somebody at the hub who says which records are about one person."""
    a_pack()
    return a_user("hub_worker", name="Mina Matcher")


@pytest.fixture
def keeper(matcher: User) -> User:
    """A hub manager, who keeps records closely too."""
    return a_user("hub_manager", name="Kit Keeper")


@pytest.fixture
def stranger(matcher: User) -> User:
    """A practitioner of another agency."""
    return a_user(name="Sam Stranger")


@pytest.fixture
def feeds(matcher: User) -> Feeds:
    """Feeds, with a list of places in force."""
    no_places()
    return Feeds()


@pytest.fixture
def anna(matcher: User) -> Person:
    """Anna Thorley of 4 Mill Lane, among other people of the town."""
    forenames, surnames = ("Olivia", "Noah", "Anna", "Hannah", "Isla"), ("Ashby", "Barton", "Crofton")
    for number in range(30):
        born = dt.date(1960 + number, 1 + number % 12, 3)
        a_person(forenames[number % 5], surnames[number % 3], date_of_birth=born, by=matcher)
    anna = a_person("Anna", "Thorley", date_of_birth=dt.date(2014, 3, 7), nhs_number="9990000018", sex="F", by=matcher)
    families.record_address(
        people=[anna], lines="4 Mill Lane", postcode="YO1 6GA", uprn="100050123456", since=dt.date(2018, 1, 1),
        by=matcher,
    )  # fmt: skip
    return anna
