"""Lists that stay quick at any length: each page begins where the last one ended."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class KeysetPage(Generic[Row]):
    """One page of a list: its rows, and the marks of the next page and of whether there is an earlier one."""

    rows: list[Row]
    next_mark: str
    has_earlier: bool


def keyset(rows: QuerySet[Row], *, order: Sequence[str], mark: str = "", size: int = 25) -> KeysetPage[Row]:
    """The page of `rows` after `mark`, in `order` ('-field' for descending; the last must be unique; none null).

    A mark that cannot be read (edited by hand, cut short) starts from the beginning rather than failing.
    """
    names = [name.lstrip("-") for name in order]
    after = _read(mark, len(names))
    ordered = rows.order_by(*order)
    if after is not None:
        ordered = ordered.filter(_later(order, after))
    found = list(ordered[: size + 1])
    following = found[:size]
    next_mark = _write([_value(following[-1], name) for name in names]) if len(found) > size else ""
    return KeysetPage(following, next_mark, after is not None)


def _later(order: Sequence[str], after: Sequence[Any]) -> Q:
    later = Q(pk__in=[])
    for position, name in enumerate(order):
        same = Q(**{o.lstrip("-"): v for o, v in zip(order[:position], after[:position], strict=True)})
        beyond = f"{name.lstrip('-')}__{'lt' if name.startswith('-') else 'gt'}"
        later |= same & Q(**{beyond: after[position]})
    return later


def _value(row: Model, name: str) -> Any:
    value: Any = row
    for part in name.split("__"):
        value = getattr(value, part)
    return value


def _write(values: Sequence[Any]) -> str:
    texts = [value.isoformat() if hasattr(value, "isoformat") else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(texts).encode()).decode().rstrip("=")


def _read(mark: str, length: int) -> list[str] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except ValueError:
        return None
    return values if isinstance(values, list) and len(values) == length else None
