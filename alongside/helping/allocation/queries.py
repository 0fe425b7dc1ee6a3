"""Reading the panel's waiting list, its agenda, and the load of each team and worker."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, DateTimeField, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from alongside.ground.access.models import User
from alongside.ground.access.queries import get_visible, people_who_may, visible_to
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import local_date, today
from alongside.ground.lib.pages import KeysetPage, keyset
from alongside.ground.operating_models.queries import Pack, Panel, current_pack, due_on, pack_at
from alongside.ground.operating_models.words import ClockKind
from alongside.helping.allocation.models import PanelDecision, PanelMeeting
from alongside.people.episodes.models import Episode, EpisodeStatus, Lead, TeamMember
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.models import Factor, Membership
from alongside.people.families.queries import Member, described, localities_of

AGENDA_SIZE = 15


@dataclass(frozen=True)
class Case:
    """A family on the panel's agenda, in what the panel needs to know."""

    episode: Episode
    members: list[Member]
    waiting_since: dt.date
    due_on: dt.date
    level: str
    area: str
    why: str
    factors: list[str]
    involved: list[str]
    again_on: dt.date | None
    decided_before: str

    @property
    def days_waited(self) -> int:
        """Calendar days since the family began to wait."""
        return (today() - self.waiting_since).days


@dataclass
class Load:
    """What one worker holds: families led, their weight by the pack's responses, and the least limit that applies."""

    user: User
    families: int = 0
    weight: float = 0.0
    limit: int | None = None
    by_level: dict[str, int] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """True at or over the pack's limit."""
        return self.limit is not None and self.weight >= self.limit


def panels_of(pack: Pack) -> list[Panel]:
    """The panels this council runs now."""
    return [panel for panel in pack.panels if panel.in_use_on(today())]


def next_meeting(panel: Panel, day: dt.date | None = None) -> dt.date:
    """The next day this panel meets, today included; with no fixed day, so many days from today."""
    start = day or today()
    if panel.meets_on is None:
        return start + dt.timedelta(days=panel.meets_every_days)
    return start + dt.timedelta(days=(panel.meets_on - start.isoweekday()) % 7)


def waiting(by: User) -> QuerySet[Episode]:
    """Families waiting for a panel, longest waiting first, with `waiting_since` (the moment they began to wait)."""
    rows = Episode.objects.filter(state=EpisodeState.WAITING_FOR_PANEL).annotate(
        waiting_since=Coalesce(
            Max("statuses__at", filter=Q(statuses__state=EpisodeState.WAITING_FOR_PANEL)),
            "opened_on",
            output_field=DateTimeField(),
        )
    )
    seen = visible_to(rows, by, Permission.RUN_PANEL).select_related("family")
    return seen.order_by("waiting_since", "id")  # type: ignore[misc]  # annotated above


@dataclass(frozen=True)
class Agenda:
    """One page of the agenda, what was decided today, and how many families wait without a date."""

    page: KeysetPage[Episode]
    cases: list[Case]
    decided_today: list[PanelDecision]
    undated: int


def agenda(by: User, panels: Sequence[Panel], mark: str = "") -> Agenda:
    """One page of the agenda: who has waited longest comes first."""
    page = keyset(waiting(by), order=["waiting_since", "id"], mark=mark, size=AGENDA_SIZE)
    today_at = Q(meeting__panel__in=[panel.id for panel in panels], meeting__on=today())
    decisions = list(_decisions(today_at | Q(episode__in=page.rows)))
    listed = cases(page.rows, decisions)
    if page.next_mark or page.has_earlier:
        left = sum(undated(panel) for panel in panels)
    else:
        levels = {level for panel in panels for level in panel.levels}
        left = sum(c.episode.level in levels and not (c.again_on and c.again_on > today()) for c in listed)
    return Agenda(page, listed, [one for one in decisions if one.meeting.on == today()], left)


def get_waiting(by: User, episode_id: uuid.UUID) -> Episode:
    """A family the panel may decide about; raises NotFoundForYou otherwise."""
    return get_visible(Episode.objects.select_related("family"), by, Permission.RUN_PANEL, pk=episode_id)


def cases(episodes: Sequence[Episode], decisions: Sequence[PanelDecision] | None = None) -> list[Case]:
    """The families in the panel's words, the same few queries however many; `decisions` if they are read already."""
    families = [episode.family_id for episode in episodes]
    members = _members(families)
    areas = localities_of({member.id for people in members.values() for member in people})
    first, waits = _statuses(episodes)
    if decisions is None:
        decisions = list(_decisions(Q(episode__in=episodes)))
    before = {decision.episode_id: decision for decision in decisions}
    factors = _factors(families)
    team = _involved(episodes)
    found = []
    for episode in episodes:
        pack, people = pack_at(episode.pack_version_id), members.get(episode.family_id, [])
        began = waits.get(episode.pk) or dt.datetime.combine(episode.opened_on, dt.time(12), tzinfo=dt.UTC)
        earlier = before.get(episode.pk)
        found.append(
            Case(
                episode=episode,
                members=people,
                waiting_since=local_date(began),
                due_on=due_on(pack, ClockKind.PANEL_WAIT, began).on,
                level=pack.level(episode.level).name,
                area=next((areas[m.id] for m in people if m.id in areas), "Area not known"),
                why=first.get(episode.pk, ""),
                factors=[pack_at(f.pack_version_id).factor(f.factor).text for f in factors.get(episode.family_id, [])],
                involved=team.get(episode.pk, []),
                again_on=earlier.again_on if earlier else None,
                decided_before=f"{earlier.get_choice_display()}: {earlier.why}" if earlier else "",
            )
        )
    return found


def _decisions(wanted: Q) -> QuerySet[PanelDecision]:
    rows = PanelDecision.objects.filter(wanted).select_related("meeting", "lead", "decided_by")
    return rows.order_by("decided_at", "id")


def meeting_on(panel: str, day: dt.date) -> PanelMeeting | None:
    """A panel's meeting of a day, once something was decided at it."""
    return PanelMeeting.objects.filter(panel=panel, on=day).first()


def undated(panel: Panel) -> int:
    """How many families wait at the panel's levels with nothing decided, or with a date that has passed."""
    at_its_levels = Episode.objects.filter(state=EpisodeState.WAITING_FOR_PANEL, level__in=panel.levels)
    dated = PanelDecision.objects.filter(again_on__gt=today()).values("episode_id")
    return at_its_levels.exclude(pk__in=dated).count()


def loads() -> list[Load]:
    """Everybody who can lead, with what they hold now, by team. Three queries, whatever the size of the council."""
    pack = current_pack().pack
    found = {user.pk: Load(user) for user in people_who_may(Permission.WRITE_ASSESSMENT)}
    led = (
        Lead.objects.filter(until=None)
        .exclude(episode__state=EpisodeState.CLOSED)
        .order_by()
        .values("user_id", "episode__response", "episode__level")
        .annotate(families=Count("id"))
    )
    weights = {response.id: response for response in pack.responses}
    for row in led:
        load, count = found.get(row["user_id"]), row["families"]
        if load is None:
            continue
        response = weights.get(row["episode__response"])
        load.families += count
        load.weight += count * (response.weight if response else 1.0)
        load.by_level[row["episode__level"]] = load.by_level.get(row["episode__level"], 0) + count
        if response and response.caseload_limit:
            load.limit = min(load.limit or response.caseload_limit, response.caseload_limit)
    return sorted(found.values(), key=lambda one: (str(one.user.agency), str(one.user.team or ""), one.user.name))


def _statuses(episodes: Sequence[Episode]) -> tuple[dict[uuid.UUID, str], dict[uuid.UUID, dt.datetime]]:
    """Why each was opened, and when it last began to wait."""
    why: dict[uuid.UUID, str] = {}
    waits: dict[uuid.UUID, dt.datetime] = {}
    for row in EpisodeStatus.objects.filter(episode__in=episodes).order_by("at", "id"):
        if row.reason:
            why.setdefault(row.episode_id, row.reason)
        if row.state == EpisodeState.WAITING_FOR_PANEL:
            waits[row.episode_id] = row.at
    return why, waits


def _members(families: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Member]]:
    rows = Membership.objects.filter(family__in=families, until=None).select_related("person__school")
    found: dict[uuid.UUID, list[Member]] = {}
    for row in rows.prefetch_related("person__names"):
        found.setdefault(row.family_id, []).append(described(row.person, row.role))
    return {
        family: sorted(people, key=lambda m: (m.is_child, m.date_of_birth or today()))
        for family, people in found.items()
    }


def _factors(families: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Factor]]:
    found: dict[uuid.UUID, list[Factor]] = {}
    for row in Factor.objects.filter(family__in=families, ended_on=None):
        found.setdefault(row.family_id, []).append(row)
    return found


def _involved(episodes: Sequence[Episode]) -> dict[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = {}
    for m in TeamMember.objects.filter(episode__in=episodes, until=None).select_related("agency"):
        found.setdefault(m.episode_id, []).append(f"{m.name}, {m.agency.name}" if m.agency else m.name)
    return found
