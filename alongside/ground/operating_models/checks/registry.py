"""What a check is: a small documented function over the whole pack that yields what it finds."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from alongside.ground.operating_models.schema import Pack

Loc: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Found:
    """A mistake at a place in the pack, such as ('levels', 2, 'form_id')."""

    at: Loc
    reason: str
    fix: str


CheckFunction: TypeAlias = Callable[[Pack], Iterator[Found]]
CHECKS: dict[str, CheckFunction] = {}


def check(function: CheckFunction) -> CheckFunction:
    """Register a check under its function's name; its docstring's first line goes into docs/pack-reference.md."""
    CHECKS[function.__name__] = function
    return function


def unknown(at: Loc, value: str, what: str, known: Iterable[str]) -> Found:
    """A reference to something the pack does not have."""
    names = ", ".join(sorted(known)) or "none yet"
    return Found(at, f"There is no {what} '{value}'.", f"Use one of: {names}; or add it.")
