"""Linkage as matching uses it: what is told of people and in descriptions, compared under counts that are kept.

The counts (how frequent each name and place is, which keys are crowded, which values fill gaps) are taken when
everything is matched and kept with the run, so that what changes later is weighed alike and an increment equals a full
run (docs/adr/0010).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from alongside.ground.operating_models.queries import current_pack
from alongside.people.linkage import finding, placeholders
from alongside.people.linkage.cleaning import cleaned
from alongside.people.linkage.dedupe import Edge, Groups, doubts, grow, put_together, weighed_pairs
from alongside.people.linkage.explain import fields
from alongside.people.linkage.link import Linker, Links
from alongside.people.linkage.parameters import the_parameters
from alongside.people.linkage.settings import Settings, overridden, the_settings
from alongside.people.linkage.spine import Spine, session
from alongside.people.linkage.words import PERSON_COLUMNS, How, Reason

Told = Mapping[str, str | None]


def table_of(rows: Iterable[tuple[str, Told]]) -> pa.Table:
    """Rows (id, what is told) in linkage's columns."""
    columns: dict[str, list[str | None]] = {name: [] for name in ("record_id", *PERSON_COLUMNS)}
    for one, told in rows:
        columns["record_id"].append(one)
        for name in PERSON_COLUMNS:
            columns[name].append(told.get(name) or None)
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


@dataclass(frozen=True)
class Decision:
    """What came of one description."""

    record: str
    outcome: str
    person: str | None
    how: str
    weight: float | None
    margin: float | None
    reasons: list[str]
    candidates: list["Candidate"] = field(default_factory=list)


@dataclass(frozen=True)
class Candidate:
    """A person it may be about, with what was found field by field: pairs of (words, bits) by field."""

    person: str
    weight: float
    fields: list[dict[str, Any]]


@dataclass(frozen=True)
class Spoken:
    """Of which two rows somebody said that they are of one person, of different people, or that nobody can tell."""

    same: frozenset[tuple[str, str]] = frozenset()
    different: frozenset[tuple[str, str]] = frozenset()
    unclear: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Doubt:
    """Two rows that may be of one person, with what was found field by field and why nobody is sure."""

    one: str
    other: str
    weight: float
    reasons: list[str]
    fields: list[dict[str, Any]]


@dataclass(frozen=True)
class Gathered:
    """Rows put together as people, and which two of these may be one."""

    groups: list[list[str]]
    doubts: list[Doubt]


class Counted:
    """Counts that were taken, and what is weighed under them."""

    def __init__(self, bare: Spine, fillers: Mapping[str, Mapping[str, list[str]]]) -> None:
        self.bare, self.fillers = bare, fillers
        self.settings, self.parameters = settings_in_force(), the_parameters()

    @classmethod
    def of(cls, people: pa.Table, told: Mapping[str, pa.Table]) -> "Counted | None":
        """Count people and who feeds tell of (by feed), each once; None when there is nobody to count."""
        fillers = {feed: placeholders.found_in(cleaned(table)) for feed, table in told.items() if table.num_rows}
        clean = [cleaned(people)] + [
            cleaned(table, placeholders=fillers.get(feed)) for feed, table in sorted(told.items())
        ]
        everybody = _once(pa.concat_tables(clean))
        return cls(Spine.of(everybody, settings_in_force()), fillers) if everybody.num_rows else None

    @classmethod
    def read(cls, content: bytes) -> "Counted | None":
        """Counts as they were kept; None when another release of the engine made them, whose keys find nobody."""
        table = pa.ipc.open_stream(content).read_all()
        kept = json.loads(table.schema.metadata[b"kept"])
        if kept["engine"] != duckdb.__version__:
            return None
        frequencies = {
            name: table.filter(pc.equal(table["name"], name)).select(["value", "share"]) for name in kept["names"]
        }
        crowded = {int(rule): keys for rule, keys in kept["crowded"].items()}
        empty = cleaned(table_of([]))
        return cls(Spine(empty, frequencies, crowded, kept["counted"], kept["engine"]), kept["fillers"])

    def written(self) -> bytes:
        """The counts to keep: no person stands in them, only how often values occur."""
        names = list(self.bare.frequencies)
        parts = [
            table.append_column("name", pa.array([name] * table.num_rows, pa.string()))
            for name, table in self.bare.frequencies.items()
        ]
        kept = {
            "engine": self.bare.engine, "counted": self.bare.counted, "names": names, "fillers": self.fillers,
            "crowded": {str(rule): list(keys) for rule, keys in self.bare.crowded.items()},
        }  # fmt: skip
        table = pa.concat_tables(parts).replace_schema_metadata({"kept": json.dumps(kept)})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
        return bytes(sink.getvalue().to_pybytes())

    def clean(self, rows: Iterable[tuple[str, Told]], *, feed: str = "") -> pa.Table:
        """Rows in comparable columns; a feed's gap-filling values blanked."""
        return cleaned(table_of(rows), placeholders=self.fillers.get(feed))

    def spine(self, people: pa.Table) -> Spine:
        """These cleaned people, under the counts."""
        return self.bare.with_people(people, self.settings)

    def keys(self, clean: pa.Table, *, of_people: bool) -> dict[str, list[int]]:
        """The numbers under which each row meets others: as one looked for, or as one of the people."""
        if not clean.num_rows:
            return {}
        connection = session(threads=1)
        if of_people:
            made = ", ".join(self.bare.key(n, rule, "l") for n, rule in enumerate(self.settings.finding.rules))
        else:
            made = finding.keys(self.settings)
        keyed = connection.from_arrow(clean).set_alias("l").project(f"id, {made}")
        found = keyed.project("id, list_sort(list_distinct([*COLUMNS('key_')]))").fetchall()
        connection.close()
        return dict(found)

    @contextmanager
    def linker(self, people: pa.Table) -> Iterator[Linker]:
        """Linkage on these cleaned people."""
        linker = Linker(self.spine(people), self.settings, self.parameters)
        try:
            yield linker
        finally:
            linker.close()

    def decisions(self, linker: Linker, records: pa.Table) -> list[Decision]:
        """What comes of each cleaned record, with what was found field by field, of sure ones too."""
        links = linker.link(records)
        sure = [
            row for row in links.decisions.select(["record_id", "person_id", "how"]).to_pylist()
            if row["how"] and row["how"] != How.WEIGHED
        ]  # fmt: skip
        shown = _by_record(links, self.settings)
        for record, candidate in self.compared(linker, records, [(r["record_id"], r["person_id"]) for r in sure]):
            shown[record] = [candidate]
        return [
            Decision(
                row["record_id"], row["outcome"], row["person_id"], row["how"] or "", row["weight"], row["margin"],
                list(row["reasons"]), shown.get(row["record_id"], []),
            )
            for row in links.decisions.to_pylist()
        ]  # fmt: skip

    def compared(
        self, linker: Linker, records: pa.Table, pairs: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[str, Candidate]]:
        """Each pair (record, person) field by field, whoever or whatever brought them together."""
        if not pairs:
            return
        asked = pa.table({
            "record_id": pa.array([record for record, _ in pairs], pa.string()),
            "person_id": pa.array([person for _, person in pairs], pa.string()),
        })  # fmt: skip
        for row in linker.compared(records, asked).to_pylist():
            yield row["record_id"], _candidate(row, self.settings)

    def gathered(self, people: pa.Table, spoken: Spoken, settled: Mapping[str, str]) -> Gathered:
        """Cleaned rows put together as people: those said to be one, then those that would join by themselves, and
        nothing speaks against; and what to ask about the people that come of it.

        `settled` rows are in groups already, given by name: these stay as they are and are not answered with.
        """
        with self.linker(people) as linker:
            edges = weighed_pairs(linker)
            ids = linker.spine.people["id"].to_pylist()
            groups, fresh = self._grown(edges, ids, spoken, settled)
            said = spoken.same | spoken.different | spoken.unclear
            review_at, answered = self.settings.decision.review_at, _numbers(said, ids)
            asked = [
                edge for edge in doubts(edges, groups, review_at=review_at, answered=answered)
                if edge.one in fresh or edge.other in fresh
            ]  # fmt: skip
            pairs = [(ids[edge.one], ids[edge.other]) for edge in asked]
            shown = {(record, one.person): one.fields for record, one in self.compared(linker, people, pairs)}
        named = [[ids[at] for at in sorted(members)] for _, members in sorted(groups.members.items())]
        return Gathered(
            [group for group in named if group[0] not in settled],
            [
                Doubt(*pair, edge.weight, self._why(edge), shown[pair])
                for pair, edge in zip(pairs, asked, strict=True)
            ],
        )  # fmt: skip

    def _grown(
        self, edges: Sequence[Edge], ids: Sequence[str], spoken: Spoken, settled: Mapping[str, str]
    ) -> tuple[Groups, set[int]]:
        """The groups, and the numbers of the rows that were not settled."""
        groups = Groups()
        first_of: dict[str, int] = {}
        for at, one in enumerate(ids):
            groups.root(at)
            if one in settled and (first := first_of.setdefault(settled[one], at)) != at:
                groups.join(first, at)
        fresh = {at for at, one in enumerate(ids) if one not in settled}
        apart = _numbers(spoken.different, ids)
        same = {pair for pair in _numbers(spoken.same, ids) if fresh.issuperset(pair)}
        put_together(same, groups, apart=apart)
        among = [edge for edge in edges if edge.one in fresh and edge.other in fresh]
        grow(among, groups, join_at=self.settings.decision.join_at, apart=apart)
        return groups, fresh

    def _why(self, edge: Edge) -> list[str]:
        little = [Reason.TOO_LITTLE] if edge.weight < self.settings.decision.join_at else []
        return [str(one) for one in (*little, *edge.reasons)]

    def near(self, people: pa.Table) -> list[tuple[str, str]]:
        """Pairs of these rows that weigh enough to bring groups together, whatever speaks against it."""
        with self.linker(people) as linker:
            ids = linker.spine.people["id"].to_pylist()
            least = self.settings.decision.join_at
            return [(ids[edge.one], ids[edge.other]) for edge in weighed_pairs(linker) if edge.weight >= least]


def _numbers(pairs: Iterable[tuple[str, str]], ids: Sequence[str]) -> set[tuple[int, int]]:
    """Pairs by the places of both in a list, the smaller first; those of whom one is not in it are left out."""
    at = {one: number for number, one in enumerate(ids)}
    both = [(at[one], at[other]) for one, other in pairs if one in at and other in at]
    return {(min(pair), max(pair)) for pair in both}


def _once(everybody: pa.Table) -> pa.Table:
    """Everybody once, as far as name and birthday tell: somebody in ten feeds must not make their own name common, nor
    their own key crowded.
    """
    connection = session(threads=1)
    connection.register("everybody", everybody)
    once = connection.sql(
        "SELECT * FROM everybody QUALIFY row_number() OVER (PARTITION BY first, surname, dob ORDER BY id) = 1"
        " ORDER BY id"
    ).to_arrow_table()
    connection.close()
    return once


def _by_record(links: Links, settings: Settings) -> dict[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = {}
    for row in links.candidates.to_pylist():
        found.setdefault(row["record_id"], []).append(_candidate(row, settings))
    return found


def _candidate(row: Mapping[str, Any], settings: Settings) -> Candidate:
    said = [{"field": one.field, "words": one.words, "bits": one.bits} for one in fields(row, settings)]
    return Candidate(row["person_id"], row["weight"], said)


def model_version() -> str:
    """Which settings and which trained model decide: both are data with a digest."""
    return f"{settings_in_force().whole_digest}-{the_parameters().data_digest[:16]}"


def settings_in_force() -> Settings:
    """The settings of linkage, with what the council's operating model lays over them."""
    own = current_pack().pack.linkage
    return overridden(own.model_dump(include={"decision", "finding"}, exclude_none=True)) if own else the_settings()
