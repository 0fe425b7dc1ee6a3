"""The roles that come with the product, from `roles.yaml`, and how one set of permissions compares to another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from alongside.ground.operating_models.words import WIDEST_FIRST, Permission, Reach

Permits = Mapping[Permission, Reach]


@dataclass(frozen=True)
class BaselineRole:
    """A named set of permissions with their reach."""

    key: str
    name: str
    is_for: str
    permits: dict[Permission, Reach]


@cache
def baseline_roles() -> dict[str, BaselineRole]:
    """The roles that come with the product, by key. Raises ValueError for a permission or reach that does not exist."""
    text = (Path(__file__).parent / "roles.yaml").read_text(encoding="utf-8")
    return {
        key: BaselineRole(
            key, entry["name"], entry["is_for"], {Permission(p): Reach(r) for p, r in entry["permits"].items()}
        )
        for key, entry in YAML(typ="safe").load(text).items()
    }


def widest(held: Iterable[Permits], permission: Permission) -> Reach | None:
    """The widest reach any of these gives to the permission, or None. Rights only add."""
    given = {one.get(permission) for one in held}
    return next((reach for reach in WIDEST_FIRST if reach in given), None)


def within(permits: Permits, held: Iterable[Permits]) -> bool:
    """Whether these permissions reach no further than those held, taken together."""
    holding = list(held)
    for permission, reach in permits.items():
        mine = widest(holding, permission)
        if mine is None or WIDEST_FIRST.index(mine) > WIDEST_FIRST.index(reach):
            return False
    return True
