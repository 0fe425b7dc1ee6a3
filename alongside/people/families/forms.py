"""Forms about the people of a family. Nothing known is asked again; nothing is chosen beforehand."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from alongside.ground.access.models import Agency
from alongside.ground.design_system.fields import (
    Checkboxes,
    ChoiceField,
    DateField,
    EmailField,
    LongText,
    NhsNumberField,
    PartialDate,
    PartialDateField,
    PhoneField,
    PostcodeField,
    Select,
    TextField,
    UpnField,
    YesNo,
)
from alongside.ground.design_system.forms import Form
from alongside.people.families.queries import Member
from alongside.people.families.words import DateKnown, FamilyRole, NameKind, RelationshipKind, Sex

NOT_KNOWN = "not_known"
SOMEBODY_NEW = "somebody_new"
BORN, EXPECTED = "born", "expected"


def choose(form: Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    """Give a field its choices."""
    field: Any = form.fields[name]
    field.choices = list(choices)


def people_choices(members: Sequence[Member]) -> list[tuple[str, str]]:
    """People to choose from, children with their age."""
    return [(str(m.id), f"{m.name} ({m.age})" if m.is_child and m.age is not None else m.name) for m in members]


class DetailsForm(Form):
    """What is known about a person beside their name; everything may be left blank but whether they are born."""

    when_born = ChoiceField(
        label="Date of birth",
        choices=[(BORN, "Known, or known roughly"), (EXPECTED, "Not born yet"), (NOT_KNOWN, "Not known")],
        missing="Select what is known about the date of birth",
    )
    date_of_birth = PartialDateField(label="When were they born?", past=True, shown_if=("when_born", BORN))
    expected_on = DateField(label="When is the child expected?", shown_if=("when_born", EXPECTED))
    sex = ChoiceField(label="Sex", choices=Sex.choices)
    school = Select(label="School, college or nursery", choices=[], required=False)
    has_send = YesNo(label="Special educational needs or disability?", required=False)
    upn = UpnField(label="Unique pupil number", required=False)
    nhs_number = NhsNumberField(label="NHS number", required=False)
    telephone = PhoneField(label="Telephone", required=False)
    email = EmailField(label="E-mail", required=False)
    contact_note = TextField(
        label="How and when is it safe to get in touch?", required=False, max_length=300, hint="For example, text first"
    )
    first_language = TextField(label="First language", required=False, max_length=60)
    needs_interpreter = YesNo(label="Do they need an interpreter?", required=False)

    def __init__(self, *args: Any, schools: Iterable[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        choose(self, "school", [(str(agency.pk), agency.name) for agency in schools])

    def born(self) -> dict[str, Any]:
        """The date of birth and how much of it is known, as the record keeps them."""
        told = self.cleaned_data
        known: PartialDate | None = told["date_of_birth"]
        if known:
            how = DateKnown.ESTIMATED if known.is_estimated else DateKnown.EXACT
            return {"date_of_birth": known.date, "date_known": how.value}
        if told["expected_on"]:
            return {"date_of_birth": told["expected_on"], "date_known": DateKnown.EXPECTED.value}
        return {"date_of_birth": None, "date_known": DateKnown.UNKNOWN.value}


class AddPersonForm(DetailsForm):
    """Somebody to add to a family: their family and address are not typed again."""

    field_order = ("existing", "forename", "surname", "known_as", "role", "parents", "same_home_as")
    existing = ChoiceField(
        label="Is it one of these people, who are known already?", choices=[],
        missing="Select whether it is one of these people",
    )  # fmt: skip
    forename = TextField(label="First name", required=False, max_length=120, spellcheck=False)
    surname = TextField(label="Last name", required=False, max_length=120, spellcheck=False)
    known_as = TextField(label="Known as", required=False, max_length=120, spellcheck=False)
    role = ChoiceField(label="What are they in this family?", choices=FamilyRole.choices)
    parents = Checkboxes(
        label="Who in this family are their parents?", choices=[], required=False,
        shown_if=("role", FamilyRole.CHILD.value),
    )  # fmt: skip
    same_home_as = Select(
        label="Do they live with somebody here?", hint="Their address is taken over, not typed again", choices=[],
        required=False,
    )  # fmt: skip

    def __init__(
        self, *args: Any, members: Sequence[Member], known: Sequence[tuple[str, str]], schools: Iterable[Agency],
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, schools=schools, **options)
        if known:
            choose(self, "existing", [*known, (SOMEBODY_NEW, "No, it is somebody else")])
        else:
            del self.fields["existing"]
        choose(self, "parents", people_choices([m for m in members if not m.is_child]))
        choose(self, "same_home_as", [*people_choices(members), (NOT_KNOWN, "Elsewhere, or not known")])


class ChangePersonForm(DetailsForm):
    """What is known about a person, changed; two people changing it at once see each other's text."""

    versioned = True
    died_on = DateField(label="Have they died? If so, when?", required=False, past=True)


class NameForm(Form):
    """Another name somebody goes by, or went by."""

    kind = ChoiceField(
        label="What kind of name is it?", choices=NameKind.choices,
        hints={NameKind.USUAL.value: "The present usual name becomes a previous name"},
    )  # fmt: skip
    forename = TextField(label="First name", required=False, max_length=120, spellcheck=False)
    surname = TextField(label="Last name", required=False, max_length=120, spellcheck=False)


class RelationshipForm(Form):
    """What one person is to another."""

    person = Select(label="Who?", choices=[])
    kind = ChoiceField(label="What are they?", choices=RelationshipKind.choices, missing="Select what they are")
    other = Select(label="To whom?", choices=[])
    has_parental_responsibility = YesNo(
        label="Do they have parental responsibility?", hint="Leave blank when it is not known", required=False,
        shown_if=("kind", tuple(k.value for k in (
            RelationshipKind.MOTHER, RelationshipKind.FATHER, RelationshipKind.PARENT, RelationshipKind.STEP_PARENT,
            RelationshipKind.CARER, RelationshipKind.GRANDPARENT,
        ))),
    )  # fmt: skip

    def __init__(self, *args: Any, members: Sequence[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("person", "other"):
            choose(self, name, people_choices(members))


class MoveForm(Form):
    """Where people live from a day on."""

    people = Checkboxes(label="Who has moved?", choices=[], missing="Select at least one person")
    since = DateField(label="Since when do they live there?", past=True)
    has_address = YesNo(label="Is there a fixed address?", missing="Select yes if there is a fixed address")
    lines = TextField(label="Address", required=False, max_length=300, shown_if=("has_address", "yes"))
    postcode = PostcodeField(label="Postcode", required=False, shown_if=("has_address", "yes"))
    confidential = YesNo(
        label="Must anybody not learn this address?",
        hint="For example a refuge, or a home somebody must not find. Then only you, and people named by you, see it",
        missing="Select yes if anybody must not learn this address", shown_if=("has_address", "yes"),
    )  # fmt: skip
    ward = Select(
        label="Ward", choices=[], required=False, mark_optional=False,
        hint="It decides the area. Left blank, the one last used for this postcode is filled in for you to check",
    )  # fmt: skip

    def __init__(
        self, *args: Any, members: Sequence[Member], wards: Sequence[tuple[str, str]], suggest: Callable[[str], str],
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **options)
        self.suggest = suggest
        choose(self, "people", people_choices(members))
        choose(self, "ward", [(NOT_KNOWN, "Ward not known"), *wards])

    def clean(self) -> dict[str, Any]:
        """Where no ward was chosen, choose the one last used for the postcode, and ask to check it."""
        told = super().clean()
        if not told.get("ward") and "ward" not in self.errors:
            suggestion = self.suggest(told.get("postcode") or "")
            if suggestion:
                answers: Any = self.data
                self.data = answers = answers.copy()
                answers[self.add_prefix("ward")] = suggestion
                self.add_error("ward", "Check the ward: this one was last used for the postcode")
            else:
                self.add_error("ward", "Select a ward, or ‘Ward not known’")
        return told


class LeaveForm(Form):
    """Somebody no longer belongs to the family; that they did is kept."""

    on = DateField(label="When did they leave the family?", past=True)
    why = TextField(label="Why?", hint="For example, moved to live with their father", max_length=300)


class EndForm(Form):
    """Something no longer holds."""

    on = DateField(label="Until when did it hold?", past=True)


class FactorForm(Form):
    """Something that makes a child or family vulnerable, noticed; with what shows it."""

    person = Select(label="About whom?", choices=[])
    factor = Select(label="What have you noticed?", choices=[])
    evidence = LongText(label="What shows it?", hint="What you saw or were told, and by whom", rows=3)
    noticed_on = DateField(label="When did you notice it?", past=True)

    def __init__(
        self, *args: Any, members: Sequence[Member], factors: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        choose(self, "person", people_choices(members))
        choose(self, "factor", factors)


class BeCarefulForm(Form):
    """What whoever meets the family should be careful of."""

    versioned = True
    be_careful = LongText(
        label="What should whoever meets this family be careful of?", required=False, rows=3, max_length=2000,
        hint="Facts people need to keep everybody safe, such as a dog, or who must not know of a visit",
    )  # fmt: skip
