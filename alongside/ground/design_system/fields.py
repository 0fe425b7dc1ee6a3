"""Fields that render GOV.UK markup, hint and error included. Use these, never Django's own, in a form for people.

All take the keywords of `asking.Asks`: label, hint, required, missing, shown_if, mark_optional, big.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import EmailValidator

from alongside.ground.design_system.asking import Asks, ShownIf, choice_items, clean_text, pairs
from alongside.ground.design_system.dates import DateField, PartialDate, PartialDateField
from alongside.ground.design_system.identifiers import NhsNumberField, PhoneField, PostcodeField, UpnField
from alongside.ground.design_system.text_fields import LongText, TextField
from alongside.ground.design_system.times import TimeField

__all__ = [
    "Asks",
    "Checkboxes",
    "ChoiceField",
    "DateField",
    "EmailField",
    "FileField",
    "LongText",
    "NhsNumberField",
    "PartialDate",
    "PartialDateField",
    "PhoneField",
    "PostcodeField",
    "Scale",
    "Select",
    "ShownIf",
    "TextField",
    "TimeField",
    "UpnField",
    "YesNo",
    "clean_text",
]

Choices = Iterable[tuple[str, str]]


class ChoiceField(Asks, forms.ChoiceField):
    """One of a few, as radios; nothing is chosen beforehand.

    `hints` gives a hint for a value; `inline` puts two short answers on one line.

    Cleans to the value (str), '' when not answered.
    """

    group_template = "radios"
    verb = "Select"

    def __init__(
        self,
        *,
        choices: Choices | Callable[[], Choices],
        hints: Mapping[str, str] | None = None,
        inline: bool = False,
        **asks: Any,
    ) -> None:
        super().__init__(choices=choices, **asks)
        self.hints = dict(hints or {})
        self.inline = inline
        self.error_messages["invalid_choice"] = "Select one of the answers shown"

    def items(self, value: Any) -> list[dict[str, Any]]:
        """The radios, for the macro."""
        return choice_items(self.choices, self.hints, [] if value in (None, "") else [str(value)])

    def blank(self) -> Any:
        """No choice."""
        return ""

    def as_words(self, value: Any) -> str:
        """The chosen answer's own words."""
        return str(dict(pairs(self.choices)).get(value) or value or "Not answered")


class Select(ChoiceField):
    """One of many, as a drop-down that begins blank. Prefer ChoiceField up to about seven answers."""

    group_template = "select"

    def items(self, value: Any) -> list[dict[str, Any]]:
        """The options, blank first."""
        held = "" if value is None else str(value)
        options = [{"value": "", "text": "Choose one", "selected": held == ""}]
        return options + [{"value": key, "text": text, "selected": key == held} for key, text in pairs(self.choices)]


class YesNo(ChoiceField):
    """Yes or no, with no default. Cleans to True, False, or None when not answered."""

    def __init__(self, *, yes: str = "Yes", no: str = "No", **asks: Any) -> None:
        asks.setdefault("inline", True)
        super().__init__(choices=[("yes", yes), ("no", no)], **asks)

    def clean(self, value: Any) -> bool | None:
        """True, False or None."""
        return {"yes": True, "no": False}.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        """Show a kept True or False as 'yes' or 'no'."""
        return {True: "yes", False: "no"}.get(value, value)

    def blank(self) -> Any:
        """Not answered."""
        return None

    def as_words(self, value: Any) -> str:
        """Yes, no or not answered."""
        return super().as_words(self.prepare_value(value))


class Scale(ChoiceField):
    """Nought to ten, as radios; `low` and `high` say what the ends mean. Cleans to int, or None when not answered."""

    group_template = "scale"

    def __init__(self, *, low: str, high: str, lowest: int = 0, highest: int = 10, **asks: Any) -> None:
        super().__init__(choices=[(str(n), str(n)) for n in range(lowest, highest + 1)], **asks)
        self.low, self.high, self.lowest, self.highest = low, high, lowest, highest

    def clean(self, value: Any) -> int | None:
        """The number, or None."""
        chosen = super().clean(value)
        return int(chosen) if chosen != "" else None

    def blank(self) -> Any:
        """Not scored."""
        return None

    def as_words(self, value: Any) -> str:
        """'7 out of 10'."""
        return "Not answered" if value in (None, "") else f"{value} out of {self.highest}"


class Checkboxes(Asks, forms.MultipleChoiceField):
    """Any of several. Cleans to a list of values. The choice named in `alone` ('none of these') excludes others."""

    group_template = "checkboxes"
    verb = "Select"

    def __init__(
        self,
        *,
        choices: Choices | Callable[[], Choices],
        hints: Mapping[str, str] | None = None,
        alone: str = "",
        **asks: Any,
    ) -> None:
        super().__init__(choices=choices, **asks)
        self.hints = dict(hints or {})
        self.alone = alone
        self.error_messages["invalid_choice"] = "Select from the answers shown"

    def items(self, value: Any) -> list[dict[str, Any]]:
        """The boxes, for the macro."""
        items = choice_items(self.choices, self.hints, [str(one) for one in value or []])
        for item in items:
            if self.alone and item["value"] == self.alone:
                item["behaviour"] = "exclusive"
        return items

    def validate(self, value: list[str]) -> None:
        """Refuse 'none of these' together with one of these."""
        super().validate(value)
        if self.alone and self.alone in value and len(value) > 1:
            only = dict(pairs(self.choices))[self.alone]
            raise forms.ValidationError(f"Select either ‘{only}’ or the others, not both")

    def blank(self) -> Any:
        """Nothing ticked."""
        return []

    def as_data(self, name: str, value: Any) -> dict[str, list[str]]:
        """Each ticked value under the one name."""
        return {name: [str(one) for one in value or []]}

    def as_words(self, value: Any) -> str:
        """The ticked answers, one after another."""
        texts = dict(pairs(self.choices))
        return "; ".join(str(texts.get(one, one)) for one in value or []) or "Not answered"


class EmailField(TextField):
    """An e-mail address."""

    def __init__(self, **asks: Any) -> None:
        super().__init__(kind="email", autocomplete=asks.pop("autocomplete", "email"), spellcheck=False, **asks)

    def validate(self, value: Any) -> None:
        """Refuse what could not be an address."""
        super().validate(value)
        if value:
            EmailValidator("Enter an e-mail address in the correct format, like name@example.com")(value)


class FileField(Asks, forms.FileField):
    """A file. `accept` lists the endings allowed ('.csv', '.xlsx'); `max_mb` bounds its size, in megabytes."""

    group_template = "file"
    verb = "Select"

    def __init__(self, *, accept: tuple[str, ...] = (), max_mb: int = 20, **asks: Any) -> None:
        super().__init__(**asks)
        self.accept, self.max_mb = accept, max_mb
        self.error_messages["empty"] = "The file you chose is empty"

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse the wrong kind of file, or one too big, in words."""
        file = super().clean(data, initial)
        if isinstance(file, UploadedFile):
            if self.accept and not str(file.name).lower().endswith(self.accept):
                raise forms.ValidationError(f"The file must be one of these kinds: {', '.join(self.accept)}")
            if (file.size or 0) > self.max_mb * 1024 * 1024:
                raise forms.ValidationError(f"The file must be smaller than {self.max_mb} MB")
        return file
