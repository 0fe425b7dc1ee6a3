"""Forms of the panel."""

from typing import Any

from alongside.ground.design_system.fields import ChoiceField, DateField, LongText, Select
from alongside.ground.design_system.forms import Form
from alongside.helping.allocation.words import PanelChoice


class DecideForm(Form):
    """What the panel decides about one family."""

    versioned = True
    choice = ChoiceField(
        label="What did the panel decide?", choices=PanelChoice.choices, missing="Select what the panel decided"
    )
    lead = Select(
        label="Who leads?",
        hint="With what they hold now",
        choices=[],
        shown_if=("choice", "allocate"),
        missing="Choose who leads",
    )
    response = ChoiceField(
        label="How is the family helped?",
        choices=[],
        shown_if=("choice", "allocate"),
        missing="Select how the family is helped",
    )
    team = Select(
        label="Which team takes it on with them?", hint="The team can then see the family", choices=[], required=False,
        shown_if=("choice", "allocate"),
    )  # fmt: skip
    again_on = DateField(
        label="When does the panel come back to it?", shown_if=("choice", ("find_out", "later")),
        missing="Enter when the panel comes back to this family",
    )  # fmt: skip
    why = LongText(label="Why?", hint="The family can read this", rows=3, missing="Give the reason for the decision")
    family_view = LongText(label="What does the family think?", required=False, rows=3)

    def __init__(self, *args: Any, leads: Any, teams: Any, responses: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, choices in (("lead", leads), ("team", teams), ("response", responses)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]


class FinishForm(Form):
    """The end of a meeting."""

    who_came = LongText(label="Who came?", hint="Names and agencies", rows=3, missing="Write who came")
