"""Linkage measured against raw Splink in the same run; and the model trained. By hand: python -m benchmarks.linkage
[train].

Raw Splink is its own `predict` with the same settings, parameters and close finding rules, every record against
everybody, the best candidate of each record at even odds. The two take turns, so that what else the machine does falls
on both.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alongside.people.linkage.cleaning import cleaned
from alongside.people.linkage.evaluate import Score, peak_memory_mb, score
from alongside.people.linkage.incremental import Keyed
from alongside.people.linkage.link import Linker, Links
from alongside.people.linkage.parameters import written
from alongside.people.linkage.settings import the_settings
from alongside.people.linkage.spine import Spine
from alongside.people.linkage.words import Outcome
from benchmarks.population import World, made
from benchmarks.published import febrl
from benchmarks.raw_splink import Raw

MODEL = Path(__file__).resolve().parents[1] / "alongside" / "people" / "linkage" / "model.json"
Row = tuple[str, str]


def main() -> int:
    """Measure and print a table in Markdown, or train the model that ships."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linkage", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["measure", "train"], default="measure")
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    if options.what == "train":
        return train(options.people)
    print("| what | measured |\n|---|---|")
    for what, said in chain(population(options.people, options.rounds), febrl()):
        print(f"| {what} | {said} |", flush=True)
    return 0


def train(people: int) -> int:
    """Train on a made-up population and keep the model."""
    from alongside.people.linkage.training import trained

    world = made(people)
    records, spine = cleaned(world.records), cleaned(world.people)
    began = time.perf_counter()
    model = trained(records, spine, the_settings(), on=datetime.now(UTC).date())
    MODEL.write_text(written(model), encoding="utf-8")
    print(f"trained in {time.perf_counter() - began:.1f} s, {peak_memory_mb():,.0f} MB at most")
    return 0


def population(people: int, rounds: int) -> Iterator[Row]:
    """Everything on a made-up population."""
    world = made(people, seed=2)
    records, everybody = cleaned(world.records), cleaned(world.people)
    spine = Spine.of(everybody, the_settings())
    linker, raw = Linker(spine), Raw(records, spine)
    ours, theirs = in_turns(rounds, lambda _: linker.link(records), lambda _: raw.predict())
    links = linker.link(records)
    yield "population", f"{people:,} people, {records.num_rows:,} records, seed 2 (the model was trained on seed 1)"
    yield from against(world, links, raw.best(), set())
    yield ratio("linking all records", ours, theirs)
    keyed = Keyed(spine, the_settings())
    for count, turns in ((1000, rounds + 2), (1, 10 * rounds)):
        few = [some(records, count, turn) for turn in range(turns + 1)]
        ways = (partial(linked, keyed, linker, few), partial(between, raw, few))
        ours, theirs = in_turns(turns, *ways, middle=statistics.mean)
        yield ratio(f"{count:,} changed records", ours, theirs)
    same = keyed.link(linker, records.slice(5000, 1000)).decisions.to_pylist()
    yield "those 1,000 as in the full run", str(same == links.decisions.slice(5000, 1000).to_pylist())
    yield "peak memory of a cold run, cleaned tables to decisions", f"{cold_memory(records, everybody):,.0f} MB"
    yield from missing(world, records, everybody)


def against(world: World, links: Links, raw: dict[str, str], gone: set[str]) -> list[Row]:
    """F1 of all and of automatic links, the review queue, and police records, beside raw Splink."""
    truth = {(record, person) for record, person in world.truth.items() if person and person not in gone}
    rows = links.decisions.to_pylist()
    every = {r["record_id"]: r["person_id"] for r in rows if r["outcome"] != Outcome.NEW}
    joined = {r["record_id"]: r["person_id"] for r in rows if r["outcome"] == Outcome.JOINED}
    waiting = sum(r["outcome"] == Outcome.REVIEW for r in rows)
    police = {pair for pair in truth if world.feed[pair[0]] == "police"}
    return [
        ("raw Splink", figures(score(raw.items(), truth))),
        ("all links", figures(score(every.items(), truth))),
        ("automatic links", figures(score(joined.items(), truth))),
        ("review queue", f"{waiting:,}, {waiting / len(rows):.2%} of records"),
        *(
            (f"police records, recall: {name}", f"{len(police & set(found.items())) / len(police):.4f}")
            for name, found in (("raw", raw), ("all", every), ("automatic", joined))
        ),
    ]


def figures(one: Score) -> str:
    """Precision, recall and F1."""
    said = one.as_dict()
    return f"P {said['precision']:.5f}, R {said['recall']:.5f}, F1 {said['f1']:.5f}"


def missing(world: World, records: pa.Table, everybody: pa.Table) -> list[Row]:
    """The right person is not in the spine: what is put on somebody else."""
    gone = world.missing
    keep = pc.invert(pc.is_in(everybody["id"], value_set=pa.array(sorted(gone))))
    spine = Spine.of(everybody.filter(keep), the_settings())
    links, raw = Linker(spine).link(records), Raw(records, spine)
    raw.predict()
    theirs = raw.best()
    joined = {r["record_id"]: r["person_id"] for r in links.decisions.to_pylist() if r["outcome"] == Outcome.JOINED}
    groups = {"a missing twin's": world.twins, "a missing son's": world.sons, "a missing person's": world.at_random}
    said: list[Row] = []
    for name, people in groups.items():
        theirs_of = [record for record, person in world.truth.items() if person in people]
        shares = [sum(record in found for record in theirs_of) / len(theirs_of) for found in (joined, theirs)]
        said.append((f"{name} records joined to somebody else", f"{shares[0]:.2%} (raw {shares[1]:.1%})"))
    truth = {(record, person) for record, person in world.truth.items() if person and person not in gone}
    said.append(("... automatic links meanwhile", figures(score(joined.items(), truth))))
    return said


def some(records: pa.Table, count: int, turn: int) -> pa.Table:
    """A few of the records, others in each turn: most are sure by an identifier, the rest have to be weighed."""
    return records.slice((5000 + 1009 * turn) % (records.num_rows - count), count)


def linked(keyed: Keyed, linker: Linker, few: Sequence[pa.Table], turn: int) -> Links:
    """The few records of a turn, our way."""
    return keyed.link(linker, few[turn])


def between(raw: Raw, few: Sequence[pa.Table], turn: int) -> None:
    """The same by Splink."""
    raw.between(few[turn])


def in_turns(
    rounds: int, *ways: Callable[[int], Any], middle: Callable[[Iterable[float]], float] = statistics.median
) -> list[float]:
    """Seconds of each way, told which turn it is, after one turn to warm up: the middle of all turns."""
    taken: list[list[float]] = [[] for _ in ways]
    for turn in range(rounds + 1):
        for way, times in zip(ways, taken, strict=True):
            began = time.perf_counter()
            way(turn)
            if turn:
                times.append(time.perf_counter() - began)
    return [middle(times) for times in taken]


def ratio(what: str, ours: float, theirs: float) -> Row:
    """Seconds, Splink's seconds and their ratio."""
    return what, f"{ours:.3f} s, Splink {theirs:.3f} s: {ours / theirs:.2f}"


def cold_memory(records: pa.Table, everybody: pa.Table) -> float:
    """The most memory of a fresh process that links cleaned tables, in megabytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pq.write_table(records, folder / "records.parquet")
        pq.write_table(everybody, folder / "people.parquet")
        command = [sys.executable, "-W", "ignore", "-m", "benchmarks.cold_night", name]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    sys.exit(main())
