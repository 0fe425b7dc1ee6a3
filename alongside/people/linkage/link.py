"""Records in, decisions out: the whole of linking against one spine.

    linker = Linker(Spine.of(cleaned(people), the_settings()))
    links = linker.link(cleaned(records))
    links.decisions    # one row a record: joined, review or new, to whom, how, weight, margin, why not
    links.candidates   # the few best of each weighed record, field by field

The same input gives the same output, in any order of its rows.
"""

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from alongside.people.linkage import decide, finding, sure
from alongside.people.linkage.beside import in_batches, numbered, places
from alongside.people.linkage.cleaning import COLUMNS
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.levels import DUCKDB
from alongside.people.linkage.parameters import Parameters, the_parameters
from alongside.people.linkage.scoring import bits_column, level_column, scored, weighing
from alongside.people.linkage.settings import Settings, the_settings
from alongside.people.linkage.spine import Spine, joined_frequency, key_column, session
from alongside.people.linkage.words import Outcome

AT_ONCE = 1_000_000
"""Records weighed together: a record's decision does not depend on any other's."""

WEIGHED = pa.schema([
    ("rid", pa.int32()), ("outcome", pa.string()), ("pid", pa.int32()), ("how", pa.string()), ("weight", pa.float64()),
    ("margin", pa.float64()), ("reasons", pa.list_(pa.string())),
])  # fmt: skip
"""What comes of weighing, as the engine types it: for when everybody is found without."""


@dataclass(frozen=True)
class Links:
    """What came of some records: `decisions` (one row each) and `candidates` (of those that were weighed)."""

    decisions: pa.Table
    candidates: pa.Table


@dataclass
class Linker:
    """Links records to one spine, by settings and a trained model; it keeps an engine session until closed."""

    spine: Spine
    settings: Settings = field(default_factory=the_settings)
    parameters: Parameters = field(default_factory=the_parameters)
    threads: int | None = None
    memory: str | None = None
    engine: str = "duckdb"

    def __post_init__(self) -> None:
        self.parameters.check(self.settings)
        self.connection = session(threads=self.threads, memory=self.memory)
        self.spine.lend(self.connection)
        self.looked_up = False
        keys = [key_column(number) for number in range(len(self.settings.finding.rules))]
        self.connection.register("people", in_batches(self.spine.people.select(["pid", *keys])))

    def link(self, records: pa.Table) -> Links:
        """Decide about each cleaned record, so many at a time that memory grows with the people only."""
        parts = [self.link_some(records.slice(at, AT_ONCE)) for at in range(0, max(records.num_rows, 1), AT_ONCE)]
        if len(parts) == 1:
            return parts[0]
        return Links(
            pa.concat_tables([part.decisions for part in parts]), pa.concat_tables([part.candidates for part in parts])
        )

    def link_some(self, records: pa.Table, *, looked_up: pa.Table | None = None) -> Links:
        """Decide about these together; among whom is found by key, or `looked_up` already (rule, rid, pid)."""
        run = self.connection
        given = self._take(records)
        if looked_up is not None:
            run.register(finding.LOOKED_UP, looked_up)
        self.looked_up = looked_up is not None
        sure.find(run, given, self.spine.people, self.settings, looked_up=self.looked_up)
        if run.execute("SELECT count(*) FROM sure").fetchall()[0][0] == given.num_rows:
            return self._answer(given, WEIGHED.empty_table(), self._candidates().empty_table())
        self._keep(given, "SELECT rid FROM given ANTI JOIN sure USING (rid)")
        run.execute("CREATE OR REPLACE TABLE left_over AS SELECT rid FROM records")
        self._weigh(wide=False)
        run.execute(
            "CREATE OR REPLACE TABLE left_over AS SELECT rid FROM left_over ANTI JOIN "
            f"(SELECT rid FROM scored WHERE weight >= {self.settings.decision.join_at}) USING (rid)"
        )
        if run.execute("SELECT count(*) FROM left_over").fetchall()[0][0]:
            self._weigh(wide=True)
        run.execute(f"CREATE OR REPLACE TABLE ranked AS {decide.ranked(self.settings)}")
        run.execute(f"CREATE OR REPLACE TABLE decided AS {decide.decided(self.settings, self.spine.counted)}")
        weighed = run.sql(
            "SELECT rid, outcome, pid, how, round(weight, 6) AS weight, round(margin, 6) AS margin, reasons "
            f"FROM decided WHERE outcome <> '{Outcome.NEW}'"
        ).to_arrow_table()
        candidates = run.sql(
            f"SELECT rid, place::INTEGER AS place, pid, round(weight, 6) AS weight, {self._fields()} "
            "FROM ranked ORDER BY rid, place"
        ).to_arrow_table()
        return self._answer(given, weighed, candidates)

    def _take(self, records: pa.Table) -> pa.Table:
        """Lend the records to the engine as `given`, numbered in the order of their ids."""
        given = numbered(records, "rid")
        self.connection.register("given", in_batches(given))
        return given

    def _keep(self, given: pa.Table, rids: str) -> None:
        """Go on with the records of this statement: `records`, each with how common its forename is."""
        kept = self.connection.sql(
            f"SELECT k.rid, coalesce(f_first.share, 0.0) AS share_first FROM ({rids}) k JOIN given g ON g.rid = k.rid "
            f"{joined_frequency('first', 'g')} ORDER BY k.rid"
        ).to_arrow_table()
        self.records = given.take(kept["rid"]).append_column("share_first", kept["share_first"])
        self.connection.register("records", self.records)

    def _weigh(self, *, wide: bool) -> None:
        """Weigh who the close rules find; or who the wide rules find too, for records nobody clearly fits."""
        if self.engine == "spark":
            self._weigh_on_spark(wide=wide)
            return
        pairs = finding.pairs(self.settings, wide=wide, looked_up=self.looked_up)
        if wide:
            self._score(f"FROM ({pairs}) ANTI JOIN scored USING (rid, pid)", into="INSERT INTO scored")
        else:
            self._score(f"FROM ({pairs})")

    def _score(self, pairs: str, *, into: str = "CREATE OR REPLACE TABLE scored AS") -> None:
        """Weigh the pairs of a statement into `scored`."""
        run = self.connection
        found = run.sql(f"SELECT rid, pid {pairs}").to_arrow_table()
        run.register("weighing", weighing(found, self.records, self.spine.people, self.settings))
        run.execute(f"{into} {self._statement()}")
        run.unregister("weighing")

    def _weigh_on_spark(self, *, wide: bool) -> None:
        from alongside.people.linkage import on_spark

        if not wide:
            self._score(f"FROM ({finding.NOBODY})")
        names = [key_column(number) for number in range(len(self.settings.finding.rules))]
        made = ", ".join(f"k.{name}::BIGINT AS {name}" for name in names)
        columns = ", ".join(f"k.{name}" for name in COLUMNS)
        asked = self.connection.sql(
            f"SELECT {columns}, {made} FROM (SELECT l.*, {finding.keys(self.settings)} "
            "FROM records l SEMI JOIN left_over USING (rid)) k"
        ).to_arrow_table()
        self.connection.register("everybody", self.spine.people)
        people = self.connection.sql(f"SELECT {columns}, {made} FROM everybody k").to_arrow_table()
        if not asked.num_rows:
            return
        work = on_spark.Work(
            asked, people, self.spine.frequencies, self.settings, self.parameters, self.prior, wide=wide
        )
        weighed = on_spark.weighed(work)
        self.connection.register("weighed", weighed)
        self.connection.execute(
            f"INSERT INTO scored BY NAME SELECT * FROM ({on_spark.read_back(self.settings)}) "
            "ANTI JOIN (SELECT rid, pid FROM scored) USING (rid, pid)"
        )
        self.connection.unregister("weighed")

    @property
    def prior(self) -> float:
        """Bits before looking."""
        return self.parameters.prior(self.spine.counted)

    def _statement(self) -> str:
        return scored(self.settings, self.parameters, prior=self.prior, engine=DUCKDB)

    def weigh(self, records: pa.Table, record_id: str, person_id: str) -> dict[str, Any]:
        """One pair weighed, whoever found it: levels, bits and weight."""
        given = self._take(records.filter(pc.equal(records["id"], record_id)))
        self._keep(given, "SELECT rid FROM given")
        at = pc.index(self.spine.people["id"], person_id).as_py()
        if at < 0 or not given.num_rows:
            raise Unusable("There is no such record or person.")
        pid = self.spine.people["pid"][at].as_py()
        self._score(f"FROM (SELECT 0::INTEGER AS rid, {pid}::INTEGER AS pid)")
        return dict(self.connection.sql("SELECT * FROM scored").to_arrow_table().to_pylist()[0])

    def compared(self, records: pa.Table, pairs: pa.Table) -> pa.Table:
        """Pairs (`record_id`, `person_id`) field by field, however they were found: as `Links.candidates`, unplaced."""
        run = self.connection
        given = self._take(records)
        ids = self.spine.people.select(["pid", "id"])
        run.register("asked", pairs)
        run.register("ids", ids)
        self._keep(given, "SELECT DISTINCT g.rid FROM given g JOIN asked a ON a.record_id = g.id")
        self._score(
            "FROM (SELECT DISTINCT g.rid, p.pid FROM asked a JOIN given g ON g.id = a.record_id "
            "JOIN ids p ON p.id = a.person_id)"
        )
        run.unregister("asked")
        run.unregister("ids")
        found = run.sql(
            f"SELECT rid, pid, round(weight, 6) AS weight, {self._fields()} FROM scored ORDER BY rid, pid"
        ).to_arrow_table()
        return self._named(found, given)

    def _fields(self) -> str:
        return ", ".join(
            f"{level_column(one)}, round({bits_column(one)}, 6) AS {bits_column(one)}"
            for one in self.settings.comparisons
        )

    def _answer(self, given: pa.Table, weighed: pa.Table, candidates: pa.Table) -> Links:
        joined = self.connection.sql("SELECT rid, pid, how FROM sure").to_arrow_table()
        return Links(self._named(_decisions(given["rid"], joined, weighed), given), self._named(candidates, given))

    def _candidates(self) -> pa.Schema:
        """What is said of the few best of a record, as the engine types it."""
        fields = [
            (name(one), kind) for one in self.settings.comparisons
            for name, kind in ((level_column, pa.int32()), (bits_column, pa.float64()))
        ]  # fmt: skip
        return pa.schema(
            [("rid", pa.int32()), ("place", pa.int32()), ("pid", pa.int32()), ("weight", pa.float64()), *fields]
        )

    def _named(self, found: pa.Table, given: pa.Table) -> pa.Table:
        """The same with the ids of records and people in place of their numbers, which rise as the ids do."""
        people = self.spine.people
        ids = {
            "rid": ("record_id", given["id"].take(found["rid"])),
            "pid": ("person_id", people["id"].take(places(people["pid"], found["pid"]))),
        }
        return pa.table(dict(ids.get(name, (name, found[name])) for name in found.column_names))

    def close(self) -> None:
        """Give the engine's memory back."""
        self.connection.close()


def _decisions(rids: pa.ChunkedArray, joined: pa.Table, weighed: pa.Table) -> pa.Table:
    """A row for each record, in their order: who joined surely, what came of weighing, and somebody new otherwise.

    Put together column by column, because an engine would copy every row to bring them in order; `rids` count from
    nought.
    """
    surely, at = (
        pc.inverse_permutation(found["rid"].combine_chunks(), max_index=len(rids) - 1) for found in (joined, weighed)
    )
    found = {name: weighed[name].combine_chunks().take(at) for name in ("outcome", "pid", "how", "weight", "margin")}
    reasons, none = weighed["reasons"].combine_chunks(), pa.array([[]], weighed["reasons"].type)
    sure = {name: joined[name].combine_chunks().take(surely) for name in ("pid", "how")}
    sure["outcome"] = pc.if_else(pc.is_valid(surely), str(Outcome.JOINED), pa.scalar(None, pa.string()))
    return pa.table({
        "rid": rids,
        "outcome": pc.coalesce(sure["outcome"], found["outcome"], str(Outcome.NEW)),
        "pid": pc.coalesce(sure["pid"], found["pid"]),
        "how": pc.coalesce(sure["how"], found["how"]),
        "weight": found["weight"],
        "margin": found["margin"],
        "reasons": pa.concat_arrays([reasons, none]).take(pc.fill_null(at, len(reasons))),
    })  # fmt: skip
