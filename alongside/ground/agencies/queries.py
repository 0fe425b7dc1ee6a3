"""Reading agencies: how each stands, its staff, its invitations, and what its administrators may give."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from alongside.ground.access.models import Agency, RoleGrant, Team, User
from alongside.ground.access.queries import PUBLIC_DOOR, SYSTEM, BaselineRole, Role, may, roles_in_force, within
from alongside.ground.access.words import AgencyKind, Permission
from alongside.ground.agencies.models import AccessReview, AgencyAgreement, AgreementText, Invitation
from alongside.ground.agencies.policies import ADMINISTRATOR
from alongside.ground.agencies.words import Standing
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou

NOBODY = (PUBLIC_DOOR, SYSTEM)


@dataclass(frozen=True)
class AgencyStanding:
    """An agency and how it stands."""

    agency: Agency
    standing: Standing
    people: int
    administrators: int
    review_on: dt.date | None
    access_review_on: dt.date | None


def own_agency(by: User) -> Agency:
    """The agency this person looks after; raises NotAllowed when they look after none."""
    verdict = may(by, Permission.MANAGE_OWN_AGENCY)
    if not verdict:
        raise NotAllowed(verdict.reason)
    return by.agency


def agreement_in_force() -> AgreementText | None:
    """The latest version of the sharing agreement; None before the council publishes one."""
    return AgreementText.objects.order_by("-version").first()


def agreement_of(agency: Agency) -> AgencyAgreement | None:
    """What the agency accepted last."""
    return AgencyAgreement.objects.filter(agency=agency).select_related("text", "accepted_by").order_by("-id").first()


def agreement_holds(agency: Agency) -> AgencyAgreement | None:
    """What the agency accepted, while it holds: until the day it was to be looked at again. None when nothing does."""
    accepted = agreement_of(agency)
    return accepted if accepted is not None and accepted.review_on > today() else None


def agencies_that_agreed() -> QuerySet[Agency]:
    """Agencies whose acceptance of the sharing agreement holds today, by name."""
    latest = AgencyAgreement.objects.filter(agency=OuterRef("pk")).order_by("-id")
    rows = Agency.objects.annotate(agreed_until=Subquery(latest.values("review_on")[:1]))
    return rows.filter(agreed_until__gt=today()).order_by("name")


def staff(agency: Agency) -> list[User]:
    """Active people of the agency, by name, with team and roles read."""
    people = User.objects.filter(agency=agency, is_active=True).exclude(email__in=NOBODY)
    return list(people.select_related("team", "agency").prefetch_related("roles").order_by("name", "id"))


def colleague(by: User, person_id: int) -> User:
    """One of the staff of the agency this person looks after; raises NotAllowed or NotFoundForYou."""
    people = User.objects.filter(agency=own_agency(by), is_active=True).exclude(email__in=NOBODY)
    found = people.select_related("team", "agency").filter(pk=person_id).first()
    if found is None:
        raise NotFoundForYou
    return found


def administrators(agency: Agency) -> QuerySet[User]:
    """Active people who look after the agency."""
    held = RoleGrant.objects.filter(role=ADMINISTRATOR, until=None).values("user")
    return User.objects.filter(agency=agency, is_active=True, pk__in=held)


def roles_to_give(by: User) -> list[BaselineRole]:
    """Roles this person may give: those that permit nothing they do not hold themselves, as far."""
    roles = roles_in_force()
    held = [roles[key] for key in by.role_keys if key in roles]
    may_give = {role.key for role in roles.values() if within(role.permits, [one.permits for one in held])}
    lookers_after = [one for one in held if Permission.MANAGE_OWN_AGENCY in one.permits]
    if lookers_after and all(isinstance(one, Role) and one.gives is not None for one in lookers_after):
        may_give &= {key for one in lookers_after if isinstance(one, Role) for key in one.gives or ()}
    return [role for role in roles.values() if role.key in may_give]


def teams_of(agency: Agency) -> list[Team]:
    """The agency's teams, by name."""
    return list(Team.objects.filter(agency=agency).order_by("name"))


def open_invitations(agency: Agency) -> list[Invitation]:
    """Invitations nobody has answered yet, the latest first; those that ran out too."""
    return list(Invitation.objects.filter(agency=agency, accepted_at=None, withdrawn_at=None).order_by("-id"))


def open_invitation(by: User, invitation_id: uuid.UUID) -> Invitation:
    """One open invitation of the agency this person looks after; raises NotAllowed or NotFoundForYou."""
    waiting = Invitation.objects.filter(agency=own_agency(by), accepted_at=None, withdrawn_at=None)
    found = waiting.filter(pk=invitation_id).first()
    if found is None:
        raise NotFoundForYou
    return found


def hash_of(token: str) -> str:
    """What is kept of an invitation's secret. The secret has 256 random bits, so that no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    """The invitation this secret opens; None when it is used, withdrawn, too old or made up."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now())
    return waiting.select_related("agency", "team", "invited_by").filter(token_hash=hash_of(token)).first()


def invitation_to_send(invitation_id: uuid.UUID) -> Invitation | None:
    """The invitation, if it is still open."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now())
    return waiting.select_related("invited_by").filter(pk=invitation_id).first()


def team_of(agency: Agency, team_id: str) -> Team | None:
    """One of the agency's teams; None for none."""
    return Team.objects.filter(agency=agency, pk=team_id).first() if team_id else None


def needs_agreement(invitation: Invitation) -> AgreementText | None:
    """The agreement that whoever accepts this invitation must accept for their agency; None when they need not."""
    first = ADMINISTRATOR in invitation.roles and not administrators(invitation.agency).exists()
    return agreement_in_force() if first else None


def review_of(agency: Agency) -> AccessReview | None:
    """The agency's next review of who needs access, due or not."""
    return AccessReview.objects.filter(agency=agency, done_at=None).first()


def reviews_due_for(by: User) -> QuerySet[AccessReview]:
    """The review of the person's own agency, when it is due and they look after it: for their list of work."""
    return AccessReview.objects.filter(agency=by.agency, done_at=None, due_on__lte=today()).order_by("due_on", "id")


def standings() -> list[AgencyStanding]:
    """Every agency and how it stands, by name. A fixed number of queries."""
    latest = AgencyAgreement.objects.filter(agency=OuterRef("pk")).order_by("-id")
    review = AccessReview.objects.filter(agency=OuterRef("pk"), done_at=None)
    rows = (
        Agency.objects.exclude(kind=AgencyKind.PUBLIC)
        .exclude(people__email=SYSTEM)
        .annotate(
            active=Count("people", filter=Q(people__is_active=True), distinct=True),
            heads=Count(
                "people",
                filter=Q(people__is_active=True, people__roles__role=ADMINISTRATOR, people__roles__until=None),
                distinct=True,
            ),
            accepted=Subquery(latest.values("text__version")[:1]),
            agreement_review_on=Subquery(latest.values("review_on")[:1]),
            access_review_on=Subquery(review.values("due_on")[:1]),
        )
        .order_by("name")
    )
    in_force = agreement_in_force()
    version = in_force.version if in_force else 0
    return [
        AgencyStanding(
            row, _standing(row, version), row.active, row.heads, row.agreement_review_on, row.access_review_on
        )
        for row in rows
    ]


def _standing(row: "Agency", version: int) -> Standing:
    """From the annotations of `standings`."""
    # annotated by the query above, which the model's own type cannot know
    accepted, review_on, access = row.accepted, row.agreement_review_on, row.access_review_on  # type: ignore[attr-defined]
    if not row.active:  # type: ignore[attr-defined]
        return Standing.INVITED
    if accepted is None:
        return Standing.NOT_AGREED
    if accepted < version or review_on <= today():
        return Standing.AGREEMENT_OLD
    if access is None or access <= today():
        return Standing.REVIEW_DUE
    return Standing.GOOD


def agreement_version(version: int) -> AgreementText:
    """One version of the sharing agreement; raises NotFoundForYou."""
    found = AgreementText.objects.filter(version=version).first()
    if found is None:
        raise NotFoundForYou
    return found
