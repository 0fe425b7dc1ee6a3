"""Changes to who may use the system."""

from alongside.ground.access.models import Agency, RoleGrant, Team, User
from alongside.ground.access.policies import roles_in_force
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.hooks import Hook

LEFT: Hook[[User, User], None] = Hook()
"""Somebody has left the service, an agency or a team, by whom: their sessions end, in the same transaction."""


@action
def add_agency(*, name: str, kind: str, by: User, telephone: str = "") -> Agency:
    """Take an agency into the partnership."""
    agency = Agency.objects.create(name=name, kind=kind, telephone=telephone)
    audit.record(kind="access.agency_added", by=by, record=agency)
    return agency


@action
def add_team(*, agency: Agency, name: str, by: User, locality: str = "") -> Team:
    """Add a team to an agency; `locality` is an area id of the pack, when the team serves one."""
    team = Team.objects.create(agency=agency, name=name, locality=locality)
    audit.record(kind="access.team_added", by=by, record=team)
    return team


@action
def add_person(
    *, email: str, name: str, agency: Agency, by: User, team: Team | None = None, job_title: str = "",
    telephone: str = "", persona: str = "", password: str = "",
) -> User:  # fmt: skip
    """Give a person an account, without any role yet. Without a password they cannot sign in by password."""
    if User.objects.filter(email__iexact=email).exists():
        raise Refused("Somebody already has an account with this e-mail address.", field="email")
    user = User(
        email=email, name=name, agency=agency, team=team, job_title=job_title, telephone=telephone, persona=persona
    )
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    audit.record(kind="access.person_added", by=by, record=user)
    return user


@action
def grant_role(*, user: User, role: str, by: User) -> RoleGrant:
    """Give a person a role. Raises Refused when the role does not exist; holding it already changes nothing."""
    known = roles_in_force()
    if role not in known:
        raise Refused(f"There is no role '{role}'.", what_to_do=f"Choose from: {', '.join(known)}.")
    grant, is_new = RoleGrant.objects.get_or_create(
        user=user, role=role, until=None, defaults={"granted_by": by, "since": now()}
    )
    if is_new:
        audit.record(kind="access.role_granted", by=by, record=user, detail={"role": role})
    user.forget_rights()
    return grant


@action
def end_role(*, user: User, role: str, by: User) -> None:
    """Take a role away from now on; the record of having held it stays."""
    if RoleGrant.objects.filter(user=user, role=role, until=None).update(until=now()):
        audit.record(kind="access.role_ended", by=by, record=user, detail={"role": role})
    user.forget_rights()


@action
def close_account(*, user: User, by: User) -> None:
    """Stop a person signing in, at once; what they wrote stays under their name."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record(kind="access.account_closed", by=by, record=user)
    LEFT(user, by)


@action
def move_person(*, user: User, team: Team | None, by: User, agency: Agency | None = None) -> None:
    """Have a person work in another team (or none), of another agency when one is given; signs them out everywhere."""
    to = agency or user.agency
    if team is not None and team.agency_id != to.pk:
        raise Refused("This team belongs to another agency.", what_to_do="Choose another.", field="team")
    if (user.team_id, user.agency_id) == (team.pk if team else None, to.pk):
        return
    user.team, user.agency = team, to
    user.save(update_fields=["team", "agency"])
    audit.record(kind="access.person_moved", by=by, record=user, detail={"team": str(team.pk) if team else None})
    LEFT(user, by)
