"""Forms of agencies."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from alongside.ground.access.models import Team, User
from alongside.ground.access.queries import Role
from alongside.ground.access.words import AgencyKind
from alongside.ground.design_system.fields import Checkboxes, ChoiceField, EmailField, LongText, Select, TextField
from alongside.ground.design_system.forms import Form
from alongside.ground.lib.clock import as_text, local_date
from alongside.ground.sign_in.pages import NewPasswordForm

KINDS = [(str(kind), kind.in_words) for kind in AgencyKind if kind is not AgencyKind.PUBLIC]


class InviteAgencyForm(Form):
    """A new agency and its first administrator."""

    name = TextField(label="Name of the agency", spellcheck=False)
    kind = Select(label="Kind of agency", choices=KINDS)
    email = EmailField(
        label="E-mail address of its first administrator", hint="We send them a link, good for 14 days.",
        autocomplete="off",
    )  # fmt: skip


class AgreementForm(Form):
    """The next version of the sharing agreement."""

    text = LongText(label="Text of the sharing agreement", rows=15)
    review_months = ChoiceField(
        label="When is it looked at again?",
        choices=[("6", "After 6 months"), ("12", "After a year"), ("24", "After two")],
    )


class WhatTheyDo(Form):
    """What somebody does in the agency."""

    job_title = TextField(label="Job title", required=False)
    team = Select(label="Team", choices=[], required=False)
    roles = Checkboxes(label="What may they do?", choices=[], missing="Select what they may do")

    def __init__(self, *args: Any, teams: Sequence[Team], roles: Sequence[Role], **options: Any) -> None:
        super().__init__(*args, **options)
        _choices(self, "team", [(str(team.pk), team.name) for team in teams])
        _choices(self, "roles", [(role.key, role.name) for role in roles])
        # checkboxes, which have hints; Django's type for a form's fields does not say so
        self.fields["roles"].hints = {role.key: role.is_for for role in roles}  # type: ignore[attr-defined]
        if not teams:
            del self.fields["team"]


class InvitePersonForm(WhatTheyDo):
    """Somebody new."""

    field_order = ["email"]
    email = EmailField(label="E-mail address", hint="We send them a link, good for 14 days.", autocomplete="off")


class ChangePersonForm(WhatTheyDo):
    """Somebody there already."""


class JoinForm(NewPasswordForm):
    """The person's name and password; for the first of an agency, the sharing agreement too."""

    field_order = ["name", "password", "again", "accepts"]
    name = TextField(label="Your name", hint="As colleagues know you", spellcheck=False, autocomplete="name")
    accepts = Checkboxes(
        label="Sharing agreement", choices=[("yes", "I have read it and accept it for my agency")],
        missing="Read and accept the sharing agreement",
    )  # fmt: skip

    def __init__(self, *args: Any, asks_agreement: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not asks_agreement:
            del self.fields["accepts"]


class AcceptForm(Form):
    """The sharing agreement, for an agency that is here already."""

    accepts = Checkboxes(
        label="Sharing agreement", choices=[("yes", "I have read it and accept it for my agency")],
        missing="Read and accept the sharing agreement",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReviewForm(Form):
    """Keep or end, for each person of the agency."""

    ANSWERS: ClassVar[list[tuple[str, str]]] = [("keep", "Still needs access"), ("end", "End their access now")]

    def __init__(self, *args: Any, people: Sequence[User], by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        for person in people:
            seen = person.last_login
            hint = "Has never signed in" if seen is None else f"Last signed in on {_day(seen)}"
            self.fields[f"person-{person.pk}"] = ChoiceField(
                label=person.name,
                hint=f"{person.job_title}. {hint}".lstrip(". "),
                missing=f"Say whether {person.name} still needs access",
                choices=self.ANSWERS[:1] if person.pk == by.pk else self.ANSWERS,
            )

    def answers(self, wanted: str) -> list[int]:
        """The numbers of the people answered so."""
        chosen = (name for name, value in self.cleaned_data.items() if name.startswith("person-") and value == wanted)
        return [int(name.removeprefix("person-")) for name in chosen]


def _choices(form: Form, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field


def _day(moment: Any) -> str:
    return as_text(local_date(moment))
