"""Reviews, drift and closing."""

import uuid
from functools import cached_property
from typing import Any

from alongside.ground.access.words import Permission
from alongside.ground.design_system.charts import Chart, Point, scales_over_time
from alongside.ground.design_system.forms import Form
from alongside.ground.lib.clock import as_text, today
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.assessments.queries import Point as Score
from alongside.helping.assessments.queries import scales_over_time as scores_of
from alongside.helping.plans import actions
from alongside.helping.plans.drift import Rule
from alongside.helping.plans.forms.reviews import CloseForm, DriftForm, ReviewForm
from alongside.helping.plans.hooks import STEP_UP_LINKS
from alongside.helping.plans.models import Plan
from alongside.helping.plans.presenters import Names, action_line, with_others
from alongside.helping.plans.queries import drift_for, missing_to_close, notes_on_drift, reviews_of, scale_changes
from alongside.helping.plans.queries.drift import rules_of
from alongside.helping.plans.queries.plan import next_review_by
from alongside.helping.plans.queries.review import actions_since
from alongside.helping.plans.views.base import Asking, PlanPage
from alongside.helping.plans.words import Answerer, HelpAnswer, ReviewDecision
from alongside.people.families.queries import people_named


class Reviews(PlanPage):
    """Has it changed? Each scale then and now, actions kept or not, what each said, what was decided."""

    tab = "reviews"
    title = "Review"
    template = "plans/reviews.html"

    def context(self) -> dict[str, Any]:
        """The picture and its table, and each review of the latest plan."""
        told, plan = super().context(), self.shown_plan
        if plan is None:
            return {**told, "plan": None, "drift": [], "notes": [], "reviews": []}
        scores = scores_of(self.family)
        return {
            **told,
            "plan": plan,
            "changes": scale_changes(plan, scores),
            "picture": picture(scores, plan),
            "reviews": review_cards(plan, self.names),
            "drift": drift_for(self.family, self.episode) if self.is_open else [],
            "notes": notes_on_drift(plan.episode),
            "rules": {one.id: one.says for one in pack_at(plan.pack_version_id).drift},
        }


def picture(scores: list[Score], plan: Plan) -> Chart | None:
    """The scales since the episode opened, drawn; None before anything is scored."""
    points = [Point(one.need, one.on, one.value) for one in scores if one.on >= plan.episode.opened_on]
    return scales_over_time("How things are, from 0 to 10", points) if points else None


def review_cards(plan: Plan, names: Names) -> list[dict[str, Any]]:
    """The reviews in words; people no longer in the family are named too."""
    rows = reviews_of(plan)
    heard = {uuid.UUID(one["person"]) for row in rows for one in row.said}
    unknown = heard - set(names)
    known = {**names, **{one: m.name for one, m in people_named(unknown).items()}} if unknown else names
    return [_card(row, known) for row in rows]


def _card(review: Any, names: Names) -> dict[str, Any]:
    asked = {one.id: one for one in pack_at(review.pack_version_id).plans.good_help}
    good_help = []
    for one in review.answered:
        question, who = asked[one["question"]], Answerer(one["who"])
        text = question.family_text if who == Answerer.FAMILY else question.text
        good_help.append((text, who.label, HelpAnswer(one["answer"]).label))
    return {
        "review": review,
        "decision": ReviewDecision(review.decision).label,
        "voices": [(names[uuid.UUID(one["person"])], one["said"]) for one in review.said],
        "good_help": good_help,
    }


class HoldReview(Asking):
    """Review the plan with the family."""

    tab = "reviews"
    to = "reviews"
    title = "Review the plan"
    template = "plans/hold_review.html"
    form_class = ReviewForm
    button = "Save the review"

    def form_options(self) -> dict[str, Any]:
        """The pack's needs and questions, the children, the other levels."""
        levels = [(one.id, one.name) for one in self.pack.levels if one.is_early_help and one.id != self.episode.level]
        return {"pack": self.pack, "children": [m for m in self.members if m.is_child], "levels": levels}

    def initial(self) -> dict[str, Any]:
        """The version of the plan reviewed."""
        return {"seen_version": self.plan.version}

    def draft_key(self) -> str:
        """A review half written is kept."""
        return f"review-{self.family.pk}"

    def context(self) -> dict[str, Any]:
        """Then and now, and what became of the actions."""
        told = super().context()
        kept = actions_since(self.plan, today())
        parts = {"done": kept.done, "late": kept.late, "not_done": kept.not_done}
        known = with_others(self.names, [one for rows in parts.values() for one in rows])
        lines = {name: [action_line(one, self.pack, known) for one in rows] for name, rows in parts.items()}
        latest = next_review_by(self.pack, self.episode.level, today())
        return {
            **told, "changes": scale_changes(self.plan), "kept": lines, "step_up_to": step_up_address(self),
            "latest": f"At this level, by {as_text(latest)} at the latest." if latest else "",
        }  # fmt: skip

    def act(self, form: Form) -> str:
        """Record it, and go where the decision leads."""
        told = form.cleaned_data
        actions.hold_review(
            plan=self.plan, seen_version=told["seen_version"], family_view=told["family_view"],
            decision=told["decision"], why=told["why"], next_on=told["next_on"], level=told["level"],
            scales=scales_in(told), voices={uuid.UUID(one): text for one, text in starting(told, "voice_").items()},
            good_help=good_help_in(told), by=self.by,
        )  # fmt: skip
        if told["decision"] == ReviewDecision.STEP_UP and (step_up := step_up_address(self)):
            return step_up
        return self.address({"close": "close", "change": "plan"}.get(told["decision"], "reviews"))


class Close(Asking):
    """Help ends for now: what changed, what will sustain it, whom to call."""

    tab = "reviews"
    to = "reviews"
    title = "Close"
    template = "plans/close.html"
    form_class = CloseForm
    button = "Close early help"
    button_warns = True

    def form_options(self) -> dict[str, Any]:
        """The pack's reasons and questions."""
        return {"pack": self.pack}

    def initial(self) -> dict[str, Any]:
        """The version of the episode."""
        return {"seen_version": self.episode.version}

    def draft_key(self) -> str:
        """A closing half written is kept."""
        return f"closing-{self.family.pk}"

    def context(self) -> dict[str, Any]:
        """What the pack asks for and is not on record yet."""
        told = super().context()
        return {**told, "missing": missing_to_close(self.episode, members=self.members)}

    def act(self, form: Form) -> str:
        """Close it."""
        told = form.cleaned_data
        actions.close_episode(
            episode=self.episode, seen_version=told["seen_version"], reason=told["reason"], change=told["change"],
            family_view=told["family_view"], who_to_call=told["who_to_call"], why_missing=told["why_missing"],
            sustain=starting(told, "sustain_"), scales=scales_in(told), by=self.by,
        )  # fmt: skip
        return self.address("plan")


class NoteDrift(Asking):
    """A sign of drift: what was found, and when to look again."""

    tab = "reviews"
    to = "reviews"
    title = "Look at progress"
    permission = Permission.ADD_NOTE
    form_class = DriftForm

    @cached_property
    def rule(self) -> Rule:
        """The pack's rule of the address; 404 when it has none of this name."""
        for rule in rules_of(self.pack):
            if rule.id == self.kwargs["rule"]:
                return rule
        raise NotFoundForYou

    def context(self) -> dict[str, Any]:
        """What the rule says, and what to try."""
        told = super().context()
        says = next((one.says for one in drift_for(self.family, self.episode) if one.rule_id == self.rule.id), "")
        return {**told, "intro": says, "about": [("What to try", self.rule.try_this)]}

    def act(self, form: Form) -> str:
        """Note it."""
        told = form.cleaned_data
        actions.note_drift(
            episode=self.episode, rule=self.kwargs["rule"], note=told["note"], look_again_on=told["look_again_on"],
            by=self.by,
        )  # fmt: skip
        return self.address("reviews")


def starting(told: dict[str, Any], prefix: str) -> dict[str, str]:
    """The answers whose names begin so, by the rest of the name."""
    return {name.removeprefix(prefix): value for name, value in told.items() if name.startswith(prefix) and value}


def scales_in(told: dict[str, Any]) -> dict[str, int]:
    """The numbers given, by need: nought is a number."""
    return {
        name.removeprefix("scale_"): value
        for name, value in told.items()
        if name.startswith("scale_") and value is not None
    }


def good_help_in(told: dict[str, Any]) -> dict[tuple[str, str], str]:
    """The answers about how help is given, by question and who answered."""
    found = {}
    for name, answer in starting(told, "help_").items():
        question, _, who = name.rpartition("_")
        found[question, who] = answer
    return found


def step_up_address(page: PlanPage) -> str:
    """Where a referral to social care is made; '' when nothing above has said."""
    return next((link for link in STEP_UP_LINKS(page.episode) if link), "")
