"""What partners notice in places, and how it goes over time beside what feeds say."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import TruncMonth

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.pages import KeysetPage, keyset
from alongside.improving.identification.models import Noticed
from alongside.improving.identification.policies import pairs_in
from alongside.people.families.queries import keys_held, search_keys

MONTHS = 6


@dataclass(frozen=True)
class Trend:
    """How often a theme was noticed in an area, by month, the earliest first."""

    theme: str
    months: list[tuple[dt.date, int]]


def named_in(text: str) -> set[str]:
    """Names of people the council knows that stand in a text: a forename with its surname, either way round.

    Nobody whose existence is kept from the writer is among them: a refusal would tell of them.
    """
    pairs = {pair: _both_ways(pair) for pair in pairs_in(text)}
    held = keys_held([keys for ways in pairs.values() for keys in ways])
    return {_shown(pair) for pair, ways in pairs.items() if any(keys in held for keys in ways)}


def perhaps_named_in(text: str) -> set[str]:
    """Words side by side that may be somebody's name: one is a forename somebody has, the other a surname somebody has.

    A street can be called so too: whoever writes says which it is.
    """
    pairs = {pair: _both_ways(pair) for pair in pairs_in(text)}
    held = keys_held([(key,) for ways in pairs.values() for keys in ways for key in keys])
    return {_shown(pair) for pair, ways in pairs.items() if any(all((key,) in held for key in keys) for keys in ways)}


def _both_ways(pair: tuple[str, str]) -> list[tuple[str, ...]]:
    """The keys of a forename and a surname, whichever of the two words is which; ways without letters left out."""
    one, other = pair
    ways = [(_key(one, ""), _key("", other)), (_key(other, ""), _key("", one))]
    return [keys for keys in ways if all(keys)]


def _shown(pair: tuple[str, str]) -> str:
    return " ".join(pair).title()


def _key(forename: str, surname: str) -> str:
    """The key of a name as it is written."""
    return next((key for key in search_keys(forename, surname) if key[1] == "="), "")


def noticed_page(by: User, area: str = "", theme: str = "", mark: str = "") -> KeysetPage[Noticed]:
    """A page of what was noticed, the latest first; raises NotAllowed for whoever does not log it."""
    require(by, Permission.LOG_INTELLIGENCE)
    rows = Noticed.objects.select_related("agency", "by")
    if area:
        rows = rows.filter(area=area)
    if theme:
        rows = rows.filter(theme=theme)
    return keyset(rows, order=["-noticed_on", "-id"], mark=mark)


def trends(by: User, on: dt.date, area: str = "") -> list[Trend]:
    """How often each theme was noticed in the last six months, by month; most noticed first. One query."""
    require(by, Permission.LOG_INTELLIGENCE)
    months = last_months(on)
    rows = Noticed.objects.filter(noticed_on__gte=months[0], noticed_on__lte=on)
    if area:
        rows = rows.filter(area=area)
    counts: dict[str, Counter[dt.date]] = {}
    asked = rows.annotate(month=TruncMonth("noticed_on")).order_by().values_list("theme", "month")
    for theme, month, number in asked.annotate(Count("pk")):
        counts.setdefault(theme, Counter())[month] += number
    found = [Trend(theme, [(month, many[month]) for month in months]) for theme, many in counts.items()]
    return sorted(found, key=lambda one: (-sum(number for _, number in one.months), one.theme))


def last_months(on: dt.date) -> list[dt.date]:
    """The first days of this month and the five before, the earliest first."""
    first, found = on.replace(day=1), []
    for _ in range(MONTHS):
        found.append(first)
        first = (first - dt.timedelta(days=1)).replace(day=1)
    return found[::-1]
