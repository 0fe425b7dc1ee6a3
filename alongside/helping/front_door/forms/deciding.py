"""What is asked of whoever decides a contact, and of the partners they ask."""

from collections.abc import Iterable
from typing import Any

from alongside.ground.access.models import User
from alongside.ground.design_system import fields
from alongside.ground.design_system.forms import Form
from alongside.ground.operating_models.queries import Pack, allowed_decisions
from alongside.helping.front_door.forms.choosing import MOST, choose
from alongside.helping.front_door.words import Agreement, TellHow


class GradeForm(Form):
    """The priority of a contact."""

    versioned = True
    priority = fields.ChoiceField(label="Priority", choices=[], missing="Select a priority")

    def __init__(self, *args: Any, pack: Pack, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = sorted((one for one in pack.priorities if one.retired_on is None), key=lambda one: one.in_order)
        choose(self, "priority", [(one.id, one.name) for one in listed], {one.id: one.meaning for one in listed})


class DecideForm(Form):
    """The level of need, what follows, and why."""

    versioned = True
    level = fields.ChoiceField(label="Level of need", choices=[], missing="Select a level of need")
    decision = fields.ChoiceField(label="What follows", choices=[], missing="Select what follows")
    rationale = fields.LongText(label="Why?", max_length=MOST, missing="Enter why you decide this")
    lead = fields.Select(label="Who leads", choices=[], missing="Select who leads")
    lead_why = fields.LongText(label="Why are they best placed?", required=False, rows=3, mark_optional=False)
    agreement = fields.ChoiceField(
        label="Does the family agree?", choices=Agreement.choices, required=False,
        hint="Chosen already if the sender said. Change it if you know otherwise.",
    )  # fmt: skip
    agreement_why = fields.LongText(
        label="Why not?", shown_if=("agreement", ("not_agreed", "not_asked")), required=False, rows=3
    )
    safeguarding_needed = fields.YesNo(label="Is a safeguarding referral needed?", required=False)
    safeguarding_why = fields.LongText(
        label="What is the safeguarding concern?", shown_if=("safeguarding_needed", "yes"), rows=3,
        missing="Enter what the safeguarding concern is",
    )  # fmt: skip
    words = fields.LongText(
        label="Your own words to the sender", required=False, hint="Added after the council's words.", rows=4
    )

    def __init__(
        self, *args: Any, pack: Pack, route: str, leads: Iterable[User], families: Iterable[tuple[str, str]] = (),
        waiting: bool = False, **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        follows: dict[str, tuple[str, ...]] = {}
        levels = [level for level in pack.levels if level.retired_on is None]
        known = route if route in {one.id for one in pack.routes} else None
        for level in levels:
            for one in allowed_decisions(pack, level.id, known):
                follows.setdefault(one.follows.value, ())
                follows[one.follows.value] += (one.id,)
        decisions = {one.id: one for level in levels for one in allowed_decisions(pack, level.id, known)}
        choose(self, "level", [(one.id, one.name) for one in levels], {one.id: one.threshold_text for one in levels})
        choose(self, "decision", [(one.id, one.name) for one in decisions.values()], self._only_at(pack, decisions))
        choose(self, "lead", [(str(user.pk), f"{user.name}, {user.agency.name}") for user in leads], {})
        naming = tuple(dict.fromkeys(follows.get("name_lead_practitioner", ())))
        for name in ("lead", "lead_why"):
            self.fields[name].shown_if = fields.ShownIf("decision", naming)  # type: ignore[attr-defined]  # an Asks
        choices = list(families)
        if choices:
            self.fields["family"] = fields.ChoiceField(
                label="Which family is this about?", choices=choices, required=False
            )
        if waiting:
            self.fields["not_waiting_because"] = fields.LongText(
                label="Not every partner has answered. Why do you not wait?", required=False, rows=3
            )

    @staticmethod
    def _only_at(pack: Pack, decisions: Any) -> dict[str, str]:
        return {
            one.id: "At: " + ", ".join(pack.level(level).name for level in one.levels) for one in decisions.values()
        }


class AskPartnersForm(Form):
    """Which partners to ask, and whom there."""

    partners = fields.Checkboxes(label="Ask which partners?", choices=[], missing="Select which partners to ask")

    def __init__(self, *args: Any, pack: Pack, already: Iterable[str], people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        asked, everybody = set(already), list(people)
        partners = [one for one in pack.partners_asked if one.retired_on is None and one.id not in asked]
        choose(
            self,
            "partners",
            [(one.id, f"{one.name}{' (must answer)' if one.must_answer else ''}") for one in partners],
            {one.id: f"{one.asks} Lawful basis: {one.lawful_basis}" for one in partners},
        )
        for one in partners:
            there = [
                (str(user.pk), f"{user.name}, {user.agency.name}")
                for user in everybody
                if user.agency.kind == one.agency_kind
            ]
            if there:
                self.fields[f"who_{one.id}"] = fields.Select(
                    label=f"Who at {one.name}", choices=there, shown_if=("partners", one.id), required=False,
                    hint="Leave blank if you ask by telephone and write the answer down yourself.",
                )  # fmt: skip


class AnswerForm(Form):
    """A partner's answer."""

    declined = fields.ChoiceField(
        label="Can you answer?", missing="Select whether you can answer",
        choices=[("no", "Yes, here is what we know"), ("yes", "No, we decline to answer")],
    )  # fmt: skip
    answer = fields.LongText(
        label="What you know, or why you decline",
        max_length=MOST,
        rows=8,
        missing="Enter what you know, or why you decline",
    )


class ToldForm(Form):
    """How a sender was told."""

    how = fields.ChoiceField(
        label="How was the sender told?", missing="Select how the sender was told",
        choices=[(value, text) for value, text in TellHow.choices if value != TellHow.ON_SCREEN],
    )  # fmt: skip


class PassOnForm(Form):
    """To whom a contact is passed."""

    to = fields.Select(label="Pass on to", choices=[], missing="Select somebody")

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, "to", [(str(user.pk), f"{user.name}, {user.agency.name}") for user in people])
