"""The one question asked everywhere: may this person do this to this record? In Python and as a queryset.

A guarded model says where its readers are with `guarded_by`: the path to the model that has a `readers` array
('' for itself, 'family' for a family's content), with `made_by` the field naming who made it, and with `section` (or,
row by row, `section_field`) the part of a family's record it belongs to. To change what anyone may see, change this
file and its twin in SQL, `walls.py`; a test holds the two against each other on thousands of random pairs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from alongside.ground.access.models import User, code_of
from alongside.ground.access.policies import reach_of, roles_permitting, wards_of
from alongside.ground.access.words import (
    SECTION_OF,
    ClearanceKind,
    Permission,
    Reach,
    RecordClass,
    Section,
)
from alongside.ground.audit.words import Standing

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Verdict:
    """Yes or no, and the reason, which the greyed button and the refused request both show.

    `hidden` says that even the reason would tell too much: answer as if there were nothing (404). `restricted` says
    that the record is kept closely and may be named, with whom to ask.
    """

    allowed: bool
    reason: str = ""
    standing: Standing = Standing.NONE
    hidden: bool = False
    restricted: bool = False

    def __bool__(self) -> bool:
        return self.allowed


class LacksRole(Verdict):
    """No, because no role of theirs permits it. Which roles do is looked up only when somebody reads the reason."""

    permission: Permission

    def __init__(self, permission: Permission) -> None:
        object.__setattr__(self, "allowed", False)
        object.__setattr__(self, "permission", permission)

    @property
    def reason(self) -> str:
        """Whom to ask."""
        return f"Your role does not include this. It belongs to: {', '.join(roles_permitting(self.permission))}."


ALLOWED = Verdict(True, standing=Standing.ROLE)
WAITING_FOR_THEM = frozenset({Permission.DECIDE_CONTACT, Permission.RUN_PANEL, Permission.ANSWER_REFERRAL})
"""What is opened with these waits for a decision of the reader's hub, panel or team: that is why they open it."""

EXCLUDED = Verdict(False, "You can't open records about yourself, your family or people you know.", hidden=True)
SEALED = Verdict(False, "There is nothing here for you to see.", hidden=True)
NOT_INVOLVED = Verdict(
    False, "You are not part of the team around this family. Ask their lead practitioner or the hub."
)


def judge(by: User, permission: Permission, record: Model | None = None) -> Verdict:
    """Whether `by` may do `permission`, to `record` when one is given, and why not."""
    if not by.is_active:
        return Verdict(False, "Your account is closed.")
    reach = reach_of(by.rights, permission)
    if reach is None:
        return LacksRole(permission)
    if record is None:
        return ALLOWED
    return _of_record(by, permission, record, reach)


def _of_record(by: User, permission: Permission, record: Model, reach: Reach) -> Verdict:
    holder = holder_of(record)
    made_it = _made(record, by)
    if holder is not None and not (made_it and getattr(record, "own_always", False)):
        barred = barred_from(by, holder)
        if barred is not None:
            return barred
    if holder is not None and reach is not Reach.OWN and (standing := _relationship(by, permission, record, holder)):
        return Verdict(True, standing=standing)
    if made_it:
        return Verdict(True, standing=Standing.OWN)
    if reach is Reach.ALL:
        return _by_role(by, permission)
    in_area = reach is Reach.LOCALITY and not set(getattr(holder, "wards", ())).isdisjoint(wards_of(by))
    return Verdict(True, standing=Standing.LOCALITY) if in_area else NOT_INVOLVED


def _by_role(by: User, permission: Permission) -> Verdict:
    if permission in WAITING_FOR_THEM:
        return Verdict(True, standing=Standing.DUTY)
    oversees = reach_of(by.rights, Permission.SEE_TEAM_WORK) is not None
    return Verdict(True, standing=Standing.OVERSIGHT) if oversees else ALLOWED


def barred_from(by: User, holder: Any) -> Verdict | None:
    """Why the record's class, or an exclusion, keeps this person out whatever their role; None when it does not."""
    if holder.pk in by.rights.excluded:
        return EXCLUDED
    if holder.record_class == RecordClass.NORMAL or holder.pk in by.rights.cleared:
        return None
    return SEALED if holder.record_class == RecordClass.SEALED else restricted(holder)


def restricted(holder: Any) -> Verdict:
    """The refusal that may name the record, and says whom to ask."""
    return Verdict(False, f"This record is restricted. To ask about it: {holder.whom_to_ask}.", restricted=True)


def knows_of(by: User, subject: Any) -> bool:
    """Whether this person may know that a person or family exists: not when sealed, or barred to them."""
    if subject.pk in by.rights.excluded:
        return False
    return bool(subject.record_class < RecordClass.SEALED or subject.pk in by.rights.cleared)


def known_to(by: User, path: str = "") -> Q:
    """The queryset twin of `knows_of`, for the person or family at `path`."""
    known = Q(**{_at(path, "record_class__lt"): RecordClass.SEALED})
    if by.rights.cleared:
        known |= Q(**{_at(path, "pk__in"): list(by.rights.cleared)})
    if by.rights.excluded:
        known &= ~Q(**{_at(path, "pk__in"): list(by.rights.excluded)})
    return known


def _relationship(by: User, permission: Permission, record: Model, holder: Any) -> Standing | None:
    kind = by.rights.cleared.get(holder.pk)
    if kind is not None:
        return Standing.BREAK_GLASS if kind == ClearanceKind.BREAK_GLASS else Standing.GRANTED
    readers = set(getattr(holder, "readers", ()))
    for principal, standing in ((by.principal, Standing.INVOLVED), (_team_of(by), Standing.TEAM)):
        if principal in readers:
            return standing
    if by.agency.principal in readers:
        return Standing.AGENCY
    section = section_needed(permission, record)
    return Standing.SHARING if section and readers & set(section_codes(by, section)) else None


def _team_of(by: User) -> int | None:
    return by.team.principal if by.team else None


def section_needed(permission: Permission, record: Model | type[Model]) -> Section | None:
    """The section of a family's record that is enough for this; None when only the whole record is."""
    if permission not in SECTION_OF:
        return None
    by_row = getattr(record, "section_field", "")
    own = getattr(record, by_row or "section", None) if isinstance(record, Model) or not by_row else None
    return Section(own) if own else SECTION_OF[permission]


def section_codes(by: User, section: Section) -> list[int]:
    """The numbers under which this person may be named as a reader of one section; any section shows the frame."""
    sections: Iterable[Section] = Section if section is Section.FRAME else (section,)
    return [code_of(principal, one) for principal in by.principals for one in sections]


def holder_of(record: Model) -> Any:
    """The record whose readers and class decide about this one; None when it has none (yet)."""
    path = getattr(record, "guarded_by", None)
    if path is None:
        return None
    holder: Any = record
    for part in path.split("__") if path else []:
        holder = getattr(holder, part)
        if holder is None:
            return None
    return holder


def scope(rows: QuerySet[Row], by: User, permission: Permission) -> QuerySet[Row]:
    """The rows `judge` would allow, as a queryset: the twin of the function above."""
    reach = reach_of(by.rights, permission) if by.is_active else None
    if reach is None:
        return rows.none()
    model = rows.model
    made_it = Q(**{_made_by(model): by}) if _made_by(model) else Q(pk__in=[])
    if reach is not Reach.ALL:
        rows = rows.filter(made_it | _related(model, by, permission, reach))
    kept_out = _unbarred(model, by)
    return rows.filter(kept_out | made_it if getattr(model, "own_always", False) else kept_out)


def _related(model: type[Model], by: User, permission: Permission, reach: Reach) -> Q:
    path = getattr(model, "guarded_by", None)
    if reach is Reach.OWN or path is None:
        return Q(pk__in=[])
    readers, subject = _at(path, "readers__overlap"), _at(path, "pk__in")
    related = Q(**{readers: by.principals}) | Q(**{subject: list(by.rights.cleared)})
    if reach is Reach.LOCALITY and _has_wards(model, path):
        related |= Q(**{_at(path, "wards__overlap"): wards_of(by)})
    section = section_needed(permission, model)
    if section is None:
        return related
    own_field = getattr(model, "section_field", "")
    if not own_field:
        return related | Q(**{readers: section_codes(by, section)})
    for one in Section:
        related |= Q(**{own_field: one, readers: section_codes(by, one)})
    return related


def _has_wards(model: Any, path: str) -> bool:
    """Whether what keeps the record knows where its people live."""
    for part in path.split("__") if path else []:
        model = model._meta.get_field(part).related_model
    return any(field.name == "wards" for field in model._meta.concrete_fields)


def _unbarred(model: type[Model], by: User) -> Q:
    """The queryset twin of `barred_from`."""
    path = getattr(model, "guarded_by", None)
    if path is None:
        return Q()
    may_see = Q(**{_at(path, "record_class"): RecordClass.NORMAL})
    if by.rights.cleared:
        may_see |= Q(**{_at(path, "pk__in"): list(by.rights.cleared)})
    if by.rights.excluded:
        may_see &= ~Q(**{_at(path, "pk__in"): list(by.rights.excluded)})
    return may_see | Q(**{f"{path}__isnull": True}) if path else may_see


def _at(path: str, lookup: str) -> str:
    return f"{path}__{lookup}" if path else lookup


def _made_by(model: Model | type[Model]) -> str:
    return getattr(model, "made_by", "")


def _made(record: Model, by: User) -> bool:
    name = _made_by(record)
    return bool(name) and getattr(record, f"{name}_id", None) == by.pk
