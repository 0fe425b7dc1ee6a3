"""The form for a line written by hand."""

from typing import Any

from alongside.ground.design_system.fields import Checkboxes, ChoiceField, DateField, LongText, TextField
from alongside.ground.design_system.forms import Form
from alongside.people.episodes.words import WRITTEN_BY_HAND
from alongside.people.families.queries import Member


class NoteForm(Form):
    """What happened, when, with whom."""

    kind = ChoiceField(
        label="What are you writing down?",
        choices=[(kind.value, kind.label) for kind in WRITTEN_BY_HAND],
        missing="Select a visit, a call or a note",
    )
    happened_on = DateField(label="When did it happen?", past=True)
    headline = TextField(label="In a few words", hint="The line people read first", max_length=300)
    detail = LongText(label="What happened", required=False)
    people = Checkboxes(label="Who is it about?", choices=[], required=False)

    def __init__(self, *args: Any, members: list[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].choices = [(str(m.id), m.name) for m in members]  # type: ignore[attr-defined]
