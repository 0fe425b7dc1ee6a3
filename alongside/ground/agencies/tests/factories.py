"""Agencies on board, for tests: reached through the real actions."""

from dataclasses import dataclass

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import public_door
from alongside.ground.access.tests.factories import a_user
from alongside.ground.agencies import actions
from alongside.ground.agencies.models import Invitation
from alongside.ground.agencies.queries import needs_agreement
from alongside.ground.sign_in.tests.people import PASSWORD


@dataclass
class OnBoard:
    """An agency whose first administrator has joined."""

    agency: Agency
    first: User
    council: User


def the_council() -> User:
    """The council's access administrator, with an agreement in force."""
    council = a_user("access_administrator", name="Sunita Rao")
    actions.publish_agreement(text="We share what is needed.\n\nNo more.", review_months=12, by=council)
    return council


def accept(invitation: Invitation, name: str = "Somebody") -> User:
    """Open the link, and join."""
    token = actions.new_secret(invitation=invitation, by=invitation.invited_by)
    accepts = needs_agreement(invitation)
    return actions.accept_invitation(token=token, name=name, password=PASSWORD, accepts=accepts, by=public_door())


def on_board(name: str = "Millbrook School") -> OnBoard:
    """An agency that joined."""
    council = the_council()
    invitation = actions.invite_agency(name=name, kind="school", email="head@millbrook.example", by=council)
    return OnBoard(invitation.agency, accept(invitation, "Helen Head"), council)


def a_colleague(of: OnBoard, *, administers: bool = False, email: str = "amina@millbrook.example") -> User:
    """Somebody the first administrator invited, who joined."""
    roles = ["practitioner", *(["agency_administrator"] if administers else [])]
    return accept(actions.invite_person(email=email, roles=roles, job_title="Teacher", by=of.first), "Amina Yusuf")
