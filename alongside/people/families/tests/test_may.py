"""Who may: may() and its queryset twin agree, whoever asks and whatever the readers."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.ground.access import actions
from alongside.ground.access.models import Agency, RoleGrant, User
from alongside.ground.access.queries import (
    agencies,
    baseline_roles,
    get_visible,
    may,
    names_of_principals,
    people_who_may,
    personas,
    public_door,
    require,
    roles_permitting,
    teams,
    the_system,
    visible_to,
    widest_reach,
)
from alongside.ground.access.tests.factories import a_team, a_user, an_agency
from alongside.ground.access.words import Permission, Reach
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.people.families.models import Factor, Family

pytestmark = pytest.mark.django_db

ROLES = sorted(baseline_roles())


def a_record(made_by: User, readers: list[int]) -> Family:
    return Family.objects.create(created_by=made_by, created_at=now(), readers=readers)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    role=st.sampled_from(["", *ROLES]),
    permission=st.sampled_from(list(Permission)),
    named=st.lists(st.sampled_from(["self", "team", "agency", "other"]), max_size=4),
    is_own=st.booleans(),
    is_active=st.booleans(),
)
def test_the_two_ways_to_ask_agree(
    role: str, permission: Permission, named: list[str], is_own: bool, is_active: bool
) -> None:
    team = a_team(an_agency())
    by = a_user(role, agency=team.agency, team=team)
    other = a_user()
    by.is_active = is_active
    numbers = {
        "self": by.principal, "team": team.principal, "agency": team.agency.principal, "other": other.principal,
    }  # fmt: skip
    record = a_record(by if is_own else other, [numbers[name] for name in named])
    verdict = may(by, permission, record)
    assert bool(verdict) is visible_to(Family.objects.filter(pk=record.pk), by, permission).exists()
    assert bool(verdict) is not bool(verdict.reason)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("permission", list(Permission))
def test_a_role_reaches_as_far_as_its_table_says(role: str, permission: Permission) -> None:
    reach = baseline_roles()[role].permits.get(permission)
    by = a_user(role)
    unrelated, mine, involved = a_record(the_system(), []), a_record(by, []), a_record(the_system(), [by.principal])
    asked = [bool(may(by, permission, record)) for record in (unrelated, mine, involved)]
    assert (
        asked
        == {
            Reach.ALL: [True, True, True],
            Reach.INVOLVED: [False, True, True],
            Reach.OWN: [False, True, False],
            None: [False, False, False],
        }[reach]
    )
    assert bool(may(by, permission)) is (reach is not None)


def test_a_refusal_says_whom_to_ask() -> None:
    by = a_user("model_lead")
    assert may(by, Permission.DECIDE_CONTACT).reason == (
        "Your role does not include this. It belongs to: Early help coordinator, Hub manager."
    )
    assert "not part of the team" in may(a_user(), Permission.SEE_FAMILY, a_record(the_system(), [])).reason
    closed = a_user("hub_worker")
    actions.close_account(user=closed, by=the_system())
    assert may(closed, Permission.SEE_FAMILY).reason == "Your account is closed."
    with pytest.raises(NotAllowed, match="Your account is closed"):
        require(closed, Permission.SEE_FAMILY)
    require(a_user("hub_worker"), Permission.SEE_FAMILY)


def test_what_is_not_there_and_what_may_not_be_seen_are_the_same() -> None:
    hidden, stranger = a_record(the_system(), []), a_user()
    for lookup in ({"pk": hidden.pk}, {"pk": stranger.agency_id}):
        with pytest.raises(NotFoundForYou):
            get_visible(Family.objects.all(), stranger, Permission.SEE_FAMILY, **lookup)
    assert get_visible(Family.objects.all(), a_user("hub_worker"), Permission.SEE_FAMILY, pk=hidden.pk) == hidden


def test_a_familys_content_is_read_by_the_familys_readers() -> None:
    by = a_user()
    family = a_record(the_system(), [by.principal])
    assert may(by, Permission.SEE_FAMILY, Factor(family=family))
    assert not may(a_user(), Permission.SEE_FAMILY, Factor(family=family))


def test_content_of_no_family_has_no_readers() -> None:
    class Loose(Factor):
        guarded_by = "nowhere"
        made_by = "missing"
        nowhere = None

        class Meta:
            proxy = True
            app_label = "families"

    assert not may(a_user(), Permission.SEE_FAMILY, Loose())


def test_rights_only_add() -> None:
    assert widest_reach(frozenset({"practitioner", "hub_worker"}), Permission.SEE_FAMILY) is Reach.ALL
    assert widest_reach(frozenset({"no_such_role"}), Permission.SEE_FAMILY) is None
    assert roles_permitting(Permission.ADOPT_OPERATING_MODEL) == ["Operating model lead"]


def test_roles_are_granted_once_and_end_at_once() -> None:
    user = a_user("")
    assert not may(user, Permission.FIND_PEOPLE)
    for _ in range(2):
        actions.grant_role(user=user, role="practitioner", by=the_system())
    assert may(user, Permission.FIND_PEOPLE)
    assert user in people_who_may(Permission.FIND_PEOPLE)
    for _ in range(2):
        actions.end_role(user=user, role="practitioner", by=the_system())
    assert not may(user, Permission.FIND_PEOPLE)
    assert user not in people_who_may(Permission.FIND_PEOPLE)
    kinds = Event.objects.filter(record_id=str(user.pk)).values_list("kind", flat=True)
    assert sorted(kinds) == ["access.person_added", "access.role_ended", "access.role_granted"]
    assert RoleGrant.objects.get(user=user).until is not None
    with pytest.raises(Refused, match="no role 'king'"):
        actions.grant_role(user=user, role="king", by=the_system())


def test_an_address_belongs_to_one_account() -> None:
    agency = an_agency()
    add: dict[str, Any] = {"name": "Sam", "agency": agency, "by": the_system()}
    user = actions.add_person(email="sam@example.test", password="a long password", persona="sam", **add)
    assert user.check_password("a long password")
    with pytest.raises(Refused, match="already has an account"):
        actions.add_person(email="SAM@example.test", **add)
    other = actions.add_person(email="other@example.test", **add)
    assert not other.has_usable_password()
    assert User.objects.get_by_natural_key("Sam@Example.test") == user
    assert list(personas()) == [user]


def test_readers_are_named_in_words() -> None:
    team = a_team(an_agency("Millbrook School"), "Year 5")
    user = a_user(name="Priya Shah", agency=team.agency, team=team)
    gone = a_user(name="Gone")
    actions.close_account(user=gone, by=the_system())
    numbers = [user.principal, team.principal, team.agency.principal, gone.principal, -1]
    assert names_of_principals(numbers) == [
        "Priya Shah, Millbrook School", "Everybody in Year 5, Millbrook School", "Everybody at Millbrook School",
    ]  # fmt: skip
    assert names_of_principals([]) == []
    assert team in teams()
    assert team.agency in agencies()
    assert public_door().agency not in agencies()


def test_a_person_read_again_has_their_roles_read_again() -> None:
    user = a_user("practitioner")
    assert user.role_keys == {"practitioner"}
    RoleGrant.objects.filter(user=user).delete()
    user.refresh_from_db()
    assert user.role_keys == frozenset()
    assert Agency.objects.filter(pk=user.agency_id).get().principal in user.principals
