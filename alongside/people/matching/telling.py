"""What a row of a feed tells of somebody, with the places and homes taken out that link nobody."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from alongside.people.linkage import values
from alongside.people.linkage.words import PERSON_COLUMNS

WHERE = ("address", "postcode", "uprn")
NOT_TOLD = {"date_of_birth": None}


@dataclass
class Blanks:
    """What links nobody: confidential homes, places whose residents are no family, and in the feeds named here a
    reference that several people share.

    A place with neither property number nor house is its whole postcode: better too much than a refuge.
    """

    uprns: set[str] = field(default_factory=set)
    homes: set[tuple[str, str]] = field(default_factory=set)
    postcodes: set[str] = field(default_factory=set)
    shared_references: frozenset[str] = frozenset()

    def add(self, *, uprn: str = "", postcode: str = "", address: str = "") -> None:
        """One more of them."""
        number, code, house = values.uprn(uprn), values.postcode(postcode), house_of(address)
        if number:
            self.uprns.add(number)
        if code and house:
            self.homes.add((code, house))
        elif code and not number:
            self.postcodes.add(code)

    @property
    def is_empty(self) -> bool:
        """True when no address is among them."""
        return not (self.uprns or self.homes or self.postcodes)

    def holds(self, told: Mapping[str, Any]) -> bool:
        """Whether somebody is told to live at one."""
        code = values.postcode(told.get("postcode") or "")
        if (values.uprn(told.get("uprn") or "") or "") in self.uprns:
            return True
        return code is not None and (
            code in self.postcodes or (code, house_of(told.get("address") or "")) in self.homes
        )

    def taken_out(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """What is told, without an address that links nobody."""
        return {**told, **dict.fromkeys(WHERE, "")} if self.holds(told) else dict(told)


def house_of(address: str) -> str:
    """The house of an address as written: its first number with its letter, '12a'; without one its first words."""
    text = values.address(address) or ""
    number = next((word for word in text.split() if word[0].isdigit()), "")
    return number or " ".join(text.split()[:2])


def told_in(row: Any) -> dict[str, Any]:
    """The person columns of anything that has them: a row of a feed, a description."""
    return {name: getattr(row, name) for name in PERSON_COLUMNS}


def as_text(told: Mapping[str, Any]) -> dict[str, str | None]:
    """The same as text, for comparing."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else (value or None)
        for name, value in ((name, told.get(name)) for name in PERSON_COLUMNS)
    }


def home_of(told: Mapping[str, Any]) -> str:
    """What tells one home from another: the property if known, else postcode and house; '' when neither is."""
    number = values.uprn(told.get("uprn") or "")
    if number:
        return f"uprn {number}"
    code, house = values.postcode(told.get("postcode") or ""), house_of(told.get("address") or "")
    return f"home {code} {house}" if code and house else ""


def best_told(told: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The best of several descriptions of one person: of each column what most of them say, the longest of equals.

    An address is taken whole from one of them, never put together from two homes.
    """
    rows = list(told)
    if len(rows) == 1:
        return {name: rows[0].get(name) or NOT_TOLD.get(name, "") for name in PERSON_COLUMNS}
    best: dict[str, Any] = {}
    for name in PERSON_COLUMNS:
        said = [row[name] for row in rows if row.get(name)]
        best[name] = _oftenest(said) if said else NOT_TOLD.get(name, "")
    homes = [tuple(row.get(name) or "" for name in WHERE) for row in rows]
    best |= dict(zip(WHERE, _oftenest([home for home in homes if any(home)] or [("", "", "")]), strict=True))
    return best


def _oftenest(said: list[Any]) -> Any:
    return max(said, key=lambda one: (said.count(one), len(str(one)), str(one)))
