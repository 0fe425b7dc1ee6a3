"""`alongside pack check|diff|adopt`: operating model packs from the command line.

Exit codes: 0 done, 1 refused with reasons, 2 wrong usage. With `--json`, one JSON document on standard output.
"""

import json
from argparse import SUPPRESS
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandParser

from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.actions import PackHasProblems, adopt
from alongside.ground.operating_models.diff import differences
from alongside.ground.operating_models.queries import AFFECTED
from alongside.ground.operating_models.reading.load import Checked, check_folder, digest_of

SYSTEM = "system@alongside.invalid"  # the actor of commands, made by the access package


class Command(BaseCommand):
    """Check a pack, say in words what changes between two, or put one in force."""

    help = "Check an operating model pack, compare two, or adopt one."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON document.")
        commands = parser.add_subparsers(dest="what", required=True, metavar="check | diff | adopt")
        check = commands.add_parser("check", help="Validate a pack's folder, examples included.")
        check.add_argument("folder", type=Path)
        diff = commands.add_parser("diff", help="Say in words what changes from one pack to another.")
        diff.add_argument("old", type=Path)
        diff.add_argument("new", type=Path)
        adopting = commands.add_parser("adopt", help="Put a pack in force.")
        adopting.add_argument("folder", type=Path)
        adopting.add_argument("--by", default="system@alongside.invalid", help="Who adopts it: their user name.")
        adopting.add_argument("--note", default="", help="Why, for the record.")
        for one in (check, diff, adopting):
            one.add_argument("--json", action="store_true", default=SUPPRESS, help="Print one JSON document.")

    def handle(self, *args: Any, **options: Any) -> None:
        answer: tuple[dict[str, Any], list[str], bool] = getattr(self, f"_{options['what']}")(options)
        document, lines, done = answer
        self.stdout.write(
            json.dumps({"ok": done, **document}, ensure_ascii=False, indent=2) if options["json"] else "\n".join(lines)
        )
        if not done:
            raise SystemExit(1)

    def _check(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str], bool]:
        checked = check_folder(options["folder"])
        if checked.pack is None:
            return _problems(options["folder"], checked)
        pack = checked.pack
        said = {
            "pack": pack.info.id,
            "version": pack.info.version,
            "digest": digest_of(pack),
            "examples": len(pack.examples),
            "problems": [],
        }
        line = f"{pack.info.title}, version {pack.info.version}: no mistakes; {len(pack.examples)} examples come true."
        return said, [line], True

    def _diff(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str], bool]:
        packs = []
        for name in ("old", "new"):
            one = check_folder(options[name])
            if one.pack is None:
                return _problems(options[name], one)
            packs.append(one.pack)
        old, new = packs
        changes = [change.in_words() for change in differences(old, new)]
        affected = [line for lines in AFFECTED(old, new) for line in lines]
        return {"changes": changes, "affected": affected}, [*(changes or ["Nothing changes."]), *affected], True

    def _adopt(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str], bool]:
        users = get_user_model()
        by = users._default_manager.filter(**{users.USERNAME_FIELD: options["by"]}).first()
        if by is None:
            said = f"There is no user '{options['by']}'."
            return {"refused": said}, [said, "Name one with --by."], False
        try:
            adoption = adopt(folder=options["folder"], by=by, note=options["note"])
        except PackHasProblems as refusal:
            return _problems(options["folder"], Checked(None, refusal.problems))
        except Refused as refusal:
            return {"refused": str(refusal)}, [str(refusal)], False
        version = adoption.version
        line = f"{version.council}: version {version.version} is {'now' if adoption.changed else 'already'} in force."
        return {"version_id": str(version.pk), "changed": adoption.changed}, [line], True


def _problems(folder: Path, checked: Checked) -> tuple[dict[str, Any], list[str], bool]:
    lines = [problem.in_words() for problem in checked.problems]
    return (
        {"problems": [problem.as_json() for problem in checked.problems]},
        [*lines, f"{folder.name}: {len(lines)} to correct."],
        False,
    )
