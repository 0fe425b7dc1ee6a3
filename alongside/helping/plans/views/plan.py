"""The plan on one page; starting and agreeing it."""

import uuid
from typing import Any

from alongside.ground.design_system.forms import Form
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.plans import actions
from alongside.helping.plans.forms.plan import AgreeForm, StartForm
from alongside.helping.plans.presenters import plan_on_a_page
from alongside.helping.plans.queries import closings_of, drift_for, unfinished_outcomes
from alongside.helping.plans.views.base import Asking, PlanPage


class PlanView(PlanPage):
    """What are we working on now, who does what by when; what waits for what."""

    tab = "plan"
    title = "Plan"
    template = "plans/plan.html"

    def context(self) -> dict[str, Any]:
        """The plan, signs of drift, and how help ended before."""
        told = super().context()
        plan = self.shown_plan
        return {
            **told,
            "plan": plan_on_a_page(plan, self.names, self.by) if plan else None,
            "earlier": closings(self) if self.latest and (self.latest.number > 1 or not self.is_open) else [],
            "drift": drift_for(self.family, self.episode) if self.is_open else [],
            "most": self.pack.plans.max_actions_before_warning if self.is_open else 0,
        }


def closings(page: PlanPage) -> list[dict[str, Any]]:
    """How help ended before, in words."""
    found = []
    for closing in closings_of(page.family):
        plans = pack_at(closing.pack_version_id).plans
        reason = next((one.name for one in plans.closing_reasons if one.id == closing.reason), closing.reason)
        asked = {one.id: one.label for one in plans.sustain_questions}
        sustain = [(asked.get(one.question, one.question), one.text) for one in closing.sustain.all()]
        found.append({"closing": closing, "reason": reason, "sustain": sustain, "number": closing.episode.number})
    return found


class StartPlan(Asking):
    """Begin the plan; what was left unfinished before can come along."""

    tab = "plan"
    title = "Start the plan"
    form_class = StartForm
    button = "Start the plan"

    def form_options(self) -> dict[str, Any]:
        """What was left unfinished when help closed before."""
        return {"unfinished": [(str(one.pk), one.words) for one in unfinished_outcomes(self.family)]}

    def act(self, form: Form) -> str:
        """Start it."""
        carry = [uuid.UUID(one) for one in form.cleaned_data.get("carry", [])]
        actions.start_plan(episode=self.episode, by=self.by, carry=carry)
        return self.address("plan")


class AgreePlan(Asking):
    """The family agrees the plan."""

    tab = "plan"
    title = "The family agrees the plan"
    form_class = AgreeForm
    family_reads = ("family_view",)

    def initial(self) -> dict[str, Any]:
        """The version agreed."""
        return {"seen_version": self.plan.version, "family_view": self.plan.family_view}

    def act(self, form: Form) -> str:
        """Record it."""
        told = form.cleaned_data
        actions.agree_plan(
            plan=self.plan, seen_version=told["seen_version"], family_view=told["family_view"], by=self.by
        )
        return self.address("plan")
