"""Where a ward lies, and whether a postcode is the council's."""

from alongside.ground.operating_models.schema import Area, Pack


def locality_of_ward(pack: Pack, ward_code: str) -> dict[str, Area]:
    """The areas a ward lies in, by tier id; empty for a ward the pack does not place.

    A ward assigned to a small area lies in that area's parents too.
    """
    found: dict[str, Area] = {}
    for assignment in pack.localities.ward_assignments:
        if any(ward.code == ward_code for ward in assignment.wards):
            area: Area | None = pack.area(assignment.area)
            while area is not None and area.tier not in found:
                found[area.tier] = area
                area = pack.area(area.parent) if area.parent is not None else None
    return found


def postcode_inside(pack: Pack, postcode: str) -> bool:
    """Whether the postcode's first half is one of the council's; a hint, for postcodes cross boundaries."""
    outward = postcode.upper().replace(" ", "")[:-3]
    return outward in pack.info.postcode_areas


def wards_within(pack: Pack, area_id: str) -> list[str]:
    """ONS codes of the wards that lie in an area of any tier, in order; none for an area the pack does not have."""
    parents = {area.id: area.parent for area in pack.localities.areas}

    def lies_within(area: str | None) -> bool:
        return area is not None and (area == area_id or lies_within(parents.get(area)))

    found = (one for one in pack.localities.ward_assignments if lies_within(one.area))
    return sorted(ward.code for one in found for ward in one.wards)
