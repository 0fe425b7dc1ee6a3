"""Taking in the lookup of small areas and wards."""

from dataclasses import dataclass
from pathlib import Path

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.errors import Refused
from alongside.ground.localities.models import SmallArea
from alongside.ground.localities.policies import Place, WrongRow, read_lookup


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows new, changed, unchanged; and those refused, with their lines."""

    new: int
    changed: int
    unchanged: int
    refused: list[WrongRow]


@action
def load(*, file: Path, by: User) -> Loaded:
    """Take in a lookup (CSV) of small areas, wards and councils. The same file twice changes nothing."""
    rows = list(read_lookup(file))
    places = {place.code: place for place in rows if isinstance(place, Place)}
    if not places:
        raise Refused("The file has no row that can be taken.", what_to_do="Check that it is the right file.")
    before = {area.code: area for area in SmallArea.objects.filter(code__in=places)}
    new = [SmallArea(**vars(place)) for code, place in places.items() if code not in before]
    changed = [SmallArea(**vars(p)) for c, p in places.items() if c in before and not _same(before[c], p)]
    SmallArea.objects.bulk_create(new)
    fields = ["name", "ward_code", "ward_name", "council_code", "council_name"]
    SmallArea.objects.bulk_update(changed, fields)
    if new or changed:
        audit.record(
            kind="localities.loaded", by=by, record=(new or changed)[0], detail={"rows": len(new) + len(changed)}
        )
    refused = [row for row in rows if isinstance(row, WrongRow)]
    return Loaded(len(new), len(changed), len(places) - len(new) - len(changed), refused)


def _same(area: SmallArea, place: Place) -> bool:
    return all(getattr(area, name) == value for name, value in vars(place).items())
