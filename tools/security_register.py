"""The ASVS register as a page: how much is met, and everything that is not, with what is missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

REGISTER = Path(__file__).resolve().parents[1] / "docs/asvs.yaml"
STATUSES = {"met": "Met", "partly": "Partly met", "not_met": "Not met", "not_applicable": "Does not apply"}


@dataclass(frozen=True)
class Requirement:
    """One line of the register. `evidence`: 'path::test', 'path#text in the file', or a path."""

    id: str
    level: int
    label: str
    status: str
    why: str = ""
    evidence: Sequence[str] = ()

    @property
    def chapter(self) -> int:
        """The chapter's number."""
        return int(self.id.partition(".")[0])


def register() -> tuple[dict[int, str], list[Requirement]]:
    """Titles of the chapters, and every requirement in its order."""
    kept: dict[str, Any] = yaml.safe_load(REGISTER.read_text(encoding="utf-8"))
    return kept["chapters"], [Requirement(**one) for one in kept["requirements"]]


def page() -> str:
    """The page `docs/security-register.md`."""
    chapters, every = register()
    counts = Counter(one.status for one in every)
    text = [
        "# Security register",
        "",
        f"The {len(every)} requirements of OWASP ASVS 5.0.0 at levels 1 and 2 that can apply here, judged by reading",
        "the code. Left out: WebRTC, and being an OAuth server or OpenID provider. Drawn from [asvs.yaml](asvs.yaml),",
        "where each line names its test or its evidence; a test proves that what it names is there. The labels are",
        "ours; the requirements' text is OWASP's, under these numbers.",
        "",
        "; ".join(f"{STATUSES[status].lower()}: **{counts[status]}**" for status in STATUSES) + ".",
        "",
        f"| chapter | {' | '.join(STATUSES.values())} |",
        f"|---|{'---|' * len(STATUSES)}",
    ]
    for number, title in chapters.items():
        here = Counter(one.status for one in every if one.chapter == number)
        text.append(f"| {number} {title} | {' | '.join(str(here[status] or '') for status in STATUSES)} |")
    for status in ("not_met", "partly", "not_applicable"):
        text += ["", f"## {STATUSES[status]}", "", "| | level | what | why |", "|---|---|---|---|"]
        text += [f"| {one.id} | {one.level} | {one.label} | {one.why} |" for one in every if one.status == status]
    return "\n".join([*text, ""])
