"""Forms of identification. Nothing is chosen beforehand."""

from collections.abc import Sequence
from typing import Any

from alongside.ground.design_system.fields import Checkboxes, ChoiceField, DateField, LongText, Select, TextField
from alongside.ground.design_system.forms import Form
from alongside.helping.front_door.words import Agreement, Danger
from alongside.improving.identification.words import ObjectionOutcome, Theme, WhyDeclined


class AcceptForm(Form):
    """Send a family to the front door. `people` are those of it who can be named: (id, name)."""

    versioned = True

    leave_out = Checkboxes(
        label="Is there anybody the front door should not be told of?", choices=[], required=False,
        hint="They are not named, and nothing recorded about them goes with it",
    )  # fmt: skip
    in_danger = ChoiceField(
        label="From what you see here, is a child in danger now?", choices=Danger.choices,
        hint="If so, ring 999 or social care first",
    )  # fmt: skip
    agreement = ChoiceField(label="Does the family agree?", choices=Agreement.choices)
    agreement_why = LongText(
        label="Why has the family not agreed?", rows=2, required=False,
        hint="Needed unless they agree. If nobody has asked them yet, say who will, and when",
    )  # fmt: skip
    note = LongText(label="What else should the front door know?", rows=3, required=False)
    outside_age_reason = LongText(
        label="If a child is older or younger than the service is for: why do you tell the front door?", rows=2,
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        asked: Any = self.fields["leave_out"]
        asked.choices = list(people)


class DeclineForm(Form):
    """Say that nothing follows."""

    versioned = True

    why = ChoiceField(label="Why does nothing follow?", choices=WhyDeclined.choices)
    reason = LongText(
        label="Why, in your own words?", rows=3, hint="The family may ask why, and somebody must be able to answer"
    )


class DeferForm(Form):
    """Put a family off to a day."""

    versioned = True

    until = DateField(label="When is it to be looked at again?", hint="Within a year", future=True)
    reason = LongText(label="Why then?", rows=3)


class ObjectForm(Form):
    """Somebody objects to being counted."""

    says = LongText(label="What do they object to?", rows=3, hint="In their words")
    objected_on = DateField(label="When did they say so?", past=True)


class AnswerObjectionForm(Form):
    """Answer an objection."""

    versioned = True

    outcome = ChoiceField(
        label="What becomes of it?",
        choices=[(one.value, str(one.label)) for one in (ObjectionOutcome.UPHELD, ObjectionOutcome.REFUSED)],
        hints={ObjectionOutcome.REFUSED.value: "Only for a compelling reason that outweighs theirs"},
    )
    answer = LongText(label="What are they told?", rows=4)


class NoticedForm(Form):
    """What somebody noticed in a place."""

    theme = Select(label="What is it about?", choices=Theme.choices)
    area = Select(label="In which area?", choices=[])
    where = TextField(label="Where, more exactly?", hint="A street, a park, a school: never a home", required=False)
    noticed_on = DateField(label="When was it noticed?", past=True)
    text = LongText(
        label="What was noticed?", rows=4, hint="Themes, places and groups. Name nobody: for a child who needs help, "
        "record a contact",
    )  # fmt: skip
    not_people = Checkboxes(
        label="Can something in it be mistaken for a person’s name?", required=False,
        choices=[("not_people", "Yes, but it is the name of a place or a group")],
        hint="Heather Lane is a street. Only needed when you are asked",
    )  # fmt: skip

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["area"]
        chosen.choices = list(areas)
