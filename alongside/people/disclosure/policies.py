"""What is possible with outputs: the words of a document, cells no spreadsheet runs, days a copy can be given on."""

import datetime as dt
from collections.abc import Iterator

from alongside.ground.lib.errors import Refused


def strings_in(content: object) -> Iterator[str]:
    """Every text in a document's data, in order: what is checked is exactly what is printed."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for value in content.values():
            yield from strings_in(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from strings_in(value)
    elif content is not None and not isinstance(content, bool | int | float):
        raise TypeError(f"a document holds texts, numbers and lists of them, not {type(content).__name__}")


def check_given_on(day: dt.date, made_on: dt.date, today: dt.date) -> None:
    """Refuse a day still to come, or before the copy was made."""
    if not made_on <= day <= today:
        raise Refused(
            "The day must be between the day the copy was made and today.", what_to_do="Enter the day you gave it.",
            field="given_on",
        )  # fmt: skip
