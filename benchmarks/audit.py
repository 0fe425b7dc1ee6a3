"""`python -m benchmarks.audit`: how fast events are written into their chains, and how fast the chains are verified.

In a database of its own under `.data/bench-audit`, emptied first. Verifying is measured beside reading the same rows
without hashing them, so that the figure can be compared from machine to machine.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
A_TRANSACTION = 1_000

INSERT = """
INSERT INTO audit_event (id, at, kind, by_id, roles, agency_id, record_type, record_id, family_id, rule_id, standing,
                         device, device_mark, detail, terms)
SELECT gen_random_uuid(), clock_timestamp(), 'audit.seen', %(by)s, '{practitioner}', gen_random_uuid(),
       'families.family', family, family::uuid, '', 'involved', 'Chrome on Windows', repeat('a', 32),
       jsonb_build_object('records', jsonb_build_array(family)), ''
FROM (SELECT md5(((n * 7919 + %(first)s) %% 50000)::text)::uuid::text AS family FROM generate_series(1, %(many)s) n) f
ORDER BY audit_shard_of(family::uuid, '')
"""


def main() -> int:
    """Write the events, anchor them, verify them, and print rows a second."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    parser.add_argument("--events", type=int, default=300_000)
    options = parser.parse_args()
    os.environ.update(
        ALONGSIDE_DATA=str(ROOT / ".data" / "bench-audit"),
        ALONGSIDE_MODE="demo",
        DJANGO_SETTINGS_MODULE="alongside.project.settings",
    )
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, stdout=sys.stderr)
    import django

    django.setup()
    written = write(options.events)
    print(f"written, {A_TRANSACTION:,} to a transaction: {options.events / written:,.0f} events a second")
    read, verified = verify_them(options.events)
    print(f"read without hashing: {options.events / read:,.0f} events a second")
    print(f"verified: {options.events / verified:,.0f} events a second ({verified:.2f} seconds)")
    return 0


def write(events: int) -> float:
    """Seconds to write this many events about 50,000 families, chained by the trigger."""
    from django.db import connection, transaction

    from alongside.ground.audit.queries import the_system

    by = the_system().pk
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_event, audit_shard")
    began = time.perf_counter()
    for first in range(0, events, A_TRANSACTION):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT, {"by": by, "first": first, "many": min(A_TRANSACTION, events - first)})
        sys.stderr.write(f"\r{first + A_TRANSACTION:,} of {events:,} written")
    sys.stderr.write("\n")
    return time.perf_counter() - began


def verify_them(events: int) -> tuple[float, float]:
    """Seconds to read every row through the same cursor, and seconds to verify them against an anchor."""
    from django.db import connection, transaction

    from alongside.ground.audit import anchors, verifying

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE audit_event")
    ranges = [(shard, 0, number) for shard, (number, _) in verifying._heads().items()]
    with transaction.atomic():
        began = time.perf_counter()
        for _ in verifying._rows(connection.connection, ranges):
            pass
        read = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "heads.jsonl"
        anchors.add(file)
        began = time.perf_counter()
        result = verifying.verify(anchors.read(file))
    if result.findings or result.events != events:
        raise AssertionError(f"{result.events} events, {result.findings[:3]}")
    return read, time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
