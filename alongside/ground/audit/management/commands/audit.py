"""`alongside audit anchor|verify|status`: prove the audit trail.

Exit codes: 0 done and nothing found, 1 something is wrong, 2 wrong usage. With `--json`, one JSON document on standard
output.
"""

import json
import time
from argparse import SUPPRESS
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from alongside.ground.audit import anchors, queries
from alongside.ground.audit.verifying import Verified, anchor_numbered, events_to_verify, verify
from alongside.ground.lib.clock import now

Answer = tuple[dict[str, Any], list[str], bool]


class Command(BaseCommand):
    """Anchor the chains outside the database, verify them, or say how they stand."""

    help = "Anchor the audit trail outside the database, verify it, or say how it stands."

    def add_arguments(self, parser: CommandParser) -> None:
        """`anchor`, `verify` and `status`, each with `--json`."""
        parser.add_argument("--json", action="store_true", help="Print one JSON document.")
        commands = parser.add_subparsers(dest="what", required=True, metavar="anchor | verify | status")
        commands.add_parser("anchor", help="Write the heads of all chains to the file outside the database.")
        verifying = commands.add_parser("verify", help="Compute every chain anew and compare it with the anchors.")
        verifying.add_argument(
            "--since-anchor", type=int, metavar="N", help="Only what came after this line of the anchors."
        )
        commands.add_parser("status", help="How many events and anchors there are, and how old the last anchor is.")
        for one in commands.choices.values():
            one.add_argument("--json", action="store_true", default=SUPPRESS, help="Print one JSON document.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, say it, and exit 1 when something is wrong."""
        answer: Answer = getattr(self, f"_{options['what']}")(options)
        document, lines, is_well = answer
        said = json.dumps({"ok": is_well, **document}, indent=2) if options["json"] else "\n".join(lines)
        self.stdout.write(said)
        if not is_well:
            raise SystemExit(1)

    def _anchor(self, _options: dict[str, Any]) -> Answer:
        try:
            anchor = anchors.add(anchors.path())
        except OSError as error:
            said = f"The anchors could not be written: {error.strerror}."
            return {"refused": said}, [said], False
        if anchor is None:
            return {"anchor": None}, ["Nothing happened since the last anchor."], True
        line = f"Anchor {anchor.number}: the heads of {len(anchor.heads)} chains."
        return {"anchor": anchor.number, "chains": len(anchor.heads)}, [line], True

    def _verify(self, options: dict[str, Any]) -> Answer:
        kept = anchors.read(anchors.path())
        since = None
        if options["since_anchor"] is not None:
            since = anchor_numbered(kept, options["since_anchor"])
            if since is None:
                said = f"There is no anchor {options['since_anchor']}."
                return {"refused": said}, [said], False
        console = Console(stderr=True)
        columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        began = time.monotonic()
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("Verifying", total=events_to_verify(since))
            result = verify(kept, since=since, progress=lambda events: bar.advance(task, events))
        return self._found(result, time.monotonic() - began)

    def _found(self, result: Verified, seconds: float) -> Answer:
        document = {
            "events": result.events,
            "anchors": result.anchors,
            "seconds": round(seconds, 3),
            "findings": [
                {"kind": one.kind, "chain": one.shard, "number": one.number, "event": one.event_id, "said": one.said}
                for one in result.findings
            ],
        }
        counted = f"{result.events:,} events and {result.anchors:,} anchors in {seconds:.1f} seconds"
        if not result.findings:
            return document, [f"{counted}: everything is as it was written."], True
        return document, [*(one.said for one in result.findings), f"{counted}: {len(result.findings)} found."], False

    def _status(self, _options: dict[str, Any]) -> Answer:
        kept = anchors.read(anchors.path())
        last = kept.lines[-1].at if kept.lines else None
        minutes = round((now() - last).total_seconds() / 60) if last else None
        waiting = queries.open_alerts().count()
        document = {
            "events": events_to_verify(),
            "anchors": len(kept.lines),
            "last_anchor": last.isoformat() if last else None,
            "open_alerts": waiting,
        }
        anchored = f"the last {minutes} minutes ago" if last else "none yet"
        line = f"{document['events']:,} events. {len(kept.lines):,} anchors, {anchored}. {waiting} open alerts."
        return document, [line, *kept.problems], not kept.problems
