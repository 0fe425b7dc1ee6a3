"""Records without a list of people: which of them are about one person.

Used where there is no spine yet (a first load, records that fitted nobody) and on published problems of that kind. The
same finding, weights and vetoes as `link`; then groups grow from the heaviest pair down, and two groups meet only
when, taken together, their records speak for being one person. That keeps a chain of weak likenesses from drawing a
family into one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa

from alongside.people.linkage import decide, finding
from alongside.people.linkage.levels import DUCKDB
from alongside.people.linkage.link import Linker
from alongside.people.linkage.scoring import scored, weighing
from alongside.people.linkage.settings import Settings
from alongside.people.linkage.words import Reason

# What an unseen pair inside a growing group counts (bits): nothing found them alike, which speaks against, but not
# loudly.
UNSEEN = -3.0

Pair = tuple[int, int]


class Edge(NamedTuple):
    """A pair of records (the smaller number first): its bits, whether something speaks against joining it by itself
    and what, and whether it is not worth showing to anybody.
    """

    one: int
    other: int
    weight: float
    against: bool = False
    reasons: tuple[str, ...] = ()
    impossible: bool = False


@dataclass(frozen=True)
class Grouped:
    """Each record's group, named by its first record; what it would be if every doubtful pair were one person; the
    pairs.
    """

    groups: pa.Table
    review: pa.Table


def grouped(linker: Linker) -> Grouped:
    """Group the records that `linker` has as its people."""
    return _answer(linker, weighed_pairs(linker))


def weighed_pairs(linker: Linker) -> list[Edge]:
    """The pairs of `linker`'s people that some rule finds, the heaviest first; numbers count the people in the order of
    their ids.
    """
    run, settings = linker.connection, linker.settings
    people = linker.spine.people
    records = people.rename_columns(["rid" if name == "pid" else name for name in people.column_names])
    run.register("records", records)
    run.execute("CREATE OR REPLACE TABLE left_over AS SELECT rid FROM records")
    both = " UNION ".join(f"({finding.pairs(settings, wide=wide)})" for wide in (False, True))
    pairs = run.sql(
        f"SELECT DISTINCT least(rid, pid) AS rid, greatest(rid, pid) AS pid FROM ({both}) WHERE rid <> pid"
    ).to_arrow_table()
    run.register("weighing", weighing(pairs, records, people, settings))
    prior = linker.parameters.prior(linker.spine.counted)
    run.execute(f"CREATE OR REPLACE TABLE scored AS {scored(settings, linker.parameters, prior=prior, engine=DUCKDB)}")
    run.unregister("weighing")
    found = run.execute(
        f"SELECT rid, pid, round(weight, 9), {_reasons(settings, linker.spine.counted)}, {decide.impossible(settings)} "
        f"FROM scored WHERE weight >= {settings.decision.review_at - 20} ORDER BY weight DESC, rid, pid"
    ).fetchall()
    return [
        Edge(one, other, weight, bool(reasons) or impossible, tuple(reasons), impossible)
        for one, other, weight, reasons, impossible in found
    ]


def _reasons(settings: Settings, people: int) -> str:
    """Why a pair may not bring two groups together by itself, however heavy."""
    reasons = decide.reasons(settings, people)
    names = [Reason.ANOTHER_NAME, Reason.ANOTHER_GENERATION, Reason.IDENTIFIERS_DISAGREE]
    against = ", ".join(f"CASE WHEN {reasons[name]} THEN '{name}' END" for name in names)
    return f"list_filter([{against}], lambda x: x IS NOT NULL)"


@dataclass
class Groups:
    """Groups that grow: whose is a record's, who is in it."""

    of: dict[int, int] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)

    def root(self, record: int) -> int:
        """The group of a record; a record not seen before is its own."""
        self.members.setdefault(self.of.setdefault(record, record), [record])
        return self.of[record]

    def join(self, a: int, b: int) -> None:
        """Make two groups one, under the smaller number."""
        keep, give = min(a, b), max(a, b)
        for record in self.members.pop(give):
            self.of[record] = keep
            self.members[keep].append(record)


def grow(
    edges: Iterable[Edge], groups: Groups, *, join_at: float, doubtful_too: bool = False,
    apart: Collection[Pair] = frozenset(),
) -> None:  # fmt: skip
    """Groups from pairs, heaviest first; pairs that something speaks against bring nobody together unless asked.

    Records `apart` are never brought together, through whomever.
    """
    listed = list(edges)
    weights = _weights(listed)
    for edge in listed:
        if edge.weight < join_at:
            break
        one, other = groups.root(edge.one), groups.root(edge.other)
        if one == other or (edge.against and not doubtful_too):
            continue
        ours, theirs = groups.members[one], groups.members[other]
        if _one_person(ours, theirs, weights) and not _between(ours, theirs, apart):
            groups.join(one, other)


def put_together(pairs: Iterable[Pair], groups: Groups, *, apart: Collection[Pair]) -> None:
    """Bring records together that are known to be one person, before anything grows; who is `apart` stays so."""
    for a, b in sorted(pairs):
        one, other = groups.root(a), groups.root(b)
        if one != other and not _between(groups.members[one], groups.members[other], apart):
            groups.join(one, other)


def doubts(
    edges: Iterable[Edge], groups: Groups, *, review_at: float, answered: Collection[Pair] = frozenset()
) -> Iterator[Edge]:
    """What to ask a person once groups have grown: of two groups which, taken together, speak for being one person,
    the heaviest pair worth showing; not where somebody has `answered` about any pair between them.
    """
    listed = list(edges)
    weights, seen = _weights(listed), set()
    for edge in listed:
        if edge.weight < review_at:
            return
        one, other = sorted((groups.root(edge.one), groups.root(edge.other)))
        if one == other or edge.impossible or (one, other) in seen:
            continue
        seen.add((one, other))
        ours, theirs = groups.members[one], groups.members[other]
        if _one_person(ours, theirs, weights) and not _between(ours, theirs, answered):
            yield edge


def _weights(edges: Iterable[Edge]) -> Mapping[Pair, float]:
    return {(edge.one, edge.other): edge.weight for edge in edges}


def _one_person(ours: list[int], theirs: list[int], weights: Mapping[Pair, float]) -> bool:
    """The pairs between two groups, taken together, speak for one person."""
    return sum(weights.get(_pair(a, b), UNSEEN) for a in ours for b in theirs) > 0


def _between(ours: list[int], theirs: list[int], pairs: Collection[Pair]) -> bool:
    return bool(pairs) and any(_pair(a, b) in pairs for a in ours for b in theirs)


def _pair(a: int, b: int) -> Pair:
    return min(a, b), max(a, b)


def _answer(linker: Linker, edges: list[Edge]) -> Grouped:
    ids = linker.spine.people["id"].to_pylist()
    groups, join_at = Groups(), linker.settings.decision.review_at
    grow(edges, groups, join_at=join_at)
    sure = [groups.of.get(at, at) for at in range(len(ids))]
    grow(edges, groups, join_at=join_at, doubtful_too=True)
    perhaps = [groups.of.get(at, at) for at in range(len(ids))]
    apart = [
        e for e in edges
        if e.weight >= join_at and sure[e.one] != sure[e.other] and perhaps[e.one] == perhaps[e.other]
    ]  # fmt: skip
    review = pa.table({
        "record_id": pa.array([ids[e.one] for e in apart], pa.string()),
        "other_record_id": pa.array([ids[e.other] for e in apart], pa.string()),
        "weight": pa.array([e.weight for e in apart], pa.float64()),
    })  # fmt: skip
    named = {"record_id": ids, "group_id": [ids[at] for at in sure], "perhaps_group_id": [ids[at] for at in perhaps]}
    return Grouped(pa.table(named), review)
