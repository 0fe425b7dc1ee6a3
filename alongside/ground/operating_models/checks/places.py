"""Checks on places: each ward lies in one area, each area in the tier above."""

from collections.abc import Iterator

from alongside.ground.operating_models.checks.common import repeated
from alongside.ground.operating_models.checks.registry import Found, check, unknown
from alongside.ground.operating_models.schema import Pack


@check
def areas_stand_in_tiers(pack: Pack) -> Iterator[Found]:
    """An area's tier exists; its parent is an area of the tier above; the largest tier has no parent."""
    tiers = [tier.id for tier in pack.localities.tiers]
    areas = {area.id: area for area in pack.localities.areas}
    for number, area in enumerate(pack.localities.areas):
        if area.tier not in tiers:
            yield unknown(("localities", "areas", number, "tier"), area.tier, "tier", tiers)
            continue
        above = tiers[tiers.index(area.tier) - 1] if tiers.index(area.tier) else None
        parent = areas.get(area.parent) if area.parent is not None else None
        if (parent.tier if parent is not None else None) != above or (area.parent is not None and parent is None):
            fix = (
                f"Name an area of the tier '{above}' as parent."
                if above
                else "Remove its parent: it is of the largest tier."
            )
            yield Found(
                ("localities", "areas", number, "parent" if area.parent else "id"),
                f"'{area.id}' does not lie in an area one tier up.",
                fix,
            )


@check
def wards_lie_in_one_area(pack: Pack) -> Iterator[Found]:
    """A ward is assigned once, to an area of the smallest tier."""
    smallest = pack.localities.tiers[-1].id
    areas = {area.id for area in pack.localities.areas if area.tier == smallest}
    for number, assignment in enumerate(pack.localities.ward_assignments):
        if assignment.area not in areas:
            yield unknown(("localities", "ward_assignments", number, "area"), assignment.area, f"{smallest}", areas)
    yield from repeated(
        (("localities", "ward_assignments", number, "wards", place, "code"), ward.code)
        for number, assignment in enumerate(pack.localities.ward_assignments)
        for place, ward in enumerate(assignment.wards)
    )


@check
def areas_have_wards(pack: Pack) -> Iterator[Found]:
    """Every area of the smallest tier has wards, so that somebody lives in it."""
    smallest = pack.localities.tiers[-1].id
    placed = {assignment.area for assignment in pack.localities.ward_assignments}
    for number, area in enumerate(pack.localities.areas):
        if area.tier == smallest and area.id not in placed and area.retired_on is None:
            yield Found(("localities", "areas", number, "id"), f"No ward lies in '{area.id}'.", "Assign wards to it.")
