"""Pages that change outcomes and actions."""

import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages

from alongside.ground.access.queries import may, require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.operating_models.queries import pack_at
from alongside.ground.operating_models.words import OutcomeState
from alongside.helping.plans import actions
from alongside.helping.plans.forms.plan import (
    ActionForm,
    ChangeActionForm,
    ChangeOutcomeForm,
    MarkForm,
    MoveForm,
    OutcomeForm,
    SettleForm,
    TakeUpForm,
)
from alongside.helping.plans.models import Outcome, PlanAction
from alongside.helping.plans.presenters import action_line, need_choices, with_others
from alongside.helping.plans.queries import get_action, get_outcome, outcomes_of, waits_of
from alongside.helping.plans.queries.plan import in_use
from alongside.helping.plans.views.base import Asking
from alongside.helping.plans.words import ActionState, OutcomeStand


class AddOutcome(Asking):
    """A new outcome, in the family's words."""

    tab = "plan"
    title = "Add what the family wants to change"
    form_class = OutcomeForm
    family_reads = ("words", "different")

    def form_options(self) -> dict[str, Any]:
        """The pack's needs, and what it could wait for."""
        return {"needs": need_choices(self.pack), "others": working_on(outcomes_of(self.plan))}

    def draft_key(self) -> str:
        """An outcome half written is kept."""
        return f"outcome-new-{self.family.pk}"

    def act(self, form: Form) -> str:
        """Add it."""
        told = form.cleaned_data
        actions.add_outcome(
            plan=self.plan, need=told["need"], words=told["words"], different=told["different"],
            waits_for=[uuid.UUID(one) for one in told.get("waits_for", [])], by=self.by,
        )  # fmt: skip
        return self.address("plan")


class OutcomePage(Asking):
    """A page about one outcome."""

    tab = "plan"

    @cached_property
    def outcome(self) -> Outcome:
        """The outcome of the address; 404 unless it is this family's."""
        return get_outcome(self.by, self.family, self.kwargs["outcome_id"])

    def context(self) -> dict[str, Any]:
        """The outcome's words stand above the form."""
        return {**super().context(), "intro": self.outcome.words}

    def initial(self) -> dict[str, Any]:
        """The version it is changed from."""
        return {"seen_version": self.outcome.version}


class ChangeOutcome(OutcomePage):
    """Change an outcome and what it waits for."""

    title = "Change an outcome"
    form_class = ChangeOutcomeForm
    family_reads = ("words", "different")

    def form_options(self) -> dict[str, Any]:
        """The pack's needs, and the others it could wait for."""
        held = waits_of(self.outcome.plan).get(self.outcome.pk, [])
        others = [o for o in outcomes_of(self.outcome.plan) if o.pk != self.outcome.pk]
        pack = pack_at(self.outcome.plan.pack_version_id)
        return {"needs": need_choices(pack, [self.outcome.need]), "others": working_on(others, held)}

    def current_answers(self, record: Any) -> dict[str, Any]:
        """What stands now, for the conflict page."""
        waits = waits_of(self.outcome.plan).get(record.pk, [])
        return {**super().current_answers(record), "waits_for": [str(one) for one in waits]}

    def initial(self) -> dict[str, Any]:
        """What is written now."""
        return {**self.current_answers(self.outcome), **super().initial()}

    def act(self, form: Form) -> str:
        """Change it, unless somebody else did meanwhile."""
        told = form.cleaned_data
        actions.change_outcome(
            outcome=self.outcome, seen_version=told["seen_version"], need=told["need"], words=told["words"],
            different=told["different"], waits_for=[uuid.UUID(one) for one in told.get("waits_for", [])], by=self.by,
        )  # fmt: skip
        return self.address("plan")


class SettleOutcome(OutcomePage):
    """Achieved, or no longer needed."""

    title = "This outcome has ended"
    form_class = SettleForm

    def form_options(self) -> dict[str, Any]:
        """The council's names for the two."""
        pack = pack_at(self.outcome.plan.pack_version_id)
        ends = (OutcomeState.ACHIEVED, OutcomeState.DROPPED)
        statuses = [(one.id, one.name) for one in in_use(pack.plans.outcome_statuses) if one.counts_as in ends]
        has_actions = self.outcome.actions.filter(state=ActionState.TO_DO).exists()
        return {"statuses": statuses, "has_actions": has_actions}

    def act(self, form: Form) -> str:
        """Say so."""
        told = form.cleaned_data
        actions.settle_outcome(
            outcome=self.outcome, seen_version=told["seen_version"], status=told["status"], why=told["why"],
            give_up_actions=bool(told.get("give_up_actions")), by=self.by,
        )  # fmt: skip
        return self.address("plan")


class TakeUpOutcome(OutcomePage):
    """Work on it again."""

    title = "Work on this again"
    form_class = TakeUpForm

    def act(self, form: Form) -> str:
        """Take it up."""
        told = form.cleaned_data
        actions.take_up_outcome(outcome=self.outcome, seen_version=told["seen_version"], why=told["why"], by=self.by)
        return self.address("plan")


class MoveOutcome(OutcomePage):
    """Up or down the order of priority: the plan page's buttons send here, and it works as a page of its own."""

    title = "Change the order"
    form_class = MoveForm

    def initial(self) -> dict[str, Any]:
        """The order is the plan's, so the version is too."""
        return {"seen_version": self.outcome.plan.version}

    def act(self, form: Form) -> str:
        """Move it; when somebody else changed the order meanwhile, say so and change nothing."""
        told = form.cleaned_data
        places = -1 if told["direction"] == "up" else 1
        try:
            actions.move_outcome(outcome=self.outcome, places=places, seen_version=told["seen_version"], by=self.by)
        except Conflict:
            messages.warning(
                self.request, "Somebody else changed the order meanwhile, so nothing was moved. This is the order now."
            )
        return self.address("plan")


class AddAction(Asking):
    """Who does what by when."""

    tab = "plan"
    title = "Add an action"
    form_class = ActionForm
    family_reads = ("what",)

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """What is worked on; raises Refused before there is anything."""
        found = [one for one in outcomes_of(self.plan) if one.state == OutcomeStand.WORKING_ON]
        if not found:
            raise Refused("The plan has no outcome yet.", what_to_do="Add what the family wants to change first.")
        return found

    def form_options(self) -> dict[str, Any]:
        """The plan's outcomes, the team and the family, the pack's building blocks."""
        return {
            "outcomes": [(str(one.pk), one.words) for one in self.outcomes], "owners": self.owners(),
            "blocks": self.blocks(), "hints": block_hints(self),
        }  # fmt: skip

    def initial(self) -> dict[str, Any]:
        """The outcome whose button was pressed."""
        return {"outcome": self.request.GET.get("outcome", "")}

    def act(self, form: Form) -> str:
        """Add it to the plan."""
        told = form.cleaned_data
        outcome = next(one for one in self.outcomes if str(one.pk) == told["outcome"])
        actions.add_action(
            outcome=outcome, what=told["what"], owner=self.owner(told["owner"]), block=told["block"],
            due_on=told["due_on"], by=self.by,
        )  # fmt: skip
        return self.address("plan")


class ActionPage(Asking):
    """A page about one action."""

    tab = "plan"

    @cached_property
    def plan_action(self) -> PlanAction:
        """The action of the address; 404 unless it is this family's."""
        return get_action(self.by, self.family, self.kwargs["action_id"])

    def context(self) -> dict[str, Any]:
        """The action stands above the form."""
        told = super().context()
        pack = pack_at(self.plan_action.outcome.plan.pack_version_id)
        line = action_line(self.plan_action, pack, with_others(self.names, [self.plan_action]), self.by)
        return {**told, "intro": line.what, "action": line, "outcome": self.plan_action.outcome.words}

    def initial(self) -> dict[str, Any]:
        """The version it is changed from."""
        return {"seen_version": self.plan_action.version}


class MarkAction(ActionPage):
    """What became of it. Whoever owns it may say so, whatever their agency."""

    title = "An action"
    template = "plans/action.html"
    form_class = MarkForm
    permission = Permission.SEE_PLAN

    def context(self) -> dict[str, Any]:
        """The action in full; refused when it is somebody else's and the reader may not change plans."""
        if self.request.method == "POST":
            require(self.by, self._needed(), self.plan_action)
        return {**super().context(), "why_not": may(self.by, self._needed(), self.plan_action).reason}

    def form_options(self) -> dict[str, Any]:
        """To do, or finished."""
        return {"is_to_do": self.plan_action.state == ActionState.TO_DO}

    def act(self, form: Form) -> str:
        """Record it."""
        told = form.cleaned_data
        actions.mark_action(
            plan_action=self.plan_action, seen_version=told["seen_version"], state=told["state"], note=told["note"],
            done_on=told.get("done_on"), by=self.by,
        )  # fmt: skip
        return self.address("plan")

    def _needed(self) -> Permission:
        member = self.plan_action.owner_member
        mine = member is not None and member.user_id == self.by.pk
        return Permission.UPDATE_OWN_ACTION if mine else Permission.CHANGE_PLAN


class ChangeAction(ActionPage):
    """Change an action's words, owner, kind or date."""

    title = "Change an action"
    form_class = ChangeActionForm
    family_reads = ("what",)

    def form_options(self) -> dict[str, Any]:
        """The team and the family, and whoever owns it now though they have left."""
        owners = self.owners()
        held = owner_key(self.plan_action)
        if held not in dict(owners):
            line = action_line(self.plan_action, self.pack, with_others(self.names, [self.plan_action]))
            owners.append((held, f"{line.owner} (not in the team now)"))
        return {"outcomes": [], "owners": owners, "blocks": self.blocks(), "hints": block_hints(self)}

    def current_answers(self, record: Any) -> dict[str, Any]:
        """What stands now, for the conflict page."""
        return {"what": record.what, "owner": owner_key(record), "block": record.block, "due_on": record.due_on}

    def initial(self) -> dict[str, Any]:
        """What is written now."""
        return {**self.current_answers(self.plan_action), **super().initial()}

    def act(self, form: Form) -> str:
        """Change it, unless somebody else did meanwhile."""
        told = form.cleaned_data
        actions.change_action(
            plan_action=self.plan_action, seen_version=told["seen_version"], what=told["what"],
            owner=self.owner(told["owner"]), block=told["block"], due_on=told["due_on"], by=self.by,
        )  # fmt: skip
        return self.address("plan")


def working_on(outcomes: list[Outcome], held: list[uuid.UUID] | None = None) -> list[tuple[str, str]]:
    """Outcomes another can wait for: those being worked on, and those it waits for already."""
    kept = held or []
    return [(str(o.pk), o.words) for o in outcomes if o.state == OutcomeStand.WORKING_ON or o.pk in kept]


def owner_key(action: PlanAction) -> str:
    """An action's owner as the forms name them."""
    return f"member:{action.owner_member_id}" if action.owner_member_id else f"person:{action.owner_person_id}"


def block_hints(page: Asking) -> dict[str, str]:
    """What each building block means, in plain words."""
    return {one.id: one.plain for one in page.pack.plans.building_blocks if one.in_use_on(today())}
