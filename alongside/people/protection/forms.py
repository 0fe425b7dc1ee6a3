"""Forms about closely kept records. Nothing is chosen beforehand."""

from collections.abc import Sequence
from typing import Any

from alongside.ground.access.models import User
from alongside.ground.access.words import ClearanceKind, RecordClass
from alongside.ground.design_system.fields import Checkboxes, ChoiceField, DateField, LongText, Select, TextField
from alongside.ground.design_system.forms import Form
from alongside.people.protection.policies import BARRED_FOR
from alongside.people.protection.words import Category, EmergencyReason, Kinship


def named(people: Sequence[User]) -> list[tuple[str, str]]:
    """People to choose from, by name and agency."""
    return [(str(user.pk), f"{user.name}, {user.agency.name}") for user in people]


class RestrictForm(Form):
    """Keep a record closely."""

    record_class = ChoiceField(
        label="How closely?",
        choices=[
            (str(RecordClass.RESTRICTED.value), "Restricted"),
            (str(RecordClass.SEALED.value), "Sealed"),
        ],
        hints={
            str(RecordClass.RESTRICTED.value): "Others find the name and the year of birth, and whom to ask",
            str(RecordClass.SEALED.value): "For everybody else the record does not exist",
        },
    )
    category = ChoiceField(label="Why?", choices=Category.choices)
    reason = LongText(label="What is the reason?", hint="Whoever reviews it must understand it", rows=3)
    whom_to_ask = TextField(
        label="Whom may people ask about it?", hint="A team and a telephone number; never a family member"
    )
    review_on = DateField(label="When will it be looked at again?", hint="Within 90 days", future=True)
    cleared = Checkboxes(
        label="Who goes on seeing it?", hint="You do. Everybody not ticked stops seeing it at once", choices=[],
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["cleared"]
        chosen.choices = named(people)


class ClearForm(Form):
    """Let somebody see it."""

    user = Select(label="Who needs to see it?", choices=[])
    kind = ChoiceField(
        label="For how long?",
        choices=[
            (ClearanceKind.TASK.value, "14 days, for one task"),
            (ClearanceKind.INVOLVED.value, "6 months, because they work with the family"),
        ],
    )
    reason = LongText(label="Why do they need it?", rows=2)

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["user"]
        chosen.choices = named(people)


class BarForm(Form):
    """Somebody may not see a family's record."""

    user = Select(label="Who may not see it?", choices=[])
    kind = ChoiceField(
        label="Why?",
        choices=[(one.value, str(one.label)) for one in BARRED_FOR],
    )
    reason = LongText(label="What is the reason?", hint="Whoever reviews it must understand it", rows=2)

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["user"]
        chosen.choices = named(people)


class UnbarForm(Form):
    """Somebody may see it again."""

    why = LongText(label="Why may they see it again?", hint="Somebody of another team decides this", rows=2)


class ReviewForm(Form):
    """Still needed."""

    review_on = DateField(label="When will it be looked at again?", hint="Within 90 days", future=True)
    why = LongText(label="Why is it still needed?", rows=2)


class WhyForm(Form):
    """Why something should end."""

    why = LongText(label="Why is it no longer needed?", rows=2)


class EmergencyForm(Form):
    """Open a restricted record without being cleared."""

    category = ChoiceField(label="Why now?", choices=EmergencyReason.choices)
    reason = LongText(label="What has happened, and what do you need to know?", rows=3)
    case_reference = TextField(label="Reference of the case you work on", max_length=60)


class KinshipForm(Form):
    """A worker knows somebody."""

    kinship = ChoiceField(label="How do you know them?", choices=Kinship.choices)
    reason = LongText(label="Anything your manager should know", required=False, rows=2)


class AgreeForm(Form):
    """Nothing to fill in: the button says it all."""
