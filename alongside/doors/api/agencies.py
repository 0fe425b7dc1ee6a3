"""Agencies: your own staff, invitations, agreement and reviews of access; and for the council, every agency."""

import datetime as dt
import uuid

from django.http import HttpRequest
from ninja import P, PathEx, Router, Schema, Status
from pydantic import Field

from alongside.doors.api.shapes import LARGEST, Taken
from alongside.doors.api.signing_in import confirmed_person, person
from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.agencies import actions, queries
from alongside.ground.agencies.models import Invitation
from alongside.ground.agencies.words import Standing

router = Router(tags=["agencies"])


class ColleagueOut(Schema):
    """Somebody who works for your agency."""

    id: int
    name: str
    job_title: str
    team: str
    roles: list[str]
    last_signed_in: dt.datetime | None


class InvitationOut(Schema):
    """An invitation that nobody has answered yet. Its link goes by e-mail only."""

    id: uuid.UUID
    email: str
    roles: list[str]
    expires_at: dt.datetime


class AgreementOut(Schema):
    """A version of the sharing agreement."""

    version: int
    text: str


class OwnAgencyOut(Schema):
    """Your agency: its staff, and what is due. `agreement` is the one in force."""

    name: str
    people: list[ColleagueOut]
    invitations: list[InvitationOut]
    agreement: AgreementOut | None
    accepted_version: int | None
    agreement_review_on: dt.date | None
    access_review_on: dt.date | None


class AgencyOut(Schema):
    """An agency and how it stands."""

    id: uuid.UUID
    name: str
    kind: str
    standing: Standing
    people: int
    administrators: int
    agreement_review_on: dt.date | None
    access_review_on: dt.date | None


class AgencyInvited(Taken):
    """A new agency and its first administrator."""

    name: str = Field(max_length=200)
    kind: str = Field(max_length=40)
    email: str = Field(max_length=254)


class ColleagueInvited(Taken):
    """Somebody new; only roles that permit nothing above your own can be given."""

    email: str = Field(max_length=254)
    roles: list[str] = Field(max_length=40)
    job_title: str = Field("", max_length=200)


class ColleagueChanged(Taken):
    """What a colleague does and may do; only roles that permit nothing above your own can be given."""

    job_title: str = Field(max_length=200)
    roles: list[str] = Field(max_length=40)


class AgreementPublished(Taken):
    """The next version of the sharing agreement, and after how many months it is looked at again."""

    text: str = Field(max_length=200_000)
    review_months: int


class AgreementAccepted(Taken):
    """Which version you have read and accept for your agency."""

    version: int = Field(ge=1, le=LARGEST)


class AccessReviewed(Taken):
    """An answer for everybody in your agency: who still needs access, and whose ends now."""

    keep: list[int] = Field(max_length=5000)
    end: list[int] = Field(max_length=5000)


class ReviewedOut(Schema):
    """How many were kept and ended, and when the next review is due."""

    kept: int
    ended: int
    next_due_on: dt.date | None


@router.get("/agency", response=OwnAgencyOut, summary="Your agency")
def get_own_agency(request: HttpRequest) -> OwnAgencyOut:
    """Staff, invitations, agreement and review, for who looks after the agency."""
    agency = queries.own_agency(person(request))
    in_force, accepted, review = (
        queries.agreement_in_force(), queries.agreement_of(agency), queries.review_of(agency),
    )  # fmt: skip
    return OwnAgencyOut(
        name=agency.name, people=[_colleague(one) for one in queries.staff(agency)],
        invitations=[_invitation(one) for one in queries.open_invitations(agency)],
        agreement=AgreementOut(version=in_force.version, text=in_force.text) if in_force else None,
        accepted_version=accepted.text.version if accepted else None,
        agreement_review_on=accepted.review_on if accepted else None,
        access_review_on=review.due_on if review else None,
    )  # fmt: skip


@router.post("/agency/agreement", response={204: None}, summary="Accept the sharing agreement")
def post_accept_agreement(request: HttpRequest, told: AgreementAccepted) -> Status[None]:
    """Accept, for your agency, the version you have read."""
    by = confirmed_person(request)
    queries.own_agency(by)
    actions.accept_agreement(text=queries.agreement_version(told.version), by=by)
    return Status(204, None)


@router.post("/agency/invitations", response={201: InvitationOut}, summary="Invite a colleague")
def post_invitation(request: HttpRequest, told: ColleagueInvited) -> Status[InvitationOut]:
    """Send a colleague a link that works once, within 14 days."""
    by = confirmed_person(request)
    made = actions.invite_person(email=told.email, roles=told.roles, job_title=told.job_title, team=None, by=by)
    return Status(201, _sent(request, made))


@router.delete("/agency/invitations/{invitation_id}", response={204: None}, summary="Withdraw an invitation")
def delete_invitation(request: HttpRequest, invitation_id: uuid.UUID) -> Status[None]:
    """Make its link useless, at once."""
    by = confirmed_person(request)
    actions.withdraw_invitation(invitation=queries.open_invitation(by, invitation_id), by=by)
    return Status(204, None)


@router.patch("/agency/people/{person_id}", response=ColleagueOut, summary="Change what a colleague may do")
def patch_colleague(
    request: HttpRequest, person_id: PathEx[int, P(ge=1, le=LARGEST)], told: ColleagueChanged
) -> ColleagueOut:
    """Their job title and roles; their team stays. A role not named ends at once, unless you could not give it."""
    by = confirmed_person(request)
    colleague = queries.colleague(by, person_id)
    actions.change_person(person=colleague, job_title=told.job_title, team=colleague.team, roles=told.roles, by=by)
    return _colleague(queries.colleague(by, person_id))


@router.delete("/agency/people/{person_id}", response={204: None}, summary="End a colleague’s access")
def delete_colleague(request: HttpRequest, person_id: PathEx[int, P(ge=1, le=LARGEST)]) -> Status[None]:
    """End their access: they are signed out at once. What they wrote stays."""
    by = confirmed_person(request)
    actions.end_access(person=queries.colleague(by, person_id), by=by)
    return Status(204, None)


@router.post("/agency/access-review", response=ReviewedOut, summary="Review who still needs access")
def post_access_review(request: HttpRequest, told: AccessReviewed) -> ReviewedOut:
    """Answer for everybody in your agency; the next review is due in 90 days."""
    by = confirmed_person(request)
    review = actions.review_access(keep=told.keep, end=told.end, by=by)
    following = queries.review_of(by.agency)
    return ReviewedOut(kept=review.kept, ended=review.ended, next_due_on=following.due_on if following else None)


@router.get("/agencies", response=list[AgencyOut], summary="Every agency and how it stands")
def get_agencies(request: HttpRequest) -> list[AgencyOut]:
    """For who looks after the council's agencies."""
    require(person(request), Permission.MANAGE_AGENCIES)
    return [
        AgencyOut(
            id=one.agency.pk, name=one.agency.name, kind=one.agency.kind, standing=one.standing, people=one.people,
            administrators=one.administrators, agreement_review_on=one.review_on, access_review_on=one.access_review_on,
        )
        for one in queries.standings()
    ]  # fmt: skip


@router.post("/agreement", response={201: AgreementOut}, summary="Publish the next sharing agreement")
def post_agreement(request: HttpRequest, told: AgreementPublished) -> Status[AgreementOut]:
    """It is in force at once; each agency is asked to accept it."""
    by = confirmed_person(request)
    made = actions.publish_agreement(text=told.text, review_months=told.review_months, by=by)
    return Status(201, AgreementOut(version=made.version, text=made.text))


@router.post("/agencies", response={201: InvitationOut}, summary="Invite an agency")
def post_agency(request: HttpRequest, told: AgencyInvited) -> Status[InvitationOut]:
    """Take an agency into the partnership and invite its first administrator."""
    by = confirmed_person(request)
    made = actions.invite_agency(name=told.name, kind=told.kind, email=told.email, by=by)
    return Status(201, _sent(request, made))


def _sent(request: HttpRequest, made: Invitation) -> InvitationOut:
    actions.have_sent(invitation=made, address=request.build_absolute_uri("/"), by=made.invited_by)
    return _invitation(made)


def _invitation(one: Invitation) -> InvitationOut:
    return InvitationOut(id=one.pk, email=one.email, roles=one.roles, expires_at=one.expires_at)


def _colleague(one: User) -> ColleagueOut:
    return ColleagueOut(
        id=one.pk, name=one.name, job_title=one.job_title, team=one.team.name if one.team else "",
        roles=sorted(grant.role for grant in one.roles.all() if grant.until is None), last_signed_in=one.last_login,
    )  # fmt: skip
