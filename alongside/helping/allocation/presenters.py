"""The panel's agenda and the load of teams, in words."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.operating_models.queries import NoPackInForce, current_pack
from alongside.helping.allocation.queries import Case, Load, panels_of
from alongside.helping.plans.queries import STEP_UP_LINKS
from alongside.people.families.queries import family_label


@dataclass(frozen=True)
class CaseShown:
    """A family in six lines."""

    episode_id: uuid.UUID
    family_id: uuid.UUID
    label: str
    lines: list[tuple[str, str]]
    waiting_since: dt.date
    days_waited: int
    due_on: dt.date
    again_on: dt.date | None
    step_up: str


@dataclass
class TeamLoad:
    """A team's (or an agency's) load, and each worker's."""

    name: str
    families: int = 0
    weight: float = 0.0
    workers: list[Load] = field(default_factory=list)


def shown(case: Case) -> CaseShown:
    """The case in six lines."""
    lines = [
        (
            "Who",
            "; ".join(f"{m.name}{f' ({m.age})' if m.age is not None else ''}" for m in case.members) or "Nobody named",
        ),
        ("Where and level", f"{case.area}. {case.level}"),
        ("Why", case.why or "Not written down"),
        ("Alert to", "; ".join(case.factors) or "No vulnerability factor noticed"),
        ("Involved", "; ".join(case.involved) or "Nobody in the team yet"),
        ("Decided before", case.decided_before or "Not yet discussed"),
    ]
    return CaseShown(
        episode_id=case.episode.pk,
        family_id=case.episode.family_id,
        label=family_label(case.members),
        lines=lines,
        waiting_since=case.waiting_since,
        days_waited=case.days_waited,
        due_on=case.due_on,
        again_on=case.again_on,
        step_up=next(iter(STEP_UP_LINKS(case.episode)), ""),
    )


def by_team(loads: list[Load]) -> list[TeamLoad]:
    """Loads gathered by team (by agency for those in no team), the busiest worker first."""
    found: dict[str, TeamLoad] = {}
    for load in loads:
        name = f"{load.user.team}, {load.user.agency}" if load.user.team else str(load.user.agency)
        team = found.setdefault(name, TeamLoad(name))
        team.families += load.families
        team.weight += load.weight
        team.workers.append(load)
    for team in found.values():
        team.workers.sort(key=lambda one: (-one.weight, one.user.name))
    return sorted(found.values(), key=lambda team: (-team.weight, team.name))


def in_words(load: Load) -> str:
    """What somebody holds: '6 families, 7.5 of 18'."""
    families = "1 family" if load.families == 1 else f"{load.families or 'no'} families"
    limit = (
        f", {load.weight:g} of {load.limit}" if load.limit else (f", weight {load.weight:g}" if load.families else "")
    )
    return f"{families}{limit}{' (full)' if load.is_full else ''}"


def frame_part(request: HttpRequest) -> FramePart:
    """The panel in the navigation of who runs it, where the council has one."""
    by = request.user
    if not (isinstance(by, User) and may(by, Permission.RUN_PANEL)):
        return FramePart()
    try:
        has_panel = bool(panels_of(current_pack().pack))
    except NoPackInForce:
        has_panel = False
    item = NavigationItem("Panel", reverse("allocation:panel"), order=40)
    return FramePart(navigation=(item,)) if has_panel else FramePart()
