import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.people.families.tests.factories import a_pack


@pytest.fixture
def matcher(db: None) -> User:
    """Somebody at the hub who says which records are about one person."""
    a_pack()
    return a_user("hub_worker", name="Mina Matcher")


@pytest.fixture
def keeper(matcher: User) -> User:
    """A hub manager, who keeps records closely too."""
    return a_user("hub_manager", name="Kit Keeper")


@pytest.fixture
def stranger(matcher: User) -> User:
    """A practitioner of another agency."""
    return a_user(name="Sam Stranger")
