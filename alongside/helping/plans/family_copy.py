"""The plan for one of the family to keep: in plain words, as a page and as an accessible PDF (PDF/UA-1)."""

from functools import cache
from pathlib import Path
from typing import Any

from alongside.ground.design_system.asking import clean_text
from alongside.ground.lib.clock import as_text
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.plans.models import Plan
from alongside.helping.plans.presenters import ActionLine, Names, OutcomeLine, plan_on_a_page
from alongside.people.episodes.models import TeamMember


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
def template() -> bytes:
    """How it is laid out, in Typst."""
    return (Path(__file__).parent / "typst" / "plan.typ").read_bytes()
