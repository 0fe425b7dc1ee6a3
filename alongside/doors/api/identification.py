"""Families who may need help, by API: the ranked, explained lists. Nobody is named; nothing is decided here."""

import datetime as dt
import uuid

from django.http import HttpRequest
from ninja import P, QueryEx, Router, Schema

from alongside.doors.api.signing_in import person
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotFoundForYou
from alongside.improving.identification.models import Candidate
from alongside.improving.identification.queries.evidence import rank_aloud
from alongside.improving.identification.queries.lists import (
    Chosen,
    criteria_in_force,
    get_candidate,
    last_run,
    page_of,
)
from alongside.improving.identification.words import CandidateState

router = Router(tags=["may need help"])


class ListedOut(Schema):
    """A family on a list. `why` is its rank read aloud; `children` are ages."""

    id: uuid.UUID
    of_list: str
    state: CandidateState
    children: list[int]
    adults: int
    areas: list[str]
    schools: list[str]
    groups: list[str]
    groups_met: int
    criteria_met: int
    records: int
    latest_on: dt.date
    why: str


class ListOut(Schema):
    """A page of a list, the first ranked first; `as_of` is null before anything was counted."""

    as_of: dt.date | None
    families: list[ListedOut]
    next: str


@router.get("", response=ListOut, summary="Families who may need help")
def get_list(
    request: HttpRequest,
    list_id: QueryEx[str, P(alias="list", description="id of the list; the pack’s first unless said")] = "",
    locality: QueryEx[str, P(description="id of an area")] = "",
    school: str = "",
    state: CandidateState = CandidateState.LISTED,
    after: str = "",
) -> ListOut:
    """A page of a list."""
    _, criteria = criteria_in_force()
    lists = [one for one in criteria.lists if one.in_force_on(today())] if criteria else []
    found = next((one for one in lists if list_id in ("", one.id)), None)
    if found is None:
        raise NotFoundForYou
    page = page_of(person(request), Chosen(found.id, state, locality, school), found, after)
    run = last_run()
    families = [shown(row, rank_aloud(row, found)) for row in page.rows]
    return ListOut(as_of=run.as_of if run else None, next=page.next_mark, families=families)


@router.get("/{candidate_id}", response=ListedOut, summary="One family on a list")
def get_one(request: HttpRequest, candidate_id: uuid.UUID) -> ListedOut:
    """One family on a list; that it was read is noted."""
    row = get_candidate(person(request), candidate_id)
    _, criteria = criteria_in_force()
    found = criteria.list_of(row.list_id) if criteria else None
    return shown(row, rank_aloud(row, found) if found else "")


def shown(row: Candidate, why: str) -> ListedOut:
    """A family on a list, unnamed."""
    counted = row.counted
    return ListedOut(
        id=row.pk, of_list=row.list_id, state=CandidateState(row.state), children=counted.children,
        adults=counted.adults, areas=counted.areas, schools=counted.schools, groups=row.groups,
        groups_met=row.groups_met, criteria_met=row.criteria_met, records=row.records, latest_on=row.latest_on, why=why,
    )  # fmt: skip
