import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack


@pytest.fixture(autouse=True)
def pack(db: None) -> AdoptedPack:
    """York's pack, in force."""
    return a_pack()


@pytest.fixture
def worker() -> User:
    """A practitioner who works with the family."""
    return a_user(name="Wendy Worker")


@pytest.fixture
def made(worker: User) -> MadeFamily:
    """Two parents and two children, whom the worker may see."""
    return a_family(parents=2, children=2, readers=(worker.principal,))
