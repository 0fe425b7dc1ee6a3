"""`python -m benchmarks.feeds`: a feed's file taken in with all its checks, beside COPY of the same file.

The yardstick is COPY of the same CSV into an unlogged table of text without an index: what PostgreSQL needs to read the
file at all. Both are done in turns, in a database of its own under `.data/bench-feeds`; the ratio is what is measured.
A first load brings every row; a second, of which a hundredth changed, compares; the same once more changes nothing.
"""

import argparse
import datetime as dt
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DAY = dt.date(2026, 3, 2)
HEADINGS = (
    "record_id,nhs_number,upn,other_id,forename,surname,previous_surname,date_of_birth,sex,address,postcode,uprn,"
    "event_kind,event_on,event_until,quantity,detail"
)
FORENAMES = ("Amelia", "Noah", "Olivia", "Leo", "Mia", "Ivy", "Jack", "Aisha", "Oluwaseun", "Zoë")
SURNAMES = ("Smith", "Patel", "Khan", "Jones", "Okafor", "Brown-Smith", "O'Neill", "Nowak", "Begum", "Taylor")


def main() -> int:
    """Measure, and print the seconds and the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feeds", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    os.environ.update(
        ALONGSIDE_DATA=str(ROOT / ".data" / "bench-feeds"),
        ALONGSIDE_MODE="demo",
        DJANGO_SETTINGS_MODULE="alongside.project.settings",
    )
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, stdout=sys.stderr)
    import django

    django.setup()
    measure(options.rows, options.rounds)
    return 0


def measure(rows: int, rounds: int) -> None:
    """Take the files in as often as asked, each beside its yardstick."""
    agency = council()
    seconds: dict[str, list[float]] = {}
    for turn in range(rounds):
        first, second = made(rows, turn, changed=0.0), made(rows, turn, changed=0.01)
        forget()
        seconds.setdefault("COPY", []).append(copied(first))
        seconds.setdefault("first load", []).append(loaded(first, agency, "as the owner"))
        seconds.setdefault("a hundredth changed", []).append(loaded(second, agency, "changed"))
        seconds.setdefault("the same again", []).append(loaded(second, agency, "again"))
        forget()
        seconds.setdefault("first load, as the worker's role", []).append(loaded(first, agency, "worker", role=True))
        seconds["COPY"].append(copied(first))
    yardstick = statistics.median(seconds["COPY"])
    print(f"{rows:,} rows, {rounds} rounds, medians; load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name, taken in seconds.items():
        middle = statistics.median(taken)
        print(f"  {name}: {middle:.2f} s, {middle / yardstick:.1f} times COPY")


def made(rows: int, turn: int, *, changed: float) -> bytes:
    """A file of made-up people with a little damage: one in fifty has something to look at."""
    chance, lines = random.Random(turn), [HEADINGS]
    again = random.Random(turn + 1_000)
    for n in range(rows):
        nhs = nhs_number(n) if n % 50 else "9990000019"
        born = f"{chance.randrange(1, 29):02}/{chance.randrange(1, 13):02}/{chance.randrange(1960, 2022)}"
        postcode = f"YO{chance.randrange(1, 27)} {chance.randrange(1, 10)}{chance.choice('ABD')}{chance.choice('EFG')}"
        amount = n % 100 if again.random() >= changed else 100
        lines.append(
            f"R{n:07},{nhs},,T{chance.randrange(10**7):07},{a_name(chance, FORENAMES)},"
            f"{a_name(chance, SURNAMES)},,{born},"
            f"{chance.choice('FM')},{chance.randrange(200)} High Street {chance.randrange(90)},{postcode},"
            f"1000{chance.randrange(10**8):08},absence,2026-0{chance.randrange(1, 3)}-{chance.randrange(1, 29):02},,"
            f"{amount},Made up"
        )
    return "\n".join(lines).encode() + b"\n"


def a_name(chance: random.Random, names: Sequence[str]) -> str:
    """One of a few hundred, so that none has an improbable share."""
    return f"{chance.choice(names)}{chance.choice('abcdeklmnorstuvy')}{chance.choice('aeiou')}"


def nhs_number(n: int) -> str:
    """A made-up NHS number (999 ...) with its check digit."""
    digits = [9, 9, 9, *(int(digit) for digit in f"{n % 10**6:06}")]
    check = (11 - sum((10 - place) * digit for place, digit in enumerate(digits)) % 11) % 11
    return nhs_number(n + 500_009) if check == 10 else "".join(map(str, [*digits, check]))


def copied(content: bytes) -> float:
    """Seconds of COPY into an unlogged table of text."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_yardstick")
        cursor.execute(
            f"CREATE UNLOGGED TABLE bench_yardstick ({', '.join(f'{one} text' for one in HEADINGS.split(','))})"
        )
        began = time.perf_counter()
        with cursor.copy("COPY bench_yardstick FROM STDIN (FORMAT csv, HEADER true)") as copy:
            for start in range(0, len(content), 1 << 20):
                copy.write(content[start : start + (1 << 20)])
        return time.perf_counter() - began


def loaded(content: bytes, agency: Any, name: str, *, role: bool = False) -> float:
    """Seconds from the bytes of the file to the commit, checks and all; the steps go to standard error."""
    from django.db import connection, transaction

    from alongside.ground.access.queries import the_system
    from alongside.ground.operating_models.queries import current_pack
    from alongside.people.partner_data.actions import take_in
    from alongside.people.partner_data.checking import checked_file

    pack, by = current_pack().pack, the_system()
    began = time.perf_counter()

    def said(step: str, done: int, total: int) -> None:
        sys.stderr.write(f"  {name}: {time.perf_counter() - began:6.2f} s {step}\n")

    with transaction.atomic():
        if role:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE alongside_work")
        with checked_file(
            content, "csv", feed=pack.feed("canonical"), pack=pack, as_of=DAY, today=DAY, progress=said
        ) as checked:
            take_in(checked=checked, agency=agency, extent="full", by=by)
    took = time.perf_counter() - began
    sys.stderr.write(f"  {name}: {took:6.2f} s taken in\n")
    return took


def council() -> Any:
    """York's operating model, and an agency with an agreement that holds."""
    from django.conf import settings

    from alongside.ground.access import actions as access
    from alongside.ground.access.models import Agency
    from alongside.ground.access.queries import the_system
    from alongside.ground.agencies import actions as agencies
    from alongside.ground.operating_models.actions import adopt

    adopt(folder=settings.PACKS_FOLDER / "york-2020", by=the_system())
    found = Agency.objects.filter(name="Benchmark council").first()
    if found is not None:
        return found
    agency = access.add_agency(name="Benchmark council", kind="council_early_help", by=the_system())
    keeper = access.add_person(email="bench@council.example", name="Bench", agency=agency, by=the_system())
    for role in ("access_administrator", "agency_administrator"):
        access.grant_role(user=keeper, role=role, by=the_system())
    text = agencies.publish_agreement(text="We share.", review_months=12, by=keeper)
    agencies.accept_agreement(text=text, by=keeper)
    return agency


def forget() -> None:
    """Empty what was loaded."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE partner_data_row, partner_data_heldinfile, partner_data_refusedrow, partner_data_sentfile,"
            " partner_data_load"
        )


if __name__ == "__main__":
    sys.exit(main())
