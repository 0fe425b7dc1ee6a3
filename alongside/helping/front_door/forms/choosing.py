"""What the forms of the front door share."""

from collections.abc import Iterable, Mapping
from typing import cast

from alongside.ground.design_system import fields
from alongside.ground.design_system.forms import Form
from alongside.people.families.words import RelationshipKind

MOST = 20_000


RELATIONSHIPS = [(kind.value, kind.label) for kind in RelationshipKind]


def choose(form: Form, name: str, choices: Iterable[tuple[str, str]], hints: Mapping[str, str] | None = None) -> None:
    """Give a field of the form its choices, which come from the pack or the records."""
    field = cast(fields.ChoiceField, form.fields[name])
    field.choices = list(choices)
    field.hints = dict(hints or {})
