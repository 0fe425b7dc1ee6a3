"""Signing in is tested as it is for real: no session is good that our own sign-in did not begin."""

import pytest
from django.core.cache import cache
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def for_real(settings: Settings) -> None:
    """Neither the demonstration nor the tests' shortcuts: second factor and our own sessions, as a council has them."""
    settings.TESTING = settings.DEMO = False
