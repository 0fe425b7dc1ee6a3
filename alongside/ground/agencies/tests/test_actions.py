"""Bringing agencies on board and looking after their staff: who may, and what is refused."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection

from alongside.ground.access.models import Agency, Rights, User
from alongside.ground.access.queries import Role, public_door, within
from alongside.ground.access.tests.factories import a_team, a_user, an_agency
from alongside.ground.access.words import Permission, Reach
from alongside.ground.agencies import actions, queries
from alongside.ground.agencies.models import AccessReview, AgencyAgreement, Invitation
from alongside.ground.agencies.tests.factories import OnBoard, a_colleague, accept, on_board, the_council
from alongside.ground.agencies.words import Standing
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.sign_in.queries import methods_of
from alongside.ground.sign_in.tests.people import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> OnBoard:
    return on_board()


def roles_of(user: User) -> set[str]:
    return set(User.objects.get(pk=user.pk).role_keys)


def join(token: str, **more: Any) -> User:
    given = {"name": "Somebody", "password": PASSWORD, "accepts": queries.agreement_in_force(), **more}
    return actions.accept_invitation(token=token, by=public_door(), **given)


def test_it_checks_access(school: OnBoard) -> None:
    stranger = a_user("practitioner", agency=school.agency)
    invited = actions.invite_person(email="x@millbrook.example", roles=["practitioner"], by=school.first)
    agreement = queries.agreement_in_force()
    assert agreement
    attempts: list[Callable[[], Any]] = [
        lambda: actions.publish_agreement(text="x", review_months=12, by=school.first),
        lambda: actions.invite_agency(name="x", kind="school", email="y@x.example", by=school.first),
        lambda: actions.invite_person(email="y@x.example", roles=["practitioner"], by=stranger),
        lambda: actions.withdraw_invitation(invitation=invited, by=stranger),
        lambda: actions.accept_agreement(text=agreement, by=stranger),
        lambda: actions.change_person(person=school.first, job_title="", team=None, roles=[], by=stranger),
        lambda: actions.end_access(person=school.first, by=stranger),
        lambda: actions.start_sign_in_again(person=school.first, by=stranger),
        lambda: actions.review_access(keep=[], end=[], by=stranger),
        lambda: actions.invite_by_the_machine(
            email="y@x.example", roles=["practitioner"], agency_name="x", kind="school", by=school.council
        ),
        lambda: queries.own_agency(stranger),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()


def test_another_agencys_people_and_invitations_are_out_of_reach(school: OnBoard) -> None:
    head = a_user("agency_administrator")
    invited = actions.invite_person(email="x@millbrook.example", roles=["practitioner"], by=school.first)
    attempts: list[Callable[[], Any]] = [
        lambda: actions.end_access(person=school.first, by=head),
        lambda: actions.start_sign_in_again(person=school.first, by=head),
        lambda: actions.change_person(person=school.first, job_title="", team=None, roles=[], by=head),
        lambda: actions.withdraw_invitation(invitation=invited, by=head),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed, match="another agency"):
            attempt()
    for look in (lambda: queries.colleague(head, school.first.pk), lambda: queries.open_invitation(head, invited.pk)):
        with pytest.raises(NotFoundForYou):
            look()


def test_the_first_administrator_joins_and_accepts_the_agreement(school: OnBoard) -> None:
    assert roles_of(school.first) == {"agency_administrator", "practitioner"}
    assert school.first.check_password(PASSWORD)
    accepted = AgencyAgreement.objects.get()
    assert (accepted.agency, accepted.accepted_by, accepted.text.version) == (school.agency, school.first, 1)
    assert accepted.review_on == today() + dt.timedelta(days=360)
    assert AccessReview.objects.get().due_on == today() + dt.timedelta(days=90)
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"agencies.invited", "agencies.invitation_accepted", "agencies.agreement_accepted"} <= kinds


def test_without_accepting_the_agreement_nobody_joins_for_an_agency() -> None:
    invitation = actions.invite_agency(name="A", kind="school", email="a@a.example", by=the_council())
    token = actions.new_secret(invitation=invitation, by=invitation.invited_by)
    with pytest.raises(Refused, match="Read and accept the sharing agreement"):
        join(token, accepts=None)
    assert not User.objects.filter(email="a@a.example").exists()


def test_the_secret_is_not_kept(school: OnBoard) -> None:
    invited = actions.invite_person(email="x@millbrook.example", roles=["practitioner"], by=school.first)
    token = actions.new_secret(invitation=invited, by=school.first)
    invited.refresh_from_db()
    assert invited.token_hash == queries.hash_of(token) != token


@pytest.mark.parametrize("how", ["replayed", "expired", "withdrawn", "replaced", "made up", "sent again"])
def test_links_that_are_no_good(school: OnBoard, how: str) -> None:
    email = "x@millbrook.example"
    invited = actions.invite_person(email=email, roles=["practitioner"], by=school.first)
    token = actions.new_secret(invitation=invited, by=school.first)
    days = 0
    if how == "replayed":
        join(token)
    elif how == "expired":
        days = 15
    elif how == "withdrawn":
        actions.withdraw_invitation(invitation=invited, by=school.first)
        actions.withdraw_invitation(invitation=invited, by=school.first)
    elif how == "replaced":
        actions.invite_person(email=email, roles=["practitioner"], by=school.first)
    elif how == "sent again":
        actions.new_secret(invitation=invited, by=school.first)
    else:
        token = "made up"
    with (
        time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=days)),
        pytest.raises(Refused, match="This invitation can no longer be used"),
    ):
        join(token)
    assert User.objects.filter(email=email).count() == (1 if how == "replayed" else 0)


def test_a_link_is_good_for_fourteen_days(school: OnBoard) -> None:
    invited = actions.invite_person(email="x@millbrook.example", roles=["practitioner"], by=school.first)
    token = actions.new_secret(invitation=invited, by=school.first)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=13, hours=23)):
        assert join(token).agency == school.agency


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "millbrook school"}, "There is an agency with this name already."),
        ({"kind": "public"}, "Select the kind of agency."),
        ({"kind": "circus"}, "Select the kind of agency."),
        ({"email": "HEAD@millbrook.example"}, "Somebody already has an account"),
    ],
)
def test_agencies_that_cannot_be_invited(school: OnBoard, change: dict[str, str], says: str) -> None:
    given = {"name": "New", "kind": "school", "email": "new@new.example", **change}
    with pytest.raises(Refused, match=says):
        actions.invite_agency(**given, by=school.council)
    assert not Agency.objects.filter(name="New").exists()


def test_no_agency_joins_before_there_is_an_agreement() -> None:
    with pytest.raises(Refused, match="There is no sharing agreement"):
        actions.invite_agency(name="A", kind="school", email="a@a.example", by=a_user("access_administrator"))


@pytest.mark.parametrize(("text", "months"), [(" ", 12), ("x", 0), ("x", 37)])
def test_agreements_that_cannot_be(text: str, months: int) -> None:
    with pytest.raises(Refused):
        actions.publish_agreement(text=text, review_months=months, by=a_user("access_administrator"))


def test_a_new_version_is_accepted_again_and_an_old_one_cannot_be(school: OnBoard) -> None:
    first = queries.agreement_in_force()
    second = actions.publish_agreement(text="More", review_months=6, by=school.council)
    assert first
    with pytest.raises(Refused, match="newer version"):
        actions.accept_agreement(text=first, by=school.first)
    actions.accept_agreement(text=second, by=school.first)
    accepted = queries.agreement_of(school.agency)
    assert accepted
    assert accepted.text == second


@pytest.mark.parametrize("role", ["hub_worker", "team_manager", "access_administrator", "nonsense"])
def test_nobody_grants_above_their_own(school: OnBoard, role: str) -> None:
    colleague = a_colleague(school)
    with pytest.raises(Refused, match="it permits more than you may do yourself"):
        actions.invite_person(email="x@millbrook.example", roles=[role], by=school.first)
    with pytest.raises(Refused, match="it permits more than you may do yourself"):
        actions.change_person(person=colleague, job_title="", team=None, roles=["practitioner", role], by=school.first)
    assert roles_of(colleague) == {"practitioner"}


@pytest.mark.parametrize(
    ("role", "held", "may"),
    [
        ({Permission.SEE_PLAN: Reach.OWN}, [{Permission.SEE_PLAN: Reach.INVOLVED}], True),
        ({Permission.SEE_PLAN: Reach.ALL}, [{Permission.SEE_PLAN: Reach.INVOLVED}], False),
        ({Permission.SEE_PLAN: Reach.OWN}, [], False),
        ({Permission.SEE_PLAN: Reach.ALL}, [{Permission.SEE_PLAN: Reach.OWN}, {Permission.SEE_PLAN: Reach.ALL}], True),
        ({}, [], True),
    ],
)
def test_what_is_within_ones_own(role: Any, held: Any, may: bool) -> None:
    assert within(role, held) is may


def test_a_colleague_is_changed_and_a_role_one_could_not_give_stays(school: OnBoard) -> None:
    from alongside.ground.access import actions as access

    colleague, team = a_colleague(school), a_team(school.agency)
    access.grant_role(user=colleague, role="hub_worker", by=school.council)
    actions.change_person(
        person=colleague, job_title="Head of year", team=team, roles=["agency_administrator"], by=school.first
    )
    changed = User.objects.get(pk=colleague.pk)
    assert (changed.job_title, changed.team) == ("Head of year", team)
    assert roles_of(colleague) == {"agency_administrator", "hub_worker"}
    with pytest.raises(Refused, match="another agency"):
        actions.change_person(
            person=colleague, job_title="", team=a_team(an_agency()), roles=["practitioner"], by=school.first
        )


def test_changing_nothing_writes_nothing(school: OnBoard) -> None:
    colleague = a_colleague(school)
    before = Event.objects.count()
    actions.change_person(
        person=colleague, job_title=colleague.job_title, team=None, roles=roles_of(colleague), by=school.first
    )
    assert Event.objects.count() == before


def test_an_invitation_that_was_accepted_is_not_withdrawn(school: OnBoard) -> None:
    invited = actions.invite_person(email="x@millbrook.example", roles=["practitioner"], by=school.first)
    join(actions.new_secret(invitation=invited, by=school.first))
    actions.withdraw_invitation(invitation=invited, by=school.first)
    invited.refresh_from_db()
    assert invited.accepted_at
    assert invited.withdrawn_at is None


def test_the_last_administrator_stays(school: OnBoard) -> None:
    a_colleague(school)
    with pytest.raises(Refused, match="An agency needs somebody who looks after it"):
        actions.end_access(person=school.first, by=school.first)
    with pytest.raises(Refused, match="An agency needs somebody who looks after it"):
        actions.change_person(person=school.first, job_title="", team=None, roles=["practitioner"], by=school.first)
    assert "agency_administrator" in roles_of(school.first)
    assert User.objects.get(pk=school.first.pk).is_active


def test_ending_access_ends_account_and_roles(school: OnBoard) -> None:
    colleague = a_colleague(school)
    actions.end_access(person=colleague, by=school.first)
    ended = User.objects.get(pk=colleague.pk)
    assert not ended.is_active
    assert not ended.role_keys
    assert Event.objects.filter(kind="sign_in.sessions_ended", record_id=str(colleague.pk)).exists()
    with pytest.raises(NotFoundForYou):
        queries.colleague(school.first, colleague.pk)


def test_somebody_who_lost_their_phone_starts_again(school: OnBoard) -> None:
    colleague = a_colleague(school)
    actions.start_sign_in_again(person=colleague, by=school.first)
    assert not methods_of(colleague).has_second_factor
    assert Event.objects.filter(kind="sign_in.second_factor_taken_away").exists()


def test_a_review_answers_for_everybody_and_the_next_is_due_in_ninety_days(school: OnBoard) -> None:
    stays, goes = a_colleague(school), a_colleague(school, email="goes@millbrook.example")
    for keep, end, says in (
        ([stays.pk], [goes.pk], "Say for each person"),
        ([stays.pk, school.first.pk, goes.pk], [goes.pk], "Say for each person"),
        ([stays.pk], [goes.pk, school.first.pk], "You cannot end your own access here"),
    ):
        with pytest.raises(Refused, match=says):
            actions.review_access(keep=keep, end=end, by=school.first)
    done = actions.review_access(keep=[stays.pk, school.first.pk], end=[goes.pk], by=school.first)
    assert (done.kept, done.ended, done.done_by) == (2, 1, school.first)
    assert [person.pk for person in queries.staff(school.agency)] == [stays.pk, school.first.pk]
    following = queries.review_of(school.agency)
    assert following
    assert following.due_on == today() + dt.timedelta(days=90)
    assert not queries.reviews_due_for(school.first).exists()
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=90)):
        assert list(queries.reviews_due_for(school.first)) == [following]


def test_an_agency_that_was_here_before_can_review_too() -> None:
    head = a_user("agency_administrator")
    assert queries.review_of(head.agency) is None
    actions.review_access(keep=[head.pk], end=[], by=head)
    assert AccessReview.objects.filter(agency=head.agency).count() == 2


def test_how_each_agency_stands(school: OnBoard, django_assert_max_num_queries: Any) -> None:
    actions.invite_agency(name="Aardvark Nursery", kind="early_years", email="a@a.example", by=school.council)
    a_user("agency_administrator", agency=an_agency("Never asked"))

    def standing(name: str) -> Standing:
        with django_assert_max_num_queries(2):
            return next(one.standing for one in queries.standings() if one.agency.name == name)

    assert standing("Aardvark Nursery") == Standing.INVITED
    assert standing("Never asked") == Standing.NOT_AGREED
    assert standing("Millbrook School") == Standing.GOOD
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=91)):
        assert standing("Millbrook School") == Standing.REVIEW_DUE
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=361)):
        assert standing("Millbrook School") == Standing.AGREEMENT_OLD
    actions.publish_agreement(text="New", review_months=12, by=school.council)
    assert standing("Millbrook School") == Standing.AGREEMENT_OLD


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_demoting_each_other_at_once_one_wins() -> None:
    school = on_board()
    other = a_colleague(school, administers=True)
    said: list[str] = []
    both_ready = threading.Barrier(2)

    def demote(by: User, whom: User) -> None:
        both_ready.wait()
        try:
            actions.change_person(person=whom, job_title="", team=None, roles=["practitioner"], by=by)
            said.append("done")
        except (NotAllowed, Refused) as refused:
            said.append(type(refused).__name__)
        finally:
            connection.close()

    pairs = ((school.first, other), (other, school.first))
    threads = [threading.Thread(target=demote, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["NotAllowed", "done"]
    assert queries.administrators(school.agency).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_open_one_link_at_once_one_joins() -> None:
    school = on_board()
    invited = actions.invite_person(email="x@millbrook.example", roles=["practitioner"], by=school.first)
    token = actions.new_secret(invitation=invited, by=school.first)
    said: list[str] = []
    both_ready = threading.Barrier(2)

    def open_it() -> None:
        both_ready.wait()
        try:
            join(token)
            said.append("in")
        except Refused:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=open_it) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["in", "refused"]
    assert Invitation.objects.get(pk=invited.pk).person is not None


def test_a_second_administrator_is_not_asked_to_accept_the_agreement_again(school: OnBoard) -> None:
    accept(actions.invite_person(email="y@millbrook.example", roles=["agency_administrator"], by=school.first))
    assert queries.administrators(school.agency).count() == 2
    assert AgencyAgreement.objects.count() == 1


def test_a_councils_own_role_may_narrow_which_roles_its_holders_give(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    held = {Permission.MANAGE_OWN_AGENCY: Reach.ALL, Permission.FIND_PEOPLE: Reach.ALL}
    narrow = Role("narrow", "Narrow", "Made up.", held, frozenset({"finder"}), own=True)
    finder = Role("finder", "Finder", "Made up.", {Permission.FIND_PEOPLE: Reach.ALL}, own=True)
    other = Role("other", "Other", "Made up.", {Permission.FIND_PEOPLE: Reach.OWN}, own=True)
    known = {role.key: role for role in (narrow, finder, other)}
    monkeypatch.setattr(queries, "roles_in_force", lambda: known)
    by = a_user("")
    by.rights = Rights(roles=frozenset({"narrow"}))
    assert [role.key for role in queries.roles_to_give(by)] == ["finder"]
    monkeypatch.setitem(known, "narrow", Role("narrow", "Narrow", "Made up.", held, None, own=True))
    assert [role.key for role in queries.roles_to_give(by)] == ["narrow", "finder", "other"]
