"""Asking about access: may(), its queryset twin, and the actors without a person."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet, Value

from alongside.ground.access.models import Agency, Team, User
from alongside.ground.access.policies import Role, baseline_roles, roles_permitting, widest_reach
from alongside.ground.access.rules import ALLOWED, Verdict, judge, scope
from alongside.ground.access.words import AgencyKind, Permission
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou

__all__ = [
    "ALLOWED", "Role", "Verdict", "agencies", "baseline_roles", "get_visible", "may",
    "names_of_principals", "people_who_may", "persona", "personas",
    "public_door", "require", "roles_permitting", "teams", "the_system", "visible_to",
    "widest_reach",
]  # fmt: skip

Row = TypeVar("Row", bound=Model)
PUBLIC_DOOR = "public-door@alongside.invalid"
SYSTEM = "system@alongside.invalid"


def may(by: User, permission: Permission, record: Model | None = None) -> Verdict:
    """Whether this person may do this, to this record; false verdicts carry the reason in words."""
    return judge(by, permission, record)


def require(by: User, permission: Permission, record: Model | None = None) -> None:
    """Return if the person may; otherwise raise NotAllowed with the reason."""
    verdict = judge(by, permission, record)
    if not verdict:
        raise NotAllowed(verdict.reason)


def visible_to(rows: QuerySet[Row], by: User, permission: Permission) -> QuerySet[Row]:
    """Those of the rows for which `may(by, permission, row)` would say yes."""
    return scope(rows, by, permission)


def get_visible(rows: QuerySet[Row], by: User, permission: Permission, **lookup: Any) -> Row:
    """The one visible row; raises NotFoundForYou (404) alike for what does not exist and what may not be seen."""
    found = scope(rows, by, permission).filter(**lookup).first()
    if found is None:
        raise NotFoundForYou
    return found


def public_door() -> User:
    """The actor of the public page: whoever asks for help without an account."""
    return User.objects.select_related("agency", "team").get(email=PUBLIC_DOOR)


def the_system() -> User:
    """The actor of commands, imports and clocks."""
    return User.objects.select_related("agency", "team").get(email=SYSTEM)


def agencies() -> QuerySet[Agency]:
    """Agencies people can belong to, by name; the public is not one of them."""
    return Agency.objects.exclude(kind=AgencyKind.PUBLIC).order_by("name")


def teams() -> QuerySet[Team]:
    """Every team, with its agency."""
    return Team.objects.select_related("agency").order_by("agency__name", "name")


def people_who_may(permission: Permission) -> QuerySet[User]:
    """Active people who hold a role with the permission, by name: candidates for a list to choose from."""
    keys = [role.key for role in baseline_roles().values() if permission in role.permits]
    holders = User.objects.filter(roles__role__in=keys, roles__until__isnull=True, is_active=True)
    return holders.select_related("agency", "team").distinct().order_by("name", "id")


def persona(key: str) -> User | None:
    """The person of the demonstration with this key."""
    return User.objects.filter(persona=key, is_active=True).exclude(persona="").first()


def personas() -> QuerySet[User]:
    """The people of the demonstration, in the order the journey meets them."""
    return User.objects.exclude(persona="").select_related("agency", "team").order_by("id")


def names_of_principals(principals: Iterable[int]) -> list[str]:
    """Who stands behind these numbers, in words: people with their agency, teams, whole agencies. One query."""
    wanted = list(set(principals))
    people = User.objects.filter(principal__in=wanted, is_active=True)
    named = people.values_list(Value(0), "name", "agency__name").union(
        Team.objects.filter(principal__in=wanted).values_list(Value(1), "name", "agency__name"),
        Agency.objects.filter(principal__in=wanted).values_list(Value(2), "name", Value("")),
    )
    words = ("{}, {}", "Everybody in {}, {}", "Everybody at {}")
    return [words[kind].format(name, agency) for kind, name, agency in sorted(named)]
