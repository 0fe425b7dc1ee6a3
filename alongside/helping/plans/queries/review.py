"""Reading reviews, and what has changed between them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from alongside.ground.operating_models.queries import pack_at
from alongside.helping.assessments.queries import Point, scales_over_time
from alongside.helping.plans.models import Plan, PlanAction, Review, ReviewAnswer, ReviewVoice
from alongside.helping.plans.queries.plan import actions_of, in_use
from alongside.helping.plans.words import ActionState


@dataclass(frozen=True)
class Kept:
    """What became of the plan's actions in a time: done, past their date and not done, given up."""

    done: list[PlanAction]
    late: list[PlanAction]
    not_done: list[PlanAction]


@dataclass(frozen=True)
class ScaleChange:
    """One need's score at the beginning and now; None where it was never scored."""

    need: str
    name: str
    family_name: str
    then: int | None
    then_on: dt.date | None
    now: int | None
    now_on: dt.date | None

    @property
    def in_words(self) -> str:
        """'Better by 3', 'No change', 'Worse by 1', 'Not scored'."""
        if self.then is None or self.now is None:
            return "Not scored"
        if self.then_on == self.now_on:
            return "Scored once"
        moved = self.now - self.then
        return "No change" if not moved else f"{'Better' if moved > 0 else 'Worse'} by {abs(moved)}"


def reviews_of(plan: Plan) -> list[Any]:
    """The reviews of a plan, latest first, with what each child `said` and `answered` about how help is given.

    One query: `said` holds {person, said}, `answered` {question, who, answer}.
    """
    voices = ReviewVoice.objects.filter(review=OuterRef("pk")).order_by("id")
    answers = ReviewAnswer.objects.filter(review=OuterRef("pk")).order_by("id")
    rows = Review.objects.filter(plan=plan).select_related("by__agency").order_by("-held_on", "-id")
    return list(
        rows.annotate(
            said=ArraySubquery(voices.values(one=JSONObject(person="person_id", said="said"))),
            answered=ArraySubquery(
                answers.values(one=JSONObject(question="question", who="answered_by", answer="answer"))
            ),
        )
    )


def actions_since(plan: Plan, day: dt.date, actions: list[PlanAction] | None = None) -> Kept:
    """What became of the plan's actions between the review before and `day`."""
    before = Review.objects.filter(plan=plan, held_on__lt=day).order_by("-held_on").values_list("held_on", flat=True)
    since = before.first() or dt.date.min
    rows = actions_of(plan) if actions is None else actions
    return Kept(
        [one for one in rows if one.state == ActionState.DONE and one.done_on and since < one.done_on <= day],
        [one for one in rows if one.state == ActionState.TO_DO and one.due_on < day],
        [one for one in rows if one.state == ActionState.NOT_DONE],
    )


def scale_changes(plan: Plan, points: list[Point] | None = None) -> list[ScaleChange]:
    """Each need of the plan's pack: its first score since this episode opened, and its latest."""
    rows = scales_over_time(plan.family) if points is None else points
    scored: dict[str, list[Point]] = {}
    for point in rows:
        if point.on >= plan.episode.opened_on:
            scored.setdefault(point.need_id, []).append(point)
    changes = []
    for need in in_use(pack_at(plan.pack_version_id).needs):
        mine = scored.get(need.id, [])
        first, last = (mine[0], mine[-1]) if mine else (None, None)
        changes.append(
            ScaleChange(
                need.id, need.name, need.family_name, first.value if first else None, first.on if first else None,
                last.value if last else None, last.on if last else None,
            )
        )  # fmt: skip
    return changes
