"""Finding places."""

from dataclasses import dataclass

from django.core.cache import cache

from alongside.ground.localities.models import SmallArea


@dataclass(frozen=True)
class Ward:
    """An electoral ward and the council it lies in."""

    code: str
    name: str
    council_code: str


def wards_of(council_code: str) -> list[Ward]:
    """The wards of a council by name; empty when no lookup has been loaded for it."""
    key = f"wards:{council_code}"
    found: list[Ward] | None = cache.get(key)
    if not found:
        rows = SmallArea.objects.filter(council_code=council_code).order_by("ward_name", "ward_code")
        found = [Ward(*row) for row in rows.values_list("ward_code", "ward_name", "council_code").distinct()]
        cache.set(key, found, 300)
    return found


def small_area(code: str) -> SmallArea | None:
    """The small area with this code, if it has been loaded."""
    return SmallArea.objects.filter(code=code).first()
