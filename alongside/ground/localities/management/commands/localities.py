"""`alongside localities load FILE`: take in small areas and wards."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from alongside.ground.access.queries import the_system
from alongside.ground.lib.errors import Refused
from alongside.ground.localities.actions import load


class Command(BaseCommand):
    """Takes in the lookup of small areas, wards and councils (CSV)."""

    help = "Take in the lookup of small areas, wards and councils."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`load FILE`, and `--json` for one JSON document."""
        parser.add_argument("what", choices=["load"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file and say what was taken and what was refused."""
        try:
            loaded = load(file=options["file"], by=the_system())
        except Refused as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        counts = {"new": loaded.new, "changed": loaded.changed, "unchanged": loaded.unchanged}
        refused = [{"line": row.line, "why": row.why} for row in loaded.refused]
        if options["json"]:
            self.stdout.write(json.dumps({**counts, "refused": refused}))
            return
        self.stdout.write(", ".join(f"{count} {word}" for word, count in counts.items()) + f", {len(refused)} refused")
        for row in refused:
            self.stdout.write(f"  line {row['line']}: {row['why']}")
