"""Drift, gathered: the facts of many episodes in a fixed number of queries, then the pack's rules."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.queries import visible_to
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import local_date, today
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import Pack, pack_at
from alongside.ground.operating_models.words import DriftKind
from alongside.helping.assessments.models import ScaleScore
from alongside.helping.plans.drift import DriftFound, Facts, Rule, drift_of
from alongside.helping.plans.models import DriftNote, Meeting, Plan, PlanAction, Review
from alongside.helping.plans.words import ActionState, MeetingState
from alongside.people.episodes.models import Episode, Lead, StoryLine
from alongside.people.episodes.queries import open_episode_of
from alongside.people.episodes.words import EpisodeState, StoryKind
from alongside.people.families.models import Family

SEEN_OR_SPOKEN = (StoryKind.VISIT, StoryKind.CALL)  # meetings and reviews are counted from their own records


@dataclass(frozen=True)
class Drifting:
    """An open episode and the signs of drift found in it, those noted to look at later left out."""

    episode: Episode
    found: list[DriftFound]


@dataclass(frozen=True)
class DriftPage:
    """One page of families adrift, longest open first; a page may hold fewer than asked and still have a next."""

    rows: list[Drifting]
    next_mark: str
    has_earlier: bool


def drift_for(family: Family) -> list[DriftFound]:
    """The signs of drift in a family's open episode; empty when there is none, or it is not open."""
    episode = open_episode_of(family)
    return _found([episode])[0].found if episode else []


def notes_on_drift(episode: Episode) -> list[DriftNote]:
    """What was noted about drift in this episode, latest first."""
    return list(DriftNote.objects.filter(episode=episode).select_related("by"))


def families_drifting(
    by: User, *, mark: str = "", size: int = 25, led_by: User | None = None, levels: Iterable[str] = ()
) -> DriftPage:
    """Families this person may see in which help drifts. About twelve queries, however many families there are.

    The database narrows to what could be drifting; the rules then decide exactly on one page.
    """
    rows = visible_to(Episode.objects.exclude(state=EpisodeState.CLOSED), by, Permission.SEE_PLAN)
    if led_by:
        rows = rows.filter(Exists(Lead.objects.filter(episode=OuterRef("pk"), user=led_by, until=None)))
    if wanted := list(levels):
        rows = rows.filter(level__in=wanted)
    versions = Episode.objects.exclude(state=EpisodeState.CLOSED).order_by().values_list("pack_version_id", flat=True)
    page = keyset(
        rows.filter(_could_drift(list(versions.distinct()))).select_related("family"), order=("opened_on", "id"),
        mark=mark, size=size,
    )  # fmt: skip
    found = [one for one in _found(page.rows) if one.found]
    return DriftPage(found, page.next_mark, page.has_earlier)


def rules_of(pack: Pack) -> list[Rule]:
    """The pack's drift rules in use."""
    return [
        Rule(rule.id, rule.kind, rule.days or 0, rule.count or 0, rule.levels, rule.says, rule.try_this)
        for rule in pack.drift
        if rule.in_use_on(today())
    ]


def facts_of(episodes: Sequence[Episode]) -> dict[uuid.UUID, Facts]:
    """The facts of each episode. Eight queries, however many."""
    ids = [episode.pk for episode in episodes]
    review_due = dict(Plan.objects.filter(episode__in=ids).values_list("episode_id", "review_on"))
    late = _late(ids)
    meetings = _meetings(ids)
    reviews = _reviews(ids)
    spoken = _spoken(ids)
    scores = _scores(ids)
    leads = _leads(ids)
    found = {}
    for episode in episodes:
        one = episode.pk
        last_held, next_called = meetings.get(one, (None, None))
        contacts = [day for day in (spoken.get(one), last_held, *reviews.get(one, [])[-1:]) if day]
        leading, last_until = leads.get(one, (False, None))
        found[one] = Facts(
            level=episode.level, opened_on=episode.opened_on, review_due_on=review_due.get(one),
            last_contact_on=max(contacts, default=None), last_meeting_on=last_held, next_meeting_on=next_called,
            no_lead_since=None if leading else (last_until or episode.opened_on), late_since=late.get(one, []),
            scales=[_as_of(scores.get(one, []), day) for day in reviews.get(one, [])], reviewed_on=reviews.get(one, []),
        )  # fmt: skip
    return found


def _found(episodes: Sequence[Episode]) -> list[Drifting]:
    facts = facts_of(episodes)
    resting = DriftNote.objects.filter(episode__in=facts, look_again_on__gt=today())
    noted = set(resting.values_list("episode_id", "rule"))
    rows = []
    for episode in episodes:
        found = drift_of(facts[episode.pk], rules_of(pack_at(episode.pack_version_id)), today())
        rows.append(Drifting(episode, [one for one in found if (episode.pk, one.rule_id) not in noted]))
    return rows


def _late(ids: list[uuid.UUID]) -> dict[uuid.UUID, list[dt.date]]:
    rows = PlanAction.objects.filter(outcome__plan__episode__in=ids, state=ActionState.TO_DO, due_on__lt=today())
    return _grouped(rows.order_by("due_on", "id").values_list("outcome__plan__episode_id", "due_on"))


def _meetings(ids: list[uuid.UUID]) -> dict[uuid.UUID, tuple[dt.date | None, dt.date | None]]:
    held, called = Q(state=MeetingState.HELD), Q(state=MeetingState.CALLED, ends_at__date__gte=today())
    rows = Meeting.objects.filter(episode__in=ids).order_by().values("episode_id")
    found = rows.annotate(held=Max("starts_at", filter=held), called=Min("starts_at", filter=called))
    return {
        row["episode_id"]: (
            local_date(row["held"]) if row["held"] else None, local_date(row["called"]) if row["called"] else None
        )
        for row in found
    }  # fmt: skip


def _reviews(ids: list[uuid.UUID]) -> dict[uuid.UUID, list[dt.date]]:
    rows = Review.objects.filter(plan__episode__in=ids).order_by("held_on", "id")
    return _grouped(rows.values_list("plan__episode_id", "held_on"))


def _spoken(ids: list[uuid.UUID]) -> dict[uuid.UUID, dt.date]:
    rows = StoryLine.objects.filter(episode__in=ids, kind__in=SEEN_OR_SPOKEN).order_by().values("episode_id")
    return {row["episode_id"]: row["last"] for row in rows.annotate(last=Max("happened_on"))}


def _scores(ids: list[uuid.UUID]) -> dict[uuid.UUID, list[tuple[dt.date, str, int]]]:
    found: dict[uuid.UUID, list[tuple[dt.date, str, int]]] = {}
    rows = ScaleScore.objects.filter(episode__in=ids).order_by("on", "id")
    for one, on, need, value in rows.values_list("episode_id", "on", "need", "value"):
        found.setdefault(one, []).append((on, need, value))
    return found


def _leads(ids: list[uuid.UUID]) -> dict[uuid.UUID, tuple[bool, dt.date | None]]:
    found: dict[uuid.UUID, tuple[bool, dt.date | None]] = {}
    rows = Lead.objects.filter(episode__in=ids).order_by(F("until").asc(nulls_last=True), "id")
    for one, until in rows.values_list("episode_id", "until"):
        found[one] = (until is None, local_date(until) if until else None)
    return found


def _as_of(scores: list[tuple[dt.date, str, int]], day: dt.date) -> dict[str, int]:
    """Each need's latest score on a day."""
    return {need: value for on, need, value in scores if on <= day}


def _grouped(rows: Iterable[tuple[uuid.UUID, dt.date]]) -> dict[uuid.UUID, list[dt.date]]:
    found: dict[uuid.UUID, list[dt.date]] = {}
    for one, day in rows:
        found.setdefault(one, []).append(day)
    return found


def _could_drift(versions: list[uuid.UUID]) -> Q:
    """Episodes some rule of their pack may find: never fewer than the rules do."""
    could = Q(pk__in=[])
    for version in versions:
        for rule in rules_of(pack_at(version)):
            could |= Q(pack_version_id=version, level__in=rule.levels) & _narrowed(rule)
    return could


def _narrowed(rule: Rule) -> Q:
    before = today() - dt.timedelta(days=rule.days)
    match rule.kind:
        case DriftKind.NO_REVIEW:
            return Q(plan__review_on__lt=before)
        case DriftKind.NO_CONTACT:
            return Q(opened_on__lt=before) & ~_any(_spoken_since(before)) & ~_any(_held_since(before)) & ~_any(
                Review.objects.filter(plan__episode=OuterRef("pk"), held_on__gte=before)
            )  # fmt: skip
        case DriftKind.ACTIONS_LATE:
            late = PlanAction.objects.filter(state=ActionState.TO_DO, due_on__lt=before)
            return _any(late.filter(outcome__plan__episode=OuterRef("pk")))
        case DriftKind.NO_CHANGE_IN_SCALE:
            return _any(Review.objects.filter(plan__episode=OuterRef("pk")))
        case DriftKind.NO_LEAD:
            return ~_any(Lead.objects.filter(episode=OuterRef("pk"), until=None))
        case DriftKind.NO_MEETING:
            ahead = Meeting.objects.filter(
                episode=OuterRef("pk"), state=MeetingState.CALLED, starts_at__date__gte=today()
            )
            return Q(opened_on__lt=before) & ~_any(_held_since(before)) & ~_any(ahead)
        case DriftKind.OPEN_TOO_LONG:
            return Q(opened_on__lt=before)


def _any(rows: QuerySet[StoryLine] | QuerySet[Meeting] | QuerySet[Review] | QuerySet[PlanAction] | QuerySet[Lead]) -> Q:
    return Q(Exists(rows))


def _spoken_since(day: dt.date) -> QuerySet[StoryLine]:
    return StoryLine.objects.filter(episode=OuterRef("pk"), kind__in=SEEN_OR_SPOKEN, happened_on__gte=day)


def _held_since(day: dt.date) -> QuerySet[Meeting]:
    return Meeting.objects.filter(episode=OuterRef("pk"), state=MeetingState.HELD, starts_at__date__gte=day)
