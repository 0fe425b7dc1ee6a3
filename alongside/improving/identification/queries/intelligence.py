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
from alongside.people.families.models import FindableName
from alongside.people.families.queries import search_keys

MONTHS = 6
MOST_NAMES = 20_000


@dataclass(frozen=True)
class Trend:
    """How often a theme was noticed in an area, by month, the earliest first."""

    theme: str
    months: list[tuple[dt.date, int]]


def named_in(text: str) -> set[str]:
    """Names of people the council knows that stand in a text: a forename with its surname, either way round.

    Nobody whose existence is kept from the writer is among them: a refusal would tell of them.
    """
    pairs = pairs_in(text)
    keys = {word: (_key(word, ""), _key("", word)) for pair in pairs for word in pair}
    rows = FindableName.objects.filter(keys__overlap=[forename for forename, _ in keys.values()] or [""])
    known = [set(held) for held in rows.order_by("id").values_list("keys", flat=True)[:MOST_NAMES]]
    return {
        f"{one} {two}".title()
        for one, two in pairs
        if any({keys[a][0], keys[b][1]} <= held for held in known for a, b in ((one, two), (two, one)))
    }


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
