"""A mother who fled with her children, and a father who must not learn where to. Everybody is made up."""

import datetime as dt
from dataclasses import dataclass

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.people.disclosure.queries import Recipient, check
from alongside.people.families import actions
from alongside.people.families.models import Family, Person, PersonAddress
from alongside.people.families.tests.factories import a_family, a_pack
from alongside.people.protection.actions import restrict, show_address

LINES, POSTCODE = "Flat 2, 14 Larkspur Street, Millbrook", "YO1 9QX"


@dataclass
class Fled:
    """The family, with who must and must not know where the mother and child are."""

    family: Family
    mother: Person
    father: Person
    child: Person
    school: Agency
    keeper: User
    worker: User
    address: PersonAddress

    def refuses(self, text: str, to: Recipient | None = None) -> bool:
        """True when the text may not go to the reader (the father, unless said)."""
        from alongside.people.disclosure.queries import MayNotLeave

        try:
            check(text, self.family, to or self.father, by=self.worker)
        except MayNotLeave:
            return True
        return False


def fled() -> Fled:
    """Everything recorded through the real actions; the keeper is cleared for the address, the worker is not."""
    a_pack()
    system = the_system()
    keeper, worker = a_user("hub_manager", name="Kit Keeper"), a_user("family_worker", name="Wendy Worker")
    made = a_family(parents=2, children=1, surname="Zephyrine", readers=(worker.principal,))
    (mother, father), (child,) = made.parents, made.children
    school = an_agency("Larchfield Primary School", "school")
    Person.objects.filter(pk=child.pk).update(school=school)
    Person.objects.filter(pk=mother.pk).update(telephone="07700 900 321", email="safe.place@example.test")
    actions.record_address(people=[father], lines="3 Old Road, York", postcode="YO24 1AA", by=system)
    address, _ = actions.record_address(
        people=[mother, child], lines=LINES, postcode=POSTCODE, confidential=True, by=system
    )
    show_address(address=address, user=keeper, kind="involved", reason="She visits them there each week.", by=system)
    return Fled(made.family, mother, father, child, school, keeper, worker, address)


def seal(world: Fled, person: Person) -> None:
    """Seal one person's record, with nobody cleared but the keeper."""
    restrict(
        subject=person, record_class=RecordClass.SEALED, category="adoption", whom_to_ask="The hub, 01904 000000",
        reason="Adopted: the birth family must not find out.", review_on=today() + dt.timedelta(days=30), cleared=(),
        by=world.keeper,
    )  # fmt: skip
