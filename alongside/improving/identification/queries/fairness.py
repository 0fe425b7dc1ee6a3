"""Who is listed, accepted and declined, group by group, beside the people they are drawn from."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from alongside.ground.access.models import User
from alongside.ground.access.queries import may, require
from alongside.ground.access.words import Permission
from alongside.ground.operating_models.queries import Pack
from alongside.improving.identification.models import FairnessReport
from alongside.improving.identification.policies import Shares, suppressed, what_stands_out
from alongside.improving.identification.words import CandidateState
from alongside.people.families.words import ETHNICITIES

NO_AGE = 1_000
STATES = (CandidateState.LISTED, CandidateState.ACCEPTED, CandidateState.DECLINED)
NOT_HELD = "Not held"
SEX = {"F": "Female", "M": "Male"}
DISABILITY = {"true": "Recorded as having them", "false": "Recorded as having none"}
CHILDREN = """
WITH child AS (
    SELECT m.household_id, coalesce(m.person_id, m.feed_person_id) AS id,
           coalesce(nullif(p.sex, 'U'), f.sex, '') AS sex, coalesce(p.ethnicity, '') AS ethnicity,
           coalesce(p.has_send::text, '') AS disability, coalesce(p.date_of_birth, f.date_of_birth) AS born
    FROM matching_householdmember m LEFT JOIN families_person p ON p.id = m.person_id
    LEFT JOIN matching_feedperson f ON f.id = m.feed_person_id
    WHERE m.part = 'child' AND m.since <= %(on)s AND (m.until IS NULL OR m.until > %(on)s)
), listed AS (
    SELECT c.household_id, k.state FROM identification_candidate k
    JOIN identification_countedfamily c ON c.id = k.counted_id WHERE k.list_id = %(list)s
)
SELECT CASE %(by)s WHEN 'sex' THEN child.sex WHEN 'ethnicity' THEN child.ethnicity
            WHEN 'disability' THEN child.disability
            ELSE CASE WHEN born IS NULL THEN '' WHEN age < 5 THEN '0 to 4' WHEN age < 11 THEN '5 to 10'
                      WHEN age < 16 THEN '11 to 15' ELSE '16 and over' END END AS part,
       coalesce(l.state, '') AS state, count(DISTINCT child.id)
FROM (SELECT *, extract(year FROM age(%(on)s::date, born)) AS age FROM child) child
LEFT JOIN listed l ON l.household_id = child.household_id GROUP BY 1, 2
"""
PLACES = """
SELECT coalesce(area, '') AS part, coalesce(k.state, '') AS state, count(DISTINCT c.id)
FROM identification_countedfamily c LEFT JOIN LATERAL unnest(c.areas) area ON true
LEFT JOIN identification_candidate k ON k.counted_id = c.id AND k.list_id = %(list)s GROUP BY 1, 2
"""
FEEDS = """
SELECT r.feed AS part, coalesce(k.state, '') AS state, count(DISTINCT c.id)
FROM identification_finding f JOIN identification_countedfamily c ON c.id = f.counted_id
CROSS JOIN LATERAL unnest(f.rows) one JOIN partner_data_row r ON r.id = one
LEFT JOIN identification_candidate k ON k.counted_id = c.id AND k.list_id = %(list)s GROUP BY 1, 2
"""


AREAS = """
SELECT f.criterion, coalesce(area, ''), count(DISTINCT c.id)
FROM identification_finding f JOIN identification_countedfamily c ON c.id = f.counted_id
LEFT JOIN LATERAL unnest(c.areas) area ON true GROUP BY 1, 2
"""
WAYS = (
    ("sex", "Sex", "children"), ("age", "Age", "children"), ("ethnicity", "Ethnicity", "children"),
    ("disability", "Special needs or disability", "children"), ("area", "Locality", "families"),
    ("feed", "Source", "families"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A group: how many of the population, listed, accepted and declined; None where the count is too small to show."""

    group: str
    population: int | None
    listed: int | None
    accepted: int | None
    declined: int | None


@dataclass(frozen=True)
class Comparison:
    """One way of looking at a list: by sex, by age, by locality; and the groups that stand out."""

    way: str
    title: str
    of: str
    lines: list[Line]
    outstanding: list[Shares]


def compared(list_id: str, on: dt.date) -> list[Comparison]:
    """A list beside the population it is drawn from, in every way; small counts left out. For jobs, which read all."""
    found = []
    for way, title, of in WAYS:
        sql = {"area": PLACES, "feed": FEEDS}.get(way, CHILDREN)
        with connection.cursor() as cursor:
            cursor.execute(sql, {"list": list_id, "on": on, "by": way})
            found.append(comparison(way, title, of, cursor.fetchall()))
    return found


def comparison(way: str, title: str, of: str, rows: Iterable[tuple[str, str, int]]) -> Comparison:
    """From (group, state, how many), where a family on no list has the state '': lines and what stands out."""
    counts: dict[str, Counter[str]] = {}
    for group, state, number in rows:
        counts.setdefault(group, Counter())[state] += number
    groups = sorted(counts, key=_as_read)
    population = [sum(counts[group].values()) for group in groups]
    columns = [suppressed(population)]
    by_state = {state: [counts[group][state] for group in groups] for state in STATES}
    columns += [suppressed(by_state[state]) for state in STATES]
    lines = [Line(group, *told) for group, *told in zip(groups, *columns, strict=True)]
    listed = [sum(by_state[state][at] for state in STATES) for at in range(len(groups))]
    return Comparison(way, title, of, lines, _outstanding(lines, listed, population))


def _as_read(group: str) -> tuple[int, str]:
    """Ages in the order of life, everything else by its name, and last what is not held."""
    first = group.partition(" ")[0]
    return int(first) if first.isdigit() else (0 if group else NO_AGE), group


def _outstanding(lines: Iterable[Line], listed: list[int], population: list[int]) -> list[Shares]:
    """Only groups none of whose counts is left out; where nothing is held there is nothing to compare."""
    all_listed, everybody = sum(listed), sum(population)
    if not all_listed or not everybody:
        return []
    shown = [
        Shares(line.group, on / all_listed, of / everybody)
        for line, on, of in zip(lines, listed, population, strict=True)
        if line.group and None not in (line.population, line.listed, line.accepted, line.declined)
    ]
    return what_stands_out(shown)


def by_area() -> dict[str, dict[str, int | None]]:
    """How many families meet each criterion, by criterion and area; small counts left out. For jobs."""
    with connection.cursor() as cursor:
        cursor.execute(AREAS)
        rows = cursor.fetchall()
    found: dict[str, dict[str, int]] = {}
    for criterion, area, number in rows:
        found.setdefault(criterion, {})[area] = number
    return {one: dict(zip(areas, suppressed(list(areas.values())), strict=True)) for one, areas in found.items()}


def latest_report(by: User) -> FairnessReport | None:
    """The last report; None before the first. Raises NotAllowed for whoever may see neither it nor places' trends."""
    if not may(by, Permission.LOG_INTELLIGENCE):
        require(by, Permission.SEE_FAIRNESS)
    return FairnessReport.objects.order_by("-at", "-id").first()


def comparisons_of(report: FairnessReport, list_id: str) -> list[Comparison]:
    """What a report says of one list."""
    return [
        Comparison(
            told["way"], told["title"], told["of"], [Line(*line) for line in told["lines"]],
            [Shares(*one) for one in told["outstanding"]],
        )
        for told in report.content["lists"].get(list_id, [])
    ]  # fmt: skip


def named_group(way: str, group: str, pack: Pack) -> str:
    """A group in words: an area's or a feed's name, a sex, an ethnicity; what is not held is said to be."""
    if not group:
        return "Area not known" if way == "area" else NOT_HELD
    names: Mapping[str, str] = {"sex": SEX, "disability": DISABILITY, "ethnicity": ETHNICITIES}.get(way, {})
    if way == "area":
        names = {area.id: area.name for area in pack.localities.areas}
    if way == "feed":
        names = {feed.id: feed.name for feed in pack.feeds}
    return names.get(group, group)
