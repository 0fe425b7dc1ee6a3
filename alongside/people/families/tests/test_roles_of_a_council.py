"""Roles of a council's own: what they grant, how a locality reaches, and that a retired one grants nothing."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from alongside.ground.access.actions import grant_role
from alongside.ground.access.models import User
from alongside.ground.access.queries import may, roles_permitting, the_system, visible_to, who_is_affected
from alongside.ground.access.tests.factories import a_team, a_user, an_agency
from alongside.ground.access.viewing import viewing_as
from alongside.ground.access.words import AgencyKind, Permission, RecordClass
from alongside.ground.audit.words import Standing
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.actions import IdsReused, adopt
from alongside.ground.operating_models.queries import current_pack
from alongside.people.families import actions
from alongside.people.families.models import Family, Person, PersonAddress
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack

pytestmark = pytest.mark.django_db
CLIFTON, HEWORTH = "E05010313", "E05010320"  # wards of York's north and east
ROLE = "local_area_coordinator"


@pytest.fixture
def york() -> None:
    a_pack()


@pytest.fixture
def coordinator(york: None) -> User:
    """Somebody whose team serves York's north."""
    agency = an_agency("Early help", AgencyKind.COUNCIL_EARLY_HELP)
    return a_user(ROLE, agency=agency, team=a_team(agency, locality="north"))


def living_in(ward: str, **more: Any) -> MadeFamily:
    made = a_family(parents=1, children=1)
    actions.record_address(people=made.people, lines="1 High Street", ward_code=ward, by=the_system(), **more)
    made.family.refresh_from_db()
    return made


def seen_in_sql(user: User, family: Family) -> bool:
    """Whether PostgreSQL shows the family's members to the web's role in this person's name."""
    with transaction.atomic(), viewing_as(user):
        return family.memberships.exists() and PersonAddress.objects.filter(person__memberships__family=family).exists()


def all_three_say(user: User, family: Family) -> bool:
    """What may(), its queryset twin and the database answer; they must agree."""
    family.refresh_from_db()
    answers = {
        bool(may(user, Permission.SEE_FAMILY, family)),
        visible_to(Family.objects.all(), user, Permission.SEE_FAMILY).filter(pk=family.pk).exists(),
    }
    assert len(answers) == 1, "Python's twins disagree"
    return answers.pop()


def test_a_locality_reaches_the_families_that_live_in_it(coordinator: User) -> None:
    here, there = living_in(CLIFTON), living_in(HEWORTH)
    assert (here.family.wards, there.family.wards) == ([CLIFTON], [HEWORTH])
    assert all_three_say(coordinator, here.family) and seen_in_sql(coordinator, here.family)
    assert not all_three_say(coordinator, there.family) and not seen_in_sql(coordinator, there.family)
    assert may(coordinator, Permission.SEE_FAMILY, here.family).standing == Standing.LOCALITY
    assert "not part of the team" in may(coordinator, Permission.SEE_FAMILY, there.family).reason


def test_moving_away_ends_it_at_once(coordinator: User) -> None:
    made = living_in(CLIFTON, since=today() - dt.timedelta(days=30))
    actions.record_address(people=made.people, lines="2 Low Street", ward_code=HEWORTH, by=the_system())
    assert not all_three_say(coordinator, made.family)


def test_where_somebody_hides_tells_nobody_where_they_are(coordinator: User) -> None:
    kept_address, kept_person = living_in(CLIFTON, confidential=True), living_in(CLIFTON)
    Person.objects.filter(memberships__family=kept_person.family).update(record_class=RecordClass.RESTRICTED)
    kept_person.family.refresh_from_db()
    assert kept_address.family.wards == kept_person.family.wards == []


def test_who_joins_brings_their_home_and_who_leaves_takes_it(coordinator: User) -> None:
    made, guest = a_family(parents=1, children=1), living_in(CLIFTON).parents[0]
    member = made.family.memberships.create(person=guest, role="other", since=today())
    assert all_three_say(coordinator, made.family)
    member.until = today()
    member.save()
    assert not all_three_say(coordinator, made.family)


def test_whoever_works_with_a_family_needs_no_locality(coordinator: User) -> None:
    made = living_in(HEWORTH)
    actions.let_read(family=made.family, principals=[coordinator.principal], by=the_system())
    assert all_three_say(coordinator, made.family)


def test_a_team_without_an_area_reaches_none(york: None) -> None:
    nowhere = a_user(ROLE)
    assert not all_three_say(nowhere, living_in(CLIFTON).family)


def test_a_record_kept_closely_is_not_reached_by_where_it_lives(coordinator: User) -> None:
    made = living_in(CLIFTON)
    Family.objects.filter(pk=made.family.pk).update(record_class=RecordClass.SEALED)
    assert not all_three_say(coordinator, made.family) and not seen_in_sql(coordinator, made.family)


def test_a_role_of_the_councils_is_named_where_somebody_lacks_one(coordinator: User) -> None:
    assert "Local area team coordinator" in roles_permitting(Permission.FIND_PEOPLE)
    assert "Local area team coordinator" in may(a_user(""), Permission.FIND_PEOPLE).reason


def test_a_role_the_pack_does_not_have_cannot_be_given(york: None) -> None:
    with pytest.raises(Refused, match="There is no role 'locality_coordinator'"):
        grant_role(user=a_user(""), role="locality_coordinator", by=the_system())


def changed_pack(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """York's pack as a new version, with these texts changed in these files."""
    copied = Path(shutil.copytree(settings.PACKS_FOLDER / "york-2020", folder))
    for file, old, new in changes:
        text = (copied / file).read_text()
        assert old in text
        (copied / file).write_text(text.replace(old, new, 1))
    return copied


RETIRED = ("roles.yaml", f"- id: {ROLE}\n", f"- id: {ROLE}\n  retired_on: 2020-01-01\n")


def test_a_retired_role_stops_granting_when_the_pack_is_adopted(coordinator: User, tmp_path: Path) -> None:
    made, old = living_in(CLIFTON), current_pack().pack
    folder = changed_pack(tmp_path / "new", ("pack.yaml", '"2020.1"', '"2020.2"'), RETIRED)
    adopt(folder=folder, by=the_system())
    again = User.objects.get(pk=coordinator.pk)
    assert not all_three_say(again, made.family)
    assert again.role_keys == {ROLE}
    assert who_is_affected(old, current_pack().pack) == [
        "Role Local area team coordinator stops granting anything at adoption: 1 person holds it now."
    ]


def test_what_changes_in_a_role_is_said_with_how_many_hold_it(york: None, tmp_path: Path) -> None:
    old = current_pack().pack
    wider = ("roles.yaml", "    add_note: locality\n", "")
    adopt(folder=changed_pack(tmp_path / "new", ("pack.yaml", '"2020.1"', '"2020.2"'), wider), by=the_system())
    assert who_is_affected(old, current_pack().pack) == [
        "Role Local area team coordinator permits something else from adoption: 0 people hold it now."
    ]


def test_a_retired_id_is_not_used_again(york: None, tmp_path: Path) -> None:
    adopt(folder=changed_pack(tmp_path / "a", ("pack.yaml", '"2020.1"', '"2020.2"'), RETIRED), by=the_system())
    with pytest.raises(IdsReused, match="roles: local_area_coordinator") as refused:
        adopt(
            folder=changed_pack(
                tmp_path / "b", ("pack.yaml", '"2020.1"', '"2020.3"'), ("words.yaml", "text: ", "text:  ")
            ),
            by=the_system(),
        )
    assert refused.value.ids == ["roles: local_area_coordinator"]


def test_the_page_says_what_each_role_permits(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    text = client.get("/who-can-do-what/").content.decode()
    assert "Local area team coordinator" in text and "This council’s own" in text
    assert "families living in the area their team serves" in text
    assert "1 person holds it." in text
