"""Forms about copies for one reader. Nothing is chosen beforehand."""

from collections.abc import Sequence
from typing import Any

from alongside.ground.design_system.fields import Checkboxes, ChoiceField, DateField
from alongside.ground.design_system.forms import Form

Choices = Sequence[tuple[str, str]]


class ReaderForm(Form):
    """For whom, and what of it."""

    reader = ChoiceField(
        label="Who is this copy for?",
        hint="A copy is for one person. Make another for anybody else: what they may read can differ",
        choices=[],
        missing="Choose who this copy is for",
    )
    leave_out = Checkboxes(
        label="Pages to leave out",
        hint="What a child or one parent told you may not be safe with everybody",
        choices=[],
        required=False,
    )
    large = Checkboxes(label="Size", choices=[("yes", "Large print")], required=False)

    def __init__(self, *args: Any, people: Choices, pages: Choices = (), sizes: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reader"].choices = people  # type: ignore[attr-defined]
        if pages:
            self.fields["leave_out"].choices = pages  # type: ignore[attr-defined]
        else:
            del self.fields["leave_out"]
        if not sizes:
            del self.fields["large"]


class GivenForm(Form):
    """When a copy was given."""

    given_on = DateField(label="When did you give it to them?", past=True, missing="Enter the day you gave it")
