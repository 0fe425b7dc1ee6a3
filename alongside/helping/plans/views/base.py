"""What the pages of this package share: the episode, its plan, and whom things can be given to."""

import uuid
from functools import cached_property
from typing import Any

from django.urls import reverse

from alongside.ground.access.queries import may, require
from alongside.ground.access.words import Permission
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import Pack, pack_at
from alongside.helping.plans.models import Plan
from alongside.helping.plans.presenters import Names, names_of
from alongside.helping.plans.queries.plan import current_plan, in_use, latest_with_plan
from alongside.people.disclosure.pages import WarnsBeforeSaving
from alongside.people.episodes.models import Episode, TeamMember
from alongside.people.episodes.queries import team_of
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.models import Person
from alongside.people.families.pages import FamilyPage


class PlanPage(FamilyPage):
    """A page about how a family is helped; for those who may see its plan."""

    permission = Permission.SEE_PLAN

    @cached_property
    def latest_and_plan(self) -> tuple[Episode | None, Plan | None]:
        """The family's latest episode, open or closed, and its plan."""
        return latest_with_plan(self.family)

    @property
    def latest(self) -> Episode | None:
        """The family's latest episode, open or closed."""
        return self.latest_and_plan[0]

    @cached_property
    def is_open(self) -> bool:
        """True while the family is being helped."""
        return self.latest is not None and self.latest.state != EpisodeState.CLOSED

    @cached_property
    def episode(self) -> Episode:
        """The open episode; raises Refused when there is none."""
        if self.latest is None or not self.is_open:
            raise Refused("This family is not open to early help.", what_to_do="If they need help, raise a contact.")
        return self.latest

    @cached_property
    def plan(self) -> Plan:
        """The plan of the open episode; raises Refused before it is started."""
        _, found = self.episode, self.latest_and_plan[1]
        if found is None:
            raise Refused("The plan has not been started.", what_to_do="Start it on the plan page.")
        return found

    @cached_property
    def shown_plan(self) -> Plan | None:
        """The plan to show: the open episode's, or the last one of a family no longer helped."""
        _, found = self.latest_and_plan
        return found or (None if self.is_open else current_plan(self.family))

    @cached_property
    def names(self) -> Names:
        """The family's people by id."""
        return names_of(self.members)

    @cached_property
    def pack(self) -> Pack:
        """The pack the episode began under."""
        return pack_at(self.episode.pack_version_id)

    @cached_property
    def team(self) -> list[TeamMember]:
        """The team now."""
        return team_of(self.episode)

    def context(self) -> dict[str, Any]:
        """The frame; refused when this person may not do what the page is for."""
        require(self.by, self.permission, self.family)
        return {**super().context(), "may_change": self.may_change and self.is_open, "is_open": self.is_open}

    @cached_property
    def may_change(self) -> bool:
        """True when the reader may change the plan."""
        return bool(may(self.by, Permission.CHANGE_PLAN, self.family))

    def address(self, name: str, **more: Any) -> str:
        """The address of another page about this family."""
        return reverse(f"plans:{name}", kwargs={"family_id": self.family.pk, **more})

    def owners(self) -> list[tuple[str, str]]:
        """Who can be given an action: the team, then the rest of the family."""
        in_team = {member.person_id for member in self.team}
        team = [(f"member:{m.pk}", f"{m.name}, {m.agency}" if m.agency else m.name) for m in self.team]
        family = [(f"person:{m.id}", f"{m.name} (family)") for m in self.members if m.id not in in_team]
        return [*team, *family]

    def owner(self, chosen: str) -> TeamMember | Person:
        """The one chosen from `owners`, or the present owner of an action who has left since."""
        kind, _, number = chosen.partition(":")
        model: Any = TeamMember if kind == "member" else Person
        return model(pk=uuid.UUID(number)) if kind == "person" else self._member(uuid.UUID(number))

    def _member(self, number: uuid.UUID) -> TeamMember:
        for member in self.team:
            if member.pk == number:
                return member
        return TeamMember(pk=number)

    def blocks(self) -> list[tuple[str, str]]:
        """The pack's building blocks."""
        return [(one.id, one.name) for one in in_use(self.pack.plans.building_blocks)]


class Asking(PlanPage, WarnsBeforeSaving):
    """A page that asks; its form stands alone under its heading."""

    permission = Permission.CHANGE_PLAN
    template = "plans/asking.html"
    button = "Save"
    to = "plan"

    def cancel_address(self) -> str:
        """Where 'Cancel' goes."""
        return self.address(self.to)

    def context(self) -> dict[str, Any]:
        """The frame, and what the template may add."""
        return {"intro": "", "about": [], **super().context(), "cancel_to": self.cancel_address()}
