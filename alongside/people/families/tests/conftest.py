import pytest
from django.test import Client

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.people.families.tests.factories import BlendedFamily, MadeFamily, a_blended_family, a_family, a_pack


@pytest.fixture
def pack(db: None) -> AdoptedPack:
    """York's pack, in force."""
    return a_pack()


@pytest.fixture
def worker(pack: AdoptedPack) -> User:
    """A practitioner."""
    return a_user(name="Wendy Worker")


@pytest.fixture
def made(worker: User) -> MadeFamily:
    """Two parents and two children, whom the worker may see."""
    return a_family(parents=2, children=2, readers=(worker.principal,))


@pytest.fixture
def blended(worker: User) -> BlendedFamily:
    """A blended family the worker made."""
    return a_blended_family(by=worker)


@pytest.fixture
def as_worker(client: Client, worker: User) -> Client:
    """A browser in which the worker is signed in."""
    client.force_login(worker)
    return client
