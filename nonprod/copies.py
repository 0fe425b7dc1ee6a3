"""Copying stories row by row, for councils too large to tell every story."""

from nonprod.base import Partnership
from nonprod.people import Register


def copy_stories(register: Register, partnership: Partnership, people: int, done: set[str]) -> None:
    """Copy."""
