"""What a pack asks for before help ends, and the records of earlier endings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef

from alongside.ground.design_system.filters import plural
from alongside.ground.operating_models.queries import pack_at
from alongside.ground.operating_models.words import ClosingNeed
from alongside.helping.assessments.models import ScaleScore
from alongside.helping.assessments.words import ScaleSource
from alongside.helping.plans.models import Closing, Outcome, PlanAction, ReviewVoice
from alongside.helping.plans.words import ActionState, OutcomeStand
from alongside.people.episodes.models import Episode
from alongside.people.families.models import Family
from alongside.people.families.queries import Member, members_of


@dataclass(frozen=True)
class Offered:
    """What the closing itself brings."""

    family_view: bool = False
    sustain: bool = False


@dataclass(frozen=True)
class Missing:
    """Something the pack asks for and nobody has recorded, in words."""

    need: ClosingNeed
    says: str


@dataclass(frozen=True)
class OnRecord:
    """What stands in an episode when it is to be closed."""

    open_outcomes: int
    to_do: int
    is_scored: bool
    silent_children: list[str]
    offered: Offered


def missing_to_close(
    episode: Episode, offered: Offered | None = None, members: Sequence[Member] | None = None
) -> list[Missing]:
    """What the pack asks for before closing and is not on record, in the pack's order; empty when nothing is.

    One query when the family's `members` are known.
    """
    people = members_of(episode.family) if members is None else members
    record = _on_record(episode, offered or Offered(), people)
    found = []
    for need in pack_at(episode.pack_version_id).plans.closing_needs:
        says = CHECKS[need](record)
        if says:
            found.append(Missing(need, says))
    return found


def closings_of(family: Family) -> list[Closing]:
    """How help ended before, latest first."""
    rows = Closing.objects.filter(family=family).select_related("by__agency", "episode")
    return list(rows.prefetch_related("sustain").order_by("-closed_on", "-id"))


def _on_record(episode: Episode, offered: Offered, people: Sequence[Member]) -> OnRecord:
    outcomes = Outcome.objects.filter(plan__episode=OuterRef("pk"), state=OutcomeStand.WORKING_ON)
    to_do = PlanAction.objects.filter(outcome__plan__episode=OuterRef("pk"), state=ActionState.TO_DO)
    last = (ScaleSource.REVIEW, ScaleSource.CLOSING)
    voices = ReviewVoice.objects.filter(review__plan__episode=OuterRef("pk"))
    row = (
        Episode.objects.filter(pk=episode.pk)
        .annotate(
            outcomes=ArraySubquery(outcomes.values("pk")),
            to_do=ArraySubquery(to_do.values("pk")),
            scored=Exists(ScaleScore.objects.filter(episode=OuterRef("pk"), source__in=last)),
            heard=ArraySubquery(voices.values("person_id")),
        )
        .values("outcomes", "to_do", "scored", "heard")
        .get()
    )
    silent = [member.forename for member in people if member.is_child and member.id not in row["heard"]]
    return OnRecord(len(row["outcomes"]), len(row["to_do"]), row["scored"], silent, offered)


def _outcomes_reviewed(record: OnRecord) -> str:
    return f"{plural(record.open_outcomes, 'outcome')} neither achieved nor dropped" if record.open_outcomes else ""


def _final_scale(record: OnRecord) -> str:
    return "" if record.is_scored else "no scale from a review or the end"


def _family_view(record: OnRecord) -> str:
    return "" if record.offered.family_view else "what the family thinks of ending"


def _child_voice(record: OnRecord) -> str:
    return f"the view of {' and '.join(record.silent_children)}" if record.silent_children else ""


def _sustain(record: OnRecord) -> str:
    return "" if record.offered.sustain else "what will keep things going"


def _actions_settled(record: OnRecord) -> str:
    return f"{plural(record.to_do, 'action')} still to do" if record.to_do else ""


CHECKS: dict[ClosingNeed, Callable[[OnRecord], str]] = {
    ClosingNeed.OUTCOMES_REVIEWED: _outcomes_reviewed,
    ClosingNeed.FINAL_SCALE: _final_scale,
    ClosingNeed.FAMILY_VIEW: _family_view,
    ClosingNeed.CHILD_VOICE: _child_voice,
    ClosingNeed.SUSTAIN: _sustain,
    ClosingNeed.ACTIONS_SETTLED: _actions_settled,
}
