"""`python -m benchmarks.spark`: the same records linked on DuckDB and on Spark in local mode, and what differs.

Needs the optional extra (`pip install 'alongside[spark]'`) and Java 17 or newer. A pair counts as common when both
engines found it and weigh it the same to a thousandth of a bit.
"""

import argparse
import sys
import time
import warnings

import pyarrow as pa

from alongside.people.linkage.cleaning import cleaned
from alongside.people.linkage.link import Linker, Links
from alongside.people.linkage.settings import the_settings
from alongside.people.linkage.spine import Spine
from benchmarks.population import made

SAME_WEIGHT = 0.001


def main() -> int:
    """Link twice, compare, and print what differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark", description=__doc__)
    parser.add_argument("--people", type=int, default=5_000)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    world = made(options.people, seed=9)
    records, spine = cleaned(world.records), Spine.of(cleaned(world.people), the_settings())
    here, there = (_linked(spine, records, engine) for engine in ("duckdb", "spark"))
    pairs, others = _pairs(here), _pairs(there)
    common = {pair for pair in pairs.keys() & others.keys() if abs(pairs[pair] - others[pair]) <= SAME_WEIGHT}
    print(f"pairs: {len(pairs):,} on DuckDB, {len(others):,} on Spark, {len(common):,} in common")
    best, also = _decided(here), _decided(there)
    same = sum(also[record] == to for record, to in best.items())
    print(f"decided the same: {same:,} of {len(best):,} records ({same / len(best):.3%})")
    for pair in sorted((pairs.keys() | others.keys()) - common):
        print(f"  {pair}: {pairs.get(pair)} on DuckDB, {others.get(pair)} on Spark")
    return 0


def _linked(spine: Spine, records: pa.Table, engine: str) -> Links:
    linker = Linker(spine, engine=engine)
    began = time.perf_counter()
    try:
        return linker.link(records)
    finally:
        linker.close()
        sys.stderr.write(f"{engine}: {time.perf_counter() - began:.1f} seconds\n")


def _pairs(links: Links) -> dict[tuple[str, str], float]:
    return {(row["record_id"], row["person_id"]): row["weight"] for row in links.candidates.to_pylist()}


def _decided(links: Links) -> dict[str, tuple[str, str | None]]:
    return {row["record_id"]: (row["outcome"], row["person_id"]) for row in links.decisions.to_pylist()}


if __name__ == "__main__":
    sys.exit(main())
