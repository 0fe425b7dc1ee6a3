"""What agreeing to share opens: sections of the family's record, for one agency, while everything holds.

An agency reads a section while somebody's wish to share it holds today, a lawful basis stands for that purpose, and,
for a place of learning, while a child of the family is on its roll. Whoever works with the family is a reader in
their own right and needs none of this.
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.words import PLACES_OF_LEARNING, Section
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import pack_at
from alongside.people.consent.models import LawfulBasis, SharingPreference
from alongside.people.families.actions import let_read_sections
from alongside.people.families.models import Family, Membership, Person
from alongside.people.families.words import FamilyRole

LATE = dt.timedelta(days=14)


def open_sections(family: Family, *, by: User) -> None:
    """Let each agency read exactly what may be shared with it now; call it after anything that decides so changed."""
    wishes = list(SharingPreference.objects.filter(family=family, replaced_at=None).select_related("agency"))
    agencies = {wish.agency_id: wish.agency for wish in wishes}
    if not agencies:
        return
    bases = set(LawfulBasis.objects.filter(family=family, ended_at=None).values_list("purpose", flat=True))
    on_roll = _schools_of(family)
    opened = {}
    for agency in agencies.values():
        theirs = [wish for wish in wishes if wish.agency_id == agency.pk and wish.purpose in bases]
        out_of_reach = agency.kind in PLACES_OF_LEARNING and agency.pk not in on_roll
        opened[agency.principal] = frozenset() if out_of_reach else _sections(theirs)
    let_read_sections(family=family, agencies=opened, by=by)


def _sections(wishes: Iterable[SharingPreference]) -> frozenset[Section]:
    held: set[Section] = set()
    for wish in wishes:
        if not wish.agrees or wish.withdrawn_at or (wish.until and wish.until <= today()):
            continue
        held.add(Section.FRAME)
        for category in pack_at(wish.pack_version_id).consent.data_categories:
            if category.id in wish.data_categories:
                held |= {Section[part.name] for part in category.opens}
    return frozenset(held)


def _schools_of(family: Family) -> set[uuid.UUID]:
    children = Membership.objects.filter(family=family, until=None, role=FamilyRole.CHILD).exclude(person__school=None)
    return set(children.values_list("person__school", flat=True))


def moved_school(person: Person, changed: frozenset[str], by: User) -> None:
    """A child changed school: the old one's sight of its families ends, the new one's begins where it was agreed."""
    if "school" in changed:
        for row in Membership.objects.filter(person=person, until=None).select_related("family"):
            open_sections(row.family, by=by)


def end_what_ran_out() -> int:
    """Close what was shared until a day that has come; how many families were looked at. Run every night."""
    ran_out = SharingPreference.objects.filter(
        Q(until__lte=today()) & Q(until__gt=today() - LATE), replaced_at=None, withdrawn_at=None, agrees=True
    )
    families = Family.objects.filter(pk__in=ran_out.values("family")).order_by("pk")
    for family in families:
        open_sections(family, by=the_system())
    return len(families)
