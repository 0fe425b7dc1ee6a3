"""Records without a list of people: which of them are about one person.

Used where there is no spine yet (a first load, records that fitted nobody) and on published problems of that kind. The
same finding, weights and vetoes as `link`; then groups grow from the heaviest pair down, and two groups meet only
when, taken together, their records speak for being one person. That keeps a chain of weak likenesses from drawing a
family into one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

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

Edge = tuple[int, int, float, bool]


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
    """The pairs of `linker`'s people that some rule finds, as (number, number, bits, whether something speaks against),
    the heaviest first; numbers count the people in the order of their ids.
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
    return run.execute(
        f"SELECT rid, pid, round(weight, 9), {_against(settings, linker.spine.counted)} FROM scored "
        f"WHERE weight >= {settings.decision.review_at - 20} ORDER BY weight DESC, rid, pid"
    ).fetchall()


def _against(settings: Settings, people: int) -> str:
    """True where a pair may not bring two groups together by itself, however heavy."""
    reasons = decide.reasons(settings, people)
    names = [Reason.ANOTHER_NAME, Reason.ANOTHER_GENERATION, Reason.IDENTIFIERS_DISAGREE]
    return f"({decide.impossible(settings)} OR {' OR '.join(reasons[name] for name in names)})"


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


def grow(edges: Iterable[Edge], groups: Groups, *, join_at: float, doubtful_too: bool = False) -> None:
    """Groups from pairs, heaviest first; pairs that something speaks against bring nobody together unless asked."""
    listed = list(edges)
    weights: Mapping[tuple[int, int], float] = {(a, b): w for a, b, w, _ in listed}
    for a, b, weight, against in listed:
        if weight < join_at:
            break
        one, other = groups.root(a), groups.root(b)
        if one == other or (against and not doubtful_too):
            continue
        if _one_person(groups.members[one], groups.members[other], weights):
            groups.join(one, other)


def _one_person(ours: list[int], theirs: list[int], weights: Mapping[tuple[int, int], float]) -> bool:
    """The pairs between two groups, taken together, speak for one person."""
    return sum(weights.get((min(a, b), max(a, b)), UNSEEN) for a in ours for b in theirs) > 0


def _answer(linker: Linker, edges: list[Edge]) -> Grouped:
    ids = linker.spine.people["id"].to_pylist()
    groups, join_at = Groups(), linker.settings.decision.review_at
    grow(edges, groups, join_at=join_at)
    sure = [groups.of.get(at, at) for at in range(len(ids))]
    grow(edges, groups, join_at=join_at, doubtful_too=True)
    perhaps = [groups.of.get(at, at) for at in range(len(ids))]
    apart = [e for e in edges if e[2] >= join_at and sure[e[0]] != sure[e[1]] and perhaps[e[0]] == perhaps[e[1]]]
    review = pa.table({
        "record_id": pa.array([ids[a] for a, _, _, _ in apart], pa.string()),
        "other_record_id": pa.array([ids[b] for _, b, _, _ in apart], pa.string()),
        "weight": pa.array([w for _, _, w, _ in apart], pa.float64()),
    })  # fmt: skip
    named = {"record_id": ids, "group_id": [ids[at] for at in sure], "perhaps_group_id": [ids[at] for at in perhaps]}
    return Grouped(pa.table(named), review)
