"""Agencies that agreed, and families who agree that they are told: made through the real actions."""

from dataclasses import dataclass
from typing import Any

from alongside.ground.access.models import Agency, User
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.access.words import AgencyKind
from alongside.ground.agencies import actions as agencies
from alongside.ground.agencies.queries import agreement_in_force
from alongside.people.consent.actions import record_lawful_basis, record_sharing
from alongside.people.consent.models import SharingPreference
from alongside.people.episodes.tests.factories import OpenFamily, an_open_family
from alongside.people.families.actions import change_person
from alongside.people.families.models import Person


@dataclass(frozen=True)
class Receiving:
    """An agency that accepted the sharing agreement, and somebody who reads its list."""

    agency: Agency
    reader: User


def receiving(kind: str = AgencyKind.SCHOOL, name: str = "") -> Receiving:
    """An agency whose administrator accepted the agreement in force, publishing one where there is none."""
    agency = an_agency(name, kind=kind)
    if agreement_in_force() is None:
        agencies.publish_agreement(text="We share what helps.", review_months=12, by=a_user("access_administrator"))
    text = agreement_in_force()
    assert text is not None
    agencies.accept_agreement(text=text, by=a_user("agency_administrator", agency=agency))
    return Receiving(agency, a_user(name="Rita Reader", agency=agency))


def agrees(
    opened: OpenFamily, agency: Agency, person: Person | None = None, *, by: User | None = None, **changes: Any
) -> SharingPreference:
    """A parent (or whoever is named) agrees that the agency is told, and the law allows it."""
    by = by or opened.cast.lead
    record_lawful_basis(
        family=opened.made.family, purpose="early_help", basis="public_task", reason="To help together", by=by
    )
    wanted: dict[str, Any] = {
        "family": opened.made.family, "person": person or opened.made.parents[0], "agency": agency,
        "purpose": "early_help", "agrees": True, "data_categories": ["identity"], "by": by, **changes,
    }  # fmt: skip
    return record_sharing(**wanted)


def to_school(child: Person, school: Agency | None, by: User) -> Person:
    """The child changes school."""
    fresh = Person.objects.get(pk=child.pk)
    return change_person(person=fresh, seen_version=fresh.version, changes={"school": school}, by=by)


def a_listed_family(school: Agency) -> OpenFamily:
    """A family being helped whose two children are on the school's roll, and who agree that it is told."""
    opened = an_open_family()
    for child in opened.made.children:
        to_school(child, school, opened.cast.hub_manager)
    agrees(opened, school)
    return opened
