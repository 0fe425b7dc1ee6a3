"""What each role permits: the baseline roles, read once from `roles.yaml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from alongside.ground.access.words import Permission, Reach

WIDEST_FIRST = (Reach.ALL, Reach.INVOLVED, Reach.OWN)


@dataclass(frozen=True)
class Role:
    """A named set of permissions with their reach."""

    key: str
    name: str
    is_for: str
    permits: dict[Permission, Reach]


@cache
def baseline_roles() -> dict[str, Role]:
    """The roles that come with the product, by key. Raises ValueError for a permission or reach that does not exist."""
    text = (Path(__file__).parent / "roles.yaml").read_text(encoding="utf-8")
    return {
        key: Role(key, entry["name"], entry["is_for"], {Permission(p): Reach(r) for p, r in entry["permits"].items()})
        for key, entry in YAML(typ="safe").load(text).items()
    }


def widest_reach(role_keys: frozenset[str], permission: Permission) -> Reach | None:
    """The widest reach any of the roles gives to the permission, or None. Rights only add."""
    roles = baseline_roles()
    given = {roles[key].permits.get(permission) for key in role_keys if key in roles}
    return next((reach for reach in WIDEST_FIRST if reach in given), None)


def roles_permitting(permission: Permission) -> list[str]:
    """Names of the roles that hold the permission: whom to ask."""
    return [role.name for role in baseline_roles().values() if permission in role.permits]
