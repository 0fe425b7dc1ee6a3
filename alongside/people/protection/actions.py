"""Changes to who may see a closely kept record."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from alongside.ground.access.models import Clearance, Exclusion, User
from alongside.ground.access.queries import require
from alongside.ground.access.viewing import tell_again
from alongside.ground.access.words import ClearanceKind, ExclusionKind, Permission, RecordClass
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.hooks import Hook
from alongside.ground.lib.ids import new_reference
from alongside.people.families.models import Family, Person, PersonAddress
from alongside.people.families.queries import is_open_address
from alongside.people.protection.models import Restriction
from alongside.people.protection.policies import LASTS, check_barred_for, check_kept, check_reason, check_review_on
from alongside.people.protection.queries import barred_with, kept_with, people_kept_with, require_keeper
from alongside.people.protection.words import Category, EmergencyReason, Kinship

KEPT: Hook[[Family, RecordClass, str], Sequence[uuid.UUID]] = Hook()
"""Told when a family's class changes; higher packages set it on what they hold (contacts) and answer with those ids."""

OPENED_WITH: Hook[[Family], Sequence[uuid.UUID]] = Hook()
"""Asked, once somebody is cleared for a family in an emergency, which of what higher packages hold opens with it."""

OPENED_IN_EMERGENCY: Hook[[User, uuid.UUID, str], None] = Hook()
"""Told when somebody opens a restricted record they were not cleared for: the privacy officer's alert."""


@action
def restrict(
    *, subject: Person | Family, record_class: int, category: str, reason: str, whom_to_ask: str, review_on: dt.date,
    cleared: Iterable[User], by: User,
) -> Restriction:  # fmt: skip
    """Keep a person's or a family's record closely from now on; only `cleared` (and whoever does this) see it.

    A family's people and contacts are kept with it. Raises Refused for a reason too short or a review too far away.
    """
    require(by, Permission.KEEP_CLOSELY, subject)
    how = check_kept(record_class)
    check_review_on(review_on, today())
    said = check_reason(reason)
    if not whom_to_ask.strip():
        raise Refused("Say whom people may ask about it.", field="whom_to_ask")
    restriction = Restriction.objects.create(
        person=subject if isinstance(subject, Person) else None,
        family=subject if isinstance(subject, Family) else None,
        reference=new_reference("K"), record_class=how, category=Category(category), reason=said,
        whom_to_ask=whom_to_ask.strip()[:200], set_by=by, set_at=now(), review_on=review_on,
    )  # fmt: skip
    subjects = _subjects(restriction)
    for user in {user.pk: user for user in (by, *cleared)}.values():
        _clear(user, subjects, ClearanceKind.INVOLVED, said, by)
    tell_again(by)
    _apply(restriction)
    audit.record(
        kind="protection.restricted", by=by, record=restriction, family_id=restriction.family_id,
        detail={"class": int(record_class), "category": str(category)},
    )  # fmt: skip
    return restriction


@action
def clear_for(
    *, restriction: Restriction, user: User, kind: str, reason: str, by: User, case_reference: str = ""
) -> None:
    """Let somebody see a closely kept record: 14 days for a task, six months for somebody who works with the family."""
    require_keeper(restriction, by)
    if user.pk == by.pk:
        raise Refused("You can't clear yourself.", what_to_do="Ask somebody else who is cleared.", field="user")
    if kind not in (ClearanceKind.TASK, ClearanceKind.INVOLVED):
        raise Refused("Choose for how long.", field="kind")
    subjects = _subjects(restriction)
    if set(subjects) & user.rights.excluded:
        raise Refused("This person may not see this record: they know the people it is about.", field="user")
    _clear(user, subjects, ClearanceKind(kind), check_reason(reason), by, case_reference)
    audit.record(
        kind="protection.cleared", by=by, record=restriction, family_id=restriction.family_id,
        detail={"user": user.pk, "kind": str(kind)},
    )  # fmt: skip


@action
def end_clearance(*, restriction: Restriction, user: User, by: User) -> None:
    """Take somebody's clearance back, at once."""
    require_keeper(restriction, by)
    _end(user, _subjects(restriction), by)
    audit.record(
        kind="protection.clearance_ended", by=by, record=restriction, family_id=restriction.family_id,
        detail={"user": user.pk},
    )  # fmt: skip
    tell_again(by)


@action
def show_address(*, address: PersonAddress, user: User, kind: str, reason: str, by: User) -> None:
    """Let somebody see a confidential address: 14 days for a task, six months for who works with the family."""
    if not is_open_address(address):
        raise NotAllowed("Only people who see this address can show it to others.")
    if user.pk == by.pk or kind not in (ClearanceKind.TASK, ClearanceKind.INVOLVED):
        raise Refused("Choose somebody else, and for how long.", field="user")
    _clear(user, [address.pk], ClearanceKind(kind), check_reason(reason), by)
    audit.record(kind="protection.address_shown", by=by, record=address.person, detail={"user": user.pk})


@action
def review(*, restriction: Restriction, review_on: dt.date, why: str, by: User) -> Restriction:
    """Say that it is still needed, and when to look again."""
    require_keeper(restriction, by)
    check_review_on(review_on, today())
    said = check_reason(why, "why")
    restriction.review_on, restriction.reviewed_at, restriction.reviewed_by = review_on, now(), by
    restriction.reason = f"{restriction.reason}\n{said}"
    restriction.save(update_fields=["review_on", "reviewed_at", "reviewed_by", "reason"])
    audit.record(kind="protection.reviewed", by=by, record=restriction, family_id=restriction.family_id)
    return restriction


@action
def ask_to_lift(*, restriction: Restriction, why: str, by: User) -> Restriction:
    """Say that it is no longer needed; somebody else who is cleared must agree before anything changes."""
    require_keeper(restriction, by)
    restriction.lift_asked_at, restriction.lift_asked_by = now(), by
    restriction.why_lifted = check_reason(why, "why")
    restriction.save(update_fields=["lift_asked_at", "lift_asked_by", "why_lifted"])
    audit.record(kind="protection.lift_asked", by=by, record=restriction, family_id=restriction.family_id)
    return restriction


@action
def lift(*, restriction: Restriction, by: User) -> Restriction:
    """Agree that it is no longer needed; other restrictions of the same people go on."""
    require_keeper(restriction, by)
    locked = Restriction.objects.select_for_update().get(pk=restriction.pk)
    if locked.lifted_at:
        return locked
    if locked.lift_asked_by_id is None:
        raise Refused("Nobody has asked to lift it.", what_to_do="Ask first; another person then agrees.")
    if locked.lift_asked_by_id == by.pk:
        raise Refused("You asked for it, so another person must agree.")
    locked.lifted_at, locked.lifted_by = now(), by
    locked.save(update_fields=["lifted_at", "lifted_by"])
    _apply(locked)
    audit.record(kind="protection.lifted", by=by, record=locked, family_id=locked.family_id)
    return locked


@action
def open_in_emergency(
    *, subject: Person | Family, category: str, reason: str, case_reference: str, by: User
) -> dt.datetime:
    """Open a restricted record without being cleared ('break glass'), for 24 hours; the privacy officer is told.

    A family's restricted people and contacts are opened with it, but nothing that is sealed.

    Never for a record about oneself, one's relatives or people one knows, and never for one that is sealed: nobody
    could know of it. Returns when it ends.
    """
    require(by, Permission.OPEN_IN_EMERGENCY)
    if subject.record_class != RecordClass.RESTRICTED or subject.pk in by.rights.excluded:
        raise NotAllowed("This record can't be opened in an emergency.")
    if not case_reference.strip():
        raise Refused("Enter the reference of the case you work on.", field="case_reference")
    said = check_reason(reason)
    why = f"{EmergencyReason(category).label}. {said}"
    _clear(by, [subject.pk], ClearanceKind.BREAK_GLASS, why, by, case_reference)
    tell_again(by)  # only now does the database say whom else the record keeps
    covered = kept_with(subject)
    if isinstance(subject, Family):
        covered |= {one for found in OPENED_WITH(subject) for one in found}
    _clear(by, covered - by.rights.excluded, ClearanceKind.BREAK_GLASS, why, by, case_reference)
    family_id = subject.pk if isinstance(subject, Family) else None
    audit.record(
        kind="protection.opened_in_emergency", by=by, record=subject, family_id=family_id,
        detail={"category": str(category)},
    )  # fmt: skip
    OPENED_IN_EMERGENCY(by, subject.pk, str(category))
    tell_again(by)
    return now() + LASTS[ClearanceKind.BREAK_GLASS]


@action
def declare_kinship(*, person: Person, kinship: str, by: User, user: User | None = None, reason: str = "") -> None:
    """Say that a worker is, is related to, or knows somebody: from now on they can't open that record, or find it.

    Anyone may say so of themselves; of somebody else, whoever keeps records closely. It bars the person, their present
    families and everybody in them (security rules 11 to 13). Saying so again changes nothing.
    """
    whose = user or by
    if whose.pk != by.pk:
        require(by, Permission.KEEP_CLOSELY)
    families, people = people_kept_with(person)
    for subject in {person.pk, *families, *people}:
        Exclusion.objects.get_or_create(
            user=whose, subject=subject, ended_at=None,
            defaults={"kind": ExclusionKind(Kinship(kinship).value), "reason": reason.strip(), "set_by": by,
                      "since": now()},
        )  # fmt: skip
    audit.record(kind="protection.kinship_declared", by=by, record=person, detail={"user": whose.pk, "kind": kinship})
    tell_again(whose)


@action
def bar(*, family: Family, user: User, kind: str, reason: str, by: User) -> None:
    """Bar somebody from a family's record and its people, whatever their role or clearance (security rules 10, 11).

    By whoever keeps records closely; it holds until a manager of another team ends it. Barring again changes nothing.
    """
    require(by, Permission.KEEP_CLOSELY, family)
    if user.pk == by.pk:
        raise Refused("You can't bar yourself here.", what_to_do="Say ‘I know this person’ instead.", field="user")
    why, said = check_barred_for(kind), check_reason(reason)
    for subject in barred_with(family):
        Exclusion.objects.get_or_create(
            user=user, subject=subject, ended_at=None,
            defaults={"kind": why, "reason": said, "set_by": by, "since": now()},
        )  # fmt: skip
    audit.record(
        kind="protection.barred", by=by, record=family, family_id=family.pk, detail={"user": user.pk, "kind": str(kind)}
    )
    tell_again(user)


@action
def end_exclusion(*, user: User, subjects: Iterable[uuid.UUID], why: str, by: User) -> int:
    """Let somebody see records again that were barred to them: decided by a manager of another team. How many ended."""
    require(by, Permission.KEEP_CLOSELY)
    same_team = user.team_id is not None and user.team_id == by.team_id
    if user.pk == by.pk or same_team:
        raise NotAllowed("Somebody of another team must decide this.")
    rows = Exclusion.objects.filter(user=user, subject__in=list(subjects), ended_at=None)
    ended = rows.update(ended_at=now(), ended_by=by, why_ended=check_reason(why, "why"))
    audit.record(kind="protection.exclusion_ended", by=by, record=user, detail={"how_many": ended})
    return ended


@action
def keep_newcomer(*, family: Family, person: Person, by: User) -> None:
    """Somebody joined a family: kept as closely as it is, seen by whoever may see it, by nobody barred from it."""
    for one in Exclusion.objects.filter(subject=family.pk, ended_at=None).order_by("pk"):
        Exclusion.objects.get_or_create(
            user_id=one.user_id, subject=person.pk, ended_at=None,
            defaults={"kind": one.kind, "reason": one.reason, "set_by_id": one.set_by_id, "since": now()},
        )  # fmt: skip
    if family.record_class != RecordClass.NORMAL:
        clear_with_family(family=family, subjects=[person.pk], by=by)
        _set_people([person.pk])


@action
def clear_with_family(*, family: Family, subjects: Sequence[uuid.UUID], by: User) -> None:
    """Whoever may see a closely kept family may see these records of it, as long."""
    for clearance in _open_clearances([family.pk]):
        for subject in subjects:
            _clear_one(clearance.user, subject, clearance)
    tell_again(by)


def _subjects(restriction: Restriction) -> list[uuid.UUID]:
    """Every record a restriction covers: the person; or the family, its people now, and what higher packages hold."""
    if restriction.family is None:
        return [restriction.person_id] if restriction.person_id else []
    family = restriction.family
    people = list(family.memberships.filter(until=None).values_list("person_id", flat=True))
    held = [one for found in KEPT(family, RecordClass(family.record_class), family.whom_to_ask) for one in found]
    return [family.pk, *people, *held]


def _apply(restriction: Restriction) -> None:
    """Set each covered record to the strictest class any restriction in force gives it."""
    if restriction.person_id:
        _set_people([restriction.person_id])
        return
    family = restriction.family
    assert family is not None  # noqa: S101  # for the types only: the table's own constraint says that it is about a person or a family
    strictest, whom = _strictest(Restriction.objects.filter(family=family, lifted_at=None))
    Family.objects.filter(pk=family.pk).update(record_class=strictest, whom_to_ask=whom)
    family.record_class, family.whom_to_ask = strictest, whom
    _set_people(list(family.memberships.filter(until=None).values_list("person_id", flat=True)))
    KEPT(family, RecordClass(strictest), whom)


def _set_people(people: list[uuid.UUID]) -> None:
    """The strictest counts: of a person's own restrictions and those of every family they belong to now."""
    for person in people:
        own = Restriction.objects.filter(person=person, lifted_at=None)
        theirs = Restriction.objects.filter(
            family__memberships__person=person, family__memberships__until=None, lifted_at=None
        )
        strictest, whom = _strictest([*own, *theirs])
        Person.objects.filter(pk=person).update(record_class=strictest, whom_to_ask=whom)


def _strictest(restrictions: Iterable[Restriction]) -> tuple[int, str]:
    found = sorted(restrictions, key=lambda r: (-r.record_class, r.set_at))
    return (found[0].record_class, found[0].whom_to_ask) if found else (RecordClass.NORMAL, "")


def _clear(
    user: User, subjects: Iterable[uuid.UUID], kind: ClearanceKind, reason: str, by: User, case_reference: str = ""
) -> None:
    moment = now()
    Clearance.objects.bulk_create(
        Clearance(
            user=user, subject=subject, kind=kind, reason=reason, case_reference=case_reference.strip()[:60],
            granted_by=by, since=moment, until=moment + LASTS[kind],
        )
        for subject in dict.fromkeys(subjects)
    )  # fmt: skip
    user.forget_rights()


def _clear_one(user: User, subject: uuid.UUID, like: Clearance) -> None:
    Clearance.objects.create(
        user=user, subject=subject, kind=like.kind, reason=like.reason, case_reference=like.case_reference,
        granted_by=like.granted_by, since=now(), until=like.until,
    )  # fmt: skip


def _end(user: User, subjects: Iterable[uuid.UUID], by: User) -> None:
    _open_clearances(list(subjects)).filter(user=user).update(ended_at=now(), ended_by=by)
    user.forget_rights()


def _open_clearances(subjects: list[uuid.UUID]) -> QuerySet[Clearance]:
    return Clearance.objects.filter(subject__in=subjects, ended_at=None, until__gt=now()).select_related("user")
