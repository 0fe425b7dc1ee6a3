"""Fixtures of the tests of the pages."""

import pytest
from django.test import Client

from alongside.helping.assessments.tests.factories import PACKS, Helped, a_helped_family


@pytest.fixture(params=PACKS)
def helped(request: pytest.FixtureRequest) -> Helped:
    """A family being helped, under each council's pack."""
    return a_helped_family(request.param)


@pytest.fixture
def as_lead(client: Client, helped: Helped) -> Client:
    """A browser signed in as the lead practitioner."""
    client.force_login(helped.lead)
    return client
