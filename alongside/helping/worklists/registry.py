"""Where packages above add kinds of work to 'Today'."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from alongside.ground.access.models import User
from alongside.helping.worklists.gathering import Source

__all__ = ["RECORD", "Kind", "Source", "added", "register", "sources_for"]

FAMILY, RECORD = "family_id", "record_id"


@dataclass(frozen=True)
class Kind:
    """A kind of work: its key (which its `Source` says too), what it is called, and where it is done.

    `place` is a page's name; `parts` says which of a row's ids each part of its address is: FAMILY or RECORD.
    `sources` answers for a person with their work of this kind; none for whoever has no such work.
    """

    key: str
    label: str
    place: str
    sources: Callable[[User], Sequence[Source]]
    parts: Mapping[str, str] = field(default_factory=dict)


_ADDED: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind of work; called by higher packages when the application starts."""
    _ADDED[kind.key] = kind


def added(key: str) -> Kind | None:
    """The kind that was added under this key."""
    return _ADDED.get(key)


def sources_for(by: User) -> list[Source]:
    """The work of every added kind for this person."""
    return [source for kind in _ADDED.values() for source in kind.sources(by)]
