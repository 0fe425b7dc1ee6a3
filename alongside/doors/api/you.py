"""Who asks: what they may do and why not, where they are signed in, and what every role permits."""

import datetime as dt
import uuid

from django.http import HttpRequest
from ninja import P, PathEx, Router, Schema, Status

from alongside.doors.api.shapes import LARGEST
from alongside.doors.api.signing_in import person
from alongside.ground.access.queries import BaselineRole, Role, holders_of, may, roles_in_force, widest_reach
from alongside.ground.access.words import Permission, Reach
from alongside.ground.sign_in.actions import end_session
from alongside.ground.sign_in.queries import sessions_of
from alongside.people.families.queries import get_family

router = Router(tags=["you"])


class SessionOut(Schema):
    """One place where you are signed in."""

    id: int
    device: str
    began: dt.datetime
    used: dt.datetime
    this_one: bool


class YouOut(Schema):
    """Who is signed in, and how far each permission of theirs reaches."""

    name: str
    job_title: str
    agency: str
    team: str
    roles: list[str]
    permits: dict[Permission, Reach]
    sessions: list[SessionOut]


class RoleOut(Schema):
    """A role: what it is for, how many hold it, how far each permission reaches; `own` for one of the council's own."""

    key: str
    name: str
    is_for: str
    own: bool
    people: int
    permits: dict[Permission, Reach]


class VerdictOut(Schema):
    """Whether you may, and the reason in words when you may not."""

    allowed: bool
    reason: str


@router.get("/you", response=YouOut, summary="Who you are and what you may do")
def get_you(request: HttpRequest) -> YouOut:
    """Your roles, how far each of your permissions reaches, and where you are signed in."""
    by = person(request)
    return YouOut(
        name=by.name, job_title=by.job_title, agency=by.agency.name, team=by.team.name if by.team else "",
        roles=sorted(by.role_keys),
        permits={one: reach for one in Permission if (reach := widest_reach(by.role_keys, one))},
        sessions=[
            SessionOut(id=one.id, device=one.user_agent, began=one.began, used=one.used, this_one=one.is_this_one)
            for one in sessions_of(by, request.session.session_key)
        ],
    )  # fmt: skip


@router.delete("/you/sessions/{session_id}", response={204: None}, summary="Sign out in one place")
def delete_session(request: HttpRequest, session_id: PathEx[int, P(ge=1, le=LARGEST)]) -> Status[None]:
    """End one of your own sessions, at once."""
    by = person(request)
    end_session(user=by, session_id=session_id, by=by)
    return Status(204, None)


@router.get("/roles", response=list[RoleOut], summary="Who can do what")
def get_roles(request: HttpRequest) -> list[RoleOut]:
    """Every role that can be held now. Nobody is named."""
    roles = roles_in_force()
    people = holders_of(roles)
    return [_role(key, role, people.get(key, 0)) for key, role in roles.items()]


def _role(key: str, role: BaselineRole, people: int) -> RoleOut:
    return RoleOut(
        key=key, name=role.name, is_for=role.is_for, own=isinstance(role, Role), people=people, permits=role.permits
    )


@router.get("/families/{family_id}/may/{permission}", response=VerdictOut, summary="May you do this to a family?")
def get_may(request: HttpRequest, family_id: uuid.UUID, permission: Permission) -> VerdictOut:
    """Whether you may, with the reason; 404 for a family that you may not know of."""
    by = person(request)
    verdict = may(by, permission, get_family(by, family_id))
    return VerdictOut(allowed=verdict.allowed, reason=verdict.reason)
