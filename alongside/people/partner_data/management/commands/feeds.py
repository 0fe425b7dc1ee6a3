"""`alongside feeds check|load|status`: partners' files from the command line.

Exit codes: 0 done, 1 refused with reasons, 2 wrong usage. With `--json`, one JSON document on standard output.
"""

import datetime as dt
import json
import sys
from argparse import SUPPRESS, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import as_text, today
from alongside.ground.operating_models.queries import Feed, current_pack
from alongside.people.partner_data.actions import take_in
from alongside.people.partner_data.checking import Checked, checked_file, report_of
from alongside.people.partner_data.presenters import freshness_line, remark_lines, rows_to_correct
from alongside.people.partner_data.queries import all_freshness, feed_called, refused_of, sender
from alongside.people.partner_data.sheets import kind_of
from alongside.people.partner_data.spreadsheets import as_csv
from alongside.people.partner_data.taking import compare
from alongside.people.partner_data.words import Extent


def a_day(text: str) -> dt.date:
    """2026-03-02 as a date."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as wrong:
        raise ArgumentTypeError(f"'{text}' is not a date; write it as 2026-03-02") from wrong


class Command(BaseCommand):
    """Check a feed's file, take it in, or say what is held."""

    help = "Check or take in a partner's file, or say what is held, as of when, covering whom."

    def add_arguments(self, parser: CommandParser) -> None:
        """`check FEED FILE`, `load FEED FILE`, `status`; each with `--json`."""
        parser.add_argument("--json", action="store_true", help="Print one JSON document.")
        commands = parser.add_subparsers(dest="what", required=True, metavar="check | load | status")
        check = commands.add_parser("check", help="Validate a file; nothing is taken in.")
        load = commands.add_parser("load", help="Validate a file and take it in.")
        for one in (check, load):
            one.add_argument("feed", help="Id of the feed, such as attendance.")
            one.add_argument("file", type=Path)
            one.add_argument("--as-of", type=a_day, help="The day the file shows; else its column as_of, else today.")
            one.add_argument("--extent", choices=[str(extent) for extent in Extent], help="Else what the feed says.")
        load.add_argument(
            "--agency", default="", help="Whose data it is, where more than one agency could have sent it."
        )
        load.add_argument("--smaller", action="store_true", help="The file is right, though far smaller than the last.")
        load.add_argument("--refused-rows", type=Path, help="Where to write the refused rows, as CSV to correct.")
        status = commands.add_parser("status", help="What each feed holds, as of when, and whether that is fresh.")
        for one in (check, load, status):
            one.add_argument("--json", action="store_true", default=SUPPRESS, help="Print one JSON document.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; Refused goes up to `alongside`, which says the reasons and ends with 1."""
        document, lines = getattr(self, f"_{options['what']}")(options)
        said = (
            json.dumps({"ok": True, **document}, ensure_ascii=False, indent=2) if options["json"] else "\n".join(lines)
        )
        self.stdout.write(said)

    def _check(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        feed = feed_called(options["feed"])
        with _file(feed, options) as checked:
            found = report_of(checked, compare(checked, options["extent"] or feed.extent))
        return found, [*_counts(found), *remark_lines(found["remarks"])]

    def _load(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        feed = feed_called(options["feed"])
        agency = sender(feed, options["agency"])
        with _file(feed, options) as checked:
            taken = take_in(
                checked=checked, agency=agency, extent=options["extent"] or feed.extent, by=the_system(),
                accept_smaller=options["smaller"],
            )  # fmt: skip
        load = taken.load
        if options["refused_rows"]:
            rows = rows_to_correct(load, refused_of(load).iterator(chunk_size=2000))
            options["refused_rows"].write_bytes(b"".join(as_csv(rows)))
        found = {
            "load": str(load.pk), "number": load.number, "is_new": taken.is_new, "feed": load.feed,
            "agency": agency.name, "as_of": load.as_of.isoformat(), "extent": load.extent, "sha256": load.sha256,
            "rows": load.rows, "new": load.new, "changed": load.changed, "unchanged": load.unchanged,
            "refused": load.refused, "repeated": load.repeated, "retired": load.retired,
            "completeness": load.completeness, "remarks": load.remarks,
        }  # fmt: skip
        if not taken.is_new:
            return found, ["This file has been taken in already: nothing changes."]
        return found, [f"Load {load.number} of {feed.name}:", *_counts(found), *remark_lines(load.remarks)]

    def _status(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        lines = all_freshness()
        feeds = [
            {
                "feed": one.feed, "name": one.name, "as_of": one.as_of.isoformat() if one.as_of else None,
                "records": one.records, "completeness": one.completeness, "agency": one.agency or None,
                "contact": one.contact, "fresh_within_days": one.within_days, "stale": one.stale,
            }
            for one in lines
        ]  # fmt: skip
        return {"feeds": feeds}, [freshness_line(one) for one in lines]


@contextmanager
def _file(feed: Feed, options: dict[str, Any]) -> Iterator[Checked]:
    path: Path = options["file"]
    try:
        content = path.read_bytes()
    except OSError as missing:
        raise CommandError(f"There is no file {path.name} that can be read.") from missing
    with _bar(show=not options["json"] and sys.stderr.isatty()) as bar:
        task = bar.add_task("Reading the file", total=3)
        with checked_file(
            content, kind_of(path.name), feed=feed, pack=current_pack().pack, as_of=options["as_of"], today=today(),
            progress=lambda step, done, total: bar.update(task, description=step, completed=done, total=total),
        ) as checked:  # fmt: skip
            yield checked


def _bar(*, show: bool) -> Progress:
    from rich.console import Console

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), disable=not show, transient=True)


def _counts(found: dict[str, Any]) -> list[str]:
    names = ("new", "changed", "unchanged", "refused", "repeated", "retired")
    counts = ", ".join(f"{found[name]:,} {name}" for name in names)
    return [f"{found['rows']:,} rows as of {as_text(dt.date.fromisoformat(found['as_of']))}: {counts}"]
