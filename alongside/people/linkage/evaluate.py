"""How well linking does where the truth is known: precision, recall, F1, seconds and peak memory, at the product's own
rule.

`automatic` counts what joined by itself; `all` adds, for each record that waits for a person, the one it would show
first (without people: the pairs it would show). Precision is the share of links that are right; recall the share of
true links that were found.
"""

import resource
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from alongside.people.linkage import files
from alongside.people.linkage.dedupe import grouped
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.link import Linker
from alongside.people.linkage.placeholders import ready
from alongside.people.linkage.settings import Settings, the_settings
from alongside.people.linkage.spine import Spine
from alongside.people.linkage.words import Outcome

Pair = tuple[str, str]


@dataclass(frozen=True)
class Score:
    """Links made against true links."""

    links: int
    right: int
    true: int

    def as_dict(self) -> dict[str, Any]:
        """With precision, recall and F1; each is 0 where it has no meaning."""
        precision = self.right / self.links if self.links else 0.0
        recall = self.right / self.true if self.true else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return asdict(self) | {"precision": precision, "recall": recall, "f1": f1}


def score(links: Iterable[Pair], truth: set[Pair]) -> Score:
    """Count links against the truth."""
    made = set(links)
    return Score(len(made), len(made & truth), len(truth))


def evaluated(
    records: Path, truth: Path, people: Path | None, *, engine: str = "duckdb", settings: Settings | None = None
) -> dict[str, Any]:
    """The whole answer of `alongside linkage evaluate`, by the package's own settings or these."""
    began, settings = time.perf_counter(), settings or the_settings()
    if people:
        found = _linked(files.people(records), files.people(people), settings, engine)
    else:
        found = _grouped(records, settings, engine)
    seconds = time.perf_counter() - began
    pairs = {_pair(pair, ordered=people is not None) for pair in files.pairs(truth)}
    automatic, everything = score(found["automatic"], pairs), score(found["all"], pairs)
    return {
        "engine": engine,
        "records": found["records"],
        "people": found["people"],
        **{key: everything.as_dict()[key] for key in ("precision", "recall", "f1")},
        "all": everything.as_dict(),
        "automatic": automatic.as_dict(),
        "review": found["review"],
        "review_share": found["review"] / found["records"],
        "seconds": round(seconds, 3),
        "peak_memory_mb": round(peak_memory_mb(), 1),
    }


def _pair(pair: Pair, *, ordered: bool) -> Pair:
    return pair if ordered or pair[0] <= pair[1] else (pair[1], pair[0])


def _linked(records: pa.Table, people: pa.Table, settings: Settings, engine: str) -> dict[str, Any]:
    linker = Linker(Spine.of(ready(people), settings), settings, engine=engine)
    decisions = linker.link(ready(records)).decisions
    rows = decisions.to_pylist()
    linker.close()
    return {
        "records": len(rows),
        "people": people.num_rows,
        "automatic": [(r["record_id"], r["person_id"]) for r in rows if r["outcome"] == Outcome.JOINED],
        "all": [(r["record_id"], r["person_id"]) for r in rows if r["outcome"] != Outcome.NEW],
        "review": sum(r["outcome"] == Outcome.REVIEW for r in rows),
    }


def _grouped(records: Path, settings: Settings, engine: str) -> dict[str, Any]:
    if engine != "duckdb":
        raise Unusable("Without --people only the duckdb engine can be used.", what_to_do="Leave --engine out.")
    table = ready(files.people(records))
    linker = Linker(Spine.of(table, settings), settings)
    found = grouped(linker)
    linker.close()
    return {
        "records": table.num_rows,
        "people": None,
        "automatic": together(found.groups, "group_id"),
        "all": together(found.groups, "perhaps_group_id"),
        "review": len(set(found.review["record_id"].to_pylist())),
    }


def together(groups: pa.Table, column: str) -> list[Pair]:
    """Every pair of records that stands in one group."""
    members = defaultdict(list)
    for record, group in zip(groups["record_id"].to_pylist(), groups[column].to_pylist(), strict=True):
        members[group].append(record)
    return [
        _pair((a, b), ordered=False) for group in members.values() for at, a in enumerate(group) for b in group[:at]
    ]


def peak_memory_mb() -> float:
    """The most memory this process has held, in megabytes.

    Linux's own mark is asked first: the portable one begins with what the process that started this one held.
    """
    status = Path("/proc/self/status")
    if status.exists():
        mark = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(mark.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 / 1024 if sys.platform == "darwin" else most / 1024
