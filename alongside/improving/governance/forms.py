"""Forms of governance. Nothing is chosen beforehand."""

from collections.abc import Iterable, Sequence
from typing import Any

from alongside.ground.access.models import User
from alongside.ground.audit.words import AlertOutcome
from alongside.ground.design_system.fields import ChoiceField, DateField, LongText, Select
from alongside.ground.design_system.forms import Form
from alongside.improving.governance.words import AskedAs, Decision, Exemption
from alongside.people.families.queries import Member


class CloseAlertForm(Form):
    """Close an alert with what was found."""

    outcome = ChoiceField(
        label="What did you find?",
        choices=AlertOutcome.choices,
        hints={
            AlertOutcome.EXPLAINED.value: "Asked, checked, and right",
            AlertOutcome.MISTAKE.value: "No harm was meant, and it is put right",
            AlertOutcome.INVESTIGATED.value: "Somebody else now looks into it",
        },
    )
    note = LongText(
        label="What did you ask, and what were you told?", rows=4,
        hint="Names of families do not belong here: write the reference",
    )  # fmt: skip


class RequestForm(Form):
    """Somebody asked for what is held about a person."""

    person = Select(label="Whose record?", choices=[])
    asked_as = ChoiceField(label="Who asked?", choices=AskedAs.choices)
    asked_on = DateField(label="When did they ask?", hint="They are answered within a month of this day", past=True)

    def __init__(self, *args: Any, people: Sequence[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["person"]
        chosen.choices = [(str(one.id), one.name) for one in people]


class TakeOnForm(Form):
    """Take a request on."""

    identity_checked = LongText(
        label="How did you make sure who asks?", rows=2, hint="What you saw, and when; for a parent or a "
        "representative also how you know that they may ask",
    )  # fmt: skip


class ItemForm(Form):
    """Decide what becomes of one item."""

    decision = ChoiceField(label="What becomes of it?", choices=Decision.choices)
    shown = LongText(label="What is given", rows=8, shown_if=("decision", Decision.REDACT.value))
    exemption = ChoiceField(
        label="On which exemption?", choices=Exemption.choices, shown_if=("decision", Decision.WITHHOLD.value)
    )
    reason = LongText(label="Why is it kept back?", rows=3, shown_if=("decision", Decision.WITHHOLD.value))


class ReviewerForm(Form):
    """Ask a second person to agree."""

    reviewer = Select(label="Who is to agree?", choices=[])

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["reviewer"]
        chosen.choices = [(str(one.pk), f"{one.name}, {one.agency.name}") for one in people]


class WhyForm(Form):
    """Say why."""

    why = LongText(label="Why?", rows=3)


class NothingToAsk(Form):
    """Nothing to fill in: the button says it all."""
