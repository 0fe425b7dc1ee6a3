"""docs/pack-reference.md, drawn from the schema and the checks: what each file of a pack holds and what is checked."""

import types
import typing
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from alongside.ground.operating_models.checks import CHECKS
from alongside.ground.operating_models.reading.files import FOLDERS, LISTS, MAPPINGS
from alongside.ground.operating_models.schema import Pack, Sourced
from alongside.ground.operating_models.schema.base import Item

REASON_KEYS = set(Sourced.model_fields)
ITEM_KEYS = REASON_KEYS | (set(Item.model_fields) - {"id"})
INTRODUCTION = """# Pack reference

Drawn from `operating_models/schema` and `operating_models/checks`; how to write a pack:
`how-a-council-writes-its-pack.md`.

**Where it comes from.** Objects marked *sourced* carry exactly one of `source: {paper, passage}` (a paper listed
in `pack.yaml`), `assumption` (why we assume it) or `unverified` (what must be confirmed). Objects marked *item*
are sourced and may carry `retired_on`: ids are retired with that date, never removed. Ids are lower case letters,
digits and underscores.
"""


def pack_reference() -> str:
    """The whole page as Markdown."""
    fields = {**{field: f"{stem}.yaml" for stem, field in MAPPINGS.items()}, **{stem: f"{stem}.yaml" for stem in LISTS}}
    fields |= {name: f"{name}/*.yaml" for name in FOLDERS}
    lines = [INTRODUCTION, "## Files", ""]
    seen: list[type[BaseModel]] = []
    for name, field in Pack.model_fields.items():
        model = next(_models(field.annotation))
        shape = "a list of" if name in LISTS else "one"
        lines += [f"### `{fields[name]}`", "", f"Holds {shape} **{model.__name__}**.", ""]
        for one in _within(model):
            if one not in seen:
                seen.append(one)
                lines += _table(one)
    lines += [
        "## Checks across files",
        "",
        "Each is a function in `operating_models/checks`, tried by a broken pack in the tests.",
        "",
    ]
    lines += ["| check | what must be true |", "|---|---|"]
    lines += [f"| `{name}` | {_first_line(function.__doc__)} |" for name, function in sorted(CHECKS.items())]
    return "\n".join([*lines, ""])


def _within(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and those inside it, outer first."""
    yield model
    for name, field in model.model_fields.items():
        if name not in REASON_KEYS:
            for inner in _models(field.annotation):
                yield from _within(inner)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not typing.get_args(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _models(inner)


def _table(model: type[BaseModel]) -> list[str]:
    kind = " (*item*)" if issubclass(model, Item) else " (*sourced*)" if issubclass(model, Sourced) else ""
    skip = ITEM_KEYS if issubclass(model, Item) else REASON_KEYS if issubclass(model, Sourced) else set()
    lines = [f"**{model.__name__}**{kind}: {_first_line(model.__doc__)}", ""]
    rows = [(field.alias or name, field) for name, field in model.model_fields.items() if name not in skip]
    lines += ["| key | holds | |", "|---|---|---|"]
    lines += [f"| `{name}` | {_say(field.annotation)} | {_needed(field)} |" for name, field in rows]
    return [*lines, ""]


def _needed(field: FieldInfo) -> str:
    return "required" if field.is_required() else "may be left out"


def _say(annotation: Any) -> str:
    """A type in words."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if isinstance(annotation, type) and not inner:
        return _say_class(annotation)
    if origin is tuple:
        return f"list of {_say(inner[0])}"
    if origin is dict:
        return f"keys, each with {_say(inner[1])}"
    if origin is typing.Literal:
        return " or ".join(f"`{str(value).lower()}`" for value in inner)
    if origin is typing.Annotated:
        return _say(inner[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_say(one) for one in inner if one is not type(None))
    return f"list of {_say(inner[0])}" if origin is list else "a value"


def _say_class(annotation: type) -> str:
    if issubclass(annotation, BaseModel):
        return f"**{annotation.__name__}**"
    if issubclass(annotation, StrEnum):
        return ", ".join(f"`{one.value}`" for one in annotation)
    names = {"str": "text", "int": "whole number", "float": "number", "bool": "`true` or `false`"}
    return names.get(annotation.__name__, {"datetime": "date and time"}.get(annotation.__name__, "date"))


def _first_line(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split()).replace("|", "\\|")
