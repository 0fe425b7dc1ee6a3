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
from alongside.people.linkage.cleaning import COLUMNS
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.levels import DUCKDB
from alongside.people.linkage.parameters import Parameters, the_parameters
from alongside.people.linkage.scoring import bits_column, level_column, scored
from alongside.people.linkage.settings import Settings, the_settings
from alongside.people.linkage.spine import Spine, joined_frequency, key_column, session
from alongside.people.linkage.words import Outcome


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
        self.look_among(self.spine)

    def look_among(self, spine: Spine) -> None:
        """Link to these people from now on; their spine was counted with ours."""
        self.spine = spine
        self.connection.register("people_given", spine.people)
        self.connection.execute("CREATE OR REPLACE TABLE people AS SELECT * FROM people_given")
        self.connection.unregister("people_given")

    def link(self, records: pa.Table) -> Links:
        """Decide about each cleaned record."""
        run = self.connection
        self._take(records)
        for statement in sure.statements(self.settings):
            run.execute(statement)
        run.execute(
            "CREATE OR REPLACE TABLE records AS SELECT g.*, coalesce(f_first.share, 0.0) AS share_first "
            f"FROM given g {joined_frequency('first', 'g')} ANTI JOIN sure s ON s.rid = g.rid"
        )
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
        return self._answer()

    def _take(self, records: pa.Table) -> None:
        """Lend the records to the engine, numbered in the order of their ids."""
        numbered = records.append_column("rid", pa.array(range(records.num_rows), pa.int32()))
        self.connection.register("given", numbered)

    def _weigh(self, *, wide: bool) -> None:
        """Weigh who the close rules find; or who the wide rules find too, for records nobody clearly fits."""
        if self.engine == "spark":
            self._weigh_on_spark(wide=wide)
            return
        fresh = " ANTI JOIN pairs USING (rid, pid)" if wide else ""
        self.connection.execute(
            f"CREATE OR REPLACE TABLE pairs AS SELECT * FROM ({finding.pairs(self.settings, wide=wide)}){fresh}"
        )
        into = "INSERT INTO scored" if wide else "CREATE OR REPLACE TABLE scored AS"
        self.connection.execute(f"{into} {self._statement()}")

    def _weigh_on_spark(self, *, wide: bool) -> None:
        from alongside.people.linkage import on_spark

        if not wide:
            self.connection.execute("CREATE OR REPLACE TABLE pairs AS SELECT 0 AS rid, 0 AS pid LIMIT 0")
            self.connection.execute(f"CREATE OR REPLACE TABLE scored AS {self._statement()}")
        names = [key_column(number) for number in range(len(self.settings.finding.rules))]
        made = ", ".join(f"(k.{name} // 2)::BIGINT AS {name}" for name in names)
        columns = ", ".join(f"k.{name}" for name in COLUMNS)
        asked = self.connection.sql(
            f"SELECT {columns}, {made} FROM (SELECT l.*, {finding.keys(self.settings)} "
            "FROM records l SEMI JOIN left_over USING (rid)) k"
        ).to_arrow_table()
        people = self.connection.sql(f"SELECT {columns}, {made} FROM people k").to_arrow_table()
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
        run = self.connection
        self._take(records.filter(pc.equal(records["id"], record_id)))
        run.execute(
            "CREATE OR REPLACE TABLE records AS SELECT g.*, coalesce(f_first.share, 0.0) AS share_first "
            f"FROM given g {joined_frequency('first', 'g')}"
        )
        run.execute("CREATE OR REPLACE TABLE pairs AS SELECT 0 AS rid, pid FROM people WHERE id = $1", [person_id])
        rows = run.sql(self._statement()).to_arrow_table().to_pylist()
        if not rows:
            raise Unusable("There is no such record or person.")
        return dict(rows[0])

    def compared(self, records: pa.Table, pairs: pa.Table) -> pa.Table:
        """Pairs (`record_id`, `person_id`) field by field, however they were found: as `Links.candidates`, unplaced."""
        run = self.connection
        self._take(records)
        run.register("asked", pairs)
        run.execute(
            "CREATE OR REPLACE TABLE records AS SELECT g.*, coalesce(f_first.share, 0.0) AS share_first "
            f"FROM given g {joined_frequency('first', 'g')} SEMI JOIN asked a ON a.record_id = g.id"
        )
        run.execute(
            "CREATE OR REPLACE TABLE pairs AS SELECT DISTINCT r.rid, p.pid FROM asked a "
            "JOIN records r ON r.id = a.record_id JOIN people p ON p.id = a.person_id"
        )
        run.execute(f"CREATE OR REPLACE TABLE scored AS {self._statement()}")
        answer = run.sql(
            f"SELECT r.id AS record_id, p.id AS person_id, round(k.weight, 6) AS weight, {self._fields()} "
            "FROM scored k JOIN records r USING (rid) JOIN people p USING (pid) ORDER BY record_id, person_id"
        ).to_arrow_table()
        run.unregister("asked")
        return answer

    def _fields(self) -> str:
        return ", ".join(
            f"{level_column(one)}, round({bits_column(one)}, 6) AS {bits_column(one)}"
            for one in self.settings.comparisons
        )

    def _answer(self) -> Links:
        run = self.connection
        decisions = run.sql(
            f"""
            SELECT r.id AS record_id, coalesce(s.outcome, d.outcome, '{Outcome.NEW}') AS outcome,
                   p.id AS person_id, coalesce(s.how, d.how) AS how, round(d.weight, 6) AS weight,
                   round(d.margin, 6) AS margin,
                   coalesce(d.reasons, []) AS reasons
            FROM given r
            LEFT JOIN (SELECT *, '{Outcome.JOINED}' AS outcome FROM sure) s USING (rid)
            LEFT JOIN (SELECT * FROM decided WHERE outcome <> '{Outcome.NEW}') d USING (rid)
            LEFT JOIN people p ON p.pid = coalesce(s.pid, d.pid)
            ORDER BY record_id
            """
        ).to_arrow_table()
        candidates = run.sql(
            f"""
            SELECT r.id AS record_id, k.place::INTEGER AS place, p.id AS person_id,
                   round(k.weight, 6) AS weight, {self._fields()}
            FROM ranked k JOIN records r USING (rid) JOIN people p USING (pid)
            ORDER BY record_id, place
            """
        ).to_arrow_table()
        return Links(decisions, candidates)

    def close(self) -> None:
        """Give the engine's memory back."""
        self.connection.close()
