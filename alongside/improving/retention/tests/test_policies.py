"""How long a record is kept, and that nothing that is not due or is held is ever disposed of."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.ground.operating_models.queries import RetentionRule
from alongside.ground.operating_models.words import Disposing, Kept, KeptFrom
from alongside.improving.retention.policies import Facts, due_on, to_dispose, years_after

BORN, CLOSED = KeptFrom.YOUNGEST_BORN, KeptFrom.CLOSED


def rule(*counts: tuple[KeptFrom, int]) -> RetentionRule:
    return RetentionRule.model_validate(
        {
            "id": "one", "name": "One", "kind": Kept.FAMILY_RECORD, "then": Disposing.DISPOSE, "assumption": "Made up",
            "counts": [{"from": what, "years": years} for what, years in counts],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (dt.date(2000, 3, 3), 25, dt.date(2025, 3, 3)),
        (dt.date(2000, 2, 29), 25, dt.date(2025, 2, 28)),
        (dt.date(2000, 2, 29), 24, dt.date(2024, 2, 29)),
    ],
)
def test_years_are_counted_to_the_same_day(day: dt.date, years: int, then: dt.date) -> None:
    assert years_after(day, years) == then


@pytest.mark.parametrize(
    ("counts", "born", "closed", "due"),
    [
        ([(BORN, 25)], dt.date(2000, 1, 1), dt.date(2020, 1, 1), dt.date(2025, 1, 1)),
        ([(BORN, 25), (CLOSED, 6)], dt.date(2000, 1, 1), dt.date(2020, 1, 1), dt.date(2026, 1, 1)),
        ([(BORN, 25), (CLOSED, 6)], None, dt.date(2000, 1, 1), None),
        ([(CLOSED, 6)], None, dt.date(2000, 1, 1), dt.date(2006, 1, 1)),
    ],
)
def test_the_latest_of_what_a_rule_counts_decides(
    counts: list[tuple[KeptFrom, int]], born: dt.date | None, closed: dt.date, due: dt.date | None
) -> None:
    assert due_on(rule(*counts), Facts({BORN: born, CLOSED: closed})) == due


days = st.dates(dt.date(1950, 1, 1), dt.date(2060, 1, 1))


@given(
    st.lists(st.tuples(st.sampled_from(KeptFrom), st.integers(1, 40)), min_size=1, max_size=2),
    st.none() | days, st.none() | days, days, st.lists(st.just("held"), max_size=1),
)  # fmt: skip
def test_nothing_that_is_not_due_or_is_held_is_disposed_of(
    counts: list[tuple[KeptFrom, int]], born: dt.date | None, closed: dt.date | None, today: dt.date, held: list[str]
) -> None:
    starts = {BORN: born, CLOSED: closed}
    goes = to_dispose(rule(*counts), Facts(starts, tuple(held)), today) is not None
    kept_long_enough = all(
        (day := starts[what]) is not None and (today - day).days >= years * 365 + years // 4 - 1
        for what, years in counts
    )
    assert not goes or (kept_long_enough and not held)
