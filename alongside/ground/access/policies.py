"""What each role permits: the roles that come with the product, and the council's own from the pack in force."""

from dataclasses import dataclass
from typing import Any

from alongside.ground.access.models import Rights, User
from alongside.ground.access.words import REACHED_BY_LOCALITY, Permission, Reach
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import (
    BaselineRole,
    NoPackInForce,
    Pack,
    baseline_roles,
    current_pack,
    wards_within,
    widest,
)
from alongside.ground.operating_models.queries import Role as PackRole

__all__ = [
    "BaselineRole",
    "Role",
    "baseline_roles",
    "council_roles",
    "reach_of",
    "roles_in_force",
    "roles_permitting",
    "wards_of",
    "widest_reach",
]


@dataclass(frozen=True)
class Role(BaselineRole):
    """A role somebody can hold; `gives` narrows which roles its holders may give, for a role of the council's own."""

    gives: frozenset[str] | None = None
    own: bool = False
    retires: Any = None


def council_roles(pack: Pack) -> dict[str, Role]:
    """The roles of the council's own that may be held today, by key; a retired one grants nothing."""
    return {one.id: _role(one) for one in pack.roles if one.in_use_on(today())}


def _role(one: PackRole) -> Role:
    gives = None if one.gives is None else frozenset(one.gives)
    return Role(one.id, one.name, one.is_for, dict(one.permits), gives, own=True, retires=one.retired_on)


def roles_in_force() -> dict[str, BaselineRole]:
    """Every role that can be held now, by key: one small query for which pack is in force."""
    try:
        own = council_roles(current_pack().pack)
    except NoPackInForce:
        own = {}
    return {**own, **baseline_roles()}


def widest_reach(role_keys: frozenset[str], permission: Permission) -> Reach | None:
    """The widest reach any of the roles gives to the permission, or None. Rights only add."""
    roles: dict[str, BaselineRole] = baseline_roles()
    if role_keys - set(roles):
        roles = roles_in_force()
    return widest([roles[key].permits for key in role_keys if key in roles], permission)


def reach_of(rights: Rights, permission: Permission) -> Reach | None:
    """How far somebody with these rights reaches with the permission; worked out once for each request's person."""
    if permission not in rights.reaches:
        if not rights.held:
            known = roles_in_force() if rights.roles - set(baseline_roles()) else baseline_roles()
            rights.held.extend(known[key].permits for key in rights.roles if key in known)
        rights.reaches[permission] = widest(rights.held, permission)
    return rights.reaches[permission]


def wards_of(by: User) -> list[str]:
    """ONS codes of the wards of the area the person's team serves; none unless a role of theirs reaches by locality."""
    by_locality = any(reach_of(by.rights, one) is Reach.LOCALITY for one in REACHED_BY_LOCALITY)
    if by_locality and by.team and by.team.locality and not by.rights.wards:
        by.rights.wards.extend(wards_within(current_pack().pack, by.team.locality))
    return by.rights.wards


def roles_permitting(permission: Permission) -> list[str]:
    """Names of the roles that hold the permission: whom to ask."""
    return [role.name for role in roles_in_force().values() if permission in role.permits]
