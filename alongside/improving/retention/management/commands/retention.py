"""`alongside retention run [--dry-run] [--json]`: what is due to be disposed of, or dispose of it now."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from alongside.ground.lib.clock import as_text, today
from alongside.improving.retention.queries import Due, due_records
from alongside.improving.retention.tasks import run


class Command(BaseCommand):
    """Says what the rules of the pack in force would dispose of, and what holds it back; or disposes of it."""

    help = "Dispose of records that have been kept long enough; --dry-run only says which."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`run`, and `--json` for one JSON document."""
        parser.add_argument("what", choices=["run"])
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say it, record by record, by id: nobody is named."""
        due = due_records(today())
        gone = {one.record_id for one in ([] if options["dry_run"] else run())}
        if options["json"]:
            rows = [{**_row(one), "disposed": one.record_id in gone} for one in due]
            self.stdout.write(json.dumps({"ok": True, "dry_run": options["dry_run"], "records": rows}))
            return
        for one in due:
            what = "disposed of" if one.record_id in gone else one.held or ("due" if options["dry_run"] else "kept")
            self.stdout.write(f"{one.kind.value} {one.record_id}, due {as_text(one.due_on)}: {what}")
        self.stdout.write(f"{len(due)} due, {sum(bool(one.held) for one in due)} held, {len(gone)} disposed of")


def _row(one: Due) -> dict[str, str]:
    return {
        "kind": one.kind.value, "record": str(one.record_id), "rule": one.rule.id, "due_on": one.due_on.isoformat(),
        "held": one.held,
    }  # fmt: skip
