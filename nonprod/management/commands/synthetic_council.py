"""`alongside synthetic_council`: a made-up council to try, to show and to measure."""

import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from nonprod.council import make_council


class Command(BaseCommand):
    """Make the council's partnership, people and stories; a run cut short is finished by the next."""

    help = "Make a council of made-up people. Run again, it finishes what is missing and changes nothing else."
    stealth_options = ("progress",)

    def add_arguments(self, parser: CommandParser) -> None:
        """The size of the council, the seed it grows from, and how."""
        parser.add_argument("--people", type=int, default=3000, help="how many people (default 3,000)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same council")
        parser.add_argument("--bulk", action="store_true", help="copy most stories row by row: for measuring at size")
        parser.add_argument("--json", action="store_true", help="print one JSON document when done")

    def handle(self, *_: Any, **options: Any) -> None:
        """Make it, saying how far it has come."""
        progress: Callable[[int, int], None] = options.get("progress") or self._say
        made = make_council(people=options["people"], seed=options["seed"], bulk=options["bulk"], progress=progress)
        if options["json"]:
            self.stdout.write(json.dumps(made))
        else:
            self.stdout.write(", ".join(f"{name}: {count:,}" for name, count in made.items()))

    def _say(self, done: int, total: int) -> None:
        self.stderr.write(f"progress {done}/{total}")
