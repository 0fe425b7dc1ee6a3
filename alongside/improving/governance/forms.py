"""Forms of governance. Nothing is chosen beforehand."""

from alongside.ground.audit.words import AlertOutcome
from alongside.ground.design_system.fields import ChoiceField, LongText
from alongside.ground.design_system.forms import Form


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
