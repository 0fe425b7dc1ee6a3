"""Raw Splink: the yardstick. The same settings, parameters and close finding rules; no sure pass, no vetoes, no wide
rules.
"""

from typing import Any

import pyarrow as pa
from splink import DuckDBAPI, Linker

from alongside.people.linkage.as_splink import splink_settings
from alongside.people.linkage.levels import DUCKDB
from alongside.people.linkage.parameters import the_parameters
from alongside.people.linkage.settings import the_settings
from alongside.people.linkage.spine import Spine, session


class Raw:
    """Splink on one pair of cleaned tables."""

    def __init__(self, records: pa.Table, spine: Spine) -> None:
        self.spine, self.run, self.count = spine, session(), 0
        self.run.register("given_l", records)
        self.run.register("given_r", spine.people.select(records.column_names))
        self.run.execute("CREATE TABLE raw_l AS SELECT * FROM given_l")
        self.run.execute("CREATE TABLE raw_r AS SELECT * FROM given_r")
        self.found: Any = None
        self.warm: Linker | None = None

    def predict(self) -> None:
        """Every record against everybody."""
        self.found = self._linker("raw_l").inference.predict(threshold_match_weight=0)

    def between(self, few: pa.Table) -> None:
        """A few records against everybody, Splink's way for new ones."""
        self.warm = self.warm or self._linker("raw_l")
        self.count += 1
        left = self.api.register(few, dataset_display_name=f"few{self.count}")
        self.warm.inference.predict_between(left, self.right, threshold_match_weight=0)

    def best(self) -> dict[str, str]:
        """The heaviest candidate of each record, ties by the person's id."""
        rows = self.run.execute(
            f"SELECT id_l, id_r FROM {self.found.physical_name} "
            "QUALIFY row_number() OVER (PARTITION BY id_l ORDER BY match_weight DESC, id_r) = 1"
        ).fetchall()
        return dict(rows)

    def _linker(self, records: str) -> Linker:
        self.count += 1
        self.api = DuckDBAPI(connection=self.run)
        left = self.api.register(records, dataset_display_name=f"l{self.count}")
        self.right = self.api.register("raw_r", dataset_display_name=f"r{self.count}")
        prior = 2.0 ** the_parameters().prior(self.spine.counted)
        chosen = splink_settings(the_settings(), engine=DUCKDB, parameters=the_parameters(), prior=prior / (1 + prior))
        linker = Linker([left, self.right], chosen, log_level=None)
        for name, table in self.spine.frequencies.items():
            lookup = self.api.register(
                table.rename_columns([name, f"tf_{name}"]), dataset_display_name=f"f{self.count}{name}"
            )
            linker.table_management.register_term_frequency_lookup(lookup, name)
        return linker
