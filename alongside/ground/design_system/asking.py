"""What every field shares: how it asks, when it is asked, and what it says when left blank."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

# Control characters other than tab and new line; nothing a person types on purpose. Emoji and joiners stay.
UNTYPED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
MARKS_OF_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def clean_text(text: str) -> str:
    """Text as typed, made safe to keep: NFC, new lines as one character, no control characters.

    Emoji and right-to-left letters stay; invisible marks that would turn the text after them around are taken out.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return MARKS_OF_DIRECTION.sub("", UNTYPED.sub("", unicodedata.normalize("NFC", lines)))


@dataclass(frozen=True)
class ShownIf:
    """Asked only when another field holds one of these values."""

    field: str
    values: tuple[str, ...]

    def holds(self, answer: object) -> bool:
        """True when the other field's answer calls for this question. Several ticked answers: any one is enough."""
        given: Iterable[object] = answer if isinstance(answer, (list, tuple, set)) else [answer]
        return any(_as_value(one) in self.values for one in given)

    @property
    def as_json(self) -> str:
        """The values, for the script that hides the question."""
        return json.dumps(list(self.values))


def _as_value(answer: object) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return "" if answer is None else str(answer)


class Asks(forms.Field):
    """A field that asks in GOV.UK's way. Every field of `design_system.fields` takes these, by keyword:

    - `label`: the question, which is its label or legend; `hint`: help under it;
    - `required` (default True): when not, '(optional)' follows the label unless `mark_optional=False`;
    - `missing`: the error when left blank ('Enter the child’s date of birth'); made from the label otherwise;
    - `shown_if`: ("agreed", "no") or ("agreed", ("no", "not_asked")): asked only then, and blanked otherwise;
    - `big`: the label is large, for one question a page.
    """

    group_template = ""
    verb = "Enter"

    def __init__(
        self,
        *,
        label: str,
        hint: str = "",
        required: bool = True,
        missing: str = "",
        shown_if: tuple[str, str | tuple[str, ...]] | ShownIf | None = None,
        mark_optional: bool = True,
        big: bool = False,
        **options: Any,
    ) -> None:
        options.setdefault("template_name", f"design_system/fields/{self.group_template}.html")
        super().__init__(label=label, help_text=hint, required=required, **options)
        self.mark_optional = mark_optional
        self.big = big
        self.shown_if = self._shown_if(shown_if)
        self.error_messages["required"] = missing or self._missing(label)

    @staticmethod
    def _shown_if(given: tuple[str, str | tuple[str, ...]] | ShownIf | None) -> ShownIf | None:
        if given is None or isinstance(given, ShownIf):
            return given
        field, values = given
        return ShownIf(field, (values,) if isinstance(values, str) else tuple(values))

    def _missing(self, label: str) -> str:
        if label.endswith("?"):
            return f"Answer ‘{label}’"
        keeps_capital = label[1:2].isupper()
        return f"{self.verb} {label if keeps_capital else label[:1].lower() + label[1:]}"

    @property
    def asked_as(self) -> str:
        """The label as shown."""
        optional = not self.required and self.mark_optional and not self.shown_if
        return f"{self.label} (optional)" if optional else str(self.label)

    def blank(self) -> Any:
        """The value of this field when it was not asked."""
        return None

    def doubt(self, value: Any) -> str:
        """What looks wrong with a value that is kept all the same; blank when nothing does."""
        return ""

    def error_id(self, auto_id: str) -> str:
        """The id that an error in the summary links to."""
        return auto_id

    def as_data(self, name: str, value: Any) -> dict[str, list[str]]:
        """A clean value as a browser would send it, by the names of the inputs. The inverse of cleaning."""
        return {name: [_as_value(value)]}

    def as_words(self, value: Any) -> str:
        """A clean value in words, to show to a person."""
        return _as_value(value) or "Not answered"


def pairs(choices: Any) -> list[tuple[str, str]]:
    """A choice field's (value, text) pairs, without the blank one."""
    return [(str(value), str(text)) for value, text in choices if value not in ("", None)]


def choice_items(choices: Any, hints: Mapping[str, str], chosen: Iterable[str]) -> list[dict[str, Any]]:
    """GOV.UK macro items of a list of (value, text)."""
    held = set(chosen)
    items = []
    for value, text in pairs(choices):
        item: dict[str, Any] = {"value": value, "text": text, "checked": value in held}
        if value in hints:
            item["hint"] = {"text": hints[value]}
        items.append(item)
    return items
