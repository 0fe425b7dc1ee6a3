"""`python -m benchmarks.census CENSUS SSA`: pseudopeople's made-up census linked to its register of social security.

Both are Parquet files, written by pseudopeople in an environment of its own (it needs another pandas than ours):

    import pseudopeople
    pseudopeople.generate_decennial_census(seed=0).to_parquet("census.parquet")
    pseudopeople.generate_social_security(seed=0).to_parquet("ssa.parquet")

They share a name, a date of birth and a sex, and nothing else: no address, no identifier.
"""

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from alongside.people.linkage.evaluate import evaluated
from benchmarks.published import said, truth

SEXES = {"Female": "F", "Male": "M"}
DEATH = "death"


def main(census: Path, register: Path) -> None:
    """Print how well the one is linked to the other, at the product's own rule."""
    asked = pq.read_table(census).to_pylist()
    known: dict[str, dict[str, Any]] = {}
    for row in sorted(pq.read_table(register).to_pylist(), key=lambda row: row["event_type"] == DEATH):
        known.setdefault(row["simulant_id"], row)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pq.write_table(canonical([(f"r{at}", row) for at, row in enumerate(asked)]), folder / "records.parquet")
        pq.write_table(canonical(list(known.items())), folder / "people.parquet")
        pairs = [(f"r{at}", row["simulant_id"]) for at, row in enumerate(asked) if row["simulant_id"] in known]
        truth(folder / "truth.parquet", pairs)
        answer = evaluated(folder / "records.parquet", folder / "truth.parquet", folder / "people.parquet")
    print(f"{len(asked):,} census records, {len(known):,} people: {said(answer)}; {answer['review']} asked about")


def canonical(rows: list[tuple[str, dict[str, Any]]]) -> pa.Table:
    """Rows of either file in the canonical columns."""
    columns = {
        "record_id": [record for record, _ in rows],
        "forename": [row["first_name"] for _, row in rows], "surname": [row["last_name"] for _, row in rows],
        "date_of_birth": [day(str(row["date_of_birth"])) for _, row in rows],
        "sex": [SEXES.get(row["sex"]) for _, row in rows],
    }  # fmt: skip
    return pa.table({name: pa.array(column, pa.string()) for name, column in columns.items()})


def day(written: str) -> str | None:
    """A day as the census writes it (03/07/2014) or the register (20140307); None for anything else."""
    if found := re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", written):
        return f"{found[3]}-{found[1]}-{found[2]}"
    found = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", written)
    return f"{found[1]}-{found[2]}-{found[3]}" if found else None


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
