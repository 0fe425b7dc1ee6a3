"""Who a contact is about."""

from collections.abc import Iterable
from typing import Any

from alongside.ground.design_system import fields
from alongside.ground.design_system.dates import PartialDate
from alongside.ground.design_system.forms import Form
from alongside.ground.lib.clock import today
from alongside.ground.lib.text import tidy
from alongside.helping.front_door.forms.choosing import RELATIONSHIPS
from alongside.helping.front_door.policies import wrong_birth
from alongside.people.families.words import DateKnown, FamilyRole, Sex


class SearchForm(Form):
    """Looking for somebody before adding them."""

    q = fields.TextField(
        label="Who are you worried about?", hint="A name in any order, a date of birth, a UPN or an NHS number",
        spellcheck=False, missing="Enter a name, a date of birth or a number",
    )  # fmt: skip


class PersonForm(Form):
    """One person as the sender knows them; one name is enough."""

    role = fields.ChoiceField(
        label="Who are they?", choices=FamilyRole.choices, missing="Select who they are", inline=False
    )
    forename = fields.TextField(label="First name", required=False, max_length=120, spellcheck=False)
    surname = fields.TextField(
        label="Surname", required=False, max_length=120, spellcheck=False, hint="Leave blank if there is only one name"
    )
    unborn = fields.Checkboxes(
        label="Not born yet", required=False, choices=[("yes", "The child is not born yet")], mark_optional=False
    )
    date_of_birth = fields.PartialDateField(
        label="Date of birth, or the date the baby is expected", required=False,
        hint="For example, 31 3 2015. The month and year, or the year, will do. Leave blank if not known.",
    )  # fmt: skip
    sex = fields.ChoiceField(label="Sex", choices=Sex.choices, required=False)
    has_send = fields.YesNo(label="Special educational needs or a disability?", required=False)
    relationship = fields.Select(label="What they are to the child or children", choices=RELATIONSHIPS, required=False)
    no_fixed_address = fields.Checkboxes(
        label="Address", required=False, choices=[("yes", "No fixed address")], mark_optional=False
    )
    lines = fields.TextField(label="Street and town", required=False, max_length=300)
    postcode = fields.PostcodeField(label="Postcode", required=False)
    ward_code = fields.Select(
        label="Ward", required=False, choices=[], hint="If you know it: it decides the local team"
    )
    school = fields.TextField(label="School, nursery or college", required=False)
    telephone = fields.PhoneField(label="Telephone", required=False)
    upn = fields.UpnField(label="Unique pupil number (UPN)", required=False)
    nhs_number = fields.NhsNumberField(label="NHS number", required=False)

    def __init__(self, *args: Any, wards: Iterable[tuple[str, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        choices = list(wards)
        if choices:
            self.fields["ward_code"].choices = choices  # type: ignore[attr-defined]  # a Select
        else:
            del self.fields["ward_code"]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one name, and for a day on which somebody can be born."""
        answers = super().clean()
        born = answers.get("date_of_birth")
        refused = wrong_birth(born.date, self._known(born), today()) if born else None
        if refused:
            self.refuse(str(refused), refused.field)
        if not tidy(answers.get("forename") or "") and not tidy(answers.get("surname") or ""):
            self.add_error("forename", "Enter a name, even if only one is known")
        return answers

    def named(self) -> dict[str, Any]:
        """The clean answers as `policies.Named` takes them."""
        given = self.cleaned_data
        born = given.get("date_of_birth")
        known = self._known(born) if born else DateKnown.UNKNOWN
        return {
            "role": given["role"], "forename": given["forename"], "surname": given["surname"],
            "date_of_birth": born.date if born else None, "date_known": known, "sex": given["sex"] or Sex.UNKNOWN,
            "has_send": given["has_send"], "relationship": given["relationship"], "lines": given["lines"],
            "no_fixed_address": bool(given["no_fixed_address"]), "postcode": given["postcode"],
            "ward_code": given.get("ward_code") or "", "school": given["school"], "telephone": given["telephone"],
            "upn": given["upn"], "nhs_number": given["nhs_number"],
        }  # fmt: skip

    def _known(self, born: PartialDate) -> DateKnown:
        if self.cleaned_data.get("unborn"):
            return DateKnown.EXPECTED
        return DateKnown.ESTIMATED if born.is_estimated else DateKnown.EXACT
