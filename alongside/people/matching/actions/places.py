"""Putting a list of places that make no family in force."""

from collections.abc import Sequence
from dataclasses import dataclass

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.text import tidy, tidy_postcode
from alongside.people.linkage import values
from alongside.people.matching.models import Place, PlacesList
from alongside.people.matching.policies import LIST_LASTS
from alongside.people.matching.words import PlaceKind


@dataclass(frozen=True)
class NamedPlace:
    """A place as a list names it. Either the property number or the postcode must be known."""

    kind: str
    name: str = ""
    uprn: str = ""
    postcode: str = ""
    address: str = ""


@action
def put_places_in_force(*, places: Sequence[NamedPlace], source: str, by: User) -> PlacesList:
    """Put a whole list in force in place of the one before, which is kept. An empty list: there are no such places.

    Raises NotAllowed unless `by` keeps records closely (refuges stand in it), Refused without a source or with a place
    that is nowhere. Everything is matched again afterwards, as addresses on it link nobody.
    """
    require(by, Permission.KEEP_CLOSELY)
    if not tidy(source):
        raise Refused("Say who keeps this list, and what it is drawn from.", field="source")
    made = PlacesList.objects.create(
        source=tidy(source)[:300], put_in_force_at=now(), by=by, check_again_on=today() + LIST_LASTS
    )
    Place.objects.bulk_create(_place(made, number, one) for number, one in enumerate(places, start=1))
    audit.record(kind="matching.places_put_in_force", by=by, record=made, detail={"places": len(places)})
    return made


def _place(made: PlacesList, number: int, one: NamedPlace) -> Place:
    uprn, postcode = values.uprn(one.uprn) or "", tidy_postcode(one.postcode)
    if not uprn and values.postcode(postcode) is None:
        raise Refused(
            f"Place {number} has neither a property reference number nor a postcode that can be understood.",
            what_to_do="Give it one of them.",
            field="places",
        )
    if one.kind not in PlaceKind.values:
        raise Refused(
            f"Place {number}: '{one.kind[:30]}' is not a kind of place.",
            what_to_do=f"Use one of: {', '.join(PlaceKind.values)}.",
            field="places",
        )
    return Place(
        the_list=made, kind=one.kind, name=tidy(one.name)[:200], uprn=uprn, postcode=postcode[:10],
        address=tidy(one.address)[:300],
    )  # fmt: skip
