"""What is possible with a family on a list, which counts may be shown, and what a list of names would give away."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stdnum.gb import nhs as nhs_number_check

from alongside.ground.lib.errors import Refused
from alongside.ground.lib.lifecycle import Lifecycle, Transition
from alongside.improving.identification.words import CandidateState as State
from alongside.improving.identification.words import WhyDeclined

CANDIDATE = Lifecycle(
    "The family on the list",
    State.LISTED,
    [
        Transition("accept", (State.LISTED, State.DEFERRED), State.ACCEPTED, "accepted"),
        Transition("decline", (State.LISTED, State.DEFERRED), State.DECLINED, "declined"),
        Transition("defer", (State.LISTED, State.DEFERRED), State.DEFERRED, "deferred"),
        Transition("list_again", (State.DECLINED, State.DEFERRED, State.LEFT), State.LISTED, "listed_again"),
        Transition("leave", (State.LISTED, State.DEFERRED), State.LEFT, "left"),
    ],
)
SHORTEST_REASON = 10  # letters
LONGEST_WAIT = dt.timedelta(days=366)
FEWEST = 5
"""Counts of people below this are not shown (issue 4, paragraph 6)."""
TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[\s-]?\d{3}[\s-]?\d{4}(?!\d)")
UPN_SHAPE = re.compile(r"(?<![A-Za-z0-9])[A-HJ-NP-RT-Za-hj-np-rt-z]\d{11}[0-9A-Za-z](?![A-Za-z0-9])")
CAPITAL = re.compile(r"[^\W\d_][\w’'-]*")


def check_reason(text: str, field: str = "reason") -> str:
    """The reason, tidied; refuses one too short to mean anything to whoever reads it later."""
    said = " ".join(text.split())
    if len(said) < SHORTEST_REASON:
        raise Refused(
            f"Say why in at least {SHORTEST_REASON} letters.",
            what_to_do="The family may ask, and somebody must be able to answer.", field=field,
        )  # fmt: skip
    return said


def check_why(why: str) -> WhyDeclined:
    """The reason's kind; refuses what is not one of them."""
    if why not in WhyDeclined.values:
        raise Refused("Choose why.", field="why")
    return WhyDeclined(why)


def check_put_off(until: dt.date, today: dt.date) -> None:
    """Refuse a day that has come, or that is more than a year away."""
    if until <= today:
        raise Refused("Choose a day after today.", field="until")
    if until > today + LONGEST_WAIT:
        raise Refused("Choose a day within the next year.", what_to_do="Decline it, and say why.", field="until")


def suppressed(counts: Sequence[int]) -> list[int | None]:
    """The counts with those from one to four left out, and a second so that none can be worked out from the total.

    Where only one is left out, the smallest other count that is not nought goes too (secondary suppression).
    """
    hidden = {at for at, number in enumerate(counts) if 0 < number < FEWEST}
    if len(hidden) == 1:
        others = [(number, at) for at, number in enumerate(counts) if at not in hidden and number]
        if others:
            hidden.add(min(others)[1])
    return [None if at in hidden else number for at, number in enumerate(counts)]


@dataclass(frozen=True)
class Shares:
    """A group's share of the list and of the population it is drawn from, each out of one."""

    group: str
    listed: float
    population: float


def what_stands_out(shares: Iterable[Shares], *, apart: float = 1.5) -> list[Shares]:
    """Groups whose share of the list is so many times more, or less, than their share of the population."""
    found = []
    for one in shares:
        more = round(one.listed / one.population, 6) if one.population else 1.0
        if more >= apart or more <= round(1 / apart, 6):
            found.append(one)
    return sorted(found, key=lambda one: one.listed / one.population, reverse=True)


def identifiers_in(text: str) -> list[str]:
    """Kinds of number in a text that tell one person: an NHS number or a unique pupil number."""
    found = []
    if any(nhs_number_check.is_valid(number) for number in TEN_DIGITS.findall(text)):
        found.append("an NHS number")
    if UPN_SHAPE.search(text):
        found.append("a unique pupil number")
    return found


def pairs_in(text: str) -> set[tuple[str, str]]:
    """Words that stand side by side, as somebody's forename and surname do, in small letters."""
    words = [word.casefold().removesuffix("’s").removesuffix("'s") for word in CAPITAL.findall(text)]
    return set(pairwise(words))


def check_names_nobody(text: str, named: Collection[str]) -> None:
    """Refuse a text that names people the council knows, or holds a number of one person."""
    numbers = identifiers_in(text)
    what = [*(f"‘{name}’" for name in sorted(named)), *numbers]
    if what:
        raise Refused(
            f"This names somebody: {', '.join(what)}.",
            what_to_do="Take it out and write of places, groups and themes. If a child needs help, record a contact.",
            field="text",
        )


def check_perhaps_names_nobody(perhaps: Collection[str]) -> None:
    """Refuse a text with words that may be somebody's name, until its writer says that they are not."""
    if perhaps:
        raise Refused(
            f"Is this somebody’s name: {', '.join(f'‘{name}’' for name in sorted(perhaps))}?",
            what_to_do="Take it out if it is. If it is a street, a school or a group, say so here.",
            field="not_people",
        )
