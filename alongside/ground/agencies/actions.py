"""Bringing agencies on board and looking after their staff. Each change of who administers locks the agency first."""

import datetime as dt
import secrets
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from procrastinate.contrib.django import app

from alongside.ground.access import actions as access
from alongside.ground.access.models import Agency, Team, User
from alongside.ground.access.queries import require, roles_in_force, the_system
from alongside.ground.access.words import AgencyKind, Permission
from alongside.ground.agencies.models import AccessReview, AgencyAgreement, AgreementText, Invitation
from alongside.ground.agencies.policies import ADMINISTRATOR, FIRST_ROLES
from alongside.ground.agencies.queries import (
    administrators,
    agreement_in_force,
    hash_of,
    invitation_of,
    roles_to_give,
    staff,
)
from alongside.ground.agencies.words import INVITATION_DAYS, REVIEW_EVERY_DAYS
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.sign_in import actions as sign_in

NO_LONGER = (
    "This invitation can no longer be used.",
    "It was used, withdrawn, or is more than 14 days old. Ask whoever sent it for a new one.",
)


@action
def publish_agreement(*, text: str, review_months: int, by: User) -> AgreementText:
    """Put the next version of the sharing agreement in force; agencies are asked to accept it."""
    require(by, Permission.MANAGE_AGENCIES)
    if not text.strip():
        raise Refused("Enter the text of the agreement.", field="text")
    if not 1 <= review_months <= 36:
        raise Refused("An agreement is looked at again after 1 to 36 months.", field="review_months")
    before = agreement_in_force()
    made = AgreementText.objects.create(
        version=(before.version if before else 0) + 1, text=text.strip(), review_months=review_months,
        published_by=by, published_at=now(),
    )  # fmt: skip
    audit.record(kind="agencies.agreement_published", by=by, record=made, detail={"version": made.version})
    return made


@action
def invite_agency(*, name: str, kind: str, email: str, by: User) -> Invitation:
    """Take an agency into the partnership, and invite its first administrator."""
    require(by, Permission.MANAGE_AGENCIES)
    if agreement_in_force() is None:
        raise Refused("There is no sharing agreement to accept yet.", what_to_do="Publish one first.")
    if not name.strip():
        raise Refused("Enter the name of the agency.", field="name")
    if kind not in set(AgencyKind) - {AgencyKind.PUBLIC}:
        raise Refused("Select the kind of agency.", field="kind")
    if Agency.objects.filter(name__iexact=name.strip()).exists():
        raise Refused("There is an agency with this name already.", field="name")
    agency = access.add_agency(name=name.strip(), kind=kind, by=by)
    return _invite(agency, email, FIRST_ROLES, by)


@action
def invite_person(
    *, email: str, roles: Collection[str], by: User, job_title: str = "", team: Team | None = None
) -> Invitation:
    """Invite somebody to one's own agency, with roles within one's own."""
    agency = _locked_for(by)
    _check_roles(roles, by)
    _check_team(team, agency)
    return _invite(agency, email, roles, by, job_title=job_title, team=team)


@action
def invite_by_the_machine(*, email: str, roles: Collection[str], agency_name: str, kind: str, by: User) -> Invitation:
    """Invite somebody with any roles, for whoever runs the product: nobody grants above their own, so the first who
    hold a right can be made by nobody else. The agency is taken in when it is new.
    """
    if by != the_system():
        raise NotAllowed("People are invited with any role only from the machine that the product runs on.")
    if unknown := sorted(set(roles) - set(roles_in_force())):
        raise Refused(f"There is no role '{unknown[0]}'.", what_to_do=f"Choose from: {', '.join(roles_in_force())}.")
    agency = Agency.objects.filter(name__iexact=agency_name.strip()).first()
    if agency is None:
        agency = access.add_agency(name=agency_name.strip(), kind=kind, by=by)
    return _invite(agency, email, roles, by)


@action
def have_sent(*, invitation: Invitation, address: str, by: User) -> None:
    """Have the worker e-mail the link of an invitation, in the same transaction. `address` is our own, with '/'."""
    queue = app.configure_task("agencies.send_invitation", queue="mail")
    queue.defer(invitation_id=str(invitation.pk), address=address)


@action
def new_secret(*, invitation: Invitation, by: User) -> str:
    """A secret for the invitation's link; the one before stops working. Only its hash is kept."""
    token = secrets.token_urlsafe(32)
    Invitation.objects.filter(pk=invitation.pk).update(token_hash=hash_of(token))
    return token


@action
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Make the link of an invitation useless."""
    if invitation.agency_id != _locked_for(by).pk:
        raise NotAllowed("This invitation is another agency’s.")
    if Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(withdrawn_at=now()):
        audit.record(kind="agencies.invitation_withdrawn", by=by, record=invitation)


@action
def accept_invitation(*, token: str, name: str, password: str, accepts: AgreementText | None, by: User) -> User:
    """Open an account for whoever was invited. The first of an agency accepts the sharing agreement for it.

    `by` is the public door: nobody is signed in yet. Raises Refused for a link that is no good, or used meanwhile.
    """
    found = invitation_of(token)
    invitation = Invitation.objects.select_for_update().get(pk=found.pk) if found else None
    if invitation is None or invitation.accepted_at or invitation.withdrawn_at:
        raise Refused(NO_LONGER[0], what_to_do=NO_LONGER[1])
    agency = invitation.agency
    in_force = agreement_in_force()
    if ADMINISTRATOR in invitation.roles and not administrators(agency).exists() and accepts != in_force:
        raise Refused("Read and accept the sharing agreement.", field="accepts")
    person = access.add_person(
        email=invitation.email, name=name, agency=agency, team=invitation.team, job_title=invitation.job_title, by=by
    )
    sign_in.set_password(user=person, password=password, by=by)
    for role in invitation.roles:
        access.grant_role(user=person, role=role, by=invitation.invited_by)
    invitation.accepted_at, invitation.person = now(), person
    invitation.save(update_fields=["accepted_at", "person"])
    audit.record(kind="agencies.invitation_accepted", by=person, record=invitation)
    if accepts is not None:
        _accept(agency, accepts, person)
    if not AccessReview.objects.filter(agency=agency).exists():
        _next_review(agency)
    return person


@action
def accept_agreement(*, text: AgreementText, by: User) -> AgencyAgreement:
    """Accept the agreement in force for one's own agency."""
    agency = _locked_for(by)
    if text != agreement_in_force():
        raise Refused("There is a newer version of the agreement.", what_to_do="Read that one.", field="accepts")
    return _accept(agency, text, by)


@action
def change_person(*, person: User, job_title: str, team: Team | None, roles: Collection[str], by: User) -> None:
    """Change what a colleague does: job title, team, and roles within one's own. A role one could not give stays."""
    agency = _locked_for(by)
    _check_colleague(person, agency)
    _check_team(team, agency)
    now_held = set(User.objects.get(pk=person.pk).role_keys)
    _check_roles(set(roles) - now_held, by)
    given_by_me = {role.key for role in roles_to_give(by)}
    for role in sorted(set(roles) - now_held):
        access.grant_role(user=person, role=role, by=by)
    for role in sorted((now_held & given_by_me) - set(roles)):
        access.end_role(user=person, role=role, by=by)
    _check_somebody_administers(agency)
    if person.job_title != job_title:
        person.job_title = job_title
        person.save(update_fields=["job_title"])
        audit.record(kind="agencies.job_title_changed", by=by, record=person)
    access.move_person(user=person, team=team, by=by)


@action
def end_access(*, person: User, by: User) -> None:
    """End a colleague's access at once: roles, sessions and account. What they wrote stays under their name."""
    agency = _locked_for(by)
    _check_colleague(person, agency)
    for role in sorted(person.role_keys):
        access.end_role(user=person, role=role, by=by)
    _check_somebody_administers(agency)
    access.close_account(user=person, by=by)


@action
def start_sign_in_again(*, person: User, by: User) -> None:
    """Have a colleague who lost their phone and codes set up a second factor anew."""
    _check_colleague(person, _locked_for(by))
    sign_in.start_again(user=person, by=by)


@action
def review_access(*, keep: Iterable[int], end: Iterable[int], by: User) -> AccessReview:
    """Answer for everybody in one's own agency: keep or end. The next review is due in 90 days.

    Raises Refused when somebody is not answered for, or when nobody would be left to look after the agency.
    """
    agency = _locked_for(by)
    people = {person.pk: person for person in staff(agency)}
    kept, ended = set(keep) & set(people), set(end) & set(people)
    if by.pk in ended:
        raise Refused("You cannot end your own access here.", what_to_do="Ask another administrator.")
    if kept & ended or kept | ended != set(people):
        raise Refused("Say for each person whether they still need access.")
    for person_id in sorted(ended):
        end_access(person=people[person_id], by=by)
    review = AccessReview.objects.filter(agency=agency, done_at=None).first() or _next_review(agency)
    review.done_at, review.done_by, review.kept, review.ended = now(), by, len(kept), len(ended)
    review.save(update_fields=["done_at", "done_by", "kept", "ended"])
    detail = {"kept": len(kept), "ended": len(ended)}
    audit.record(kind="agencies.access_reviewed", by=by, record=review, detail=detail)
    _next_review(agency)
    return review


def _invite(
    agency: Agency, email: str, roles: Collection[str], by: User, *, job_title: str = "", team: Team | None = None
) -> Invitation:
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise Refused("Enter an e-mail address, like name@example.com.", field="email") from wrong
    if User.objects.filter(email__iexact=email).exists():
        raise Refused("Somebody already has an account with this e-mail address.", field="email")
    Invitation.objects.filter(email__iexact=email, accepted_at=None, withdrawn_at=None).update(withdrawn_at=now())
    invited = Invitation.objects.create(
        agency=agency, email=email, roles=sorted(roles), job_title=job_title, team=team, invited_by=by,
        invited_at=now(), expires_at=now() + dt.timedelta(days=INVITATION_DAYS),
    )  # fmt: skip
    audit.record(kind="agencies.invited", by=by, record=invited, detail={"roles": sorted(roles)})
    return invited


def _accept(agency: Agency, text: AgreementText, by: User) -> AgencyAgreement:
    review_on = today() + dt.timedelta(days=text.review_months * 30)
    accepted = AgencyAgreement.objects.create(
        agency=agency, text=text, accepted_by=by, accepted_at=now(), review_on=review_on
    )
    audit.record(kind="agencies.agreement_accepted", by=by, record=accepted, detail={"version": text.version})
    return accepted


def _next_review(agency: Agency) -> AccessReview:
    return AccessReview.objects.create(
        agency=agency, opened_at=now(), due_on=today() + dt.timedelta(days=REVIEW_EVERY_DAYS)
    )


def _locked_for(by: User) -> Agency:
    """The agency `by` looks after, locked; whether they still do is asked again once it is theirs to change."""
    agency = Agency.objects.select_for_update().get(pk=by.agency_id)
    require(User.objects.get(pk=by.pk), Permission.MANAGE_OWN_AGENCY)
    return agency


def _check_colleague(person: User, agency: Agency) -> None:
    if person.agency_id != agency.pk:
        raise NotAllowed("This person works for another agency.")


def _check_team(team: Team | None, agency: Agency) -> None:
    if team is not None and team.agency_id != agency.pk:
        raise Refused("This team belongs to another agency.", field="team")


def _check_roles(roles: Collection[str], by: User) -> None:
    mine = {role.key for role in roles_to_give(by)}
    if above := sorted(set(roles) - mine):
        names = roles_in_force()
        named = names[above[0]].name if above[0] in names else above[0]
        raise Refused(f"You cannot give the role ‘{named}’: it permits more than you may do yourself.", field="roles")


def _check_somebody_administers(agency: Agency) -> None:
    if not administrators(agency).exists():
        raise Refused(
            "An agency needs somebody who looks after it.",
            what_to_do="Make somebody else an administrator first.",
            field="roles",
        )
