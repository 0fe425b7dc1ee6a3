import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack


@pytest.fixture
def keeper() -> User:
    a_pack()
    return a_user("hub_manager", name="Kit Keeper")


@pytest.fixture
def worker() -> User:
    return a_user("family_worker", name="Wendy Worker")


@pytest.fixture
def made(keeper: User, worker: User) -> MadeFamily:
    return a_family(parents=1, children=1, surname="Zephyrine", readers=(worker.principal,))
