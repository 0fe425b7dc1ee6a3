"""What a family is listed for, in sentences that can be read aloud."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alongside.ground.lib.clock import as_text
from alongside.ground.operating_models.queries import Criteria, FamilyList, Pack
from alongside.improving.identification.models import Candidate, EvidenceRow, Finding
from alongside.improving.identification.queries.known import FeedStanding
from alongside.improving.identification.queries.lists import Somebody, evidence_of
from alongside.improving.identification.words import Answer

SOMEBODY = "Somebody in the household"


@dataclass(frozen=True)
class ShownRow:
    """One record behind a count."""

    what: str
    when: str
    how_much: str
    feed: str
    sender: str
    as_of: str
    row_id: uuid.UUID


@dataclass(frozen=True)
class Shown:
    """A criterion met by somebody, in a sentence, with its records and what its threshold rests on."""

    said: str
    caveat: str
    rows: list[ShownRow]


@dataclass(frozen=True)
class ShownGroup:
    """A problem or outcome of the list, with what shows it."""

    name: str
    answer: Answer
    shown: list[Shown]
    not_in_data: str
    not_searched: list[str]


def rank_aloud(candidate: Candidate, found: FamilyList) -> str:
    """The family's rank as arithmetic: '2 of the 6 ... , 3 criteria, 4 records, the latest on 3 March 2026'."""
    latest = as_text(candidate.latest_on) if candidate.latest_on.year > 1900 else "a day nobody wrote down"
    before = ""
    if candidate.groups_before > candidate.groups_met:
        before = f" Half a year before it was {candidate.groups_before}."
    return (
        f"{candidate.groups_met} of {len(found.groups)}: {_many(candidate.criteria_met, 'criterion', 'criteria')} met"
        f" by {_many(candidate.records, 'record', 'records')}, the latest on {latest}.{before}"
    )


def _many(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def groups_of(
    candidate: Candidate, people: Sequence[Somebody], pack: Pack, found: FamilyList, standings: Sequence[FeedStanding]
) -> list[ShownGroup]:
    """Every group of the list, met or not, with the criteria and records that show it. One query.

    Where nothing is found, it is said whether every feed that could show it was searched, and which were not.
    """
    criteria = pack.criteria
    if criteria is None:
        return []
    evidence, shown = evidence_of(candidate), []
    missing = {one.feed.id: one.feed.name for one in standings if one.why_not}
    for group in found.groups:
        lines = [
            _shown(finding, rows, people, pack, criteria)
            for finding, rows in evidence
            if finding.criterion in group.criteria
        ]
        feeds = {rows.feed for which in group.criteria for rows in criteria.criterion(which).rows}
        unsearched = sorted(missing[feed] for feed in feeds & missing.keys())
        nothing = Answer.NOTHING if feeds - missing.keys() else Answer.NOT_SEARCHED
        answer = Answer.FOUND if lines else nothing
        shown.append(ShownGroup(group.name, answer, lines, group.not_in_data, unsearched))
    return shown


def _shown(
    finding: Finding, rows: Sequence[EvidenceRow], people: Sequence[Somebody], pack: Pack, criteria: Criteria
) -> Shown:
    criterion = criteria.criterion(finding.criterion)
    return Shown(said_of(finding, people, criteria), criterion.caveat or "", [_row(row, pack) for row in rows])


def said_of(finding: Finding, people: Iterable[Somebody], criteria: Criteria) -> str:
    """A finding as a sentence about the person whose records they are."""
    names = {one.id: one.name for one in people}
    who = names.get(finding.person_id or finding.feed_person_id or uuid.UUID(int=0), SOMEBODY)
    return criteria.criterion(finding.criterion).says.format(name=who, count=finding.count)


def _row(row: EvidenceRow, pack: Pack) -> ShownRow:
    feed = pack.feed(row.feed)
    when = as_text(row.event_on) if row.event_on else "Day not known"
    if row.event_until and row.event_until != row.event_on:
        when += f" to {as_text(row.event_until)}"
    amount = f"{row.quantity.normalize():f}" if row.quantity is not None else ""
    return ShownRow(
        feed.kind_name(row.event_kind), when, amount, feed.name, row.sender, as_text(row.as_of), row.row_id
    )  # fmt: skip


def in_words(candidate: Candidate, people: Sequence[Somebody], pack: Pack) -> str:
    """What is known of the family, as the contact at the front door says it: each count with its source and day."""
    found = pack.criteria.list_of(candidate.list_id) if pack.criteria else None
    if found is None:
        return ""
    lines = [f"Found in what partners hold, on the list ‘{found.name}’: {rank_aloud(candidate, found)}"]
    for group in groups_of(candidate, people, pack, found, ()):
        for one in group.shown:
            sources = sorted({f"{row.feed}, as of {row.as_of}" for row in one.rows})
            lines.append(f"{group.name}: {one.said}. ({'; '.join(sources)})")
    lines.append("A person looked at this and sent it. The family has not been contacted because of it.")
    return "\n".join(lines)
