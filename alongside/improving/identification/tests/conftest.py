import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.improving.identification.tests.factories import Town, a_town


@pytest.fixture
def town(db: None) -> Town:
    """York, with feeds that have an agreement."""
    return a_town()


@pytest.fixture
def worker(town: Town) -> User:
    """Somebody at the hub who sees the lists and decides."""
    return a_user("hub_worker", name="Hana Hub")
