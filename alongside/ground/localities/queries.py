"""Finding places."""

from dataclasses import dataclass

from alongside.ground.localities.models import SmallArea
from alongside.ground.operating_models.queries import current_pack


@dataclass(frozen=True)
class Ward:
    """An electoral ward and the council it lies in."""

    code: str
    name: str
    council_code: str


def wards_of(council_code: str) -> list[Ward]:
    """The wards of a council by name: as loaded, or, before any lookup was loaded, those the pack assigns to areas."""
    rows = SmallArea.objects.filter(council_code=council_code).order_by("ward_name", "ward_code")
    found = [Ward(*row) for row in rows.values_list("ward_code", "ward_name", "council_code").distinct()]
    return found or _wards_of_pack(council_code)


def _wards_of_pack(council_code: str) -> list[Ward]:
    pack = current_pack().pack
    if pack.info.area_code != council_code:
        return []
    assigned = {ward.code: ward.name for one in pack.localities.ward_assignments for ward in one.wards}
    return sorted((Ward(code, name, council_code) for code, name in assigned.items()), key=lambda ward: ward.name)


def small_area(code: str) -> SmallArea | None:
    """The small area with this code, if it has been loaded."""
    return SmallArea.objects.filter(code=code).first()
