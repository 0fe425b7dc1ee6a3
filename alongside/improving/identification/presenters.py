"""Lists, families and trends in words."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.lib.clock import as_text
from alongside.ground.operating_models.queries import FamilyList, Pack
from alongside.improving.identification.models import Candidate, CandidateStatus, CountedFamily
from alongside.improving.identification.policies import FEWEST
from alongside.improving.identification.queries.evidence import rank_aloud
from alongside.improving.identification.queries.fairness import Comparison, named_group
from alongside.improving.identification.queries.lists import Somebody
from alongside.improving.identification.words import Answer
from alongside.people.episodes.queries import Standing as Helped

COLOURS = {Answer.FOUND: "amber", Answer.NOTHING: "green", Answer.NOT_SEARCHED: "grey", Answer.NOT_ALLOWED: "red"}
FEW = f"Fewer than {FEWEST}, or kept back so that none can be worked out"


@dataclass(frozen=True)
class ListedFamily:
    """A family as a list shows it: nobody is named until it is opened."""

    candidate_id: uuid.UUID
    who: str
    groups: list[str]
    rank: str
    areas: str
    helped: str
    is_new: bool


def who_in(counted: CountedFamily) -> str:
    """Who is in a family, unnamed: '2 children (3 and 9), 1 adult'."""
    ages = [str(age) for age in sorted(counted.children)]
    number = max(len(ages), 1)
    children = f"{number} {'child' if number == 1 else 'children'}"
    known = f" ({' and '.join(filter(None, [', '.join(ages[:-1]), ages[-1]]))})" if ages else " (age not known)"
    adults = f", {counted.adults} {'adult' if counted.adults == 1 else 'adults'}" if counted.adults else ""
    return f"{children}{known}{adults}"


def listed(
    rows: Sequence[Candidate], helped: Mapping[uuid.UUID, Helped], pack: Pack, found: FamilyList
) -> list[ListedFamily]:
    """Families of a page of a list."""
    names = {group.id: group.name for group in found.groups}
    return [
        ListedFamily(
            row.pk, who_in(row.counted), [names.get(group, group) for group in row.groups], rank_aloud(row, found),
            areas_in_words(row.counted.areas, pack), helped_in_words(helped.get(row.pk)), not row.counted.people,
        )
        for row in rows
    ]  # fmt: skip


def areas_in_words(areas: Sequence[str], pack: Pack) -> str:
    """Names of areas; what is not known is said."""
    names = {area.id: area.name for area in pack.localities.areas}
    return ", ".join(names.get(area, area) for area in areas) or "Area not known"


def helped_in_words(helped: Helped | None) -> str:
    """Who helps a family now, as far as the reader may know; '' when nobody does."""
    if helped is None:
        return ""
    lead = f"{helped.lead_name}, {helped.lead_agency}" if helped.lead_name else "nobody leads yet"
    return f"{helped.state}, {lead}"


def people_in_words(people: Sequence[Somebody]) -> list[tuple[str, str, uuid.UUID | None]]:
    """Everybody of a family with their birthday and how they are known; the id of whoever has not objected yet."""
    said: list[tuple[str, str, uuid.UUID | None]] = []
    for one in people:
        born = f"born {as_text(one.born)}" if one.born else "date of birth not known"
        known = "on record here" if one.is_recorded else "known to feeds only"
        objects = "; has objected, nothing about them is counted" if one.has_objected else ""
        said.append(
            (one.name, f"{one.part.capitalize()}, {born}, {known}{objects}", None if one.has_objected else one.id)
        )
    return said


def history(statuses: Sequence[CandidateStatus]) -> list[tuple[str, str, str]]:
    """Every decision: when, what, by whom and why."""
    lines = []
    for one in statuses:
        why = ". ".join(filter(None, [one.get_why_display() if one.why else "", one.reason]))
        lines.append((as_text(one.at), str(one.get_state_display()), f"{one.by}: {why}" if why else str(one.by)))
    return lines


def number(count: int | None) -> str:
    """A count, or that it is too small to show."""
    return FEW if count is None else f"{count:,}"


def table_of(told: Comparison, pack: Pack) -> list[list[str]]:
    """The rows of a comparison."""
    return [
        [named_group(told.way, line.group, pack), number(line.population), number(line.listed), number(line.accepted),
         number(line.declined)]
        for line in told.lines
    ]  # fmt: skip


def standing_out(told: Comparison, pack: Pack) -> list[str]:
    """What stands out, in sentences."""
    said = []
    for one in told.outstanding:
        name = named_group(told.way, one.group, pack)
        more = "more" if one.listed > one.population else "less"
        said.append(
            f"{name}: {_share(one.listed)} of the {told.of} on the list, {_share(one.population)} of those it is"
            f" drawn from: {more} often listed than others."
        )
    return said


def _share(part: float) -> str:
    """A share in words where a whole number would say nothing."""
    return "none" if not part else "under 1%" if part < 0.01 else f"{part:.0%}"


def navigation(request: HttpRequest) -> FramePart:
    """The lists for those who see them, local intelligence for those who log it, fairness for those who check."""
    by = request.user
    if not isinstance(by, User):
        return FramePart()
    items = []
    if may(by, Permission.SEE_MAY_NEED_HELP):
        items.append(NavigationItem("May need help", reverse("identification:list"), order=45))
    elif may(by, Permission.SEE_FAIRNESS):
        items.append(NavigationItem("Fairness of lists", reverse("identification:fairness"), order=75))
    if may(by, Permission.LOG_INTELLIGENCE):
        items.append(NavigationItem("Local intelligence", reverse("identification:noticed"), order=72))
    return FramePart(navigation=tuple(items))


def month_name(day: dt.date) -> str:
    """'March 2026'."""
    return f"{day:%B %Y}"
