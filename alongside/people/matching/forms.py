"""Forms of matching. Nothing is chosen beforehand."""

from typing import Any

from django.forms import CharField, HiddenInput

from alongside.ground.design_system.fields import ChoiceField, DateField, LongText, ShownIf, TextField
from alongside.ground.design_system.forms import Form
from alongside.people.matching.words import Said


def _said(**means: str) -> ChoiceField:
    """The three answers, and what each means for what follows."""
    return ChoiceField(label="Are they the same person?", choices=[(one.value, one.label) for one in Said], hints=means)


class Compared(Form):
    """Two side by side; `seen` is how they stood when the page was opened."""

    field_order = ("said", "note", "seen")
    note = TextField(
        label="What is not clear?", required=False, shown_if=ShownIf("said", (Said.CANT_TELL,)), max_length=300
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seen"] = CharField(widget=HiddenInput, required=False)


class AnswerForm(Compared):
    """Are the record and the person the same?"""

    said = _said(
        same="What the record says is counted to this person from now on",
        different="The record is never compared with this person again",
        cant_tell="Nobody is asked again until the record says more",
    )


class AlikeForm(Compared):
    """Are the people whom two records of partners tell of the same?"""

    said = _said(
        same="The next run puts together what is told of them",
        different="They are never put together, whatever else is told of them",
        cant_tell="Nobody is asked again until one of the records says something else",
    )


class LookForm(Form):
    """Whatever is known of the other record."""

    q = TextField(
        label="Name, UPN or NHS number of the other record", required=False, spellcheck=False, max_length=300, width=30,
        hint="In any order, a nickname or a former name. Spelling need not be right",
    )  # fmt: skip
    date_of_birth = DateField(label="Date of birth", required=False, past=True)

    def clean(self) -> dict[str, Any]:
        """Something must have been typed."""
        told = super().clean()
        if not self.errors and not told.get("q") and not told.get("date_of_birth"):
            self.add_error("q", "Enter a name, a number or a date of birth")
        return told


class MergeForm(Form):
    """Make the two records one."""

    reason = LongText(
        label="How do you know that they are one person?", rows=3,
        hint="Whoever looks at this later must understand it. Don’t guess: twins, and parents of the same name, are not"
        " one person",
    )  # fmt: skip


class PartForm(Form):
    """Undo a merge."""

    why = LongText(label="Why are they two people after all?", rows=3)


class PlacesForm(Form):
    """A whole list of places."""

    source = TextField(
        label="Who keeps this list, and what is it drawn from?", hint="For example: the housing team’s list of 3 March",
        max_length=300,
    )  # fmt: skip
    places = LongText(
        label="Places", rows=10, required=False,
        hint="One on each line: kind; UPRN; postcode; address; name. Kinds: refuge, hostel, care_home, block, other."
        " Leave a part blank if it is not known; a UPRN or a postcode is needed. Leave all of it blank only if there"
        " are no such places",
    )  # fmt: skip
