"""Forms about meetings of the team around the family."""

from collections.abc import Sequence
from typing import Any

from django import forms

from alongside.ground.design_system.fields import (
    Checkboxes,
    ChoiceField,
    DateField,
    LongText,
    Select,
    TextField,
    TimeField,
    YesNo,
)
from alongside.ground.design_system.forms import Form, Group, Questions
from alongside.helping.plans.words import Reply

Choices = Sequence[tuple[str, str]]
LENGTHS = [
    ("30", "Half an hour"),
    ("45", "45 minutes"),
    ("60", "An hour"),
    ("90", "An hour and a half"),
    ("120", "Two hours"),
]


class WhenForm(Form):
    """When and where."""

    starts_on = DateField(label="Which day?", future=True, missing="Enter a date")
    time = TimeField(label="At what time?", hint="For example, 10am or 4.30pm", width=10, missing="Enter a time")
    minutes = Select(label="How long?", choices=LENGTHS, missing="Choose how long")
    place = TextField(label="Where is it?", max_length=300, required=False)
    link = TextField(label="Link to join online", kind="url", max_length=500, required=False, spellcheck=False)

    def clean_link(self) -> str:
        """A web address, or nothing."""
        link = str(self.cleaned_data.get("link") or "")
        if link and not link.startswith(("https://", "http://")):
            raise forms.ValidationError("Enter a web address that begins with https://")
        return link

    def clean(self) -> dict[str, Any]:
        """A meeting is somewhere."""
        super().clean()
        held = self.cleaned_data
        if not self.errors and not held.get("place") and not held.get("link"):
            self.add_error("place", "Say where it is, or give the link to join")
        return held


class CallForm(WhenForm):
    """Call a meeting."""

    what_for = LongText(label="What is the meeting for?", rows=3, missing="Say what the meeting is for")
    chair = Select(label="Who chairs it?", choices=[], missing="Choose who chairs it")
    invited = Checkboxes(label="Who is asked?", choices=[], missing="Choose who is asked")

    def __init__(self, *args: Any, team: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chair"].choices = team  # type: ignore[attr-defined]
        self.fields["invited"].choices = team  # type: ignore[attr-defined]


class InviteForm(Form):
    """More people to a meeting already called."""

    invited = Checkboxes(label="Who else is asked?", choices=[], missing="Choose who else is asked")

    def __init__(self, *args: Any, team: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["invited"].choices = team  # type: ignore[attr-defined]


class RearrangeForm(WhenForm):
    """Another time or place."""

    versioned = True
    why = TextField(label="Why is it moved?", missing="Say why it is moved")


class CancelForm(Form):
    """Cancel a meeting."""

    versioned = True
    why = LongText(label="Why is it cancelled?", rows=3, missing="Say why it is cancelled")


class ReplyForm(Form):
    """Whether somebody comes, and their view if not."""

    reply = ChoiceField(
        label="Will they come?",
        choices=[(Reply.COMING.value, "Yes"), (Reply.APOLOGIES.value, "No")],
        missing="Choose yes or no",
    )
    view = LongText(
        label="What should the meeting know?",
        hint="Their view, read out at the meeting",
        rows=4,
        required=False,
    )


class NewActionRow(Questions):
    """One action a meeting agreed; the choices are set by `minutes_form`."""

    what = TextField(label="What will be done?", max_length=500, missing="Say what will be done")
    outcome = Select(label="For which outcome?", choices=[], missing="Choose which outcome it is for")
    owner = Select(label="Who will do it?", choices=[], missing="Choose who will do it")
    block = Select(label="What kind of work is it?", choices=[], missing="Choose what kind of work it is")
    due_on = DateField(label="By when?", missing="Enter a date")


class MinutesForm(Form):
    """Who was there, what was decided, who does what."""

    versioned = True
    came = Checkboxes(label="Who was there?", choices=[], missing="Choose who was there")
    notes = LongText(label="What was talked about, in a few lines?", rows=4, required=False)
    decisions = LongText(label="What was decided?", hint="One decision a line", rows=4, required=False)
    call_next = YesNo(label="Do you want to call the next meeting now?", missing="Choose yes or no")


def minutes_form(*, came: Choices, outcomes: Choices, owners: Choices, blocks: Choices) -> type[MinutesForm]:
    """The form for one meeting: a class of its own, because each row of actions has this plan's choices."""

    class Row(NewActionRow):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            for name, choices in (("outcome", outcomes), ("owner", owners), ("block", blocks)):
                self.fields[name].choices = choices  # type: ignore[attr-defined]

    class ForThisMeeting(MinutesForm):
        groups = {"actions": Group(Row, "action", "Actions", minimum=0, maximum=20)} if outcomes else {}

        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self.fields["came"].choices = came  # type: ignore[attr-defined]

    return ForThisMeeting
