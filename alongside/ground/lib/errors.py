"""Refusals: errors written for the person who will read them."""

import uuid


class Refused(Exception):
    """Something asked for cannot be done; `message` says why, in words for the person who asked.

    `what_to_do` says what they can do now, and `field` names the form field at fault, if one is.
    """

    def __init__(self, message: str, *, what_to_do: str = "", field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.what_to_do = what_to_do
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.what_to_do}".strip()


class NotAllowed(Refused):
    """The person may not do this, though they may know that it exists."""


class Restricted(NotAllowed):
    """The record is kept closely: it may be named, and whom to ask. `subject` is the id to ask about."""

    def __init__(self, message: str, *, subject: uuid.UUID) -> None:
        super().__init__(message)
        self.subject = subject


class NotFoundForYou(Exception):
    """There is nothing here, or nothing this person may know of: the two must look the same (404)."""
