"""What is possible with a service, and which answers about it fit together."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from alongside.ground.lib.errors import Refused
from alongside.ground.lib.lifecycle import Lifecycle, Transition
from alongside.ground.lib.text import is_postcode
from alongside.helping.directory.words import CHECKED_EVERY_MONTHS, OLDEST, ServiceState, Setting

SERVICE = Lifecycle(
    "The service",
    ServiceState.DRAFT,
    [
        Transition("publish", (ServiceState.DRAFT, ServiceState.TAKEN_DOWN), ServiceState.PUBLISHED, "published"),
        Transition("take_down", (ServiceState.PUBLISHED,), ServiceState.TAKEN_DOWN, "taken_down"),
    ],
)

REQUIRED = {
    "name": "Enter the name of the service",
    "description": "Say what it is, in words families use",
    "how_to_ask": "Say how a family gets it",
    "needs": "Select what it helps with",
    "levels": "Select at which levels of need it helps",
}
OF_A_PLACE = {"address": "Enter the address", "town": "Enter the town or city", "postcode": "Enter the postcode"}
WAYS_TO_ASK = ("telephone", "email", "url", "address")


def check_answers(given: Mapping[str, Any]) -> None:
    """Raise Refused, at its field, for the first answer about a service that is missing or does not fit."""
    required = REQUIRED | (OF_A_PLACE if given["setting"] == Setting.PLACE else {})
    for name, missing in required.items():
        if not given[name]:
            raise Refused(missing, field=name)
    if given["setting"] not in Setting.values:
        raise Refused("Select where it is given", field="setting")
    if given["postcode"] and not is_postcode(given["postcode"]):
        raise Refused("Enter a full postcode, like YO1 9QN", field="postcode")
    if not any(given[name] for name in WAYS_TO_ASK):
        raise Refused(
            "Give at least one of telephone, e-mail, web page or address, so that it can be reached", field="telephone"
        )
    _check_url(given["url"])
    _check_email(given["email"])
    _check_ages(given["from_age"], given["to_age"])
    _check_times(given)


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or "." not in parts.netloc):
        raise Refused("Enter a web address that begins with https:// or http://", field="url")


def _check_email(email: str) -> None:
    try:
        if email:
            validate_email(email)
    except ValidationError:
        raise Refused("Enter an e-mail address in the correct format, like name@example.com", field="email") from None


def _check_ages(youngest: int | None, oldest: int | None) -> None:
    for field, age in (("from_age", youngest), ("to_age", oldest)):
        if age is not None and not 0 <= age <= OLDEST:
            raise Refused(f"Enter an age from 0 to {OLDEST}", field=field)
    if youngest is not None and oldest is not None and youngest > oldest:
        raise Refused("The oldest age must not be below the youngest", field="to_age")


def _check_times(given: Mapping[str, Any]) -> None:
    opens, closes = given["opens_at"], given["closes_at"]
    if (opens is None) != (closes is None):
        raise Refused("Enter both times, or neither", field="opens_at" if opens is None else "closes_at")
    if opens is not None and opens >= closes:
        raise Refused("It must close after it opens", field="closes_at")
    if opens is not None and not given["days"]:
        raise Refused("Select the days these times are for", field="days")


def is_stale(checked_on: dt.date, today: dt.date) -> bool:
    """Whether a service was last said to be right longer ago than `CHECKED_EVERY_MONTHS`."""
    months = (today.year - checked_on.year) * 12 + today.month - checked_on.month - (today.day < checked_on.day)
    return months >= CHECKED_EVERY_MONTHS


def stale_before(today: dt.date) -> dt.date:
    """What was last said to be right on this day or earlier is stale: the twin of `is_stale` for a queryset."""
    day = today
    while not is_stale(day, today):
        day -= dt.timedelta(days=1)
    return day
