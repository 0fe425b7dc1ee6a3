"""Services for tests, made through the real actions under York's operating model."""

import io
from itertools import count
from typing import Any

from PIL import Image

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.helping.directory.actions import add_provider, add_service, publish
from alongside.helping.directory.models import Provider, Service
from alongside.people.families.tests.factories import a_pack

__all__ = ["SAYS", "a_keeper", "a_pack", "a_picture", "a_provider", "a_service", "answers"]

_numbers = count(1)
SAYS = "The front door of the hall, with a ramp"


def a_keeper() -> User:
    """Somebody who keeps the whole directory."""
    return a_user("hub_worker", name="Hana Hub")


def a_provider(by: User, name: str = "") -> Provider:
    """An organisation that runs services."""
    return add_provider(name=name or f"Charity {next(_numbers)}", description="We are a charity.", by=by)


def answers(**changes: Any) -> dict[str, Any]:
    """What a service says of itself, at a place in York."""
    return {
        "name": f"Toddler group {next(_numbers)}",
        "description": "Toys, songs and a cup of tea.\nEverybody is welcome.",
        "how_to_ask": "Come along.", "setting": "place", "place": "The Old Hall", "address": "1 Mill Lane",
        "town": "York", "postcode": "yo1 9qn", "from_age": 0, "to_age": 4, "needs": ["parenting_emotional"],
        "levels": ["level_1", "level_2"], "areas": [], "days": ["TU"], "opens_at": None, "closes_at": None,
        "when_words": "In term time only.", "cost": "Free", "url": "https://group.example/",
        "email": "hall@group.example", "telephone": "01904 555 010", **changes,
    }  # fmt: skip


def a_service(by: User, *, provider: Provider | None = None, shown: bool = True, **changes: Any) -> Service:
    """A service, published unless said."""
    made = add_service(provider=provider or a_provider(by), answers=answers(**changes), by=by)
    return publish(service=made, by=by) if shown else made


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (1600, 800), **written: Any) -> bytes:
    """A picture as a camera writes it."""
    out = io.BytesIO()
    Image.new("RGB", size, (20, 80, 92)).save(out, kind, **written)
    return out.getvalue()
