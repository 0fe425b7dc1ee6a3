"""Forms of partner data."""

from collections.abc import Sequence
from typing import Any

from alongside.ground.access.models import Agency
from alongside.ground.design_system.fields import ChoiceField, DateField, FileField, LongText, TextField, YesNo
from alongside.ground.design_system.forms import Form
from alongside.people.partner_data.words import Extent

LARGEST_MB = 500


class LoadForm(Form):
    """A file of a feed: whose it is, which day it shows, and how much of the feed it holds."""

    file = FileField(
        label="The file", hint="CSV or XLSX, under the feed’s own headings or the common ones.",
        accept=(".csv", ".xlsx"), max_mb=LARGEST_MB, missing="Select a CSV or XLSX file",
    )  # fmt: skip
    agency = ChoiceField(label="Whose data is it?", choices=[], missing="Select whose data it is")
    as_of = DateField(
        label="Which day does it show?", past=True, hint="The day it was taken from the partner’s system, as 27 3 2026."
    )
    extent = ChoiceField(
        label="How much of the feed does it hold?", choices=list(Extent.choices),
        missing="Select how much of the feed it holds",
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Sequence[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        # radios, which have choices; Django's type for a form's fields does not say so
        self.fields["agency"].choices = [(str(one.pk), one.name) for one in agencies]  # type: ignore[attr-defined]


class TakeForm(Form):
    """Take a checked file in."""

    accept_smaller = YesNo(
        label="Is the file right, though it is far smaller than what is held?",
        hint="‘No’ refuses it, so that a file that was cut off retires nobody.",
    )

    def __init__(self, *args: Any, asks_about_size: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_about_size:
            del self.fields["accept_smaller"]


class WithdrawForm(Form):
    """Withdraw a load."""

    because = LongText(label="Why is it withdrawn?", hint="Without naming anybody.", rows=3)


class RecordForm(Form):
    """Find what a feed holds under a record’s number."""

    record_id = TextField(label="Record number", hint="As the partner’s file has it.", spellcheck=False)
