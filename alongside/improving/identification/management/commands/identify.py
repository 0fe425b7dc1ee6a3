"""`alongside identify run|list|dpia`: match and count families, show a list, write the impact assessment.

Exit codes: 0 done, 1 refused with reasons, 2 wrong usage. With `--json`, one JSON document on standard output.
"""

import datetime as dt
import json
import sys
from argparse import SUPPRESS, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress

from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.improving.identification.finding import find_families
from alongside.improving.identification.impact import content_for, impact_pdf
from alongside.improving.identification.presenters import areas_in_words, who_in
from alongside.improving.identification.queries.evidence import rank_aloud
from alongside.improving.identification.queries.known import standings_of
from alongside.improving.identification.queries.lists import criteria_in_force, listed_for_jobs


def a_day(text: str) -> dt.date:
    """A day as 2026-03-27."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as wrong:
        raise ArgumentTypeError(f"‘{text}’ is not a day: write it as 2026-03-27") from wrong


def a_number(text: str) -> int:
    """A number from 1 on."""
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"‘{text}’ is not a number from 1 on")
    return int(text)


class Command(BaseCommand):
    """Count families who may need help, and show what came of it."""

    help = "Count families by the pack's criteria, and show the ranked, explained lists."

    def add_arguments(self, parser: CommandParser) -> None:
        """`run`, `list` and `dpia`, each with `--json`."""
        parser.add_argument("--json", action="store_true", help="Print one JSON document.")
        commands = parser.add_subparsers(dest="what", required=True, metavar="run | list | dpia")
        running = commands.add_parser("run", help="Match what changed, form households, and count whom it concerns.")
        running.add_argument("--full", action="store_true", help="Match and count everything.")
        running.add_argument("--as-of", type=a_day, metavar="DATE", help="As of this day; today unless said.")
        listing = commands.add_parser("list", help="The ranked list; nobody is named in it.")
        listing.add_argument("--list", metavar="ID", help="Id of the list; the first of the pack unless said.")
        listing.add_argument("--locality", metavar="L", help="Id of an area of the pack.")
        listing.add_argument("--school", metavar="S", help="A school, as the census names it.")
        listing.add_argument("--top", type=a_number, metavar="N", default=20, help="The first so many; 20 unless said.")
        writing = commands.add_parser("dpia", help="Write the data protection impact assessment as a PDF.")
        writing.add_argument("file", type=Path, metavar="FILE")
        for one in commands.choices.values():
            one.add_argument("--json", action="store_true", default=SUPPRESS, help="Print one JSON document.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say it."""
        document, lines = getattr(self, f"_{options['what']}")(options)
        as_json = json.dumps({"done": True, **document}, indent=2, ensure_ascii=False, default=str)
        self.stdout.write(as_json if options["json"] else "\n".join(lines))

    def _run(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        console = Console(stderr=True)
        columns = ("{task.description}", BarColumn(), MofNCompleteColumn())
        day = options["as_of"] or today()
        if day > today():
            raise Refused("That day has not come.", what_to_do="Count as of today, or of a day before.")
        with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task("Matching", total=None)

            def say(done: int, of: int, what: str) -> None:
                bar.update(task, completed=done, total=of, description=what)

            found = find_families(as_of=day, full=options["full"], by=the_system(), progress=say)
        run, households = found.run, found.households
        seconds = round((run.ended_at - run.began_at).total_seconds(), 3)
        document = {"kind": run.kind, "as_of": run.as_of, "households": households, "families_counted": run.counted,
                    "waiting": run.listed, "seconds_counting": seconds}  # fmt: skip
        said = (
            f"{households:,} households; {run.counted:,} families counted as of {run.as_of}; {run.listed:,} wait on"
            f" lists ({seconds} seconds of counting)."
        )
        return document, [said]

    def _list(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        pack, criteria = criteria_in_force()
        lists = [one for one in criteria.lists if one.in_force_on(today())] if criteria else []
        found = next((one for one in lists if options["list"] in (None, one.id)), None)
        if found is None:
            raise Refused(
                f"There is no list ‘{options['list']}’.",
                what_to_do=f"Use one of: {', '.join(one.id for one in lists)}.",
            )
        areas = {area.id for area in pack.localities.areas}
        if options["locality"] and options["locality"] not in areas:
            raise Refused(
                f"There is no locality ‘{options['locality']}’.", what_to_do=f"Use one of: {', '.join(sorted(areas))}."
            )
        rows = listed_for_jobs(found, area=options["locality"] or "", school=options["school"] or "")[: options["top"]]
        document = [
            {"place": place, "id": row.pk, "who": who_in(row.counted), "groups": row.groups,
             "groups_met": row.groups_met, "criteria_met": row.criteria_met, "records": row.records,
             "latest_on": row.latest_on, "areas": row.counted.areas, "why": rank_aloud(row, found)}
            for place, row in enumerate(rows, start=1)
        ]  # fmt: skip
        lines = [
            f"{place}. {who_in(row.counted)}, {areas_in_words(row.counted.areas, pack)}. {rank_aloud(row, found)}"
            for place, row in enumerate(rows, start=1)
        ]
        return {"list": found.id, "families": document}, lines or ["No family is on this list."]

    def _dpia(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        pack, criteria = criteria_in_force()
        if criteria is None:
            raise Refused("The operating model in force has no criteria.")
        told = content_for(pack, criteria, standings_of(pack, today()), today())
        options["file"].write_bytes(impact_pdf(told, now()))
        return {"file": options["file"].name}, [f"Written to {options['file']}. People finish and sign it."]
