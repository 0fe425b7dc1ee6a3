"""The copy of somebody's record that they asked for: an accessible PDF (PDF/UA-1), nobody's name in its metadata."""

import datetime as dt
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typst

from alongside.ground.design_system.asking import clean_text
from alongside.ground.lib.clock import as_text
from alongside.improving.governance.models import SubjectItem, SubjectRequest
from alongside.improving.governance.words import Decision, Exemption

COMPLAIN = "You can ask us to look again, or complain to the Information Commissioner."
MISSING_LETTERS = "Some letters could not be printed here. Ask for a copy that has them."


def record_copy(request: SubjectRequest, items: Sequence[SubjectItem], council: str, written_at: dt.datetime) -> bytes:
    """The PDF of what is given, and of what was kept back how often and why."""
    content = content_for(request, items, council)
    try:
        return _typeset(content, written_at)
    except typst.TypstError as error:
        if "could not be displayed" not in error.diagnostic:
            raise
    content["intro"].append(MISSING_LETTERS)
    return _typeset(json.loads(_plain(json.dumps(content, ensure_ascii=False))), written_at)


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


def _typeset(content: dict[str, Any], written_at: dt.datetime) -> bytes:
    data = json.dumps(content, ensure_ascii=False)
    moment = written_at.replace(microsecond=0)
    pdf = typst.compile(_template(), format="pdf", sys_inputs={"data": data}, pdf_standards="ua-1", timestamp=moment)
    assert isinstance(pdf, bytes)  # noqa: S101 - one document, one file
    return pdf


def _plain(data: str) -> str:
    """The data with letters beyond Latin, which not every machine's fonts can draw, put as '(…)'."""
    beyond = {c for c in data if ord(c) > 0x24F and unicodedata.category(c)[0] in "LMS"}
    return re.sub(f"[{''.join(re.escape(c) for c in sorted(beyond))}]+", "(…)", data)
