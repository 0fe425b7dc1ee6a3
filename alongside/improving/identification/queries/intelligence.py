"""What partners notice in places, and how it goes over time beside what feeds say."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F
from django.db.models.functions import TruncMonth

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.pages import KeysetPage, keyset
from alongside.improving.identification.models import Finding, Noticed
from alongside.improving.identification.policies import pairs_in, suppressed
from alongside.improving.identification.queries.lists import Unnest
from alongside.people.families.models import PersonName
from alongside.people.families.queries import search_keys

MONTHS = 6


@dataclass(frozen=True)
class Trend:
    """How often a theme was noticed in an area, by month, the earliest first."""

    theme: str
    months: list[tuple[dt.date, int]]


def named_in(text: str) -> set[str]:
    """Names of people the council knows that stand in a text: a forename with its surname, either way round.

    Sealed people too: the count is asked of all names, and what is refused was typed by whoever is refused.
    """
    pairs = pairs_in(text)
    if not pairs:
        return set()
    words = {word for pair in pairs for word in pair}
    rows = PersonName.objects.filter(forename_key__in=[one.upper() for one in words])
    known = {(row.forename.casefold(), row.surname.casefold()) for row in rows.order_by("id")}
    return {f"{one} {two}".title() for one, two in pairs if (one, two) in known or (two, one) in known}


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


def families_by_area(by: User) -> dict[str, dict[str, int | None]]:
    """How many families meet each criterion now, by criterion and area; counts under five are None. One query."""
    require(by, Permission.LOG_INTELLIGENCE)
    rows = Finding.objects.annotate(area=Unnest(F("counted__areas"))).order_by().values_list("criterion", "area")
    found: dict[str, dict[str, int]] = {}
    for criterion, area, number in rows.annotate(Count("counted", distinct=True)):
        found.setdefault(criterion, {})[area] = number
    return {
        criterion: dict(zip(areas, suppressed(list(areas.values())), strict=True))
        for criterion, areas in found.items()
    }
