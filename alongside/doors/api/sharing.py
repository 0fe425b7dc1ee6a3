"""What a family agreed to, who may be told what, and who reads their record now."""

import datetime as dt
import uuid

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from alongside.doors.api.shapes import Taken, WhyTold
from alongside.doors.api.signing_in import person
from alongside.ground.access.models import User
from alongside.ground.access.queries import agencies, names_of_principals, require
from alongside.ground.access.words import Permission
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.people.consent import actions, queries
from alongside.people.consent.words import AgreementState, HowGiven
from alongside.people.families.models import Family
from alongside.people.families.queries import get_family, members_of, people_of

router = Router(tags=["sharing"])


class AnswerOut(Schema):
    """One person's answer to being helped."""

    id: uuid.UUID
    person_id: uuid.UUID
    name: str
    state: AgreementState
    given_on: dt.date
    until: dt.date | None
    holds: bool
    in_words: str


class WishOut(Schema):
    """One person's wish about sharing with one agency for one purpose."""

    id: uuid.UUID
    person_id: uuid.UUID
    name: str
    agency_id: uuid.UUID
    agency: str
    purpose: str
    may_be_shared: list[str]
    agrees: bool
    holds: bool
    since: dt.date
    until: dt.date | None


class BasisOut(Schema):
    """A lawful basis in force."""

    id: uuid.UUID
    purpose: str
    basis: str
    reason: str
    since: dt.date
    despite_objection: bool


class SharingOut(Schema):
    """Who may see what, since when, by whose agreement, until when; `readers` are who reads the record now."""

    agreed: bool
    agreed_until: dt.date | None
    answers: list[AnswerOut]
    wishes: list[WishOut]
    ended: list[WishOut]
    bases: list[BasisOut]
    readers: list[str]


class Answered(Taken):
    """Somebody's answer to being helped. Refusing asks whether a safeguarding referral is needed."""

    state: AgreementState
    how: HowGiven
    given_on: dt.date | None = None
    until: dt.date | None = None
    own_words: str = Field("", max_length=20_000)
    answered_by: uuid.UUID | None = Field(None, description="Somebody else of the family, for a young child")
    safeguarding_referral_needed: bool | None = None
    safeguarding_reason: str = Field("", max_length=20_000)


class MindChanged(Taken):
    """Somebody who agreed no longer does."""

    how: HowGiven
    on: dt.date | None = None
    own_words: str = Field("", max_length=20_000)
    safeguarding_referral_needed: bool | None = None
    safeguarding_reason: str = Field("", max_length=20_000)


class Wished(Taken):
    """Whether somebody agrees to share with an agency, for one purpose, which kinds; ids are the operating model's."""

    agency_id: uuid.UUID
    purpose: str = Field(max_length=100)
    agrees: bool
    data_categories: list[str] = Field(default_factory=list, max_length=100)
    since: dt.date | None = None
    until: dt.date | None = None
    note: str = Field("", max_length=20_000)


class Stopped(Taken):
    """What they said when they asked for sharing to stop."""

    note: str = Field("", max_length=20_000)


class BasisTold(Taken):
    """Why information about a family may be used for a purpose; ids are the operating model's."""

    purpose: str = Field(max_length=100)
    basis: str = Field(max_length=100)
    reason: str = Field(max_length=20_000)
    despite_objection: bool = Field(description="It must be shared even where somebody does not agree")


@router.get("/families/{family_id}/sharing", response=SharingOut, summary="Agreement and sharing")
def get_sharing(request: HttpRequest, family_id: uuid.UUID) -> SharingOut:
    """Answers, wishes and lawful bases in force, wishes that ended, and who reads the record now."""
    return shown(get_family(person(request), family_id))


@router.post("/families/{family_id}/people/{person_id}/agreement", response=SharingOut, summary="Record an answer")
def post_answer(request: HttpRequest, family_id: uuid.UUID, person_id: uuid.UUID, told: Answered) -> SharingOut:
    """Record what somebody answered when asked whether they want early help."""
    by = person(request)
    family = _to_record(by, family_id)
    (whose,) = people_of(family, [person_id])
    given = told.model_dump()
    other = given.pop("answered_by")
    if other is not None:
        (given["answered_by"],) = people_of(family, [other])
    actions.record_agreement(family=family, person=whose, by=by, **given)
    return shown(family)


@router.post("/families/{family_id}/agreements/{agreement_id}/withdraw", response=SharingOut, summary="Withdraw")
def post_withdrawal(
    request: HttpRequest, family_id: uuid.UUID, agreement_id: uuid.UUID, told: MindChanged
) -> SharingOut:
    """Somebody changed their mind about being helped. What was written stays."""
    by = person(request)
    family = _to_record(by, family_id)
    found = queries.get_agreement(by, agreement_id)
    _check_belongs(found.family_id, family)
    actions.withdraw_agreement(agreement=found, by=by, **told.model_dump())
    return shown(family)


@router.post("/families/{family_id}/people/{person_id}/sharing", response=SharingOut, summary="Record a wish")
def post_sharing(request: HttpRequest, family_id: uuid.UUID, person_id: uuid.UUID, told: Wished) -> SharingOut:
    """Record whether somebody agrees to share with an agency; not agreeing takes effect at once."""
    by = person(request)
    family = _to_record(by, family_id)
    (whose,) = people_of(family, [person_id])
    given = told.model_dump()
    agency = agencies().filter(pk=given.pop("agency_id")).first()
    if agency is None:
        raise Refused("There is no such agency.", what_to_do="Send the id of one.", field="agency_id")
    actions.record_sharing(family=family, person=whose, agency=agency, by=by, **given)
    return shown(family)


@router.post("/families/{family_id}/sharing/{wish_id}/stop", response={204: None}, summary="Stop sharing")
def post_stop_sharing(request: HttpRequest, family_id: uuid.UUID, wish_id: uuid.UUID, told: Stopped) -> Status[None]:
    """Stop sharing with an agency for this person and purpose, at once; it may be your own that no longer sees them."""
    by = person(request)
    family = _to_record(by, family_id)
    found = queries.get_preference(by, wish_id)
    _check_belongs(found.family_id, family)
    actions.withdraw_sharing(preference=found, note=told.note, by=by)
    return Status(204, None)


@router.post("/families/{family_id}/bases", response=SharingOut, summary="Record a lawful basis")
def post_basis(request: HttpRequest, family_id: uuid.UUID, told: BasisTold) -> SharingOut:
    """It says why information may be used, by law; it is not the same as agreeing to be helped."""
    by = person(request)
    family = _to_record(by, family_id)
    actions.record_lawful_basis(family=family, by=by, **told.model_dump())
    return shown(family)


@router.post("/families/{family_id}/bases/{basis_id}/end", response=SharingOut, summary="End a lawful basis")
def post_end_basis(request: HttpRequest, family_id: uuid.UUID, basis_id: uuid.UUID, told: WhyTold) -> SharingOut:
    """It no longer applies. What was written stays."""
    by = person(request)
    family = _to_record(by, family_id)
    found = queries.get_basis(by, basis_id)
    _check_belongs(found.family_id, family)
    actions.end_lawful_basis(lawful_basis=found, why=told.why, by=by)
    return shown(family)


def shown(family: Family) -> SharingOut:
    """How agreement and sharing stand."""
    family.refresh_from_db(fields=["readers"])
    known = {member.id: member.name for member in members_of(family)}
    agreement = queries.agreement_standing(family, known=known)
    sharing = queries.sharing_standing(family, known=known)
    return SharingOut(
        agreed=agreement.agreed, agreed_until=agreement.until,
        answers=[
            AnswerOut(
                id=one.agreement_id, person_id=one.person_id, name=one.name, state=AgreementState(one.state),
                given_on=one.given_on, until=one.until, holds=one.holds, in_words=one.in_words,
            )
            for one in agreement.people
        ],
        wishes=[_wish(one) for one in sharing.in_force], ended=[_wish(one) for one in sharing.ended],
        bases=[
            BasisOut(
                id=one.id, purpose=one.purpose, basis=one.basis, reason=one.reason, since=one.since,
                despite_objection=one.despite_objection,
            )
            for one in sharing.bases
        ],
        readers=names_of_principals(family.readers),
    )  # fmt: skip


def _wish(one: queries.Shared) -> WishOut:
    return WishOut(
        id=one.id, person_id=one.person_id, name=one.name, agency_id=one.agency_id, agency=one.agency,
        purpose=one.purpose, may_be_shared=one.categories, agrees=one.agrees, holds=one.holds, since=one.since,
        until=one.until,
    )  # fmt: skip


def _to_record(by: User, family_id: uuid.UUID) -> Family:
    family = get_family(by, family_id)
    require(by, Permission.RECORD_CONSENT, family)
    return family


def _check_belongs(family_id: uuid.UUID, family: Family) -> None:
    if family_id != family.pk:
        raise NotFoundForYou
