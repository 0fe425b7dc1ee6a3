"""`alongside contacts load FILE`: take in a spreadsheet of contacts."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alongside.ground.access.queries import the_system
from alongside.ground.lib.errors import Refused
from alongside.helping.front_door.actions import accept_file
from alongside.helping.front_door.models import ContactFile
from alongside.helping.front_door.presenters import rows_to_correct
from alongside.helping.front_door.queries import wrong_rows_of
from alongside.helping.front_door.sheets import as_csv
from alongside.helping.front_door.taking import take_in


class Command(BaseCommand):
    """Takes in contacts from a CSV or XLSX file; wrong rows can be written to a file to correct and send again."""

    help = "Take in a spreadsheet of contacts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`load FILE`, `--wrong-rows FILE` and `--json`."""
        parser.add_argument("what", choices=["load"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--wrong-rows", type=Path, help="where to write the rows that could not be taken, as CSV")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the file in, and say what was taken and what is wrong."""
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as missing:
            raise CommandError(f"There is no file {path} that can be read.", returncode=1) from missing
        try:
            file = accept_file(content=content, kind=path.suffix.lower().lstrip("."), by=the_system())
            file = take_in(file, by=the_system(), progress=None if options["json"] else self._say)
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        if file.why_failed:
            raise CommandError(file.why_failed, returncode=1)
        self._report(file, options)

    def _say(self, file: ContactFile) -> None:
        self.stdout.write(f"{file.rows_read} rows read, {file.taken} taken in", ending="\r")
        self.stdout.flush()

    def _report(self, file: ContactFile, options: dict[str, Any]) -> None:
        wrong = list(wrong_rows_of(file))
        if options["wrong_rows"]:
            options["wrong_rows"].write_bytes(b"".join(as_csv(rows_to_correct(file, wrong))))
        counts = {"read": file.rows_read, "taken": file.taken, "already": file.already, "wrong": file.wrong}
        if options["json"]:
            rows = [{"line": row.line, "problems": row.problems} for row in wrong]
            self.stdout.write(json.dumps({**counts, "wrong_rows": rows}))
            return
        self.stdout.write(
            f"{file.taken} taken in, {file.already} taken in before, {file.wrong} wrong, of {file.rows_read} rows"
        )
        for row in wrong[:50]:
            self.stdout.write(f"  line {row.line}: " + "; ".join(f"{column}: {why}" for column, why in row.problems))
        if len(wrong) > 50:
            self.stdout.write(f"  and {len(wrong) - 50} more: use --wrong-rows FILE to have them all")
