"""What both kinds of provider are tested with: somebody with an account, and nothing made easier for tests."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django.fixtures import Settings

from alongside.ground.access.models import User
from alongside.ground.audit.models import Event
from alongside.ground.sign_in.tests.people import somebody

EMAIL = "wendy@council.example"


@pytest.fixture(autouse=True)
def for_real(settings: Settings) -> None:
    """Neither the demonstration nor the tests' shortcuts."""
    settings.TESTING = settings.DEMO = False
    cache.clear()


@pytest.fixture
def worker() -> User:
    """Somebody with an account here, and no second factor of ours yet."""
    return somebody(app=False, email=EMAIL).user


def is_in(client: Client) -> bool:
    """Whether a page that needs sign-in opens."""
    return client.get("/your-sign-in/").status_code == 200


def last_refusal() -> str:
    """Why the audit says that somebody was not let in; blank when it says nothing."""
    event = Event.objects.filter(kind="sign_in.refused").order_by("-id").first()
    return event.detail["why"] if event else ""
