"""Forms about a plan, its outcomes and its actions."""

from collections.abc import Sequence
from typing import Any

from alongside.ground.design_system.fields import Checkboxes, ChoiceField, DateField, LongText, Select, TextField, YesNo
from alongside.ground.design_system.forms import Form
from alongside.helping.plans.words import ActionState

Choices = Sequence[tuple[str, str]]


class StartForm(Form):
    """Start a plan; what was left unfinished before can be carried over."""

    carry = Checkboxes(
        label="Which of these still matter to the family?",
        hint="They were not finished when help closed before. Those you tick go into the new plan.",
        choices=[],
        required=False,
    )

    def __init__(self, *args: Any, unfinished: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        if unfinished:
            self.fields["carry"].choices = unfinished  # type: ignore[attr-defined]
        else:
            del self.fields["carry"]


class AgreeForm(Form):
    """The family agrees the plan."""

    versioned = True
    family_view = LongText(label="What does the family say about the plan, in their own words?", rows=3)


class OutcomeForm(Form):
    """An outcome in the family's words."""

    versioned = False
    words = TextField(
        label="What does the family want to be different?",
        hint="In the family’s own words, for example: keep our home",
        max_length=300,
        missing="Say what the family wants to be different",
    )
    need = Select(label="Which need is this about?", choices=[], missing="Choose which need this is about")
    different = LongText(
        label="How will you all know that it has happened?", hint="What will be different", rows=3, required=False
    )
    waits_for = Checkboxes(
        label="Does it wait for something else in the plan?",
        hint="Tick what must come first. Leave blank if you can begin now.",
        choices=[],
        required=False,
    )

    def __init__(self, *args: Any, needs: Choices, others: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["need"].choices = needs  # type: ignore[attr-defined]
        if others:
            self.fields["waits_for"].choices = others  # type: ignore[attr-defined]
        else:
            del self.fields["waits_for"]


class ChangeOutcomeForm(OutcomeForm):
    """The same, for an outcome that others may be changing too."""

    versioned = True


class SettleForm(Form):
    """An outcome is achieved, or no longer needed."""

    versioned = True
    status = ChoiceField(label="How did it end?", choices=[], missing="Choose how it ended")
    why = LongText(label="What happened?", hint="If it is no longer needed, say why", rows=3, required=False)
    give_up_actions = YesNo(
        label="Some actions for it are still to do. What about them?",
        yes="They are no longer needed",
        no="They stay in the plan",
        inline=False,
        missing="Say what happens to the actions still to do",
    )

    def __init__(self, *args: Any, statuses: Choices, has_actions: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = statuses  # type: ignore[attr-defined]
        if not has_actions:
            del self.fields["give_up_actions"]


class TakeUpForm(Form):
    """Work on an outcome again."""

    versioned = True
    why = LongText(label="Why do you work on this again?", rows=3, missing="Say why you work on this again")


class MoveForm(Form):
    """Move an outcome in the order of priority."""

    versioned = True
    direction = ChoiceField(
        label="Which way?", choices=[("up", "Up: more important"), ("down", "Down: less important")]
    )


class ActionForm(Form):
    """Who does what by when."""

    outcome = Select(label="Which outcome is this for?", choices=[], missing="Choose which outcome this is for")
    what = TextField(label="What will be done?", max_length=500, missing="Say what will be done")
    owner = Select(
        label="Who will do it?",
        hint="Anybody in the team or the family",
        choices=[],
        missing="Choose who will do it",
    )
    block = ChoiceField(label="What kind of work is it?", choices=[], missing="Choose what kind of work it is")
    due_on = DateField(label="By when?", missing="Enter a date")

    def __init__(
        self, *args: Any, outcomes: Choices, owners: Choices, blocks: Choices, hints: dict[str, str], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        if outcomes:
            self.fields["outcome"].choices = outcomes  # type: ignore[attr-defined]
        else:
            del self.fields["outcome"]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.fields["block"].choices = blocks  # type: ignore[attr-defined]
        self.fields["block"].hints = hints  # type: ignore[attr-defined]


class ChangeActionForm(ActionForm):
    """The same, for an action others may be changing too."""

    versioned = True


class MarkForm(Form):
    """What became of an action."""

    versioned = True
    state = ChoiceField(label="What became of it?", choices=[], missing="Say what became of it")
    done_on = DateField(label="When was it done?", past=True, shown_if=("state", ActionState.DONE.value))
    note = LongText(
        label="Anything to say about it?",
        hint="If it was not done, say what stood in the way",
        rows=3,
        required=False,
    )

    def __init__(self, *args: Any, is_to_do: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        ends = [(ActionState.DONE.value, "Done"), (ActionState.NOT_DONE.value, "Will not be done")]
        again = [(ActionState.TO_DO.value, "It is to do again")]
        self.fields["state"].choices = ends if is_to_do else again  # type: ignore[attr-defined]
        if not is_to_do:
            del self.fields["done_on"]
