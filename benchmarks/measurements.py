"""The measured times as a table, and its place in docs/measurements.md."""

import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "measurements.md"
BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"


@dataclass(frozen=True)
class Timing:
    """Seconds each visit to a page took, in the small and in the large council."""

    page: str
    small: Sequence[float]
    large: Sequence[float]


def p95(seconds: Sequence[float]) -> float:
    """The time 95 visits in a hundred stay within, in milliseconds."""
    return statistics.quantiles(seconds, n=20)[18] * 1000


def table(sizes: tuple[int, int], timings: Sequence[Timing]) -> str:
    """The timings in Markdown: median and p95 of each, and the ratio of the two p95."""
    small, large = (f"{size:,} people" for size in sizes)
    lines = [f"| page | {small}: median, p95 | {large}: median, p95 | p95 ratio |", "|---|---|---|---|"]
    for one in timings:
        cells = [f"{statistics.median(s) * 1000:.0f} ms, {p95(s):.0f} ms" for s in (one.small, one.large)]
        lines.append(f"| {one.page} | {cells[0]} | {cells[1]} | {p95(one.large) / p95(one.small):.2f} |")
    return "\n".join(lines)


def write(text: str, rounds: int) -> None:
    """Replace the table in docs/measurements.md, with when and how it was measured."""
    when = datetime.now(UTC).date()
    said = f"Measured on {when.day} {when:%B %Y}, {os.cpu_count()} cores, {rounds} visits each, the two in turns:"
    page = PAGE.read_text(encoding="utf-8")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{said}\n\n{text}\n{END}{after}", encoding="utf-8")
