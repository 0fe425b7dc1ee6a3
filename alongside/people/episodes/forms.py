"""The search for a person."""

from typing import Any

from alongside.ground.design_system.fields import DateField, TextField
from alongside.ground.design_system.forms import Form


class FindForm(Form):
    """Whatever is known of somebody: any one of these is enough."""

    q = TextField(
        label="Name, UPN or NHS number", required=False, spellcheck=False, max_length=300, width=30,
        hint="In any order, a nickname or a former name. Spelling need not be right",
    )  # fmt: skip
    date_of_birth = DateField(label="Date of birth", required=False, past=True)

    def clean(self) -> dict[str, Any]:
        """Something must have been typed."""
        told = super().clean()
        if not self.errors and not told.get("q") and not told.get("date_of_birth"):
            self.add_error("q", "Enter a name, a number or a date of birth")
        return told
