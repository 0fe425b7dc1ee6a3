"""After disposal no column of any table holds what was written about the family; nobody else's record is touched."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from alongside.ground.access.walls import walled_models
from alongside.improving.governance.models import SubjectRequest
from alongside.improving.retention.models import Disposal
from alongside.improving.retention.tasks import run
from alongside.people.episodes.models import Episode
from alongside.people.families.models import Family, Membership, Person
from tests.access.markers import MARK, plant
from tests.browser.clock import Clock
from tests.browser.council import a_council
from tests.browser.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MARKS_AT_LEAST = 100


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with Clock() as clock:
        yield World(a_council(), clock)


def holds(mark: str) -> list[str]:
    """Columns of any table, of whatever kind, in which the mark stands."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                table = model._meta.db_table
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{mark}%"])  # noqa: S608  # our tables
                found += [table] * bool(cursor.fetchone()[0])
    return found


def grow_old(world: World) -> None:
    """The family's help ended long ago, its children are grown up, and nothing is asked any more."""
    family = world.marwood.family
    Episode.objects.filter(family=family).update(state="closed", closed_on=dt.date(2005, 1, 1))
    people = Membership.objects.filter(family=family).values("person_id")
    Person.objects.filter(pk__in=people, memberships__role="child").update(
        date_of_birth=dt.date(1985, 1, 1), date_known="exact"
    )
    SubjectRequest.objects.filter(person_id__in=people).update(state="refused")


def test_nothing_of_it_is_left_and_nothing_else_is_touched(world: World) -> None:
    family = world.marwood.family
    assert plant(family) >= MARKS_AT_LEAST
    grow_old(world)
    about_it, others = [str(family.pk), MARK], _rows_of_others(family)
    assert len(holds(MARK)) > 15
    assert [one.record_id for one in run()] == [family.pk]
    assert holds(MARK) == []
    assert holds("Ropery") == [] and holds("Brennan") == []
    assert set(holds(about_it[0])) <= {"audit_event", "retention_disposal"}
    assert _rows_of_others(family) == others
    assert sum(Disposal.objects.get().rows.values()) > MARKS_AT_LEAST


def _rows_of_others(family: Family) -> dict[Any, int]:
    """How many rows hang on every other family."""
    counts = {}
    for model in walled_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Family:
                counts[(model.__name__, field.name)] = (
                    model._base_manager.exclude(**{field.name: family.pk}).exclude(**{field.name: None}).count()
                )
    return counts
