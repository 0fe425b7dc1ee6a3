"""Matching in words: a record beside a person, why it was matched, what a merge does."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.lib.clock import as_text
from alongside.ground.operating_models.queries import current_pack
from alongside.people.families.queries import Member
from alongside.people.linkage.explain import NOT_KNOWN as NOTHING_TO_COMPARE
from alongside.people.linkage.explain import in_words
from alongside.people.linkage.words import REASON_WORDS, Reason
from alongside.people.matching.models import Description, Likeness, PossibleMatch
from alongside.people.matching.telling import told_in
from alongside.people.matching.words import How, Standing

LABELS = {
    "forename": "Forename", "surname": "Surname", "previous_surname": "Previous surname",
    "date_of_birth": "Date of birth", "sex": "Sex", "nhs_number": "NHS number", "upn": "UPN",
    "other_id": "Other reference", "address": "Address", "postcode": "Postcode", "uprn": "Property (UPRN)",
}  # fmt: skip
SEXES = {"F": "Female", "M": "Male", "f": "Female", "m": "Male"}
NOT_KNOWN = "Not known"
TABLES = {
    "families_membership": ("place in a family", "places in families"), "families_personname": ("name", "names"),
    "families_relationship": ("relationship", "relationships"), "families_personaddress": ("address", "addresses"),
    "families_factor": ("thing noticed", "things noticed"), "consent_agreement": ("agreement", "agreements"),
    "front_door_contactperson": ("contact that names them", "contacts that name them"),
    "protection_restriction": ("restriction", "restrictions"), "access_clearance": ("clearance", "clearances"),
    "access_exclusion": ("bar", "bars"), "matching_description": ("partner’s description", "partners’ descriptions"),
}  # fmt: skip
OTHER_TABLE = ("other entry", "other entries")


@dataclass(frozen=True)
class Line:
    """One field of two records side by side, and what comparing them found."""

    label: str
    left: str
    right: str
    found: str = ""
    bits: float | None = None

    @property
    def differs(self) -> bool:
        """Both say something, and not the same."""
        both = NOT_KNOWN not in (self.left, self.right)
        return both and self.left.casefold().replace(" ", "") != self.right.casefold().replace(" ", "")


@dataclass(frozen=True)
class Waiting:
    """A row of the list of what waits to be compared."""

    description_id: uuid.UUID
    person_id: uuid.UUID
    told: str
    feed: str
    like: str
    how_like: str
    why: list[str] = field(default_factory=list)


def feed_names() -> dict[str, str]:
    """The feeds in the council's words, by id."""
    return {one.id: one.name for one in current_pack().pack.feeds}


def feed_name(feed: str) -> str:
    """A feed in the council's words; its id when the operating model has it no more."""
    return feed_names().get(feed, feed)


def named(told: Mapping[str, Any]) -> str:
    """'Anna Thorley, born 7 March 2014'."""
    name = " ".join(str(told[part]) for part in ("forename", "surname") if told.get(part)) or "No name given"
    born = told.get("date_of_birth")
    return f"{name}, born {as_text(born)}" if born else f"{name}, date of birth not known"


def waiting(
    rows: Sequence[Description], best: Mapping[uuid.UUID, PossibleMatch], people: Mapping[uuid.UUID, Member]
) -> list[Waiting]:
    """The list's rows; one whose people whoever looks may not see is left out."""
    shown, feeds = [], feed_names()
    for row in rows:
        one = best.get(row.pk)
        if one is not None and one.person_id in people:
            member = people[one.person_id]
            like = f"{member.name}, {_born(member)}"
            told, feed = named(told_in(row)), feeds.get(row.feed, row.feed)
            why = why_asked(one.reasons)
            shown.append(Waiting(row.pk, one.person_id, told, feed, like, in_words(one.weight), why))
    return shown


@dataclass(frozen=True)
class TwoAlike:
    """A row of the list of people known to partners only who may be one."""

    first_id: uuid.UUID
    second_id: uuid.UUID
    told: str
    feed: str
    other_told: str
    other_feed: str
    why: list[str]


def alike_rows(rows: Sequence[Likeness]) -> list[TwoAlike]:
    """The list's rows, in words."""
    feeds = feed_names()
    return [
        TwoAlike(
            row.first_id, row.second_id, named(told_in(row.first)), feeds.get(row.first.feed, row.first.feed),
            named(told_in(row.second)), feeds.get(row.second.feed, row.second.feed), why_alike(row),
        )
        for row in rows
    ]  # fmt: skip


def why_alike(likeness: Likeness) -> list[str]:
    """Why a person has to look at two records of partners, in sentences."""
    reasons = why_asked(likeness.reasons)
    return reasons or ["Together with what else is told of them, there is not enough to be sure."]


def _born(member: Member) -> str:
    return f"born {member.born}" if member.date_of_birth else "date of birth not known"


def why_asked(reasons: Sequence[str]) -> list[str]:
    """Why a person has to look, in sentences."""
    return [REASON_WORDS[Reason(one)] for one in reasons]


def lines(told: Mapping[str, Any], known: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> list[Line]:
    """Two records field by field; what neither says is left out."""
    said = {str(one["field"]): (str(one["words"]), float(one["bits"])) for one in found}
    made = []
    for name, label in LABELS.items():
        left, right = _value(name, told.get(name)), _value(name, known.get(name))
        if (left, right) != (NOT_KNOWN, NOT_KNOWN):
            words, bits = said.get(name, ("", None))
            bits = None if words == NOTHING_TO_COMPARE else bits
            made.append(Line(label, left, right, words, bits))
    return made


def _value(name: str, value: Any) -> str:
    if not value:
        return NOT_KNOWN
    if isinstance(value, dt.date):
        return as_text(value)
    return SEXES.get(str(value), str(value)) if name == "sex" else str(value)


def how_matched(description: Description) -> str:
    """How a description came to be where it stands, in a sentence."""
    if description.standing != Standing.JOINED:
        return f"{Standing(description.standing).label}."
    how = How(description.how)
    weight = f" ({in_words(description.weight)})" if how == How.WEIGHED and description.weight is not None else ""
    return f"{how.label}{weight}."


def moved_in_words(moved: Mapping[tuple[str, str], int], what: str) -> list[str]:
    """'2 places in families', for what became so."""
    found: dict[tuple[str, str], int] = {}
    for (became, table), many in sorted(moved.items()):
        if became == what and table != "families_person":
            words = TABLES.get(table, OTHER_TABLE)
            found[words] = found.get(words, 0) + many
    return [f"{many} {words[0] if many == 1 else words[1]}" for words, many in found.items()]


def navigation(request: HttpRequest) -> FramePart:
    """'Matches' for whoever matches records."""
    by = request.user
    if not isinstance(by, User) or not may(by, Permission.MATCH_RECORDS):
        return FramePart()
    return FramePart(navigation=(NavigationItem("Matches", reverse("matching:waiting"), order=60),))
