"""Reading a family's story: whether it is open and to whom, who is in the team, what happened."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from alongside.ground.access.models import User
from alongside.ground.access.queries import is_masked, may, visible_to
from alongside.ground.access.words import Permission
from alongside.ground.lib.statements import Constant
from alongside.ground.operating_models.models import PackInForce
from alongside.people.episodes.models import Episode, EpisodeStatus, Handover, Lead, StoryLine, TeamMember
from alongside.people.episodes.policies import EPISODE
from alongside.people.episodes.words import EpisodeState, HandoverState
from alongside.people.families.models import Family, Membership


@dataclass(frozen=True)
class Standing:
    """How a person stands with early help, so far as the asker may know (York 2020: 'advise if already open')."""

    family_id: uuid.UUID
    state: str
    is_open: bool
    since: str
    lead_name: str
    lead_agency: str
    lead_telephone: str
    level: str
    may_open: bool
    times: int


def current_episode(family: Family) -> Episode | None:
    """The episode that is not closed, or the latest closed one; None when the family was never helped."""
    return Episode.objects.filter(family=family).select_related("pack_version").order_by("-number").first()


def current_episode_in_brief(family: Family) -> tuple[Episode | None, str, bool]:
    """The latest episode, who leads it ('' for nobody), and whether its pack is the one in force. One query."""
    lead = Lead.objects.filter(episode=OuterRef("pk"), until=None).values("user__name")[:1]
    in_force = PackInForce.objects.order_by("-since", "-id").values("version")[:1]
    episode = (
        Episode.objects.filter(family=family)
        .annotate(lead_name=Coalesce(Subquery(lead), Value("")), version_in_force=Subquery(in_force))
        .order_by("-number")
        .first()
    )
    if episode is None:
        return None, "", True
    return episode, episode.lead_name, episode.version_in_force == episode.pack_version_id


def open_episode_of(family: Family) -> Episode | None:
    """The family's open episode, if there is one."""
    return Episode.objects.filter(family=family).exclude(state=EpisodeState.CLOSED).first()


def episodes_of(family: Family) -> list[Episode]:
    """Every episode of the family, latest first."""
    return list(Episode.objects.filter(family=family).order_by("-number"))


def open_families_of(people: Iterable[uuid.UUID]) -> list[Family]:
    """Families with an open episode to which any of these people belong now."""
    rows = Family.objects.filter(
        memberships__person_id__in=set(people), memberships__until=None,
        episodes__state__in=[s for s in EpisodeState.values if s != EpisodeState.CLOSED],
    )  # fmt: skip
    return list(rows.distinct().order_by("created_at"))


def lead_of(episode: Episode) -> Lead | None:
    """Who leads now."""
    return Lead.objects.filter(episode=episode, until=None).select_related("user__agency", "user__team").first()


def leads_of(episode: Episode) -> list[Lead]:
    """Everybody who has led, first to last."""
    return list(Lead.objects.filter(episode=episode).select_related("user__agency", "named_by"))


def team_of(episode: Episode) -> list[TeamMember]:
    """The team around the family now."""
    return list(TeamMember.objects.filter(episode=episode, until=None).select_related("agency", "user", "person"))


def statuses_of(episode: Episode) -> list[EpisodeStatus]:
    """Every change of state or level, oldest first."""
    return list(EpisodeStatus.objects.filter(episode=episode).select_related("by"))


def waiting_handover(episode: Episode) -> Handover | None:
    """The hand-over that waits for an answer."""
    return (
        Handover.objects.filter(episode=episode, state=HandoverState.OFFERED).select_related("to", "offered_by").first()
    )


def handovers_waiting_for(user: User) -> QuerySet[Handover]:
    """Hand-overs offered to this person and not answered, oldest first."""
    waiting = Handover.objects.filter(to=user, state=HandoverState.OFFERED)
    return waiting.select_related("episode__family", "offered_by").order_by("offered_at", "id")


def handovers_offered_by(user: User) -> QuerySet[Handover]:
    """Hand-overs this person offered that wait for somebody else's answer, oldest first."""
    waiting = Handover.objects.filter(offered_by=user, state=HandoverState.OFFERED)
    return waiting.select_related("episode__family", "to").order_by("offered_at", "id")


def episodes_led_by(user: User) -> QuerySet[Episode]:
    """Open episodes this person leads, longest open first."""
    led = Episode.objects.filter(leads__user=user, leads__until=None).exclude(state=EpisodeState.CLOSED)
    return led.select_related("family").order_by("opened_on", "id")


def episodes_with(user: User) -> QuerySet[Episode]:
    """Open episodes in whose team this person is, leading or not."""
    mine = Episode.objects.filter(team__user=user, team__until=None).exclude(state=EpisodeState.CLOSED)
    return mine.select_related("family").order_by("opened_on", "id").distinct()


def may_step_up(episode: Episode) -> bool:
    """True while social care can take the family on: it is helped, or waits to be."""
    return EPISODE.possible(EpisodeState(episode.state), "step_up")


def episodes_without_lead() -> QuerySet[Episode]:
    """Open families nobody leads, longest open first; those waiting for the panel are the panel's."""
    waiting = Episode.objects.filter(state=Constant(EpisodeState.WAITING_FOR_LEAD))
    return waiting.select_related("family").order_by("opened_on", "id")


def episodes_waiting_for_panel() -> QuerySet[Episode]:
    """Families on the panel's waiting list, longest waiting first."""
    waiting = Episode.objects.filter(state=Constant(EpisodeState.WAITING_FOR_PANEL))
    return waiting.select_related("family").order_by("opened_on", "id")


def standing_of(people: Iterable[uuid.UUID], by: User) -> dict[uuid.UUID, list[Standing]]:
    """How each person's families stand with early help, as far as `by` may know; a person of no family is left out.

    Whether a family is open, since when, and who leads is told to anyone who may find people (nothing of a restricted
    family); the way in only to those who may see the family. Five queries, however many people.
    """
    memberships = list(
        Membership.objects.filter(person_id__in=set(people), until=None).select_related("family").order_by("family_id")
    )
    memberships = [row for row in memberships if not is_masked(row.family)]
    families = {row.family_id: row.family for row in memberships}
    leads = Prefetch("leads", Lead.objects.filter(until=None).select_related("user__agency"), to_attr="leading")
    episodes: dict[uuid.UUID, Episode] = {}
    for episode in Episode.objects.filter(family__in=families).order_by("number").prefetch_related(leads):
        episodes[episode.family_id] = episode
    found: dict[uuid.UUID, list[Standing]] = {}
    for row in memberships:
        latest = episodes.get(row.family_id)
        found.setdefault(row.person_id, []).append(_standing(families[row.family_id], latest, by))
    return found


def story_of(
    family: Family, by: User, *, kinds: Iterable[str] = (), person: uuid.UUID | None = None,
    agency: uuid.UUID | None = None,
) -> QuerySet[StoryLine]:  # fmt: skip
    """The family's chronology as this person may see it, newest first, narrowed by kind, person or agency."""
    lines = visible_to(StoryLine.objects.filter(family=family), by, Permission.SEE_FAMILY)
    if kinds := list(kinds):
        lines = lines.filter(kind__in=kinds)
    if person:
        lines = lines.filter(people=person)
    if agency:
        lines = lines.filter(agency=agency)
    return lines.select_related("by", "agency").order_by("-happened_on", "-id")


def kinds_in_story(family: Family) -> dict[str, int]:
    """How many lines of each kind the family's chronology has, for the filter."""
    rows = StoryLine.objects.filter(family=family).order_by().values("kind").annotate(lines=Count("id"))
    return {row["kind"]: row["lines"] for row in rows}


def _standing(family: Family, episode: Episode | None, by: User) -> Standing:
    leading = getattr(episode, "leading", [])
    lead = leading[0].user if leading else None
    is_open = episode is not None and episode.state != EpisodeState.CLOSED
    may_open = bool(may(by, Permission.SEE_FAMILY, family))
    return Standing(
        family_id=family.pk, is_open=is_open,
        state=EpisodeState(episode.state).label if episode else "Not known to early help",
        since=str((episode.opened_on if is_open else episode.closed_on) or "") if episode else "",
        lead_name=lead.name if lead else "", lead_agency=lead.agency.name if lead else "",
        lead_telephone=(lead.telephone or lead.agency.telephone) if lead else "",
        level=episode.level if episode and may_open else "", may_open=may_open, times=episode.number if episode else 0,
    )  # fmt: skip
