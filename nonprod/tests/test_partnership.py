"""The made-up partnership: one persona for each role, nothing made twice."""

from collections.abc import Callable

import pytest

from alongside.ground.access.models import Agency, RoleGrant, Team, User
from alongside.ground.access.queries import baseline_roles
from nonprod.base import make_partnership
from nonprod.personas import all_personas, said_of

PACKS = ["york-2020", "stockton-2016"]
InForce = Callable[[str], None]


@pytest.mark.parametrize("pack", PACKS)
def test_every_role_has_a_persona(in_force: InForce, pack: str) -> None:
    in_force(pack)
    made = make_partnership()
    assert {key for user in made.personas.values() for key in user.role_keys} == set(baseline_roles())
    assert set(made.personas) == {persona.key for persona in all_personas()}


@pytest.mark.parametrize("pack", PACKS)
def test_each_area_has_a_team_with_people(in_force: InForce, pack: str) -> None:
    in_force(pack)
    made = make_partnership()
    assert all(len(people) >= 4 for people in made.area_teams.values())
    assert set(made.area_teams) == {a.area for a in made.pack.localities.ward_assignments}


def test_a_second_run_makes_nothing(in_force: InForce) -> None:
    in_force("york-2020")
    make_partnership()
    before = [model.objects.count() for model in (Agency, Team, User, RoleGrant)]
    again = make_partnership()
    assert [model.objects.count() for model in (Agency, Team, User, RoleGrant)] == before
    assert len(again.personas) == len(all_personas())


def test_a_persona_says_who_they_are_and_what_they_can_do() -> None:
    who, can = said_of("hub_worker")
    assert who.endswith(".")
    assert "contact" in can
    assert said_of("nobody") == ("", "")
