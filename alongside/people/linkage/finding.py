"""Whom to weigh for a record: those who share a key of one of the rules. Never everybody with everybody."""

from alongside.people.linkage.settings import Settings
from alongside.people.linkage.spine import key, key_column


def pairs(settings: Settings, *, wide: bool) -> str:
    """The statement: each pair (rid, pid) that some rule finds, once. Needs `left_over`, `records`, `people`."""
    found = [
        f"SELECT l.rid, r.pid FROM asking l JOIN people r ON l.{key_column(number)} = r.{key_column(number)}"
        for number, rule in enumerate(settings.finding.rules)
        if rule.wide is wide
    ]
    asking = f"SELECT l.rid, {keys(settings, wide=wide)} FROM records l SEMI JOIN left_over USING (rid)"
    return f"WITH asking AS MATERIALIZED ({asking}) {' UNION '.join(found)}"


def keys(settings: Settings, *, wide: bool | None = None) -> str:
    """The records' keys, as columns."""
    return ", ".join(
        f"{key(number, rule.record_side, 'l')} AS {key_column(number)}"
        for number, rule in enumerate(settings.finding.rules)
        if wide is None or rule.wide is wide
    )
