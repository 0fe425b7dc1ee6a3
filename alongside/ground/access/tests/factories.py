"""People who use the system, for tests: made through the real actions."""

from itertools import count

from alongside.ground.access import actions
from alongside.ground.access.models import Agency, Team, User
from alongside.ground.access.queries import the_system
from alongside.ground.access.words import AgencyKind

_numbers = count(1)


def an_agency(name: str = "", kind: str = AgencyKind.SCHOOL, telephone: str = "") -> Agency:
    """A partner agency, a school unless said."""
    return actions.add_agency(name=name or f"Agency {next(_numbers)}", kind=kind, telephone=telephone, by=the_system())


def a_team(agency: Agency, name: str = "", locality: str = "") -> Team:
    """A team of an agency."""
    return actions.add_team(agency=agency, name=name or f"Team {next(_numbers)}", locality=locality, by=the_system())


def a_user(
    role: str = "practitioner", *, name: str = "", agency: Agency | None = None, team: Team | None = None,
    telephone: str = "", persona: str = "",
) -> User:  # fmt: skip
    """A person with an account and, unless `role` is blank, that role; of an agency of their own unless given."""
    number = next(_numbers)
    user = actions.add_person(
        email=f"person{number}@example.test", name=name or f"Worker {number}", agency=agency or an_agency(), team=team,
        telephone=telephone, persona=persona, by=the_system(),
    )  # fmt: skip
    if role:
        actions.grant_role(user=user, role=role, by=the_system())
    return user
