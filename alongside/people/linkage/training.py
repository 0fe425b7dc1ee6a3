"""Train the model on a sample: how telling each level is, learnt without knowing the truth (Splink's u sampling and
EM).

Done by hand now and then, never at night: the answer is kept as data (`model.json`) with its date, the digest of what
it was trained on and the versions. The number of pairs is capped, so memory and time do not grow with the council.
"""

import hashlib
import logging
import warnings
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version

import pyarrow as pa
from splink import DuckDBAPI, Linker

from alongside.people.linkage.as_splink import NEUTRAL, splink_settings
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.levels import DUCKDB
from alongside.people.linkage.parameters import Chances, Parameters
from alongside.people.linkage.settings import Comparison, Settings
from alongside.people.linkage.spine import session

MOST_PAIRS = 2_000_000
# Nothing that people write down is impossible: a level the sample showed of no pair of one person's is still thought
# possible.
RAREST, MOST_TELLING = 2e-4, 1e-7
TOGETHER: Sequence[str] = ("l.dob = r.dob AND l.sex = r.sex", "l.first = r.first AND l.surname = r.surname")


def trained(
    records: pa.Table, people: pa.Table, settings: Settings, *, on: date, most_pairs: int = MOST_PAIRS, seed: int = 1
) -> Parameters:
    """Parameters learnt from cleaned records and people; a level that the sample never shows is refused."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = session(threads=1)
    try:
        api = DuckDBAPI(connection=connection)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tables = [api.register(records, dataset_display_name="l"), api.register(people, dataset_display_name="r")]
            linker = Linker(tables, splink_settings(settings, engine=DUCKDB, prior=1 / people.num_rows), log_level=None)
            linker.training.estimate_u_using_random_sampling(max_pairs=most_pairs, seed=seed)
            for rule in TOGETHER:
                linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=most_pairs)
        chances = {one.name: _learnt(one, linker) for one in settings.comparisons}
    finally:
        connection.close()
    return Parameters(
        chances=chances,
        people_per_record=0.95,
        settings_digest=settings.digest,
        trained_on=on.isoformat(),
        data_digest=digest(records, people),
        versions={name: version(name) for name in ("splink", "duckdb", "sqlglot", "pyarrow")},
    )


def _learnt(one: Comparison, linker: Linker) -> dict[str, Chances]:
    found = next(c for c in linker._settings_obj.comparisons if c.output_column_name == one.name)
    levels = [level for level in found.comparison_levels if not level.is_null_level]
    learnt = {}
    for ours, theirs in zip(one.levels, levels, strict=True):
        if ours.neutral:
            learnt[ours.name] = Chances(NEUTRAL, NEUTRAL)
            continue
        if not theirs._m_is_trained or not theirs._u_is_trained:
            raise Unusable(
                f"The level '{ours.name}' of '{one.name}' was not seen often enough to be trained.",
                what_to_do="Train on a larger sample, or give the level a 'chance' by hand.",
            )
        m, u = float(ours.often or theirs.m_probability or 0), float(theirs.u_probability or 0)
        learnt[ours.name] = Chances(max(m, RAREST), max(u, MOST_TELLING))
    return learnt


def digest(*tables: pa.Table) -> str:
    """A fingerprint of what a model was trained on, whatever the order of the rows."""
    total = hashlib.sha256()
    for table in tables:
        for batch in table.sort_by("id").to_batches(max_chunksize=10_000):
            total.update(repr(batch.to_pydict()).encode())
    return total.hexdigest()[:16]
