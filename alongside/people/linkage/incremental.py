"""A day's changes linked without linking everything again, with the same answer as if one had.

    keyed = Keyed(spine)                                            # once, kept while the spine is
    links = keyed.link(linker, changed)                             # a few records
    links = relinked(links, linker, records, changed_records=ids)   # those answers put among the others

It is the same because a record's decision depends only on the people it shares a key with: they are looked up, and
everything else is the ordinary way. When people changed, the records that share a key with them are decided again too.
"""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from alongside.people.linkage import finding
from alongside.people.linkage.beside import spelt_out
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.link import Linker, Links
from alongside.people.linkage.settings import Settings
from alongside.people.linkage.spine import Spine, key, key_column, session


class Keyed:
    """The spine's people by key, for looking a few up at once (about 300 bytes a person)."""

    def __init__(self, spine: Spine, settings: Settings) -> None:
        self.spine, self.settings = spine, settings
        self.rules = [_sorted(spine.people[key_column(n)]) for n in range(len(settings.finding.rules))]
        self._asking = session(threads=1)

    def about(self, records: pa.Table) -> pa.Table:
        """Everybody who shares a key with one of these records, and by which rule: `rule`, `rid` (counts the records),
        `pid`.
        """
        self._asking.register("l", records)
        keys = self._asking.sql(f"SELECT {finding.keys(self.settings)} FROM l").to_arrow_table()
        self._asking.unregister("l")
        found = [
            _found(values, order, keys[key_column(number)].combine_chunks(), number)
            for number, (values, order) in enumerate(self.rules)
        ]
        return pa.concat_tables(found)

    def link(self, linker: Linker, records: pa.Table) -> Links:
        """Decide about a few records, as `linker` would. Raises Unusable for a linker to other people."""
        if linker.spine is not self.spine:
            raise Unusable("These keys are of another spine.", what_to_do="Make them of the spine that is linked to.")
        few = pa.table({name: spelt_out(records[name]) for name in records.column_names})
        return linker.link_some(few, looked_up=self.about(few))

    def close(self) -> None:
        """Give the engine's memory back."""
        self._asking.close()


def _sorted(column: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    keys = column.combine_chunks()
    order = pc.sort_indices(keys).slice(0, len(keys) - keys.null_count).cast(pa.int32())
    return keys.take(order), order


def _found(values: pa.Array, order: pa.Array, keys: pa.Array, rule: int) -> pa.Table:
    """Who has the keys: `values` are the people's in rising order, `order` whose each is, a key for each record.

    The keys are looked up in rising order too: what is looked at for one is at hand for the next.
    """
    rids = pc.sort_indices(keys).slice(0, len(keys) - keys.null_count)
    wanted, held = keys.take(rids).to_numpy(), values.to_numpy()
    first = held.searchsorted(wanted)
    many = held.searchsorted(wanted, "right") - first
    ends = many.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    at = pa.arange(0, total).to_numpy() - (ends - many).repeat(many) + first.repeat(many)
    return pa.table(
        {
            "rule": pa.repeat(pa.scalar(rule, pa.int32()), total),
            "rid": pa.array(rids.to_numpy().repeat(many), pa.int32()),
            "pid": order.take(pa.array(at, pa.int64())),
        }
    )


def touched(records: pa.Table, people: pa.Table, settings: Settings) -> list[str]:
    """Ids of the records that share a key with any of these cleaned people: give both how they were and how they are
    now.
    """
    connection = session()
    connection.register("records", records)
    connection.register("changed", people)
    rules = " UNION ".join(
        "SELECT l.id FROM records l JOIN changed r "
        f"ON {key(n, rule.record_side, 'l')} = {key(n, rule.person_side, 'r')}"
        for n, rule in enumerate(settings.finding.rules)
    )
    found = [str(one) for (one,) in connection.execute(f"SELECT id FROM ({rules}) ORDER BY id").fetchall()]
    connection.close()
    return found


def relinked(
    before: Links,
    linker: Linker,
    records: pa.Table,
    *,
    changed_records: Sequence[str] = (),
    changed_people: pa.Table | None = None,
    keyed: Keyed | None = None,
) -> Links:
    """Bring earlier decisions up to date: `records` are all of them now, `linker` has the spine as it is now.

    `changed_records` are the ids of new and changed ones (those gone are simply no longer in `records`);
    `changed_people` are the cleaned people that changed, came or went, as they were and as they are.
    """
    again = set(changed_records)
    if changed_people is not None and changed_people.num_rows:
        again |= set(touched(records, changed_people, linker.settings))
    ids = pa.array(sorted(again), pa.string())
    asked = records.filter(pc.is_in(records["id"], value_set=ids))
    near = keyed or Keyed(linker.spine, linker.settings)
    fresh = near.link(linker, asked)
    if keyed is None:
        near.close()
    gone = pc.invert(pc.is_in(before.decisions["record_id"], value_set=records["id"].combine_chunks()))
    stale = pa.concat_arrays([ids, before.decisions["record_id"].combine_chunks().filter(gone.combine_chunks())])
    return Links(
        _merged(before.decisions, fresh.decisions, stale, ["record_id"]),
        _merged(before.candidates, fresh.candidates, stale, ["record_id", "place"]),
    )


def _merged(before: pa.Table, fresh: pa.Table, stale: pa.Array, order: list[str]) -> pa.Table:
    kept = before.filter(pc.invert(pc.is_in(before["record_id"], value_set=stale)))
    return pa.concat_tables([kept, fresh]).sort_by([(name, "ascending") for name in order]).combine_chunks()
