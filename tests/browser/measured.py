"""Writes what the journeys cost into docs/measurements.md, when asked to by MEASURE=1."""

import os
import re
from pathlib import Path

from tests.browser.council import Council
from tests.browser.hands import Tally

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measurements.md"
BEGIN, END = "<!-- five journeys: begin -->", "<!-- five journeys: end -->"
ROW = re.compile(r"^\| (?P<what>[^|]+) \| (?P<who>[^|]+) \|", re.MULTILINE)
HEAD = "| journey | council | pages sent or opened | fields | seconds |\n|---|---|---|---|---|\n"


def note(council: Council, what: str, tally: Tally) -> None:
    """Keep one journey's cost; a journey without a step or a field was not one."""
    assert tally.steps and tally.fields and tally.seconds, f"{what}: nothing was counted"
    if os.environ.get("MEASURE") == "1":
        line = f"| {what} | {council.pack.info.council} | {tally.steps} | {tally.fields} | {tally.seconds:.1f} |"
        PAGE.write_text(_with(PAGE.read_text(encoding="utf-8"), line), encoding="utf-8")


def _with(page: str, line: str) -> str:
    before, rest = page.split(BEGIN)
    kept, after = rest.split(END)
    rows = {_key(one): one for one in kept.splitlines() if one.startswith("| ") and not one.startswith("| journey")}
    rows[_key(line)] = line
    return f"{before}{BEGIN}\n{HEAD}" + "\n".join(rows.values()) + f"\n{END}{after}"


def _key(line: str) -> tuple[str, str]:
    found = ROW.match(line)
    assert found is not None
    return found["what"], found["who"]
