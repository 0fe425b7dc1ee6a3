"""Lists are seen by those who see lists, and a family kept closely by nobody uncleared: the database says so."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model

from alongside.ground.access.models import Exclusion, User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.viewing import viewing_as
from alongside.ground.access.words import ExclusionKind, RecordClass
from alongside.ground.lib.clock import now, today
from alongside.improving.identification.actions import record_objection
from alongside.improving.identification.models import (
    Candidate,
    CandidateStatus,
    CountedFamily,
    CountRun,
    EvidenceRow,
    Finding,
    Objection,
    TouchedHousehold,
)
from alongside.improving.identification.rules import open_to
from alongside.improving.identification.tests.factories import Town, counted
from alongside.improving.identification.tests.keeping import keep
from alongside.people.families.tests.factories import a_family
from alongside.people.partner_data.models import Row

pytestmark = pytest.mark.django_db
WALLED: list[type[Model]] = [CountedFamily, Finding, Candidate, CandidateStatus, EvidenceRow, Objection]
OTHERS = ("practitioner", "family_worker", "team_manager", "social_worker", "analyst", "privacy_officer", "")


@pytest.fixture
def listed(town: Town, worker: User) -> Town:
    """Anna, in a recorded family with her mother, on a list; somebody else objected."""
    anna, mother = town.person("Anna"), town.person("Mara")
    town.household(children=[anna], adults=[mother])
    town.two_problems(anna)
    counted()
    record_objection(somebody=mother, says="We want to be on no list.", objected_on=today(), by=worker)
    return town


def seen_by(user: User, model: Any) -> int:
    """Rows PostgreSQL shows the web's role in this person's name."""
    with transaction.atomic(), viewing_as(user):
        return int(model._base_manager.count())


@pytest.mark.parametrize("model", WALLED, ids=lambda model: model.__name__)
def test_only_those_who_see_lists_see_them(listed: Town, worker: User, model: Any) -> None:
    assert seen_by(worker, model) > 0
    assert [seen_by(a_user(role), model) for role in OTHERS] == [0] * len(OTHERS)


@pytest.mark.parametrize("model", [one for one in WALLED if one is not EvidenceRow], ids=lambda model: model.__name__)
def test_each_policy_is_needed(listed: Town, model: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE ROW LEVEL SECURITY')
    assert seen_by(a_user("practitioner"), model) > 0, "nothing fails without the wall"


def test_what_the_database_notes_for_itself_is_nobodys(listed: Town, worker: User) -> None:
    listed.tell(listed.people["Anna"], "neet", "neet")
    assert TouchedHousehold.objects.exists()
    assert seen_by(worker, TouchedHousehold) == 0


@pytest.mark.parametrize("how", [RecordClass.RESTRICTED, RecordClass.SEALED])
@pytest.mark.parametrize("whom", ["child", "adult", "family"])
@pytest.mark.parametrize("model", WALLED[:5], ids=lambda model: model.__name__)
def test_with_anybody_kept_closely_a_family_is_on_no_uncleared_list(
    town: Town, worker: User, how: RecordClass, whom: str, model: Any
) -> None:
    family = a_family()
    town.household(children=[*family.children], adults=[*family.parents])
    town.two_problems(family.children[0])
    counted()
    assert seen_by(worker, model) > 0
    cleared = a_user("hub_worker")
    kept: dict[str, Any] = {"child": family.children[0], "adult": family.parents[0], "family": family.family}
    keep(kept[whom], cleared, how=how)
    for user in (worker, cleared):
        user.forget_rights()
    assert seen_by(worker, model) == 0
    assert seen_by(cleared, model) > 0
    assert not open_to(CountedFamily.objects.all(), worker).exists()
    assert open_to(CountedFamily.objects.all(), cleared).exists()


def test_whoever_is_barred_from_somebody_sees_no_list_with_them(listed: Town, worker: User) -> None:
    Exclusion.objects.create(
        user=worker, subject=listed.people["Mara"].pk, kind=ExclusionKind.KNOWS, set_by=worker, since=now()
    )
    worker.forget_rights()
    assert seen_by(worker, Candidate) == 0
    assert not open_to(CountedFamily.objects.all(), worker).exists()
    assert not open_to(CountedFamily.objects.all(), a_user("practitioner")).exists(), "whoever may not see the lists"


def test_that_was_counted_is_no_secret_and_rows_stay_with_analysts(listed: Town, worker: User) -> None:
    assert seen_by(a_user("practitioner"), CountRun) == 1
    assert seen_by(worker, Row) == 0
    assert seen_by(worker, EvidenceRow) == 3, "the row of a crime is behind two findings"
