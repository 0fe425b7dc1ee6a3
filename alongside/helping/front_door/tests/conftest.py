"""Both councils, and the people of the front door's journey."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.operating_models.actions import adopt
from alongside.ground.operating_models.queries import Pack, current_pack
from alongside.helping.front_door.tests.factories import a_user

PACKS = ("york-2020", "stockton-2016")


@pytest.fixture
def in_force(db: None) -> Callable[[str], Pack]:
    """Put one of the product's packs in force."""

    def put(name: str) -> Pack:
        adopt(folder=Path(settings.PACKS_FOLDER) / name, by=the_system())
        return current_pack().pack

    return put


@pytest.fixture(params=PACKS)
def pack(request: pytest.FixtureRequest, in_force: Callable[[str], Pack]) -> Pack:
    """Each pack in turn: what the code knows of neither must work on both."""
    return in_force(request.param)


@pytest.fixture
def york(in_force: Callable[[str], Pack]) -> Pack:
    """York's pack."""
    return in_force("york-2020")


@pytest.fixture
def stockton(in_force: Callable[[str], Pack]) -> Pack:
    """Stockton's pack."""
    return in_force("stockton-2016")


@pytest.fixture
def school_lead(db: None) -> User:
    """A school's pastoral lead."""
    return a_user("practitioner", agency="Millbrook School", kind="school")


@pytest.fixture
def hub(db: None) -> User:
    """Who works the hub's queue."""
    return a_user("hub_worker", agency="The hub", kind="council_early_help")


@pytest.fixture
def other_hub(db: None) -> User:
    """A colleague of theirs."""
    return a_user("hub_worker", agency="The hub", kind="council_early_help")


@pytest.fixture
def worker(db: None) -> User:
    """Somebody who can lead."""
    return a_user("family_worker", agency="The hub", kind="council_early_help")
