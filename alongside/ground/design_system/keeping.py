"""Where form pages find drafts. The package that keeps them stands above this one and registers itself."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Kept:
    """A draft: what was typed, and when it was last saved."""

    answers: dict[str, list[str]]
    saved_at: dt.datetime


class Keeper(Protocol):
    """What a form page asks of whoever keeps drafts; `by` is the signed-in person, whose drafts alone are meant."""

    def kept(self, by: Any, key: str) -> Kept | None:
        """The draft, if there is one."""

    def discard(self, by: Any, key: str) -> None:
        """Forget the draft."""

    def address(self, key: str) -> str:
        """Where the page saves the draft (POST)."""


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Use this keeper from now on."""
    _keepers[:] = [keeper]


def keeper() -> Keeper | None:
    """The registered keeper; None when drafts are not kept."""
    return _keepers[0] if _keepers else None
