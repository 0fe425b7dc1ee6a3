"""Reading what is sent: JSON as RFC 8259 has it, and no text that the database could not keep.

Python's own reader lets NaN through, and half characters and the character NUL in text; PostgreSQL keeps none of them.
"""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.errors import HttpError
from ninja.parser import Parser

UNREADABLE = "What was sent cannot be read: send JSON in UTF-8, without NUL characters."


class CarefulParser(Parser):
    """Refuses, with 400 or 415, what cannot be read or kept."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as JSON."""
        if request.content_type != "application/json":
            raise HttpError(415, "Send JSON, with the content type application/json.")
        content: dict[str, Any] = json.loads(request.body.decode("utf-8"), parse_constant=_no_number)
        _check(json.dumps(content, ensure_ascii=False))
        return content

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """What stands behind the question mark."""
        for value in (one for values in data.lists() for one in values[1]):
            if "\x00" in str(value):
                raise HttpError(400, UNREADABLE)
        return super().parse_querydict(data, list_fields, request)


def _check(text: str) -> None:
    text.encode("utf-8")  # half characters cannot be written
    if "\\u0000" in text.replace("\\\\", ""):  # json.dumps writes NUL so, and a backslash twice
        raise ValueError


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
