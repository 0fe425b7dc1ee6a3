"""Drift, gathered: the facts of many episodes in one query, then the pack's rules."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from alongside.ground.access.models import User
from alongside.ground.access.queries import visible_to
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import local_date, today
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import Pack, pack_at
from alongside.ground.operating_models.words import DriftKind
from alongside.helping.assessments.models import ScaleScore
from alongside.helping.plans.drift import DriftFound, Facts, Rule, drift_of
from alongside.helping.plans.models import DriftNote, Meeting, PlanAction, Review
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


def drift_for(family: Family, episode: Episode | None = None) -> list[DriftFound]:
    """The signs of drift in a family's open episode (give it when it is known); empty when it is not open."""
    episode = episode or open_episode_of(family)
    return _found([episode])[0].found if episode else []


def notes_on_drift(episode: Episode) -> list[DriftNote]:
    """What was noted about drift in this episode, latest first."""
    return list(DriftNote.objects.filter(episode=episode).select_related("by"))


def families_drifting(
    by: User, *, mark: str = "", size: int = 25, led_by: User | None = None, levels: Iterable[str] = ()
) -> DriftPage:
    """Families this person may see in which help drifts. A handful of queries, however many families there are.

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


def _facts(row: dict[str, Any]) -> Facts:
    held, called = _day(row["held"]), _day(row["called"])
    reviews = [dt.date.fromisoformat(str(day)) for day in row["reviewed"]]
    contacts = [day for day in (row["spoken"], held, *reviews[-1:]) if day]
    scores = [(dt.date.fromisoformat(one["on"]), one["need"], one["value"]) for one in row["scores"]]
    return Facts(
        level=row["level"], opened_on=row["opened_on"], review_due_on=row["plan__review_on"],
        last_contact_on=max(contacts, default=None), last_meeting_on=held, next_meeting_on=called,
        no_lead_since=_no_lead_since(row["lead"], row["opened_on"]), late_since=row["late"],
        scales=[_as_of(scores, day) for day in reviews], reviewed_on=reviews,
    )  # fmt: skip


def _no_lead_since(latest: dict[str, str | None] | None, opened_on: dt.date) -> dt.date | None:
    """Since when nobody leads, by the lead who leads still or left last; None while somebody does."""
    if latest is None:
        return opened_on
    return local_date(dt.datetime.fromisoformat(latest["until"])) if latest["until"] else None


def _with_facts(rows: QuerySet[Episode]) -> Iterable[Any]:
    here, plan = {"episode": OuterRef("pk")}, OuterRef("plan__pk")
    meetings = Meeting.objects.filter(**here)
    held = meetings.filter(state=MeetingState.HELD).order_by("-starts_at")
    called = meetings.filter(state=MeetingState.CALLED, ends_at__date__gte=today()).order_by("starts_at")
    late = PlanAction.objects.filter(outcome__plan=plan, state=ActionState.TO_DO, due_on__lt=today())
    leads = Lead.objects.filter(**here)
    scores = ScaleScore.objects.filter(**here).order_by("on", "id")
    spoken = StoryLine.objects.filter(**here, kind__in=SEEN_OR_SPOKEN).order_by("-happened_on", "-id")
    return rows.values("pk", "level", "opened_on", "plan__review_on").annotate(
        held=Subquery(held.values("starts_at")[:1]),
        called=Subquery(called.values("starts_at")[:1]),
        late=ArraySubquery(late.order_by("due_on", "id").values("due_on")),
        reviewed=ArraySubquery(Review.objects.filter(plan=plan).order_by("held_on", "id").values("held_on")),
        spoken=Subquery(spoken.values("happened_on")[:1]),
        scores=ArraySubquery(scores.values(score=JSONObject(on="on", need="need", value="value"))),
        lead=Subquery(leads.order_by(F("until").desc(nulls_first=True)).values(of=JSONObject(until="until"))[:1]),
        noted=ArraySubquery(DriftNote.objects.filter(**here, look_again_on__gt=today()).values("rule")),
    )


def _found(episodes: Sequence[Episode]) -> list[Drifting]:
    rows = {row["pk"]: row for row in _with_facts(Episode.objects.filter(pk__in=[one.pk for one in episodes]))}
    drifting = []
    for episode in episodes:
        row = rows[episode.pk]
        found = drift_of(_facts(row), rules_of(pack_at(episode.pack_version_id)), today())
        drifting.append(Drifting(episode, [one for one in found if one.rule_id not in row["noted"]]))
    return drifting


def _day(moment: dt.datetime | None) -> dt.date | None:
    return local_date(moment) if moment else None


def _as_of(scores: list[tuple[dt.date, str, int]], day: dt.date) -> dict[str, int]:
    """Each need's latest score on a day."""
    return {need: value for on, need, value in scores if on <= day}


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
