"""Drift and delay, found by the pack's rules from facts about an episode (York 2020, Early Help Coordinators).

Pure: what is true now goes in, what was found comes out. How the facts are gathered is in `queries`.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from alongside.ground.operating_models.words import DriftKind


@dataclass(frozen=True)
class Rule:
    """A drift rule as the pack gives it: `days` and `count` mean what its kind says; it holds at these levels."""

    id: str
    kind: DriftKind
    days: int
    count: int
    levels: tuple[str, ...]
    says: str
    try_this: str


@dataclass(frozen=True)
class Facts:
    """What the rules are asked about one open episode.

    `scales` holds, for each review from the first to the last, the score of each need as it stood at that review.
    `late_since` holds the due date of each action not done. `no_lead_since` is None while somebody leads.
    """

    level: str
    opened_on: dt.date
    review_due_on: dt.date | None = None
    last_contact_on: dt.date | None = None
    last_meeting_on: dt.date | None = None
    next_meeting_on: dt.date | None = None
    no_lead_since: dt.date | None = None
    late_since: Sequence[dt.date] = ()
    scales: Sequence[dict[str, int]] = ()
    reviewed_on: Sequence[dt.date] = field(default=())


@dataclass(frozen=True)
class DriftFound:
    """A sign of drift: which rule, what it says in words, since when, and what to try."""

    rule_id: str
    says: str
    since: dt.date
    try_this: str


def drift_of(facts: Facts, rules: Iterable[Rule], today: dt.date) -> list[DriftFound]:
    """Every sign of drift the rules find, the longest standing first; a rule for other levels is not asked."""
    found = []
    for rule in rules:
        since = FINDERS[rule.kind](facts, rule, today) if facts.level in rule.levels else None
        if since is not None:
            says = rule.says.replace("{days}", str(rule.days)).replace("{count}", str(rule.count))
            found.append(DriftFound(rule.id, says, since, rule.try_this))
    return sorted(found, key=lambda one: (one.since, one.rule_id))


def _over(start: dt.date | None, rule: Rule, today: dt.date) -> dt.date | None:
    """The day the allowed days ran out, if they have."""
    if start is None:
        return None
    ends = start + dt.timedelta(days=rule.days)
    return ends if today > ends else None


def _no_review(facts: Facts, rule: Rule, today: dt.date) -> dt.date | None:
    return _over(facts.review_due_on, rule, today)


def _no_contact(facts: Facts, rule: Rule, today: dt.date) -> dt.date | None:
    return _over(facts.last_contact_on or facts.opened_on, rule, today)


def _actions_late(facts: Facts, rule: Rule, today: dt.date) -> dt.date | None:
    late = sorted(since for due in facts.late_since if (since := _over(due, rule, today)) is not None)
    return late[rule.count - 1] if len(late) >= rule.count else None


def _no_change(facts: Facts, rule: Rule, today: dt.date) -> dt.date | None:
    """No need scored higher or lower at any of the last so many reviews than at the one before them."""
    if len(facts.scales) <= rule.count:
        return None
    before, *after = facts.scales[-rule.count - 1 :]
    moved = any(scores.get(need, score) != score for scores in after for need, score in before.items())
    return None if moved or not before else facts.reviewed_on[-rule.count - 1]


def _no_lead(facts: Facts, rule: Rule, today: dt.date) -> dt.date | None:
    return _over(facts.no_lead_since, rule, today)


def _no_meeting(facts: Facts, rule: Rule, today: dt.date) -> dt.date | None:
    """A meeting already called counts as being on the way to meeting."""
    if facts.next_meeting_on is not None and facts.next_meeting_on >= today:
        return None
    return _over(facts.last_meeting_on or facts.opened_on, rule, today)


def _open_too_long(facts: Facts, rule: Rule, today: dt.date) -> dt.date | None:
    return _over(facts.opened_on, rule, today)


FINDERS: dict[DriftKind, Callable[[Facts, Rule, dt.date], dt.date | None]] = {
    DriftKind.NO_REVIEW: _no_review,
    DriftKind.NO_CONTACT: _no_contact,
    DriftKind.ACTIONS_LATE: _actions_late,
    DriftKind.NO_CHANGE_IN_SCALE: _no_change,
    DriftKind.NO_LEAD: _no_lead,
    DriftKind.NO_MEETING: _no_meeting,
    DriftKind.OPEN_TOO_LONG: _open_too_long,
}
