"""Copies of the plan in plain words, each for one person of the family."""

import uuid
from functools import cached_property
from typing import Any

from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import Refused
from alongside.helping.plans.family_copy import content_for, template
from alongside.helping.plans.models import Plan
from alongside.helping.plans.views.base import PlanPage
from alongside.people.disclosure.models import Copy
from alongside.people.disclosure.pages import ChooseReader, Content, CopyFile, CopyPage, ShowCopy
from alongside.people.disclosure.queries import allows
from alongside.people.disclosure.words import Document
from alongside.people.episodes.models import TeamMember
from alongside.people.episodes.queries import team_of

ADDRESSES = {"choose": "family_copy", "copy": "family_copy_for", "file": "plan_pdf"}


class OfPlan(PlanPage, CopyPage):
    """What pages about copies of the plan share."""

    tab = "plan"
    document = Document.PLAN
    permission = Permission.SEE_PLAN

    @cached_property
    def printed(self) -> Plan:
        """The plan to copy; raises Refused when there is none."""
        if self.shown_plan is None:
            raise Refused("There is no plan yet.", what_to_do="Start it on the plan page.")
        return self.shown_plan

    @property
    def record_id(self) -> uuid.UUID:
        """The plan."""
        return self.printed.pk

    def copy_address(self, name: str, **more: Any) -> str:
        """One of the pages below."""
        return self.address(ADDRESSES[name], **more)

    def content(self, copy: Copy, *, all_may_go: bool) -> Content:
        """The plan in plain words, less the people and agencies that this reader must not learn of."""
        team, names, left_out = team_of(self.printed.episode), dict(self.names), []
        agencies = [str(member.agency or "") for member in team]
        asked = [*names.values(), *(member.name for member in team), *agencies]
        answers = iter([True] * len(asked) if all_may_go else allows(asked, self.family, copy.person))
        for person_id, name in self.names.items():
            if not next(answers):
                names[person_id] = "Somebody"
                left_out.append(f"{name}, whom this person may not know of")
        named = [(member, next(answers)) for member in team]
        told = [_as_told(member, by_name, next(answers), left_out) for member, by_name in named]
        says = content_for(self.printed, [one for one in told if one], names)
        return Content(says, ["Addresses, telephone numbers and identifiers", *left_out], template(), now())


def _as_told(member: TeamMember, may_name: bool, may_place: bool, left_out: list[str]) -> TeamMember | None:
    """The member of the team as this reader may know them; None when not at all."""
    if not may_name:
        left_out.append(f"{member.name} in the list of who helps")
        return None
    if not may_place:
        left_out.append(f"Where {member.name} works")
        member.agency = None
    return member


class FamilyCopy(OfPlan, ChooseReader):
    """Choose for whom."""

    title = "Our plan: a copy for one person"
    says = "The plan in plain words, for one person of the family to read and to keep."

    def cancel_address(self) -> str:
        """Back to the plan."""
        return self.address("plan")


class FamilyCopyFor(OfPlan, ShowCopy):
    """The plan as this person may read it, to read together and to print."""

    title = "Our plan"
    template = "plans/family_copy.html"


class FamilyCopyFile(OfPlan, CopyFile):
    """The same as a PDF that a screen reader can read."""

    filename = "our-plan.pdf"
