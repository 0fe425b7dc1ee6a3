"""Packs to make councils on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from alongside.ground.access.queries import the_system
from alongside.ground.operating_models.actions import adopt


@pytest.fixture
def in_force(db: None) -> Callable[[str], None]:
    """Put one of the product's packs in force."""

    def put(name: str) -> None:
        adopt(folder=Path(settings.PACKS_FOLDER) / name, by=the_system())

    return put
