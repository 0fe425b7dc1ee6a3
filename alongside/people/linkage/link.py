"""Records in, decisions out: the whole of linking against one spine.

    linker = Linker(Spine.of(cleaned(people), the_settings()))
    links = linker.link(cleaned(records))
    links.decisions    # one row a record: joined, review or new, to whom, how, weight, margin, why not
    links.candidates   # the few best of each weighed record, field by field

The same input gives the same output, in any order of its rows.
"""

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from alongside.people.linkage import decide, finding, sure
from alongside.people.linkage.levels import DUCKDB
from alongside.people.linkage.parameters import Parameters, the_parameters
from alongside.people.linkage.scoring import bits_column, level_column, scored
from alongside.people.linkage.settings import Settings, the_settings
from alongside.people.linkage.spine import Spine, joined_frequency, session
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

    def __post_init__(self) -> None:
        self.parameters.check(self.settings)
        self.connection = session(threads=self.threads, memory=self.memory)
        self.spine.lend(self.connection)
        self.connection.register("people_given", self.spine.people)
        self.connection.execute("CREATE TABLE people AS SELECT * FROM people_given")
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
        self._weigh()
        return self._answer()

    def _take(self, records: pa.Table) -> None:
        """Lend the records to the engine, numbered in the order of their ids."""
        numbered = records.append_column("rid", pa.array(range(records.num_rows), pa.int32()))
        self.connection.register("given", numbered)

    def _weigh(self) -> None:
        """Weigh who the close rules find; ask the wide rules too about records nobody clearly fits."""
        run = self.connection
        statement = scored(
            self.settings, self.parameters, prior=self.parameters.prior(self.spine.counted), engine=DUCKDB
        )
        run.execute(f"CREATE OR REPLACE TABLE pairs AS {finding.pairs(self.settings, wide=False)}")
        run.execute(f"CREATE OR REPLACE TABLE scored AS {statement}")
        run.execute(
            "CREATE OR REPLACE TABLE left_over AS SELECT rid FROM left_over ANTI JOIN "
            f"(SELECT rid FROM scored WHERE weight >= {self.settings.decision.join_at}) USING (rid)"
        )
        run.execute(
            f"CREATE OR REPLACE TABLE pairs AS SELECT * FROM ({finding.pairs(self.settings, wide=True)}) "
            "ANTI JOIN pairs USING (rid, pid)"
        )
        run.execute(f"INSERT INTO scored {statement}")
        run.execute(f"CREATE OR REPLACE TABLE ranked AS {decide.ranked(self.settings)}")
        run.execute(f"CREATE OR REPLACE TABLE decided AS {decide.decided(self.settings, self.spine.counted)}")

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
            """  # noqa: S608
        ).to_arrow_table()
        fields = ", ".join(
            f"{level_column(one)}, round({bits_column(one)}, 6) AS {bits_column(one)}"
            for one in self.settings.comparisons
        )
        candidates = run.sql(
            f"""
            SELECT r.id AS record_id, k.place::INTEGER AS place, p.id AS person_id, round(k.weight, 6) AS weight, {fields}
            FROM ranked k JOIN records r USING (rid) JOIN people p USING (pid)
            ORDER BY record_id, place
            """  # noqa: S608
        ).to_arrow_table()
        return Links(decisions, candidates)

    def close(self) -> None:
        """Give the engine's memory back."""
        self.connection.close()


def connection_of(linker: Linker) -> duckdb.DuckDBPyConnection:
    """The engine session, for measuring."""
    return linker.connection
