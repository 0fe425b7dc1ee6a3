"""Forms about the team around the family, who leads it, and the level of need."""

from collections.abc import Sequence
from typing import Any

from alongside.ground.design_system.fields import ChoiceField, EmailField, LongText, PhoneField, TextField
from alongside.ground.design_system.forms import Form

Choices = Sequence[tuple[str, str]]
SOMEBODY_ELSE = "somebody_else"


class WhoForm(Form):
    """Choose a colleague: one of the team, or anybody with an account, by name or e-mail address."""

    who = ChoiceField(label="Who?", choices=[], missing="Choose somebody")
    colleague = TextField(
        label="Their name or e-mail address",
        hint="As they are known here. If two people have the same name, use the e-mail address.",
        shown_if=("who", SOMEBODY_ELSE),
        missing="Enter a name or an e-mail address",
    )

    def __init__(self, *args: Any, people: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["who"].choices = [*people, (SOMEBODY_ELSE, "Somebody else")]  # type: ignore[attr-defined]


class LeadForm(WhoForm):
    """Who leads, why, and what the family thinks."""

    field_order = ("who", "colleague", "why", "family_view")
    why = LongText(label="Why are they best placed to lead?", rows=3, missing="Say why they are best placed to lead")
    family_view = LongText(label="What does the family think of it?", rows=3, missing="Say what the family thinks")


class HandoverForm(WhoForm):
    """Offer the lead to somebody else."""

    field_order = ("who", "colleague", "why", "family_view")
    why = LongText(label="Why is the lead handed over?", rows=3, missing="Say why the lead is handed over")
    family_view = LongText(label="What does the family think of it?", rows=3, missing="Say what the family thinks")


class AnswerHandoverForm(Form):
    """Take the lead or not."""

    answer = ChoiceField(
        label="Will you lead the help for this family?",
        choices=[("accept", "Yes, I take the lead now"), ("decline", "No")],
        missing="Choose yes or no",
    )
    note = LongText(
        label="Why not?", hint="So that another lead can be found", rows=3, shown_if=("answer", "decline"),
        missing="Say why you decline",
    )  # fmt: skip


class ConfirmForm(Form):
    """Nothing to fill in: the button says it."""


class MemberForm(Form):
    """Somebody joins the team: a colleague with an account, one of the family, or anybody else by name."""

    kind = ChoiceField(
        label="Who joins the team?",
        choices=[
            ("colleague", "Somebody who uses this system"),
            ("family", "Somebody of the family"),
            ("other", "Somebody else who helps"),
        ],
        missing="Choose who joins the team",
    )
    colleague = TextField(
        label="Their name or e-mail address",
        shown_if=("kind", "colleague"),
        missing="Enter a name or an e-mail address",
    )
    person = ChoiceField(
        label="Which of the family?", choices=[], shown_if=("kind", "family"), missing="Choose somebody"
    )
    name = TextField(label="Their name", shown_if=("kind", "other"), spellcheck=False, missing="Enter their name")
    telephone = PhoneField(label="Telephone", required=False, shown_if=("kind", "other"))
    email = EmailField(label="E-mail", required=False, shown_if=("kind", "other"))
    doing = TextField(label="What do they do in the team?", hint="For example: class teacher, uncle", required=False)

    def __init__(self, *args: Any, members: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = members  # type: ignore[attr-defined]


class LevelForm(Form):
    """Another level of need."""

    versioned = True
    level = ChoiceField(label="Which level fits now?", choices=[], missing="Choose a level")
    why = LongText(label="Why?", rows=3, missing="Say why the level changes")

    def __init__(self, *args: Any, levels: Choices, hints: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["level"].choices = levels  # type: ignore[attr-defined]
        self.fields["level"].hints = hints  # type: ignore[attr-defined]
