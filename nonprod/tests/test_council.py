"""The made-up council: every situation is there, nothing is made twice, a run cut short is finished by the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.audit.models import Event
from alongside.ground.operating_models.actions import adopt
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.front_door.models import Contact
from alongside.people.episodes.models import StoryLine
from alongside.people.families.models import Person
from alongside.people.families.queries import nhs_number_is_plausible, upn_is_plausible
from nonprod.council import make_council
from nonprod.tests.looks import WORK, drift_kinds, missing, work_of

PACKS = ["york-2020", "stockton-2016"]


def _silent(done: int, total: int) -> None:
    pass


def _make(progress: Any = _silent, seed: int = 1) -> dict[str, int]:
    return make_council(people=200, seed=seed, bulk=False, progress=progress)


@contextmanager
def _undone() -> Iterator[None]:
    """What is made inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module", params=PACKS)
def council(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A council of two hundred people for all tests of this module, one pack after the other."""
    with django_db_blocker.unblock(), _undone():
        adopt(folder=Path(settings.PACKS_FOLDER) / request.param, by=the_system())
        _make()
        yield request.param
    connection.close()


def test_every_situation_of_the_journey_is_there(council: str, db: None) -> None:
    pack = current_pack().pack
    assert missing(bool(pack.panels), bool(pack.partners_asked)) == []


@pytest.mark.parametrize("persona", sorted(WORK))
def test_each_persona_has_work(council: str, db: None, persona: str) -> None:
    assert WORK[persona] <= work_of(User.objects.get(persona=persona))


def test_every_kind_of_drift_shows(council: str, db: None) -> None:
    manager = User.objects.get(persona="hub_manager")
    assert drift_kinds(manager) == {rule.id for rule in current_pack().pack.drift}


def test_no_identifier_could_be_anybodys(council: str, db: None) -> None:
    numbers = set(Person.objects.exclude(nhs_number="").values_list("nhs_number", flat=True))
    assert len(numbers) == Person.objects.exclude(nhs_number="").count()
    assert all(number.startswith("999") and nhs_number_is_plausible(number) for number in numbers)
    assert all(upn_is_plausible(upn) for upn in Person.objects.exclude(upn="").values_list("upn", flat=True))


def test_two_hundred_people_were_asked_for(council: str, db: None) -> None:
    recorded = Person.objects.exclude(pk__in=_new_people()).count()
    assert recorded == 200


def test_nothing_lies_in_the_future(council: str, db: None) -> None:
    now = Event.objects.filter(kind="nonprod.step_done").latest("at").at
    assert not Contact.objects.filter(received_at__gt=now).exists()
    assert not StoryLine.objects.filter(recorded_at__gt=now).exists()


def test_a_second_run_changes_nothing_and_asks_once(council: str, db: None, django_assert_max_num_queries: Any) -> None:
    events = Event.objects.count()
    with django_assert_max_num_queries(8):
        counted = _make()
    assert Event.objects.count() == events
    assert counted["people"] == Person.objects.count()


def _new_people() -> list[Any]:
    """People the hub recorded from contacts that named somebody unknown."""
    return list(Event.objects.filter(kind="families.person_added").values_list("record_id", flat=True))
