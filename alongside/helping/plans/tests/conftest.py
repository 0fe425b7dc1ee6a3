import pytest
from django.test import Client

from alongside.ground.operating_models.queries import AdoptedPack
from alongside.helping.plans.models import Plan
from alongside.helping.plans.tests.factories import Helped, a_plan, an_open_family
from alongside.people.families.tests.factories import a_pack


@pytest.fixture(params=("york-2020", "stockton-2016"))
def pack(request: pytest.FixtureRequest, db: None) -> AdoptedPack:
    """Each council's pack in turn, in force."""
    return a_pack(str(request.param))


@pytest.fixture
def helped(pack: AdoptedPack) -> Helped:
    """A family being helped."""
    return an_open_family()


@pytest.fixture
def plan(helped: Helped) -> Plan:
    """Its plan, just started."""
    return a_plan(helped)


@pytest.fixture
def as_lead(client: Client, helped: Helped) -> Client:
    client.force_login(helped.lead)
    return client


@pytest.fixture
def at(helped: Helped) -> str:
    return f"/families/{helped.family.pk}/"
