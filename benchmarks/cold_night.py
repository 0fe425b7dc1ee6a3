"""`python -m benchmarks.cold_night FOLDER`: one cold linking run and the most memory it took, in megabytes.

The folder holds cleaned tables, people.parquet and records.parquet. A process of its own, without Splink, which the
product needs for training only.
"""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from alongside.people.linkage.evaluate import peak_memory_mb
from alongside.people.linkage.link import Linker
from alongside.people.linkage.settings import the_settings
from alongside.people.linkage.spine import Spine


def main(folder: Path) -> int:
    """Cleaned tables in, decisions out."""
    spine = Spine.of(_read(folder / "people.parquet"), the_settings())
    links = Linker(spine).link(_read(folder / "records.parquet"))
    pq.write_table(links.decisions, folder / "decisions.parquet")
    print(peak_memory_mb())
    return 0


def _read(path: Path) -> pa.Table:
    """A table column by column, so that what reading needs in passing is needed once."""
    file = pq.ParquetFile(path, pre_buffer=False)
    names = file.schema_arrow.names
    return pa.table({name: file.read([name], use_threads=False)[name].combine_chunks() for name in names})


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
