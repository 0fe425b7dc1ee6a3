"""Matching measured whole, PostgreSQL included: everything, a thousand changed records, and one. By hand:
python -m benchmarks.matching --people 20000.

The yardstick of an increment is the run over everything in the same process. It makes a database of its own, and
drops it.
"""

import argparse
import os
import random
import time
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.project.settings_for_tests")

import pyarrow as pa

from benchmarks.own_database import own_database

COLUMNS = ("nhs_number", "upn", "other_id", "forename", "surname", "previous_surname", "date_of_birth", "sex",
           "address", "postcode", "uprn")  # fmt: skip


def main() -> int:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    people = parser.parse_args().people
    with own_database():
        print("| what | seconds | of everything |\n|---|---|---|")
        measure(people)
    return 0


def measure(people: int) -> None:
    """Fill the tables, then match everything, nothing, a thousand changes and one."""
    from alongside.ground.access.queries import the_system
    from alongside.people.matching.actions import form_households, link_changes, link_everything
    from alongside.people.matching.models import Description, Likeness
    from alongside.people.partner_data.models import Row

    _fill(people)
    system = the_system()
    whole = timed("everything", lambda: link_everything(by=system))
    rows, described = Row.objects.filter(stands=True).count(), Description.objects.count()
    standings = Description.objects.values_list("standing", flat=True)
    print(f"| {people:,} people, {rows:,} records, {described:,} descriptions: {_counted(standings)} | | |", flush=True)
    print(f"| pairs of records asked about whose people only feeds know | {Likeness.objects.count():,} | |", flush=True)
    timed("nothing changed", lambda: link_changes(by=system), whole)
    for many in (1_000, 1):
        _change(many)
        timed(f"{many:,} changed records", lambda: link_changes(by=system), whole)
    timed("households", lambda: form_households(by=system), whole)


def timed(what: str, work: Callable[[], Any], whole: float = 0.0) -> float:
    """Seconds, said."""
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    print(f"| {what} | {seconds:.2f} | {f'{seconds / whole:.3f}' if whole else ''} |", flush=True)
    return seconds


def _counted(standings: Any) -> str:
    found = list(standings)
    return ", ".join(f"{one} {found.count(one):,}" for one in sorted(set(found)))


def put_people(people: pa.Table, pack: Path) -> None:
    """A council on this operating model, with these people and their homes, and no place that makes no family."""
    from alongside.ground.access.queries import the_system
    from alongside.ground.access.tests.factories import a_user
    from alongside.ground.lib.clock import today
    from alongside.ground.operating_models.actions import adopt
    from alongside.people.families.models import Person, PersonAddress, PersonName
    from alongside.people.families.words import NameKind
    from alongside.people.matching.actions import put_places_in_force

    adopt(folder=pack, by=the_system())
    put_places_in_force(places=[], source="Made up", by=a_user("hub_manager"))
    persons, names, homes = [], [], []
    for row in people.to_pylist():
        born = _date(row["date_of_birth"])
        person = Person(
            date_of_birth=born, date_known="exact" if born else "unknown", nhs_number=row["nhs_number"] or "",
            upn=row["upn"] or "", sex=(row["sex"] or "U").upper()[:1],
        )  # fmt: skip
        persons.append(person)
        names.append(PersonName(person=person, forename=row["forename"] or "", surname=row["surname"] or "x"))
        if row["previous_surname"]:
            names.append(PersonName(person=person, kind=NameKind.PREVIOUS, surname=row["previous_surname"]))
        homes.append(
            PersonAddress(
                person=person, lines=row["address"] or "", postcode=row["postcode"] or "", uprn=row["uprn"] or "",
                since=today(), recorded_by=the_system(),
            )
        )  # fmt: skip
    Person.objects.bulk_create(persons, batch_size=5_000)
    PersonName.objects.bulk_create(names, batch_size=5_000)
    PersonAddress.objects.bulk_create(homes, batch_size=5_000)


def _fill(people: int) -> None:
    from django.conf import settings

    from alongside.people.matching.tests.feeds import Feeds
    from alongside.people.partner_data.models import Row
    from benchmarks.population import made

    world = made(people)
    put_people(world.people, settings.PACKS_FOLDER / "york-2020")
    load = Feeds().load()
    Row.objects.bulk_create(
        (
            Row(feed=world.feed[row["record_id"]], record_id=row["record_id"], load=load, line=2, digest=uuid.uuid4(),
                turn=load.number, **_told(row))
            for row in world.records.to_pylist()
        ),
        batch_size=5_000,
    )  # fmt: skip


def _told(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: row[name] or "" for name in COLUMNS}
    return {**told, "date_of_birth": _date(row["date_of_birth"]), "sex": told["sex"].upper()[:1]}


def _date(text: str | None) -> date | None:
    """The day a feed writes, as loading a file reads it."""
    from alongside.people.linkage.values import birth

    read = birth(text or "")
    return date.fromisoformat(read) if read else None


def _change(many: int) -> None:
    from alongside.people.partner_data.models import Load, Row

    last = Load.objects.order_by("-number")[0]
    number = last.number + 1
    last.pk, last.number, last.sha256 = uuid.uuid4(), number, f"{number:064}"
    last.save(force_insert=True)
    ids = list(Row.objects.filter(stands=True).order_by("id").values_list("id", flat=True))
    for row in Row.objects.filter(id__in=random.Random(many).sample(ids, many)):
        row.stands, row.superseded_by, row.turn = False, last, number
        row.save(update_fields=["stands", "superseded_by", "turn"])
        row.id, row.stands, row.superseded_by, row.load = uuid.uuid4(), True, None, last
        row.postcode, row.uprn = "YO1 9ZZ", ""
        row.save(force_insert=True)


if __name__ == "__main__":
    raise SystemExit(main())
