"""Reviews: has it changed, what does each person say, and what now."""

import datetime as dt
import uuid
from collections.abc import Mapping

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import as_text, now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import save_seen
from alongside.ground.operating_models.queries import Pack, pack_at
from alongside.helping.assessments import actions as assessments
from alongside.helping.assessments.words import ScaleSource
from alongside.helping.plans.actions.plan import change_level
from alongside.helping.plans.changing import locked, needed, remember
from alongside.helping.plans.models import Plan, Review, ReviewAnswer, ReviewVoice
from alongside.helping.plans.queries.plan import in_use, next_review_by
from alongside.helping.plans.queries.review import actions_since
from alongside.helping.plans.words import Answerer, HelpAnswer, ReviewDecision
from alongside.people.episodes.words import StoryKind
from alongside.people.families.queries import members_of

SCORED_BY = "The family and the team, at the review"


@action
def hold_review(
    *, plan: Plan, seen_version: int, family_view: str, decision: str, why: str, by: User, next_on: dt.date | None,
    scales: Mapping[str, int] | None = None, voices: Mapping[uuid.UUID, str] | None = None,
    good_help: Mapping[tuple[str, str], str] | None = None, level: str = "", held_on: dt.date | None = None,
) -> Review:  # fmt: skip
    """Record a review of the plan and what it decides; the plan's next review is then `next_on`.

    `scales` maps need ids to 0-10; `voices` each child's person id to their own words, or why they were not asked;
    `good_help` maps (question id of the pack, words.Answerer) to words.HelpAnswer; `level` is the new one for a step
    down. Deciding to step up or to close records the wish: the referral and the closing are made on their own pages.

    Raises Refused (each child must be asked; the next review is no later than the pack allows), and Conflict.
    """
    require(by, Permission.CHANGE_PLAN, plan)
    held, day, chosen = locked(plan), held_on or today(), ReviewDecision(decision)
    pack = pack_at(held.pack_version_id)
    if not held.started_on <= day <= today():
        raise Refused("A review is held between the start of the plan and today.", field="held_on")
    said = _voices(held, voices or {})
    level_after = level if chosen == ReviewDecision.STEP_DOWN else held.episode.level
    latest = next_review_by(pack, level_after or held.episode.level, day)
    kept = actions_since(held, day)
    review = Review.objects.create(
        family=held.family, plan=held, pack_version_id=held.pack_version_id, held_on=day, was_due_on=held.review_on,
        by=by, at=now(), decision=chosen, family_view=needed(family_view, "Say what the family thinks.", "family_view"),
        why=needed(why, "Say why this was decided.", "why"), level_before=held.episode.level, level_after=level_after,
        next_on=_next(chosen, next_on, latest, day), actions_kept=len(kept.done), actions_late=len(kept.late),
        actions_not_done=len(kept.not_done),
    )  # fmt: skip
    ReviewVoice.objects.bulk_create(ReviewVoice(review=review, person_id=one, said=text) for one, text in said.items())
    _answers(review, pack, good_help or {})
    for need, score in (scales or {}).items():
        assessments.record_scale(
            episode=held.episode, need=need, value=score, scored_by=SCORED_BY,
            source=ScaleSource.REVIEW, on=day, by=by,
        )  # fmt: skip
    held.review_on = review.next_on or latest
    save_seen(held, seen_version, fields=["review_on"])
    if chosen == ReviewDecision.STEP_DOWN:
        change_level(episode=held.episode, seen_version=held.episode.version, level=level, why=review.why, by=by)
    remember(
        happened="review_held", record=review, episode=held.episode, by=by, kind=StoryKind.REVIEW,
        headline=f"Plan reviewed: {chosen.label.split(':')[0].lower()}", words=review.why, happened_on=day,
        detail={"decision": str(chosen), "scales": len(scales or {})},
    )  # fmt: skip
    return review


def _voices(plan: Plan, voices: Mapping[uuid.UUID, str]) -> dict[uuid.UUID, str]:
    said = {one: text.strip() for one, text in voices.items() if text.strip()}
    for child in members_of(plan.family):
        if child.is_child and child.id not in said:
            raise Refused(
                f"Write down what {child.forename} said, in {child.forename}'s own words.",
                what_to_do="If they could not be asked, say why.",
                field=f"voice_{child.id}",
            )
    return said


def _next(decision: ReviewDecision, next_on: dt.date | None, latest: dt.date | None, day: dt.date) -> dt.date | None:
    if decision == ReviewDecision.CLOSE:
        return None
    if next_on is None:
        raise Refused("Enter the date of the next review.", field="next_on")
    if next_on <= max(day, today()):
        raise Refused("The next review must be after today.", field="next_on")
    if latest and next_on > latest:
        raise Refused(
            f"The next review must be by {as_text(latest)}.", what_to_do="That is how often this level is reviewed.",
            field="next_on",
        )  # fmt: skip
    return next_on


def _answers(review: Review, pack: Pack, answers: Mapping[tuple[str, str], str]) -> None:
    known = {question.id for question in in_use(pack.plans.good_help)}
    if unknown := {question for question, _ in answers} - known:
        raise Refused(f"This council does not ask: {', '.join(sorted(unknown))}.")
    ReviewAnswer.objects.bulk_create(
        ReviewAnswer(review=review, question=question, answered_by=Answerer(who), answer=HelpAnswer(answer))
        for (question, who), answer in answers.items()
    )
