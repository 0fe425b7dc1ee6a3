"""Drift found by rule: a table of facts, and since when each rule finds it."""

import datetime as dt
from typing import Any

import pytest

from alongside.ground.operating_models.words import DriftKind
from alongside.helping.plans.drift import FINDERS, DriftFound, Facts, Rule, drift_of

TODAY = dt.date(2026, 3, 31)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def a_rule(kind: DriftKind, days: int = 10, count: int = 2, levels: tuple[str, ...] = ("two",)) -> Rule:
    return Rule("r", kind, days, count, levels, "{count} in {days} days", "Try this")


SCALES = ({"health": 3}, {"health": 3, "safety": 5}, {"health": 3})
REVIEWS = (ago(90), ago(60), ago(30))


@pytest.mark.parametrize(
    ("kind", "facts", "since"),
    [
        (DriftKind.NO_REVIEW, {}, None),
        (DriftKind.NO_REVIEW, {"review_due_on": ago(10)}, None),
        (DriftKind.NO_REVIEW, {"review_due_on": ago(11)}, ago(1)),
        (DriftKind.NO_CONTACT, {"opened_on": ago(10)}, None),
        (DriftKind.NO_CONTACT, {"opened_on": ago(30)}, ago(20)),
        (DriftKind.NO_CONTACT, {"opened_on": ago(30), "last_contact_on": ago(12)}, ago(2)),
        (DriftKind.NO_CONTACT, {"opened_on": ago(30), "last_contact_on": ago(3)}, None),
        (DriftKind.ACTIONS_LATE, {"late_since": [ago(20)]}, None),
        (DriftKind.ACTIONS_LATE, {"late_since": [ago(30), ago(5)]}, None),
        (DriftKind.ACTIONS_LATE, {"late_since": [ago(12), ago(30), ago(15)]}, ago(5)),
        (DriftKind.NO_CHANGE_IN_SCALE, {"scales": SCALES[:2], "reviewed_on": REVIEWS[:2]}, None),
        (DriftKind.NO_CHANGE_IN_SCALE, {"scales": SCALES, "reviewed_on": REVIEWS}, ago(90)),
        (DriftKind.NO_CHANGE_IN_SCALE, {"scales": (*SCALES[:2], {"health": 4}), "reviewed_on": REVIEWS}, None),
        (DriftKind.NO_CHANGE_IN_SCALE, {"scales": ({}, {}, {}), "reviewed_on": REVIEWS}, None),
        (DriftKind.NO_LEAD, {}, None),
        (DriftKind.NO_LEAD, {"no_lead_since": ago(11)}, ago(1)),
        (DriftKind.NO_MEETING, {"opened_on": ago(5)}, None),
        (DriftKind.NO_MEETING, {"opened_on": ago(50)}, ago(40)),
        (DriftKind.NO_MEETING, {"opened_on": ago(50), "last_meeting_on": ago(4)}, None),
        (DriftKind.NO_MEETING, {"opened_on": ago(50), "next_meeting_on": TODAY}, None),
        (DriftKind.NO_MEETING, {"opened_on": ago(50), "next_meeting_on": ago(1)}, ago(40)),
        (DriftKind.OPEN_TOO_LONG, {"opened_on": ago(10)}, None),
        (DriftKind.OPEN_TOO_LONG, {"opened_on": ago(11)}, ago(1)),
    ],
)
def test_each_rule_finds_what_it_says(kind: DriftKind, facts: dict[str, Any], since: dt.date | None) -> None:
    given = Facts(**{"level": "two", "opened_on": ago(1), **facts})
    expected = [DriftFound("r", "2 in 10 days", since, "Try this")] if since else []
    assert drift_of(given, [a_rule(kind)], TODAY) == expected


def test_every_kind_a_pack_may_use_is_found_by_something() -> None:
    assert set(FINDERS) == set(DriftKind)


def test_a_rule_for_other_levels_is_not_asked_and_the_longest_standing_comes_first() -> None:
    facts = Facts(level="two", opened_on=ago(40), no_lead_since=ago(20))
    rules = [a_rule(DriftKind.NO_LEAD), a_rule(DriftKind.OPEN_TOO_LONG), a_rule(DriftKind.NO_MEETING, levels=("one",))]
    assert [one.since for one in drift_of(facts, rules, TODAY)] == [ago(30), ago(10)]
