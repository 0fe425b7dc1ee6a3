"""Whom to weigh for a record: those who share a key of one of the rules. Never everybody with everybody."""

from alongside.people.linkage.settings import Settings
from alongside.people.linkage.spine import key, key_column

LOOKED_UP = "looked_up"
"""The relation (rule, rid, pid) of what `incremental` has looked up already."""

NOBODY = "SELECT 0::INTEGER AS rid, 0::INTEGER AS pid LIMIT 0"
"""The statement that finds nobody: a pack's settings may have no close rules, or no wide ones."""


def pairs(settings: Settings, *, wide: bool, looked_up: bool = False) -> str:
    """The statement: each pair (rid, pid) that some rule finds, once. Needs `left_over`, and `records` and `people` or
    what was looked up.
    """
    rules = [number for number, rule in enumerate(settings.finding.rules) if rule.wide is wide]
    if not rules:
        return NOBODY
    if looked_up:
        numbers = ", ".join(map(str, rules))
        return f"SELECT DISTINCT rid, pid FROM {LOOKED_UP} SEMI JOIN left_over USING (rid) WHERE rule IN ({numbers})"
    found = [by_key(number, "asking") for number in rules]
    asking = f"SELECT l.rid, {keys(settings, wide=wide)} FROM records l SEMI JOIN left_over USING (rid)"
    return f"WITH asking AS MATERIALIZED ({asking}) {' UNION '.join(found)}"


def by_key(number: int, asking: str) -> str:
    """The statement: who shares this rule's key, of the records whose keys are in `asking`."""
    column = key_column(number)
    return f"SELECT l.rid, r.pid FROM {asking} l JOIN people r ON l.{column} = r.{column}"


def keys(settings: Settings, *, wide: bool | None = None) -> str:
    """The records' keys, as columns."""
    return ", ".join(
        f"{key(number, rule.record_side, 'l')} AS {key_column(number)}"
        for number, rule in enumerate(settings.finding.rules)
        if wide is None or rule.wide is wide
    )
