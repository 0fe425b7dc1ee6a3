import pytest

from alongside.ground.operating_models.queries import AdoptedPack
from alongside.people.episodes.tests.factories import Cast, OpenFamily, a_cast, an_open_family
from alongside.people.families.tests.factories import a_pack


@pytest.fixture(autouse=True)
def pack(db: None) -> AdoptedPack:
    """York's pack, in force."""
    return a_pack()


@pytest.fixture
def cast() -> Cast:
    """Lead, colleague, hub manager, stranger."""
    return a_cast()


@pytest.fixture
def opened(cast: Cast) -> OpenFamily:
    """A family the cast's lead helps."""
    return an_open_family(cast)
