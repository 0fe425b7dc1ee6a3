"""What a pack asks for before help ends, and the records of earlier endings."""

from collections.abc import Callable
from dataclasses import dataclass

from alongside.ground.design_system.filters import plural
from alongside.ground.operating_models.queries import pack_at
from alongside.ground.operating_models.words import ClosingNeed
from alongside.helping.assessments.models import ScaleScore
from alongside.helping.assessments.words import ScaleSource
from alongside.helping.plans.models import Closing, Outcome, PlanAction, ReviewVoice
from alongside.helping.plans.words import ActionState, OutcomeStand
from alongside.people.episodes.models import Episode
from alongside.people.families.models import Family
from alongside.people.families.queries import members_of


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


def missing_to_close(episode: Episode, offered: Offered | None = None) -> list[Missing]:
    """What the pack asks for before closing and is not on record, in the pack's order; empty when nothing is."""
    brought = offered or Offered()
    found = []
    for need in pack_at(episode.pack_version_id).plans.closing_needs:
        says = CHECKS[need](episode, brought)
        if says:
            found.append(Missing(need, says))
    return found


def closings_of(family: Family) -> list[Closing]:
    """How help ended before, latest first."""
    return list(
        Closing.objects.filter(family=family).select_related("by__agency", "episode").prefetch_related("sustain")
    )


def _outcomes_reviewed(episode: Episode, brought: Offered) -> str:
    open_ones = Outcome.objects.filter(plan__episode=episode, state=OutcomeStand.WORKING_ON).count()
    return f"{plural(open_ones, 'outcome')} neither achieved nor dropped" if open_ones else ""


def _final_scale(episode: Episode, brought: Offered) -> str:
    last = (ScaleSource.REVIEW, ScaleSource.CLOSING)
    scored = ScaleScore.objects.filter(episode=episode, source__in=last).exists()
    return "" if scored else "no scale from a review or the end"


def _family_view(episode: Episode, brought: Offered) -> str:
    return "" if brought.family_view else "what the family thinks of ending"


def _child_voice(episode: Episode, brought: Offered) -> str:
    heard = set(ReviewVoice.objects.filter(review__plan__episode=episode).values_list("person_id", flat=True))
    silent = [m.forename for m in members_of(episode.family) if m.is_child and m.id not in heard]
    return f"the view of {' and '.join(silent)}" if silent else ""


def _sustain(episode: Episode, brought: Offered) -> str:
    return "" if brought.sustain else "what will keep things going"


def _actions_settled(episode: Episode, brought: Offered) -> str:
    to_do = PlanAction.objects.filter(outcome__plan__episode=episode, state=ActionState.TO_DO).count()
    return f"{plural(to_do, 'action')} still to do" if to_do else ""


CHECKS: dict[ClosingNeed, Callable[[Episode, Offered], str]] = {
    ClosingNeed.OUTCOMES_REVIEWED: _outcomes_reviewed,
    ClosingNeed.FINAL_SCALE: _final_scale,
    ClosingNeed.FAMILY_VIEW: _family_view,
    ClosingNeed.CHILD_VOICE: _child_voice,
    ClosingNeed.SUSTAIN: _sustain,
    ClosingNeed.ACTIONS_SETTLED: _actions_settled,
}
