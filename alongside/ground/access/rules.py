"""The one question asked everywhere: may this person do this to this record? In Python and as a queryset.

A guarded model says where its readers are with `guarded_by`: the path to the model that has a `readers` array
('' for itself, 'family' for a family's content), and with `made_by` the field naming who made it. To change what anyone
may see, change this file and nothing else.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.policies import roles_permitting, widest_reach
from alongside.ground.access.words import Permission, Reach

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Verdict:
    """Yes or no, and the reason, which the greyed button and the refused request both show."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(True)


def judge(by: User, permission: Permission, record: Model | None = None) -> Verdict:
    """Whether `by` may do `permission`, to `record` when one is given, and why not."""
    if not by.is_active:
        return Verdict(False, "Your account is closed.")
    reach = widest_reach(by.role_keys, permission)
    if reach is None:
        return Verdict(
            False, f"Your role does not include this. It belongs to: {', '.join(roles_permitting(permission))}."
        )
    if record is None or reach is Reach.ALL:
        return ALLOWED
    if reach is Reach.INVOLVED and set(by.principals) & set(_readers(record)):
        return ALLOWED
    if getattr(record, f"{_made_by(record)}_id", None) == by.pk:
        return ALLOWED
    return Verdict(False, "You are not part of the team around this family. Ask their lead practitioner or the hub.")


def scope(rows: QuerySet[Row], by: User, permission: Permission) -> QuerySet[Row]:
    """The rows `judge` would allow, as a queryset: the twin of the function above."""
    reach = widest_reach(by.role_keys, permission) if by.is_active else None
    if reach is None:
        return rows.none()
    if reach is Reach.ALL:
        return rows
    allowed = Q(pk__in=[])
    if _made_by(rows.model):
        allowed |= Q(**{_made_by(rows.model): by})
    if reach is Reach.INVOLVED:
        path = rows.model.guarded_by  # type: ignore[attr-defined]  # every guarded model has it; tested
        allowed |= Q(**{f"{path}__readers__overlap" if path else "readers__overlap": by.principals})
    return rows.filter(allowed)


def _made_by(model: Model | type[Model]) -> str:
    return getattr(model, "made_by", "")


def _readers(record: Model) -> list[int]:
    holder: Any = record
    path = record.guarded_by  # type: ignore[attr-defined]  # as in scope()
    for part in path.split("__") if path else []:
        holder = getattr(holder, part)
        if holder is None:
            return []
    return list(holder.readers)
