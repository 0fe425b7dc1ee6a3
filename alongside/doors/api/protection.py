"""Records kept closely: keeping one, who sees it and who may not, reviewing and lifting, and knowing somebody.

Not opening one in an emergency: that is for a person at a page, never for a program (security rule 24).
"""

import datetime as dt
import uuid
from collections.abc import Collection

from django.http import HttpRequest
from ninja import P, PathEx, Router, Schema, Status
from pydantic import Field

from alongside.doors.api.shapes import LARGEST, Taken, WhyTold
from alongside.doors.api.signing_in import confirmed_person, person
from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import ClearanceKind, ExclusionKind, Permission, RecordClass
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.people.families.models import Family, Person
from alongside.people.families.queries import get_family, people_of
from alongside.people.protection import actions, queries
from alongside.people.protection.models import Restriction
from alongside.people.protection.words import Category, Kinship

router = Router(tags=["protection"])


class ClearedOut(Schema):
    """Somebody who may see a record kept closely, why and until when."""

    user_id: int
    name: str
    agency: str
    why: str
    until: dt.datetime


class KeptOut(Schema):
    """A reason why a record is kept closely. `whose` is blank for whoever is not cleared to know."""

    id: uuid.UUID
    reference: str
    record_class: RecordClass = Field(description="1 restricted, 2 sealed")
    category: Category
    whom_to_ask: str
    review_on: dt.date
    lift_asked: bool
    whose: str
    cleared: list[ClearedOut]


class KeepTold(Taken):
    """Keep a record closely from now on; only who does this and `cleared` go on seeing it."""

    record_class: RecordClass = Field(description="1 restricted, 2 sealed")
    category: Category
    reason: str = Field(max_length=20_000)
    whom_to_ask: str = Field(max_length=200)
    review_on: dt.date
    cleared: list[int] = Field(default_factory=list, max_length=100, description="Ids of people who go on seeing it")


class ClearTold(Taken):
    """Let somebody see it: 14 days for one task, 6 months for who works with the family."""

    user_id: int
    kind: ClearanceKind
    reason: str = Field(max_length=20_000)


class ReviewTold(Taken):
    """Why it is still needed, and when it is looked at again."""

    review_on: dt.date
    why: str = Field(max_length=20_000)


class BarTold(Taken):
    """Somebody may not see a family's record, whatever their role."""

    user_id: int
    kind: ExclusionKind
    reason: str = Field(max_length=20_000)


class BarredOut(Schema):
    """Somebody who may not see a family's record, and why."""

    user_id: int
    name: str
    agency: str
    why: str
    reason: str
    since: dt.datetime


class KnownTold(Taken):
    """How you know them."""

    kinship: Kinship
    reason: str = Field("", max_length=20_000)


@router.get("/kept-records", response=list[KeptOut], summary="Records kept closely")
def get_kept_records(request: HttpRequest) -> list[KeptOut]:
    """Every one of them, the first to review first."""
    return [shown(one) for one in queries.kept_records(person(request))]


@router.get("/kept-records/{restriction_id}", response=KeptOut, summary="One record kept closely")
def get_kept_record(request: HttpRequest, restriction_id: uuid.UUID) -> KeptOut:
    """One of them, and who may see the record."""
    return shown(queries.kept_record(person(request), restriction_id))


@router.post("/families/{family_id}/kept", response={201: KeptOut}, summary="Keep a family’s record closely")
def post_kept_family(request: HttpRequest, family_id: uuid.UUID, told: KeepTold) -> Status[KeptOut]:
    """Its people and contacts are kept with it. Everybody else stops seeing it at once."""
    by = confirmed_person(request)
    return Status(201, _keep(get_family(by, family_id), told, by))


@router.post("/families/{family_id}/people/{person_id}/kept", response={201: KeptOut}, summary="Keep a person closely")
def post_kept_person(
    request: HttpRequest, family_id: uuid.UUID, person_id: uuid.UUID, told: KeepTold
) -> Status[KeptOut]:
    """Only this person's record."""
    by = confirmed_person(request)
    return Status(201, _keep(people_of(_to_keep(by, family_id), [person_id])[0], told, by))


@router.post("/kept-records/{restriction_id}/cleared", response=KeptOut, summary="Let somebody see it")
def post_cleared(request: HttpRequest, restriction_id: uuid.UUID, told: ClearTold) -> KeptOut:
    """For who is cleared themselves; nobody clears themselves."""
    by = confirmed_person(request)
    found = _restriction(by, restriction_id)
    queries.require_keeper(found, by)
    (user,) = _people([told.user_id], "user_id")
    actions.clear_for(restriction=found, user=user, kind=told.kind, reason=told.reason, by=by)
    return shown(queries.kept_record(by, restriction_id))


@router.delete("/kept-records/{restriction_id}/cleared/{user_id}", response={204: None}, summary="End a clearance")
def delete_cleared(
    request: HttpRequest, restriction_id: uuid.UUID, user_id: PathEx[int, P(ge=1, le=LARGEST)]
) -> Status[None]:
    """They stop seeing it at once."""
    by = person(request)
    found = queries.kept_record(by, restriction_id)
    queries.require_keeper(found.restriction, by)
    if user_id not in {one.user_id for one in found.cleared}:
        raise NotFoundForYou
    (user,) = _people([user_id], "user_id")
    actions.end_clearance(restriction=found.restriction, user=user, by=by)
    return Status(204, None)


@router.post("/kept-records/{restriction_id}/review", response=KeptOut, summary="It is still needed")
def post_review_kept(request: HttpRequest, restriction_id: uuid.UUID, told: ReviewTold) -> KeptOut:
    """Say so, and when it is looked at again: within 90 days."""
    by = person(request)
    actions.review(restriction=_restriction(by, restriction_id), review_on=told.review_on, why=told.why, by=by)
    return shown(queries.kept_record(by, restriction_id))


@router.post("/kept-records/{restriction_id}/ask-to-lift", response=KeptOut, summary="It is no longer needed")
def post_ask_to_lift(request: HttpRequest, restriction_id: uuid.UUID, told: WhyTold) -> KeptOut:
    """Say so; somebody else who is cleared must agree before anything changes."""
    by = person(request)
    actions.ask_to_lift(restriction=_restriction(by, restriction_id), why=told.why, by=by)
    return shown(queries.kept_record(by, restriction_id))


@router.post("/kept-records/{restriction_id}/lift", response={204: None}, summary="Agree that it is no longer needed")
def post_lift(request: HttpRequest, restriction_id: uuid.UUID) -> Status[None]:
    """By somebody else than who asked."""
    by = confirmed_person(request)
    actions.lift(restriction=_restriction(by, restriction_id), by=by)
    return Status(204, None)


@router.get("/families/{family_id}/barred", response=list[BarredOut], summary="Who may not see a family’s record")
def get_barred(request: HttpRequest, family_id: uuid.UUID) -> list[BarredOut]:
    """By name, for who keeps records closely."""
    return _barred(_to_keep(person(request), family_id))


@router.post("/families/{family_id}/barred", response=list[BarredOut], summary="Bar somebody from a family’s record")
def post_barred(request: HttpRequest, family_id: uuid.UUID, told: BarTold) -> list[BarredOut]:
    """They can no longer find or open the family or anybody in it."""
    by = confirmed_person(request)
    family = _to_keep(by, family_id)
    (user,) = _people([told.user_id], "user_id")
    actions.bar(family=family, user=user, kind=told.kind, reason=told.reason, by=by)
    return _barred(family)


@router.post("/families/{family_id}/barred/{user_id}/end", response=list[BarredOut], summary="They may see it again")
def post_end_barred(
    request: HttpRequest, family_id: uuid.UUID, user_id: PathEx[int, P(ge=1, le=LARGEST)], told: WhyTold
) -> list[BarredOut]:
    """Decided by somebody of another team."""
    by = confirmed_person(request)
    family = _to_keep(by, family_id)
    user = queries.somebody_barred(family, user_id)
    actions.end_exclusion(user=user, subjects=queries.barred_with(family), why=told.why, by=by)
    return _barred(family)


@router.post("/people/{person_id}/i-know-them", response={204: None}, summary="I know this person")
def post_i_know(request: HttpRequest, person_id: uuid.UUID, told: KnownTold) -> Status[None]:
    """From now on their record, and their family's, is not yours to open or find."""
    by = person(request)
    require(by, Permission.FIND_PEOPLE)
    found = queries.person_known_to(by, person_id)
    actions.declare_kinship(person=found, kinship=told.kinship, reason=told.reason, by=by)
    return Status(204, None)


def shown(kept: queries.KeptRecord) -> KeptOut:
    """A reason why a record is kept closely, as its reader may know it."""
    row = kept.restriction
    cleared = [
        ClearedOut(user_id=one.user_id, name=one.name, agency=one.agency, why=one.kind, until=one.until)
        for one in kept.cleared
    ]
    return KeptOut(
        id=row.pk, reference=row.reference, record_class=RecordClass(row.record_class), category=Category(row.category),
        whom_to_ask=row.whom_to_ask, review_on=row.review_on, lift_asked=row.lift_asked_by_id is not None,
        whose=kept.whose, cleared=cleared,
    )  # fmt: skip


def _to_keep(by: User, family_id: uuid.UUID) -> Family:
    family = get_family(by, family_id)
    require(by, Permission.KEEP_CLOSELY, family)
    return family


def _barred(family: Family) -> list[BarredOut]:
    return [
        BarredOut(
            user_id=one.user_id, name=one.name, agency=one.agency, why=one.kind, reason=one.reason, since=one.since
        )
        for one in queries.barred_from(family)
    ]


def _keep(subject: Family | Person, told: KeepTold, by: User) -> KeptOut:
    require(by, Permission.KEEP_CLOSELY, subject)
    made = actions.restrict(
        subject=subject, record_class=told.record_class, category=told.category, reason=told.reason,
        whom_to_ask=told.whom_to_ask, review_on=told.review_on, cleared=_people(told.cleared, "cleared"), by=by,
    )  # fmt: skip
    return shown(queries.kept_record(by, made.pk))


def _restriction(by: User, restriction_id: uuid.UUID) -> Restriction:
    return queries.kept_record(by, restriction_id).restriction


def _people(ids: Collection[int], field: str) -> list[User]:
    found = list(queries.may_be_cleared().filter(pk__in=[one for one in ids if 0 < one <= LARGEST]))
    if len(found) < len(set(ids)):
        raise Refused("Somebody named cannot be cleared: they may see no families.", field=field)
    return found
