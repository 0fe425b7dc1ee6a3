"""The plan for the family to keep: in plain words, as a page and as an accessible PDF (PDF/UA-1)."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import typst

from alongside.ground.design_system.asking import clean_text
from alongside.ground.lib.clock import as_text, now
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.plans.models import Plan
from alongside.helping.plans.presenters import ActionLine, Names, OutcomeLine, plan_on_a_page
from alongside.people.episodes.models import TeamMember

UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def content_for(plan: Plan, team: list[TeamMember], names: Names) -> dict[str, Any]:
    """What the family's copy says. No telephone numbers of theirs, no identifiers, no address."""
    page, pack = plan_on_a_page(plan, names), pack_at(plan.pack_version_id)
    return {
        "title": "Our plan",
        "council": pack.info.council,
        "intro": [
            f"You agreed this plan on {as_text(page.agreed_on)}."
            if page.agreed_on
            else "You have not agreed this plan yet. It can still change.",
            *([f"We look at it together again on {as_text(page.review_on)}."] if page.review_on else []),
        ],
        "parts": [
            {"title": "What we work on now", "outcomes": [_outcome(one) for one in page.now]},
            {"title": "What comes after", "outcomes": [_outcome(one) for one in page.waiting]},
            {"title": "What is finished", "outcomes": [_outcome(one) for one in page.settled]},
        ],
        "people": [{"name": member.name, "part": _part(member)} for member in team],
        "view": clean_text(page.family_view),
        "closing": "This is your plan. If something is wrong, or you change your mind, tell anybody on this list.",
    }


def pdf_of(plan: Plan, team: list[TeamMember], names: Names) -> bytes:
    """The PDF of the family's copy. Letters no font can draw are put in words or left out, and said to be."""
    content = content_for(plan, team, names)
    try:
        return _typeset(content)
    except typst.TypstError as error:
        missing = _undrawn_in(error)
        if not missing:
            raise
    beyond = missing | {c for c in json.dumps(content, ensure_ascii=False) if ord(c) > 0x24F and _is_letter(c)}
    drawable = json.loads(_without(json.dumps(content, ensure_ascii=False), beyond))
    drawable["intro"].append("Some letters could not be printed here. Ask for a copy that has them.")
    return _typeset(drawable)


def _outcome(line: OutcomeLine) -> dict[str, Any]:
    return {
        "words": clean_text(line.words),
        "need": line.family_need,
        "different": clean_text(line.different),
        "status": line.status,
        "waits": f"This waits for: {', '.join(line.waits_for)}." if line.waits_for else "",
        "actions": [_action(one) for one in line.actions],
    }


def _action(line: ActionLine) -> str:
    when = f"by {as_text(line.due_on)}" if line.is_to_do else f"done on {as_text(line.done_on)}"
    if not line.is_to_do and line.done_on is None:
        when = "this will not happen"
    return clean_text(f"{line.what}: {line.owner}, {when}")


def _part(member: TeamMember) -> str:
    said = [member.part, str(member.agency) if member.agency else ""]
    return ", ".join(text for text in said if text)


@cache
def _template() -> bytes:
    return (Path(__file__).parent / "typst" / "plan.typ").read_bytes()


def _typeset(content: dict[str, Any]) -> bytes:
    data = json.dumps(content, ensure_ascii=False)
    at = now().replace(microsecond=0)
    made = typst.compile(_template(), format="pdf", sys_inputs={"data": data}, pdf_standards="ua-1", timestamp=at)
    assert isinstance(made, bytes)  # noqa: S101 - one document, one file
    return made


def _undrawn_in(error: typst.TypstError) -> set[str]:
    texts = UNDRAWN.findall(error.diagnostic)
    return {letter for text in texts for letter in ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)}


def _is_letter(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMS"


def _without(text: str, letters: set[str]) -> str:
    pattern = "".join(re.escape(letter) for letter in sorted(letters))
    return re.sub(f"[{pattern}]+", lambda run: _said(run.group()), text)


def _said(run: str) -> str:
    names = [unicodedata.name(c, "").lower() for c in run if unicodedata.category(c) in {"So", "Sk"}]
    named = ", ".join(name for name in names if name)
    return f"({named})" if named else "(…)"
