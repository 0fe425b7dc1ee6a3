"""Descriptions compared with the people they can meet, and where each of them stands by that."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from alongside.ground.access.words import RecordClass
from alongside.ground.lib.text import comparable
from alongside.people.families.queries import compact_identifier
from alongside.people.linkage.words import Outcome
from alongside.people.matching.comparing import Candidate, Counted, Decision
from alongside.people.matching.deciding import Settled, said_same, settle
from alongside.people.matching.models import Description
from alongside.people.matching.queries import linking as stands
from alongside.people.matching.records import give_keys, records_of
from alongside.people.matching.words import Said
from alongside.people.protection.queries import Named, resembling

Answers = Mapping[uuid.UUID, Mapping[str, Said]]


class Deciding:
    """Settles descriptions against the people they can meet; or against everybody, read once."""

    def __init__(self, counted: Counted, *, everybody: bool) -> None:
        self.counted = counted
        self.everybody = self._clean(stands.everybody_known()) if everybody else None

    def settled(self, rows: Sequence[Description]) -> list[Settled]:
        """Where each stands. What a person said goes first; then linkage; then who is kept closely.

        Where everybody is compared with, the rows are given their numbers too: they are written with the decision.
        """
        answers = stands.answers_for(rows)
        said = {row.pk: person for row in rows if (person := _same(answers.get(row.pk, {})))}
        told = stands.told_of_people([uuid.UUID(one) for one in said.values()])
        records = records_of(self.counted, rows)
        if self.everybody is not None:
            give_keys(self.counted, rows, records)
        same = self._said_same({pk: person for pk, person in said.items() if uuid.UUID(person) in told}, records, told)
        rest = [row for row in rows if row.pk not in same]
        decisions = self._linked(rest, records, answers)
        return [*same.values(), *self._settle(rest, records, decisions, answers)]

    def _clean(self, told: Mapping[uuid.UUID, Mapping[str, Any]]) -> pa.Table:
        return self.counted.clean((str(one), what) for one, what in told.items())

    def _people_for(self, rows: Iterable[Description]) -> pa.Table:
        if self.everybody is not None:
            return self.everybody
        return self._clean(stands.people_under(one for row in rows for one in row.keys))

    def _said_same(
        self, said: Mapping[uuid.UUID, str], records: pa.Table,
        told: Mapping[uuid.UUID, Mapping[str, Any]],
    ) -> dict[uuid.UUID, Settled]:  # fmt: skip
        if not said:
            return {}
        pairs = [(str(pk), person) for pk, person in said.items()]
        with self.counted.linker(self._clean(told)) as linker:
            found = self.counted.compared(linker, _only(records, said), pairs)
            return {uuid.UUID(record): said_same(uuid.UUID(record), candidate) for record, candidate in found}

    def _linked(self, rows: Sequence[Description], records: pa.Table, answers: Answers) -> dict[uuid.UUID, Decision]:
        """Linkage's decisions; a description said not to be somebody is compared with everybody but them."""
        apart = {row.pk: _different(answers.get(row.pk, {})) for row in rows}
        plain = [row for row in rows if not apart[row.pk]]
        found = self._link(plain, self._people_for(plain), records)
        for row in rows:
            if not_them := apart[row.pk]:
                people = self._clean(stands.people_under(row.keys))
                others = people.filter(pc.invert(pc.is_in(people["id"], value_set=pa.array(not_them))))
                found |= self._link([row], others, records)
        return found

    def _link(self, rows: Sequence[Description], people: pa.Table, records: pa.Table) -> dict[uuid.UUID, Decision]:
        if not rows:
            return {}
        if not people.num_rows:
            return {row.pk: Decision(str(row.pk), Outcome.NEW, None, "", None, None, []) for row in rows}
        with self.counted.linker(people) as linker:
            decisions = self.counted.decisions(linker, _only(records, (row.pk for row in rows)))
        return {uuid.UUID(one.record): one for one in decisions}

    def _settle(
        self, rows: Sequence[Description], records: pa.Table,
        decisions: Mapping[uuid.UUID, Decision], answers: Answers,
    ) -> list[Settled]:  # fmt: skip
        kept = stands.kept_among({c.person for one in decisions.values() for c in one.candidates})
        open_still = [row for row in rows if decisions[row.pk].outcome != Outcome.JOINED]
        resembled = self._resembled(open_still, records, answers)
        return [
            settle(
                decisions[row.pk], answered=answers.get(row.pk, {}), kept=kept, resembled=resembled.get(row.pk, []),
            )
            for row in rows
        ]  # fmt: skip

    def _resembled(
        self, rows: Sequence[Description], records: pa.Table, answers: Answers
    ) -> dict[uuid.UUID, list[Candidate]]:
        """Closely kept people whom these resemble by name or number, whatever linkage found, and nobody denied it."""
        found = resembling((_named(row) for row in rows), least=RecordClass.RESTRICTED)
        pairs = [
            (record, str(person))
            for record, people in found.items()
            for person in people
            if answers.get(uuid.UUID(record), {}).get(str(person)) != Said.DIFFERENT
        ]
        if not pairs:
            return {}
        told = stands.told_of_people([uuid.UUID(person) for _, person in pairs])
        resembled: dict[uuid.UUID, list[Candidate]] = {}
        with self.counted.linker(self._clean(told)) as linker:
            asked = _only(records, (uuid.UUID(one) for one, _ in pairs))
            for record, candidate in self.counted.compared(linker, asked, pairs):
                resembled.setdefault(uuid.UUID(record), []).append(candidate)
        return resembled


def _same(answers: Mapping[str, Said]) -> str:
    """The person it was last said to be the same as; '' when nobody said so."""
    return next((person for person, said in reversed(list(answers.items())) if said == Said.SAME), "")


def _different(answers: Mapping[str, Said]) -> list[str]:
    return [person for person, said in answers.items() if said == Said.DIFFERENT]


def _only(records: pa.Table, ids: Iterable[uuid.UUID]) -> pa.Table:
    wanted = pa.array(sorted({str(one) for one in ids}), pa.string())
    return records.filter(pc.is_in(records["id"], value_set=wanted))


def _named(row: Description) -> Named:
    return Named(
        key=str(row.pk), forename=comparable(row.forename), surname=comparable(row.surname), born=row.date_of_birth,
        upn=compact_identifier(row.upn), nhs_number=compact_identifier(row.nhs_number),
    )  # fmt: skip
