"""Where to go when the person sought is not found: the front door, above, registers how a contact is started."""

from collections.abc import Callable

from alongside.ground.access.models import User

StartContact = Callable[[User, str], str]
_starters: list[StartContact] = []


def register_contact_start(start: StartContact) -> None:
    """Use this to start a contact with what was searched for; it returns the address of its first page."""
    _starters[:] = [start]


def can_start_contact() -> bool:
    """True when a package takes contacts."""
    return bool(_starters)


def start_contact(by: User, typed: str) -> str:
    """Start a contact that begins with what was typed; the address of its first page, or of the search again."""
    return _starters[0](by, typed) if _starters else "/find/"
