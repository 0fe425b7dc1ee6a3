"""A whole night, from partners' files to the list. By hand: python -m benchmarks.nightly --people 200000
--events 1000000.

Two nights: the first, in which everything is new, and one in which a hundredth of what the files hold has changed. The
yardstick is what DuckDB needs for the least that could be called the same: exact joins of the records to the people,
counts of six kinds of event by home, and COPY of the homes with two kinds or more into PostgreSQL. It keeps nothing,
explains nothing and finds a quarter less; it says what the machine can do. A database of its own is made and dropped.
"""

import argparse
import csv
import datetime as dt
import io
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.project.settings_for_tests")

import pyarrow as pa

from benchmarks.own_database import own_database
from benchmarks.population import World, made

FEEDS = {
    "police": "police_incidents", "school": "attendance", "health": "health_visiting", "dwp": "benefits",
    "housing": "housing_arrears", "csc": "social_care",
}  # fmt: skip
LOOKED_BACK_DAYS = 300
PART_OF = {
    "records taken": "matched", "people taken": "matched", "descriptions matched": "matched",
    "households formed": "households formed",
}  # fmt: skip
ALIKE = "r.forename = p.forename AND r.surname = p.surname AND r.date_of_birth = p.date_of_birth"
SAME = ("r.nhs_number = p.nhs_number", "r.upn = p.upn", ALIKE)
LINKED = "CREATE TABLE linked AS SELECT record_id, min(home) AS home FROM ({}) GROUP BY 1".format(
    " UNION ALL ".join(f"SELECT r.record_id, p.uprn AS home FROM records r JOIN people p ON {one}" for one in SAME)
)
LISTED = (
    "SELECT home, count(DISTINCT feed) AS kinds, count(*) AS events FROM events JOIN linked USING (record_id)"
    " WHERE home IS NOT NULL GROUP BY 1 HAVING kinds >= 2 ORDER BY kinds DESC, events DESC"
)


def main() -> int:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nightly", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=100_000)
    options = parser.parse_args()
    with own_database():
        measure(options.people, options.events)
    return 0


def measure(people: int, events: int) -> None:
    """Both nights beside the yardstick."""
    from alongside.improving.identification.models import Candidate
    from benchmarks.matching import put_people

    world = made(people)
    with TemporaryDirectory() as folder:
        put_people(world.people, _pack(Path(folder)))
    happened = _happened(world, events)
    senders = {feed: _sender(feed) for feed in FEEDS.values()}
    floor = _timed("yardstick: exact joins, counts by home, COPY of the result", lambda: yardstick(world, happened))
    print(f"| {people:,} people, {len(happened):,} rows of six feeds | seconds | of the yardstick |\n|---|---|---|")
    print(f"| yardstick | {floor:.2f} | |")
    for name, files, full in (
        ("the first night", _files(world, happened, changed=0), True),
        ("a night after, a hundredth changed", _files(world, happened, changed=0.01), False),
    ):
        parts = {"files taken in": _timed(name, partial(_take_in, files, senders))}
        parts |= _find(full=full)
        whole = sum(parts.values())
        print(f"| {name} | {whole:.1f} | {whole / floor:.0f} |")
        for part, seconds in parts.items():
            print(f"| – {part} | {seconds:.2f} | {seconds / floor:.1f} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{Candidate.objects.count():,} candidates; at most {peak:,.0f} MB, making the population included")


def _pack(folder: Path) -> Path:
    """York's operating model with the population's postcodes too: a file for another council is refused."""
    import shutil

    from django.conf import settings

    pack = Path(shutil.copytree(settings.PACKS_FOLDER / "york-2020", folder / "york"))
    told = (pack / "pack.yaml").read_text()
    codes = ", ".join(f"AL{1 + at}" for at in range(90))
    (pack / "pack.yaml").write_text(told.replace("postcode_areas: [", f"postcode_areas: [{codes}, ", 1))
    return pack


def yardstick(world: World, happened: list[tuple[str, str, str]]) -> None:
    """The least there is to do, in memory but for the end."""
    import duckdb
    from django.db import connection

    run = duckdb.connect()
    columns = list(zip(*happened, strict=True))
    run.register("people", world.people)
    run.register("records", world.records)
    run.register("events", pa.table({name: list(columns[at]) for at, name in enumerate(("record_id", "feed", "kind"))}))
    run.execute(LINKED)
    found = run.sql(LISTED).fetchall()
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE IF NOT EXISTS bench_yardstick (home text, kinds int, events int)")
        with cursor.copy("COPY bench_yardstick FROM STDIN") as copy:
            for row in found:
                copy.write_row(row)


def _happened(world: World, events: int) -> list[tuple[str, str, str]]:
    """What happened, as (record, feed, kind): every record at least once, some often."""
    from alongside.ground.operating_models.queries import current_pack

    chance, pack = random.Random(1), current_pack().pack
    kinds = {name: [kind.id for kind in pack.feed(feed).kinds] for name, feed in FEEDS.items()}
    ids = world.records["record_id"].to_pylist()
    chosen = ids + chance.choices(ids, k=max(0, events - len(ids)))
    return [(one, world.feed[one], chance.choice(kinds[world.feed[one]] or [""])) for one in chosen]


def _files(world: World, happened: list[tuple[str, str, str]], *, changed: float) -> dict[str, bytes]:
    """Each partner's file under its own headings; of so large a share, what it says has changed."""
    from alongside.ground.lib.clock import today
    from alongside.ground.operating_models.queries import current_pack

    pack, told = current_pack().pack, {row["record_id"]: row for row in world.records.to_pylist()}
    chance, again, files = random.Random(2), random.Random(3), {}
    for name, feed in FEEDS.items():
        layout, text = pack.feed(feed).layout, io.StringIO()
        writer = csv.writer(text)
        writer.writerow([column.headings[0] for column in layout.columns])
        written = {code.means: code.written[0] for column in layout.columns for code in column.codes}
        for number, (record, of, kind) in enumerate(happened):
            if of != name:
                continue
            on = today() - dt.timedelta(days=chance.randrange(1, LOOKED_BACK_DAYS))
            values = {
                **told[record], "record_id": f"{feed}{number}", "event_on": on.isoformat(), "quantity": number % 90,
                "event_kind": written.get(kind, kind), "detail": "Made up",
            }  # fmt: skip
            if again.random() < changed:
                values["postcode"] = "YO1 9ZZ"
            writer.writerow([values.get(column.to, "") or "" for column in layout.columns])
        files[feed] = text.getvalue().encode()
    return files


def _sender(feed: str) -> Any:
    """An agency of the kind that sends this feed, with an agreement that holds."""
    from alongside.ground.access.tests.factories import a_user, an_agency
    from alongside.ground.agencies import actions as agencies
    from alongside.ground.operating_models.queries import current_pack

    agency = an_agency(kind=current_pack().pack.feed(feed).sharing.agency_kinds[0])
    text = agencies.publish_agreement(text="We share.", review_months=12, by=a_user("access_administrator"))
    agencies.accept_agreement(text=text, by=a_user("agency_administrator", agency=agency))
    return agency


def _take_in(files: dict[str, bytes], senders: dict[str, Any]) -> None:
    from django.db import transaction

    from alongside.ground.access.queries import the_system
    from alongside.ground.lib.clock import today
    from alongside.ground.operating_models.queries import current_pack
    from alongside.people.partner_data.actions import take_in
    from alongside.people.partner_data.checking import checked_file

    pack, day = current_pack().pack, today()
    for feed, content in files.items():
        with (
            transaction.atomic(),
            checked_file(content, "csv", feed=pack.feed(feed), pack=pack, as_of=day, today=day) as checked,
        ):
            take_in(checked=checked, agency=senders[feed], extent="full", by=the_system())


def _find(*, full: bool) -> dict[str, float]:
    """Match, form households and count; the seconds of each, as its steps say them."""
    from alongside.ground.access.queries import the_system
    from alongside.ground.lib.clock import today
    from alongside.improving.identification.finding import find_families

    parts = dict.fromkeys(("matched", "households formed", "counted and listed"), 0.0)
    began = last = time.perf_counter()

    def said(done: int, of: int, what: str) -> None:
        nonlocal last
        moment = time.perf_counter()
        parts[PART_OF.get(what, "counted and listed")] += moment - last
        last = moment
        sys.stderr.write(f"  {moment - began:6.1f} s {what}, {done:,} of {of:,}\n")

    find_families(as_of=today(), full=full, by=the_system(), progress=said)
    parts["counted and listed"] += time.perf_counter() - last
    return parts


def _timed(what: str, work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    sys.stderr.write(f"{what}: {time.perf_counter() - began:.2f} s\n")
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
