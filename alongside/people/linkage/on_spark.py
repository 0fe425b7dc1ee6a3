"""Making and weighing pairs on Spark, for a region or a nation that has outgrown one machine.

Splink does it there, with the very settings and parameters that DuckDB's statement is made of; sure identifiers and
decisions stay where they are, because they are small. Keys come with the tables, so both engines look at the same
pairs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import pyarrow as pa

from alongside.people.linkage.as_splink import splink_settings
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.levels import SPARK, Engine
from alongside.people.linkage.parameters import Parameters
from alongside.people.linkage.scoring import MISSING, bits_column, frequency_columns, level_column
from alongside.people.linkage.settings import Settings

INSTALL = "Install the optional extra: pip install 'alongside[spark]' (it also needs Java 17 or newer)."


def spark_session(**options: str) -> Any:
    """A Spark session with Splink's likeness functions; `options` are Spark's own."""
    try:
        from pyspark.sql import SparkSession
        from splink.backends.spark import similarity_jar_location
    except ImportError as missing:
        raise Unusable("The Spark engine is not installed here.", what_to_do=INSTALL) from missing
    builder = SparkSession.builder.appName("alongside-linkage").config("spark.jars", similarity_jar_location())
    given = {
        "spark.sql.shuffle.partitions": "16",
        "spark.ui.enabled": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.driver.memory": "4g",
        **options,
    }
    for name, value in given.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


# One Spark session serves every turn and keeps each table's name.
TURNS = count()


@dataclass(frozen=True)
class Work:
    """What is to be weighed: cleaned tables with their key columns, the spine's frequencies, and the model."""

    records: pa.Table
    people: pa.Table
    frequencies: Mapping[str, pa.Table]
    settings: Settings
    parameters: Parameters
    prior: float
    wide: bool


def weighed(work: Work) -> pa.Table:
    """Pairs by their ids, with Splink's levels and bits; `read_back` gives them our columns."""
    from splink.backends.spark import SparkAPI

    session = spark_session()
    open_api: Any = SparkAPI
    api = open_api(spark_session=session, break_lineage_method="persist", num_partitions_on_repartition=16)
    return predicted(work, api, session.createDataFrame, SPARK).as_spark_dataframe().toArrow()


def predicted(work: Work, api: Any, lend: Callable[[pa.Table], Any], engine: Engine) -> Any:
    """Splink's `predict` on one engine's interface; `lend` makes one of its tables of ours."""
    from splink import Linker

    share = 2.0**work.prior / (1 + 2.0**work.prior)
    turn = next(TURNS)
    tables = [
        api.register(lend(table), dataset_display_name=f"{name}{turn}")
        for name, table in (("l", work.records), ("r", work.people))
    ]
    chosen = splink_settings(
        work.settings, engine=engine, parameters=work.parameters, prior=share, keyed=True, wide=work.wide
    )
    linker = Linker(tables, chosen, log_level=None)
    for name, table in work.frequencies.items():
        lookup = lend(table.rename_columns([name, f"tf_{name}"]))
        registered = api.register(lookup, dataset_display_name=f"frequency_{name}{turn}")
        linker.table_management.register_term_frequency_lookup(registered, name)
    return linker.inference.predict()


def read_back(settings: Settings) -> str:
    """The statement that gives Splink's pairs (`weighed`) the columns of our own: levels from the top, bits, weight."""
    columns = []
    for one in settings.comparisons:
        last = len(one.levels) - 1
        gamma, bits = f"gamma_{one.name}", f"mw_{one.name}"
        adjusted = f" + w.mw_tf_adj_{one.name}" if any(level.frequency for level in one.levels) else ""
        columns.append(f"CASE WHEN w.{gamma} < 0 THEN {MISSING} ELSE {last} - w.{gamma} END AS {level_column(one)}")
        columns.append(f"w.{bits}{adjusted} AS {bits_column(one)}")
    shares = ", ".join(f"r.share_{name}" for name in frequency_columns(settings))
    return (
        f"SELECT l.rid, r.pid, {', '.join(columns)}, {shares}, l.birth_year AS l_year, r.birth_year AS r_year, "
        "l.share_first AS l_share_first, w.match_weight AS weight "
        "FROM weighed w JOIN records l ON l.id = w.id_l JOIN everybody r ON r.id = w.id_r"
    )
