"""Forms of the directory: what somebody looks for, and what a service says of itself."""

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from django import forms

from alongside.ground.design_system.fields import (
    Checkboxes,
    ChoiceField,
    EmailField,
    FileField,
    LongText,
    PhoneField,
    PostcodeField,
    Select,
    ShownIf,
    TextField,
    TimeField,
)
from alongside.ground.design_system.forms import Form, Questions, Section
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import Pack
from alongside.helping.directory.models import Provider
from alongside.helping.directory.pictures import MOST_MB
from alongside.helping.directory.words import OLDEST, Day, Setting

ANOTHER = "another"
AT_A_PLACE = ShownIf("setting", (Setting.PLACE,))


class AgeField(TextField):
    """A child's age in whole years. Cleans to int, None when not answered."""

    def __init__(self, **asks: Any) -> None:
        super().__init__(width=2, inputmode="numeric", spellcheck=False, suffix="years", **asks)

    def clean(self, value: Any) -> Any:
        """The number; says which numbers there are when it cannot be read."""
        text = super().clean(value)
        if not text:
            return self.blank()
        if not text.isdecimal() or int(text[:3]) > OLDEST:
            raise forms.ValidationError(f"Enter an age in whole years, from 0 to {OLDEST}")
        return int(text)

    def blank(self) -> Any:
        """No age."""
        return None


class SearchForm(Questions):
    """What somebody looks for; every question may be left out. `by_practitioner` asks for the level too."""

    q = TextField(
        label="What kind of help?",
        hint="For example, sleep, debt or bereavement",
        required=False,
        mark_optional=False,
        width=20,
    )
    need = Select(label="Help with", choices=[], required=False, mark_optional=False)
    age = AgeField(label="Age of the child", required=False, mark_optional=False)
    area = Select(label="Where", choices=[], required=False, mark_optional=False)
    level = Select(label="Level of need", choices=[], required=False, mark_optional=False)

    def __init__(self, *args: Any, pack: Pack, by_practitioner: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        _choices(self, "need", _needs(pack, by_practitioner=by_practitioner))
        areas = _areas(pack)
        _choices(self, "area", areas)
        _choices(self, "level", _levels(pack))
        if not by_practitioner:
            del self.fields["level"]
        if len(areas) < 2:
            del self.fields["area"]


class ServiceForm(Form):
    """Everything a service says of itself."""

    sections: ClassVar[tuple[Section, ...]] = (
        Section("Who runs it", ("provider", "provider_name", "provider_about")),
        Section("What it is", ("name", "description", "how_to_ask", "cost")),
        Section("Whom it is for", ("needs", "levels", "from_age", "to_age", "areas")),
        Section("Where and when", ("setting", "place", "address", "town", "postcode", "days", "opens_at", "closes_at",
                                   "when_words")),
        Section("How to reach it", ("telephone", "email", "url")),
    )  # fmt: skip

    provider = Select(label="Organisation", choices=[], missing="Select who runs it")
    provider_name = TextField(
        label="Name of the organisation", shown_if=ShownIf("provider", (ANOTHER,)), spellcheck=False,
        missing="Enter who runs it",
    )  # fmt: skip
    provider_about = TextField(
        label="Who they are, in a sentence", shown_if=ShownIf("provider", (ANOTHER,)), max_length=500,
        missing="Say in a sentence who they are",
    )  # fmt: skip
    name = TextField(label="Name of the service", missing="Enter the name of the service")
    description = LongText(
        label="What is it?", hint="In words families use.", max_length=4_000, rows=4,
        missing="Say what it is, in words families use",
    )  # fmt: skip
    how_to_ask = LongText(
        label="How does a family get it?", hint="For example, come along, ring first, or ask your health visitor.",
        max_length=1_000, rows=3, missing="Say how a family gets it",
    )  # fmt: skip
    cost = TextField(label="What does it cost?", hint="For example, free.", max_length=300, required=False)
    needs = Checkboxes(label="What does it help with?", choices=[], missing="Select what it helps with")
    levels = Checkboxes(
        label="At which levels of need?", hint="Practitioners see this; families do not.", choices=[],
        missing="Select at which levels of need it helps",
    )  # fmt: skip
    from_age = AgeField(label="Youngest age of the child", hint="Leave blank if there is none.", required=False)
    to_age = AgeField(label="Oldest age of the child", hint="Leave blank if there is none.", required=False)
    areas = Checkboxes(
        label="For families living where?", hint="Select none if it is for the whole council.", choices=[],
        required=False,
    )  # fmt: skip
    setting = ChoiceField(label="Where is it given?", choices=Setting.choices, missing="Select where it is given")
    place = TextField(label="Name of the place", shown_if=AT_A_PLACE, required=False)
    address = TextField(
        label="Building and street", hint="Everybody sees it: never enter the address of a refuge.",
        shown_if=AT_A_PLACE, missing="Enter the address",
    )  # fmt: skip
    town = TextField(label="Town or city", shown_if=AT_A_PLACE, max_length=100, missing="Enter the town or city")
    postcode = PostcodeField(label="Postcode", shown_if=AT_A_PLACE, missing="Enter the postcode")
    days = Checkboxes(label="On which days?", choices=Day.choices, required=False)
    opens_at = TimeField(label="From what time?", hint="For example, 9.30am", width=10, required=False)
    closes_at = TimeField(label="Until what time?", hint="For example, 4pm", width=10, required=False)
    when_words = TextField(
        label="Anything else about when?", hint="For example, in term time only.", max_length=300, required=False
    )
    telephone = PhoneField(label="Telephone", required=False)
    email = EmailField(label="E-mail", autocomplete="off", required=False)
    url = TextField(
        label="Web page", hint="It begins with https://", kind="url", max_length=500, required=False, spellcheck=False
    )

    def __init__(self, *args: Any, pack: Pack, providers: Sequence[Provider], others: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        _choices(self, "needs", _needs(pack, by_practitioner=True))
        _choices(self, "levels", _levels(pack))
        _choices(self, "areas", _areas(pack))
        _choices(
            self, "provider",
            [(str(one.pk), one.name) for one in providers] + [(ANOTHER, "Another organisation")] * others,
        )  # fmt: skip


class OwnFirstServiceForm(ServiceForm):
    """The first service of one's own agency: the agency is known, and says in a sentence what it is."""

    sections = (Section("Your agency", ("provider_about",)), *ServiceForm.sections[1:])
    provider_about = TextField(
        label="Who you are, in a sentence", max_length=500, missing="Say in a sentence who you are"
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["provider"], self.fields["provider_name"]


class ChangeServiceForm(ServiceForm):
    """What a service says of itself, changed; who runs it stays."""

    versioned = True
    sections = ServiceForm.sections[1:]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("provider", "provider_name", "provider_about"):
            del self.fields[name]


class ProviderForm(Form):
    """Who runs services; an agency on board keeps its own name."""

    versioned = True
    name = TextField(label="Name of the organisation", spellcheck=False, missing="Enter who runs it")
    description = TextField(
        label="Who they are, in a sentence", max_length=500, missing="Say in a sentence who they are"
    )

    def __init__(self, *args: Any, is_agency: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_agency:
            del self.fields["name"]


class PictureForm(Form):
    """A picture of a service."""

    file = FileField(
        label="The picture", hint="A photograph of the place, say: no children, and nobody who has not agreed.",
        accept=(".jpg", ".jpeg", ".png", ".webp"), max_mb=MOST_MB, missing="Select a JPEG, PNG or WebP",
    )  # fmt: skip
    says = TextField(
        label="What does it show?", hint="Read aloud to whoever cannot see it.", missing="Say what the picture shows"
    )


def _needs(pack: Pack, *, by_practitioner: bool) -> list[tuple[str, str]]:
    wanted = [need for need in pack.needs if need.in_use_on(today())]
    return [(need.id, need.name if by_practitioner else need.family_name) for need in wanted]


def _levels(pack: Pack) -> list[tuple[str, str]]:
    return [(level.id, level.name) for level in pack.levels if level.in_use_on(today())]


def _areas(pack: Pack) -> list[tuple[str, str]]:
    return [(area.id, area.name) for area in pack.localities.areas if area.in_use_on(today())]


def _choices(form: Questions, name: str, choices: list[tuple[str, str]]) -> None:
    cast(forms.ChoiceField, form.fields[name]).choices = choices
