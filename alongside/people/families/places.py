"""Where people live: addresses as far as whoever looks may see them, areas, and what is noticed where."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from alongside.ground.access.queries import is_masked, viewer
from alongside.ground.lib.text import tidy_postcode
from alongside.ground.operating_models.queries import Pack, current_pack, locality_of_ward
from alongside.people.families.models import Factor, FindableWard, PersonAddress


@dataclass(frozen=True)
class FactorCount:
    """How many people of an area a factor (its id in the pack) holds for now."""

    factor: str
    area: str
    people: int


def addresses_of(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[PersonAddress]]:
    """Every address of each person, the present one first."""
    found: dict[uuid.UUID, list[PersonAddress]] = {}
    rows = PersonAddress.objects.filter(person_id__in=set(people)).select_related("person")
    for row in rows.order_by("-since", "-id"):
        if is_open_address(row):
            found.setdefault(row.person_id, []).append(row)
    return found


def is_open_address(address: PersonAddress) -> bool:
    """Whether whoever looks now may see this address: if confidential, only its writer and who is cleared."""
    by = viewer()
    if by is None:
        return True
    if is_masked(address.person):
        return False
    return not address.confidential or address.recorded_by_id == by.pk or address.pk in by.rights.cleared


def places_of(addresses: Mapping[uuid.UUID, list[PersonAddress]], pack: Pack) -> dict[uuid.UUID, str]:
    """The area (at the pack's lowest tier) each person's present address lies in, from addresses already read."""
    found = {}
    for person, known in addresses.items():
        ward = next((a.ward_code for a in known if a.until is None and a.ward_code), "")
        areas = list(locality_of_ward(pack, ward).values()) if ward else []
        if areas:
            found[person] = areas[0].name
    return found


def ward_last_used(postcode: str) -> str:
    """The ward most lately recorded for this postcode; '' when there is none. Never learnt from a kept address."""
    rows = PersonAddress.objects.filter(postcode=tidy_postcode(postcode), confidential=False).exclude(ward_code="")
    return rows.order_by("-since", "-id").values_list("ward_code", flat=True).first() or "" if postcode else ""


def factors_by_area() -> list[FactorCount]:
    """How many people each factor of the pack holds for now, by area of the lowest tier; most first (A6).

    People whose ward is not known are counted under 'Area not known'. Two queries, whatever the number of people.
    """
    pack = current_pack().pack
    ward = PersonAddress.objects.filter(person=OuterRef("person"), until=None).exclude(ward_code="")
    rows = (
        Factor.objects.filter(ended_on=None)
        .annotate(ward=Coalesce(Subquery(ward.order_by("-since", "-id").values("ward_code")[:1]), Value("")))
        .order_by()
        .values_list("factor", "ward")
        .annotate(people=Count("person", distinct=True))
    )
    counts: dict[tuple[str, str], int] = {}
    for factor, code, people in rows:
        areas = list(locality_of_ward(pack, code).values()) if code else []
        key = (factor, areas[0].name if areas else "Area not known")
        counts[key] = counts.get(key, 0) + people
    ordered = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return [FactorCount(factor, area, people) for (factor, area), people in ordered]


def localities_of(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The name of the area (at the pack's lowest tier) each person lives in, where the ward is known."""
    wards = FindableWard.objects.filter(person_id__in=set(people))
    pack = current_pack().pack
    found = {}
    for person_id, ward in wards.values_list("person_id", "ward_code"):
        areas = list(locality_of_ward(pack, ward).values())
        if areas:
            found[person_id] = areas[0].name
    return found
