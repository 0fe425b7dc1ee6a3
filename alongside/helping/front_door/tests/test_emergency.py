"""A restricted family opened in an emergency: what the front door was told of it opens too, and nothing sealed."""

import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.words import RecordClass
from alongside.helping.front_door.keeping import contacts_opened_with
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.tests.factories import a_contact
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack
from alongside.people.protection.tests.keeping import browser, kept

pytestmark = pytest.mark.django_db
ANSWERS = {"category": "child_at_risk", "reason": "A neighbour heard screams.", "case_reference": "CAD 71"}


@pytest.fixture
def made() -> MadeFamily:
    a_pack()
    return a_family(parents=1, children=1)


def about(family: MadeFamily, concern: str, record_class: int = RecordClass.NORMAL) -> Contact:
    contact = a_contact(concern=concern)
    Contact.objects.filter(pk=contact.pk).update(family=family.family, record_class=record_class)
    return contact


def status(user: User, contact: Contact) -> int:
    return browser(user).get(f"/contacts/{contact.pk}/").status_code


def test_the_familys_contacts_open_with_it(made: MadeFamily) -> None:
    told = about(made, "He sleeps in his clothes.")
    kept(made, a_user("hub_manager"))
    sealed = about(made, "He was adopted.", RecordClass.SEALED)
    social_worker = a_user("social_worker")
    assert status(social_worker, told) == 404
    browser(social_worker).post(f"/protection/emergency/{made.family.pk}/", ANSWERS)
    assert status(social_worker, told) == 200
    assert status(social_worker, sealed) == 404


def test_nobody_learns_of_them_who_is_not_cleared(made: MadeFamily) -> None:
    about(made, "He sleeps in his clothes.")
    kept(made, a_user("hub_manager"))
    assert list(contacts_opened_with(made.family)) == []
