"""The copy of somebody's record that they asked for: an accessible PDF (PDF/UA-1), nobody's name in its metadata."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from alongside.ground.design_system.asking import clean_text
from alongside.ground.lib.clock import as_text
from alongside.ground.lib.pdf import typeset
from alongside.improving.governance.models import SubjectItem, SubjectRequest
from alongside.improving.governance.words import Decision, Exemption

COMPLAIN = "You can ask us to look again, or complain to the Information Commissioner."


def record_copy(request: SubjectRequest, items: Sequence[SubjectItem], council: str, written_at: dt.datetime) -> bytes:
    """The PDF of what is given, and of what was kept back how often and why."""
    return typeset(_template(), content_for(request, items, council), written_at=written_at).pdf


def content_for(request: SubjectRequest, items: Sequence[SubjectItem], council: str) -> dict[str, Any]:
    """What the document says, as data."""
    given = [one for one in items if one.shown]
    withheld = [one for one in items if one.decision == Decision.WITHHOLD]
    parts = sum(one.decision == Decision.REDACT for one in items)
    kinds = list(dict.fromkeys(one.kind for one in given))
    return {
        "title": "What is held about you", "council": council,
        "intro": [
            f"You asked on {as_text(request.asked_on)} for what {council} holds about you in its early help system.",
            f"Your reference is {request.reference}.",
            f"Here are {len(given)} of {len(items)} records. In {parts} of them parts about other people are removed.",
        ],
        "sections": [
            {
                "title": kind,
                "items": [
                    {"title": as_text(one.on) if one.on else f"Record {one.number}", "says": _lines(one.shown)}
                    for one in given if one.kind == kind
                ],
            }
            for kind in kinds
        ],
        "closing": {
            "title": "What was kept back, and why",
            "says": [*_withheld(withheld), COMPLAIN],
        },
    }  # fmt: skip


def _withheld(items: Sequence[SubjectItem]) -> list[str]:
    counted = Counter(one.exemption for one in items)
    said = [f"{count} of the records: {Exemption(why).label}." for why, count in sorted(counted.items())]
    return said or ["Nothing was kept back whole."]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in clean_text(text).split("\n") if line.strip()]


@cache
def _template() -> bytes:
    return (Path(__file__).parent / "typst" / "record.typ").read_bytes()
