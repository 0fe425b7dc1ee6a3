"""Asking about access: may(), its queryset twin, and the actors without a person."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Count, Model, QuerySet, Value

from alongside.ground.access.models import Agency, RoleGrant, Team, User, section_of
from alongside.ground.access.noting import ReadAction, Standing, note, note_absent, note_search
from alongside.ground.access.policies import (
    BaselineRole,
    Role,
    baseline_roles,
    council_roles,
    roles_in_force,
    roles_permitting,
    widest_reach,
)
from alongside.ground.access.rules import ALLOWED, Verdict, barred_from, holder_of, judge, known_to, knows_of, scope
from alongside.ground.access.viewing import viewer
from alongside.ground.access.words import SECTION_NAMES, AgencyKind, Permission, RecordClass, Section
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Restricted
from alongside.ground.lib.hooks import Hook
from alongside.ground.operating_models.queries import Pack, within

__all__ = [
    "ALLOWED", "ATTEMPTED", "BaselineRole", "Role", "Verdict", "agencies", "baseline_roles", "get_visible",
    "holders_of", "is_masked", "known_to", "knows_of", "may", "names_of_principals", "note_search",
    "people_who_may", "persona", "personas", "public_door", "require", "roles_in_force", "roles_permitting",
    "teams", "the_system", "viewer", "visible_to", "who_is_affected", "widest_reach", "within",
]  # fmt: skip

Row = TypeVar("Row", bound=Model)
PUBLIC_DOOR = "public-door@alongside.invalid"
SYSTEM = "system@alongside.invalid"

ATTEMPTED: Hook[[User, Any], None] = Hook()
"""Told who was refused a record that is kept closely, and which: the family, person or contact that keeps it so."""


def may(by: User, permission: Permission, record: Model | None = None) -> Verdict:
    """Whether this person may do this, to this record; false verdicts carry the reason in words."""
    return judge(by, permission, record)


def require(by: User, permission: Permission, record: Model | None = None) -> None:
    """Return if the person may; or raise NotAllowed with the reason (NotFoundForYou where that tells too much)."""
    verdict = judge(by, permission, record)
    if verdict.hidden:
        raise NotFoundForYou
    if not verdict:
        raise NotAllowed(verdict.reason)


def visible_to(rows: QuerySet[Row], by: User, permission: Permission) -> QuerySet[Row]:
    """Those of the rows for which `may(by, permission, row)` would say yes."""
    return scope(rows, by, permission)


def get_visible(rows: QuerySet[Row], by: User, permission: Permission, **lookup: Any) -> Row:
    """The one visible row, and a note for the audit trail that it was read.

    Raises NotFoundForYou (404) alike for what does not exist and what may not be seen; Restricted, with whom to ask,
    for a record that is kept closely but may be named.
    """
    found = scope(rows, by, permission).filter(**lookup).first()
    if found is None:
        there = rows.filter(**lookup).first()
        if there is None:
            note_absent(by=by, model=rows.model, record_id=lookup.get("pk"))
        else:
            _refuse(there, by, permission)
        raise NotFoundForYou
    note(by=by, record=found, standing=_standing(by, permission, found))
    return found


def _refuse(there: Model, by: User, permission: Permission) -> None:
    """Say that a record is restricted, where it may be named; the attempt is written down either way."""
    verdict = judge(by, permission, there)
    note(by=by, record=there, standing=Standing.NONE, action=ReadAction.DENIED)
    holder = holder_of(there)
    if holder is not None and holder.record_class != RecordClass.NORMAL:
        ATTEMPTED(by, holder)
    if verdict.restricted:
        raise Restricted(verdict.reason, subject=getattr(there, "family_id", None) or there.pk)


def _standing(by: User, permission: Permission, record: Model) -> Standing:
    """How the reader comes to see the record, without asking the database once more for it."""
    path = str(getattr(record, "guarded_by", None) or "")
    first = path.split("__")[0]
    if first and first not in record._state.fields_cache:
        return Standing.ROLE
    return judge(by, permission, record).standing


def is_masked(subject: Any) -> bool:
    """Whether whoever looks now may see no more than the name: it is restricted, and they are not cleared.

    Commands and jobs look for nobody in particular and see everything.
    """
    by = viewer()
    return by is not None and subject.record_class != RecordClass.NORMAL and barred_from(by, subject) is not None


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
    keys = [role.key for role in roles_in_force().values() if permission in role.permits]
    holders = User.objects.filter(roles__role__in=keys, roles__until__isnull=True, is_active=True)
    return holders.select_related("agency", "team").distinct().order_by("name", "id")


def holders_of(roles: Iterable[str]) -> dict[str, int]:
    """How many active people hold each of these roles now."""
    held = RoleGrant.objects.filter(role__in=list(roles), until=None, user__is_active=True)
    return dict(held.values("role").annotate(people=Count("user")).values_list("role", "people").order_by("role"))


def who_is_affected(old: Pack, new: Pack) -> list[str]:
    """What a change of pack takes from people or gives them: each role of the council's own that ends or changes."""
    before, after = council_roles(old), council_roles(new)
    people = holders_of(before)
    lines = []
    for key, role in before.items():
        holding = "1 person holds it now" if people.get(key, 0) == 1 else f"{people.get(key, 0)} people hold it now"
        if key not in after:
            lines.append(f"Role {role.name} stops granting anything at adoption: {holding}.")
        elif dict(after[key].permits) != dict(role.permits):
            lines.append(f"Role {role.name} permits something else from adoption: {holding}.")
    return lines


def persona(key: str) -> User | None:
    """The person of the demonstration with this key."""
    return User.objects.filter(persona=key, is_active=True).exclude(persona="").first()


def personas() -> QuerySet[User]:
    """The people of the demonstration, in the order the journey meets them."""
    return User.objects.exclude(persona="").select_related("agency", "team").order_by("id")


def names_of_principals(principals: Iterable[int]) -> list[str]:
    """Who stands behind these numbers, in words: people with their agency, teams, whole agencies. One query."""
    named = set(principals)
    wanted = [number for number in named if number > 0]
    people = User.objects.filter(principal__in=wanted, is_active=True)
    rows = people.values_list(Value(0), "name", "agency__name").union(
        Team.objects.filter(principal__in=wanted).values_list(Value(1), "name", "agency__name"),
        Agency.objects.filter(principal__in=wanted).values_list(Value(2), "name", Value("")),
    )
    words = ("{}, {}", "Everybody in {}, {}", "Everybody at {}")
    whole = [words[kind].format(name, agency) for kind, name, agency in sorted(rows)]
    return whole + _names_of_sections(code for code in named if code < 0)


def _names_of_sections(codes: Iterable[int]) -> list[str]:
    """Which agencies see which sections only: 'Everybody at Millbrook School, only: who is involved, plan'."""
    sections: dict[int, list[Section]] = {}
    for code in sorted(codes, reverse=True):
        principal, section = section_of(code)
        sections.setdefault(principal, []).append(section)
    if not sections:
        return []
    agencies = Agency.objects.filter(principal__in=sections).order_by("name").values_list("principal", "name")
    return [
        f"Everybody at {name}, only: {', '.join(SECTION_NAMES[section] for section in sorted(sections[principal]))}"
        for principal, name in agencies
    ]
