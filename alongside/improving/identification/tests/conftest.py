import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.improving.identification.models import Candidate
from alongside.improving.identification.tests.factories import Town, a_town, counted
from alongside.people.families.tests.factories import a_family


@pytest.fixture
def town(db: None) -> Town:
    """York, with feeds that have an agreement."""
    return a_town()


@pytest.fixture
def worker(town: Town) -> User:
    """Somebody at the hub who sees the lists and decides."""
    return a_user("hub_worker", name="Hana Hub")


@pytest.fixture
def candidate(town: Town) -> Candidate:
    """A recorded family on the first list, at a school and in an area, with something said of them."""
    family = a_family()
    town.household(children=[*family.children], adults=[*family.parents])
    town.lives(family.children[0], "E05010330")
    town.two_problems(family.children[0])
    town.tell(family.children[0], "school_census", "on_roll", detail="Made Up Primary School")
    counted()
    return Candidate.objects.get(list_id="troubled_families")
