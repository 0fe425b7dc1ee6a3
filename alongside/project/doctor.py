"""`alongside doctor`: what is wrong with this installation, in words, each with what to do."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

from alongside.project.database import CHECKOUT, data_folder

LEAST_FREE = 1024**3
LEAST_POSTGRES = (150010, 160006, 170002)
"""The releases of each series in which kept statements ask again who reads; all later series do."""

BEYOND_THE_WALL = """SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (
    SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relrowsecurity)
    FROM pg_roles r WHERE r.rolname = current_user"""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is well, and what to do when it is not."""

    what: str
    well: bool
    advice: str = ""


def run(*, as_json: bool) -> int:
    """Look at everything; 0 when all is well, 1 when something is not."""
    found = examine()
    well = all(finding.well for finding in found)
    if as_json:
        document = {"well": well, "findings": [asdict(finding) for finding in found]}
        sys.stdout.write(json.dumps(document, indent=2) + "\n")
    else:
        for finding in found:
            sys.stdout.write(f"{'well ' if finding.well else 'WRONG'}  {finding.what}\n")
            if not finding.well:
                sys.stdout.write(f"       {finding.advice}\n")
    return 0 if well else 1


def examine() -> list[Finding]:
    """Every finding, in the order in which one breaks the next."""
    looks: tuple[Callable[[], Finding], ...] = (python, room, styles, database, readiness, wall, pack, people, scanner)
    return [look() for look in looks]


def python() -> Finding:
    """Python is new enough."""
    version = sys.version.split()[0]
    return Finding(f"Python {version}", sys.version_info >= (3, 11), "Install Python 3.11 or newer.")


def room() -> Finding:
    """The disk has room for the database to grow."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    return Finding(
        f"{free // 1024**2:,} MB free for the data",
        free > LEAST_FREE,
        "Less than 1 GB is left: make room on this disk.",
    )


def styles() -> Finding:
    """The pages' styles have been built."""
    sheet = CHECKOUT / "alongside/ground/design_system/static/build/alongside.css"
    return Finding("Styles of the pages", sheet.exists(), "They have not been built: run 'make setup'.")


def database() -> Finding:
    """PostgreSQL answers, and is new enough."""
    try:
        import django
        from django.db import connection

        django.setup()
        connection.ensure_connection()
        version = connection.pg_version  # type: ignore[attr-defined]
    except Exception as trouble:  # whatever it is, it is what the person asked about
        advice = (
            f"It cannot be reached ({type(trouble).__name__}). Check DATABASE_URL, or unset it for the embedded one."
        )
        return Finding("PostgreSQL", False, advice)
    return Finding(f"PostgreSQL {version // 10000}.{version % 10000}", *new_enough(version))


def new_enough(version: int) -> tuple[bool, str]:
    """Whether PostgreSQL of this number (150010 is 15.10) may hold the walls, and what to do when not."""
    least = max((one for one in LEAST_POSTGRES if one // 10000 <= version // 10000), default=LEAST_POSTGRES[0])
    advice = (
        f"Alongside needs PostgreSQL {least // 10000}.{least % 10000} or newer: until then a statement kept for one "
        "reader could be answered with another reader's policies (CVE-2024-10976)."
    )
    return version >= least, advice


def readiness() -> Finding:
    """The database is up to date."""
    from alongside.project.health import why_not_ready

    reason = why_not_ready()
    return Finding("Database up to date", not reason, reason)


def wall() -> Finding:
    """The role of DATABASE_URL, with which the web server runs, cannot pass the database's own wall."""
    import os

    from django.db import DatabaseError, connection

    if not os.environ.get("DATABASE_URL"):
        return Finding("The web server's role owns nothing", True)
    try:
        with connection.cursor() as cursor:
            cursor.execute(BEYOND_THE_WALL)
            passes = bool(cursor.fetchone()[0])
    except DatabaseError:
        passes = True
    advice = "Run 'alongside serve' with a DATABASE_URL whose user is alongside_web; keep the owner for 'migrate'."
    return Finding("The web server's role owns nothing", not passes, advice)


def pack() -> Finding:
    """An operating model is in force."""
    from django.db import DatabaseError

    from alongside.ground.operating_models.models import PackVersion

    try:
        adopted = PackVersion.objects.exists()
    except DatabaseError:
        adopted = False
    return Finding("Operating model", adopted, "None has been adopted yet: run 'alongside pack adopt packs/york-2020'.")


def people() -> Finding:
    """Somebody can bring agencies and people on board."""
    from django.db import DatabaseError

    from alongside.ground.access.queries import people_who_may
    from alongside.ground.access.words import Permission

    try:
        there = people_who_may(Permission.MANAGE_AGENCIES).exists()
    except DatabaseError:
        there = False
    advice = (
        "Nobody has joined who brings agencies on board: run 'alongside council invite E-MAIL --role "
        "access_administrator --role agency_administrator', and open the link it prints."
    )
    return Finding("Somebody brings agencies on board", there, advice)


def scanner() -> Finding:
    """The scanner of what people send answers, where one is configured."""
    from alongside.ground.lib.scanning import answers

    answered = answers()
    if answered is None:
        return Finding("No scanner of files is configured (ALONGSIDE_CLAMD)", True)
    advice = "clamd does not answer at ALONGSIDE_CLAMD, so every file is refused: start it, or correct the address."
    return Finding("Scanner of files (clamd)", answered, advice)
