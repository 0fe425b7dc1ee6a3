"""Two people changed the same thing: both texts side by side, and a choice for each, so that nothing is lost."""

from dataclasses import dataclass
from typing import Any

from alongside.ground.design_system.asking import Asks
from alongside.ground.design_system.forms import Form, Typed
from alongside.ground.design_system.text_fields import TextField
from alongside.ground.lib.models import Conflict

CHOICES = ("theirs", "mine", "both")


@dataclass(frozen=True)
class Difference:
    """One field on which the record and the person disagree."""

    name: str
    label: str
    theirs: str
    mine: str
    theirs_data: list[tuple[str, str]]
    merged: str | None
    is_long: bool


def conflict_context(form: Form, conflict: Conflict, now: dict[str, Any], data: Typed) -> dict[str, Any]:
    """What the conflict page shows: the differences from `now` (the record, by field name), and everything typed."""
    differences = [
        _difference(form, field, name, now[name])
        for name, field in form.fields.items()
        if isinstance(field, Asks)
        and name in now
        and field.as_words(now[name]) != field.as_words(form.cleaned_data.get(name))
    ]
    left_out = {"csrfmiddlewaretoken", "seen_version"}
    carried = [(key, value) for key, values in data.lists() if key not in left_out for value in values]
    return {
        "title": "Somebody else has changed this",
        "differences": differences,
        "carried": carried,
        "seen_version": conflict.current.version,
    }


def _difference(form: Form, field: Asks, name: str, current: Any) -> Difference:
    typed = form.cleaned_data.get(name)
    key = form.add_prefix(name)
    is_text = isinstance(field, TextField)
    return Difference(
        name=name,
        label=str(field.label),
        theirs=field.as_words(current),
        mine=field.as_words(typed),
        theirs_data=[
            (f"theirs-{part}", value) for part, values in field.as_data(key, current).items() for value in values
        ],
        merged=f"{current or ''}\n\n{typed or ''}".strip() if is_text else None,
        is_long=field.group_template == "long_text",
    )


def settled(data: Typed) -> tuple[Typed, list[str]]:
    """The answers after the choices made on a conflict page, and the fields for which no choice was made."""
    names = data.getlist("differs")
    if not names:
        return data, []
    chosen = data.copy()
    undecided = []
    for name in names:
        choice = data.get(f"choice-{name}", "")
        if choice not in CHOICES:
            undecided.append(name)
        elif choice == "theirs":
            _take_theirs(chosen, name)
        elif choice == "both":
            chosen[name] = data.get(f"merged-{name}", "")
    for key in list(chosen):
        if key == "differs" or key.startswith(("choice-", "merged-", "theirs-")):
            del chosen[key]
    return chosen, undecided


def _take_theirs(chosen: Typed, name: str) -> None:
    for key in [key for key in chosen if key == name or key in {f"{name}-{part}" for part in ("day", "month", "year")}]:
        del chosen[key]
    for key in [key for key in chosen if key == f"theirs-{name}" or key.startswith(f"theirs-{name}-")]:
        chosen.setlist(key.removeprefix("theirs-"), chosen.getlist(key))
