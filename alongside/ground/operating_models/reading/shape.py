"""Documents into a Pack: what pydantic says, said again for people, at its file and line."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from alongside.ground.operating_models.reading.files import FOLDERS, LISTS, MAPPINGS, MAY_BE_LEFT_OUT, PackFolder
from alongside.ground.operating_models.reading.problems import Path, Problem
from alongside.ground.operating_models.schema import Pack

REASONS: dict[str, tuple[str, str]] = {
    "missing": ("This key is missing.", "Add '{key}'."),
    "extra_forbidden": ("There is no such key here.", "Check the spelling of '{key}' or remove it."),
    "enum": ("'{input}' is not one of the words allowed here.", "Use {expected}."),
    "literal_error": ("'{input}' is not allowed here.", "Use {expected}."),
    "string_type": ("This must be text.", "Write text; put quotes round a number or a date that is meant as text."),
    "string_too_short": ("This text is empty.", "Write something, or remove the key if it may be left out."),
    "string_pattern_mismatch": ("'{input}' is not written the way this must be.", "{pattern}"),
    "int_type": ("This must be a whole number.", "Write a number such as 10, without quotes or words."),
    "int_parsing": ("This must be a whole number.", "Write a number such as 10, without quotes or words."),
    "int_from_float": ("This must be a whole number.", "Write a whole number such as 10."),
    "float_parsing": ("This must be a number.", "Write a number such as 1 or 1.5."),
    "bool_parsing": ("This must be true or false.", "Write true or false."),
    "date_from_datetime_parsing": ("This is not a date.", "Write a date as 2020-04-01."),
    "date_parsing": ("This is not a date.", "Write a date as 2020-04-01."),
    "datetime_from_date_parsing": ("This is not a date and time.", "Write it as 2021-04-01T16:40."),
    "datetime_parsing": ("This is not a date and time.", "Write it as 2021-04-01T16:40."),
    "tuple_type": ("This must be a list.", "Write items beginning with '- ', or [a, b]."),
    "dict_type": ("This must be keys with values.", "Write 'key: value' lines, indented under this key."),
    "model_type": ("This must be keys with values.", "Write 'key: value' lines, indented under this key."),
    "too_short": ("This list needs at least one item.", "Add an item."),
    "greater_than_equal": ("{input} is too small.", "Use {ge} or more."),
    "greater_than": ("{input} is too small.", "Use a number above {gt}."),
    "less_than_equal": ("{input} is too large.", "Use {le} or less."),
}
PATTERNS = {
    r"^[a-z][a-z0-9_]{0,59}$": "Use lower case letters, digits and underscores, beginning with a letter.",
    r"^E0[6-9]\d{6}$": "Use the council's ONS code, such as E06000014.",
    r"^E05\d{6}$": "Use the ward's ONS code, such as E05010313.",
    r"^\d{4}\.\d+$": "Write the version as year, dot, number: 2020.1.",
    r"^\d+(\.\d+)?$": "Write the version as a number: '1' or '1.1'.",
    r"^[0-9 ]{3,15}$": "Use digits and spaces only.",
}
NO_REASON = (
    "It does not say where this comes from.",
    "Add one of: source (paper and passage), assumption, unverified.",
)
TWO_REASONS = ("It says in two ways where this comes from.", "Keep one of source, assumption and unverified.")


def plain(node: Any) -> Any:
    """A YAML document as ordinary dicts and lists."""
    if isinstance(node, dict):
        return {str(key) if not isinstance(key, str) else key: plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    return node


def assembled(folder: PackFolder) -> dict[str, Any]:
    """All documents as one mapping with the fields of Pack."""
    content: dict[str, Any] = {field: plain(folder.documents.get(f"{stem}.yaml")) for stem, field in MAPPINGS.items()}
    left_out = {name.removesuffix(".yaml") for name in MAY_BE_LEFT_OUT - set(folder.documents)}
    content |= {stem: plain(folder.documents.get(f"{stem}.yaml")) for stem in LISTS if stem not in left_out}
    for name in FOLDERS:
        content[name] = [plain(folder.documents[file]) for file in files_in(folder, name)]
    return content


def files_in(folder: PackFolder, name: str) -> list[str]:
    """The files read from a subfolder, in the order their contents have in the pack."""
    return sorted(file for file in folder.documents if file.startswith(f"{name}/"))


def place_of(folder: PackFolder, loc: Path) -> tuple[str, Path]:
    """The file and the path in it of a place in the pack: ('forms', 1, 'title') is forms/review.yaml, ('title',)."""
    field, rest = str(loc[0]), loc[1:]
    if field in FOLDERS:
        return (files_in(folder, field)[rest[0]], rest[1:]) if rest and isinstance(rest[0], int) else (f"{field}/", ())
    stems = {field_name: stem for stem, field_name in MAPPINGS.items()}
    return f"{stems.get(field, field)}.yaml", rest


def shape_problems(folder: PackFolder, error: ValidationError) -> Iterator[Problem]:
    """Each pydantic error as a problem; those of files that could not be read at all are left out."""
    details = error.errors()
    places = {tuple(detail["loc"]) for detail in details}
    for detail in details:
        at = tuple(detail["loc"])
        if detail["type"] == "too_short" and any(len(at) < len(place) and place[: len(at)] == at for place in places):
            continue  # pydantic calls a list short when its items are wrong
        file, path = place_of(folder, tuple(detail["loc"]))
        if file in folder.documents:
            reason, fix = _in_words(detail, path)
            yield folder.problem(file, path, reason, fix, str(detail["type"]))


def _in_words(detail: ErrorDetails, path: Path) -> tuple[str, str]:
    if detail["type"] == "value_error":
        return TWO_REASONS if "two_reasons" in detail["msg"] else NO_REASON
    reason, fix = REASONS.get(
        detail["type"], (f"{detail['msg']}.", "See docs/pack-reference.md for what belongs here.")
    )
    context = dict(detail.get("ctx", {}))
    context["pattern"] = PATTERNS.get(str(context.get("pattern")), f"It must match {context.get('pattern')}.")
    names = {"key": path[-1] if path else "", "input": _short(detail["input"]), **context}
    return reason.format(**names), fix.format(**names)


def _short(value: Any) -> str:
    text = "this" if isinstance(value, (dict, list, BaseModel)) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def shaped(folder: PackFolder) -> tuple[Pack | None, list[Problem]]:
    """The pack, or the mistakes in its shape."""
    try:
        return Pack.model_validate(assembled(folder)), []
    except ValidationError as error:
        return None, list(shape_problems(folder, error))
