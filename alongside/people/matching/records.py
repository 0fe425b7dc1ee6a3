"""Descriptions as linkage compares them, and the numbers under which they meet people and one another."""

from collections.abc import Iterable, Mapping

import pyarrow as pa

from alongside.people.matching.comparing import Counted
from alongside.people.matching.models import Description
from alongside.people.matching.telling import as_text, told_in


def records_of(counted: Counted, rows: Iterable[Description]) -> pa.Table:
    """Descriptions in comparable columns, in the order of their ids; what a feed fills gaps with is blanked."""
    feeds: dict[str, list[tuple[str, Mapping[str, str | None]]]] = {}
    for row in rows:
        feeds.setdefault(row.feed, []).append((str(row.pk), as_text(told_in(row))))
    tables = [counted.clean(told, feed=feed) for feed, told in sorted(feeds.items())]
    return pa.concat_tables(tables or [counted.clean([])]).sort_by("id").combine_chunks()


def give_keys(counted: Counted, rows: Iterable[Description], records: pa.Table) -> None:
    """Give these descriptions, whose records are these, their numbers; nothing is written down."""
    mine, own = counted.keys(records, of_people=False), counted.keys(records, of_people=True)
    for row in rows:
        row.keys, row.own_keys = mine[str(row.pk)], own[str(row.pk)]
