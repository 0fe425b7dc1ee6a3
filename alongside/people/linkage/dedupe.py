"""Records without a list of people: which of them are about one person.

Used where there is no spine yet (a first load, records that fitted nobody) and on published problems of that kind. The same
finding, weights and vetoes as `link`; then groups grow from the heaviest pair down, and two groups meet only when, taken
together, their records speak for being one person. That keeps a chain of weak likenesses from drawing a family into one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from alongside.people.linkage import decide, finding
from alongside.people.linkage.levels import DUCKDB
from alongside.people.linkage.link import Linker
from alongside.people.linkage.scoring import scored
from alongside.people.linkage.settings import Settings
from alongside.people.linkage.spine import joined_frequency

# What an unseen pair inside a growing group counts (bits): nothing found them alike, which speaks against, but not loudly.
UNSEEN = -3.0


@dataclass(frozen=True)
class Grouped:
    """Each record's group, named by its first record; and pairs somebody should look at."""

    groups: pa.Table
    review: pa.Table


def grouped(linker: Linker) -> Grouped:
    """Group the records that `linker` has as its people."""
    run, settings = linker.connection, linker.settings
    numbered = linker.spine.people.rename_columns(
        ["rid" if name == "pid" else name for name in linker.spine.people.column_names]
    )
    run.register("given", numbered)
    run.execute("CREATE OR REPLACE TABLE records AS SELECT g.* FROM given g")
    run.execute("CREATE OR REPLACE TABLE left_over AS SELECT rid FROM records")
    both = " UNION ".join(f"({finding.pairs(settings, wide=wide)})" for wide in (False, True))
    run.execute(f"CREATE OR REPLACE TABLE pairs AS SELECT DISTINCT least(rid, pid) AS rid, greatest(rid, pid) AS pid "
                f"FROM ({both}) WHERE rid <> pid")  # noqa: S608  # fmt: skip
    prior = linker.parameters.prior(linker.spine.counted)
    run.execute(f"CREATE OR REPLACE TABLE scored AS {scored(settings, linker.parameters, prior=prior, engine=DUCKDB)}")
    edges = run.execute(
        f"SELECT rid, pid, round(weight, 9), {_against(settings)} FROM scored "  # noqa: S608
        f"WHERE weight >= {settings.decision.review_at - 20} ORDER BY weight DESC, rid, pid"
    ).fetchall()
    return _answer(linker, edges)


def _against(settings: Settings) -> str:
    """True where a pair may not bring two groups together by itself, however heavy."""
    reasons = decide.reasons(settings)
    names = [decide.Reason.ANOTHER_NAME, decide.Reason.ANOTHER_GENERATION, decide.Reason.IDENTIFIERS_DISAGREE]
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


Edge = tuple[int, int, float, bool]


def grow(edges: Iterable[Edge], *, join_at: float) -> tuple[Groups, list[Edge]]:
    """Groups from pairs, heaviest first, and the pairs that would have joined but for what speaks against."""
    listed = list(edges)
    weights: Mapping[tuple[int, int], float] = {(a, b): w for a, b, w, _ in listed}
    groups, doubtful = Groups(), []
    for edge in listed:
        a, b, weight, against = edge
        if weight < join_at:
            break
        one, other = groups.root(a), groups.root(b)
        if one == other:
            continue
        if against or not _one_person(groups.members[one], groups.members[other], weights):
            doubtful.append(edge)
        else:
            groups.join(one, other)
    return groups, doubtful


def _one_person(ours: list[int], theirs: list[int], weights: Mapping[tuple[int, int], float]) -> bool:
    """The pairs between two groups, taken together, speak for one person."""
    return sum(weights.get((min(a, b), max(a, b)), UNSEEN) for a in ours for b in theirs) > 0


def _answer(linker: Linker, edges: list[Edge]) -> Grouped:
    ids = linker.spine.people["id"].to_pylist()
    groups, doubtful = grow(edges, join_at=linker.settings.decision.review_at)
    names = [ids[groups.of.get(at, at)] for at in range(len(ids))]
    apart = [edge for edge in doubtful if groups.root(edge[0]) != groups.root(edge[1])]
    review = pa.table({
        "record_id": pa.array([ids[a] for a, _, _, _ in apart], pa.string()),
        "other_record_id": pa.array([ids[b] for _, b, _, _ in apart], pa.string()),
        "weight": pa.array([w for _, _, w, _ in apart], pa.float64()),
    })  # fmt: skip
    return Grouped(pa.table({"record_id": ids, "group_id": names}), review)
