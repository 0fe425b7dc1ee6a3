"""Gathering everything held about one person, from every table about people, and what is known of others in it.

Tables are found from the models themselves, so that a new one is gathered without anybody remembering to say so; a
test holds the short list of those that are left out against the whole. Run by the clock's worker, which sees all.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Field, ForeignKey, Model, Q

from alongside.ground.access.models import User
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import as_text, local_date
from alongside.ground.operating_models.queries import current_pack
from alongside.improving.governance.redacting import Known
from alongside.people.families.models import Family, Membership, Person, PersonAddress, PersonName
from alongside.people.matching.queries.people import rows_about
from alongside.people.partner_data.models import Row

FLOORS = ("alongside.people.", "alongside.helping.", "alongside.improving.")
LEFT_OUT = {
    "families.findablename": "a view of names that are gathered themselves",
    "families.findableward": "a view of addresses that are gathered themselves",
    "directory.provider": "organisations, and nobody in them",
    "directory.service": "what there is for families: about nobody",
    "directory.servicepicture": "a picture of a place",
    "directory.serviceuse": "counts of openings: about nobody",
    "front_door.publicknock": "about nobody: a count against flooding",
    "front_door.contactfile": "the file as it was sent, about many people; its contacts are gathered",
    "front_door.wrongrow": "rows that were refused and tell of nobody known here",
    "assessments.earlierassessment": "a copy of a partner’s record, which is gathered itself",
    "allocation.panelmeeting": "a day and who came; its decisions are gathered",
    "right_help_lists.righthelplist": "a list of one day; that the person stood on it is gathered",
    "matching.changedperson": "a note that somebody changed",
    "matching.counts": "how frequent names and places are: about nobody",
    "matching.feedperson": "people known to partners’ feeds only, who are not known here",
    "matching.household": "its members are gathered",
    "matching.knownperson": "a copy of what is gathered itself",
    "matching.likeness": "two records of people known to partners’ feeds only, who are not known here",
    "matching.likenessanswer": "what was said of two such records",
    "matching.matchedrow": "which record it is; what it says is gathered",
    "matching.movedrow": "what followed in a merge is gathered where it stands",
    "matching.place": "places, and nobody in them",
    "matching.placeslist": "places, and nobody in them",
    "matching.possiblematch": "a likeness nobody has looked at yet",
    "matching.run": "numbers of a run: about nobody",
    "partner_data.load": "when a file came, and how much was in it",
    "partner_data.row": "gathered below where it is settled whom it is about; of others it is not known to be theirs",
    "partner_data.heldinfile": "record numbers of a file, as fingerprints; its rows say the rest",
    "partner_data.refusedrow": "rows that were refused and tell of nobody known here",
    "partner_data.sentfile": "the file as it was sent, about many people, until it is taken in",
    "identification.countrun": "numbers of a count: about nobody",
    "identification.fairnessreport": "counts of five and more: about nobody",
    "identification.touchedhousehold": "a note that something changed",
    "identification.noticed": "what partners notice in places, which names nobody",
    "identification.evidencerow": "a view of what partners’ records say, which is gathered where it is matched",
    "identification.countedfamily": "who was counted together; the household is gathered, and what was found is below",
    "identification.finding": "a count of records that are gathered themselves",
    "governance.subjectrequest": "the request itself",
    "governance.subjectrequeststatus": "the request itself",
    "governance.subjectitem": "the request itself",
    "retention.disposal": "names nobody, and what it is about is gone",
}
MACHINERY = {
    "id", "version", "readers", "record_class", "keys", "forename_key", "surname_key", "address_is_kept", "section",
    "pack_version", "ward_code", "wards", "uprn", "number", "once", "own_keys", "digest", "margin",
    "model_version", "fields",
}  # fmt: skip
PARTNER_COLUMNS = ("event_on", "event_until", "quantity", "detail")
"""Of a partner's record; who it describes is gathered with what was decided about the description."""
TO_COME = {"due_on", "review_on"}
DEEPEST = 4
A_PATH_TO = {"families.family": "memberships__person", "front_door.contact": "people__person"}


@dataclass(frozen=True)
class Held:
    """One thing held about the person."""

    kind: str
    on: dt.date | None
    text: str


def held_about(person: Person) -> list[Held]:
    """Everything held, oldest first within its kind. What happened to a family after they left it is not about them."""
    periods: dict[uuid.UUID, list[tuple[dt.date, dt.date | None]]] = {}
    for row in Membership.objects.filter(person=person):
        periods.setdefault(row.family_id, []).append((row.since, row.until))
    found = [held for model in gathered_models() for held in _held_in(model, person, periods)]
    found += [_told_by_partner(row) for row in rows_about(person)]
    return sorted(found, key=lambda held: (held.kind, held.on or dt.date.min))


@cache
def gathered_models() -> tuple[type[Model], ...]:
    """Every model about people, in the order of their names; raises LookupError for one that nobody can reach."""
    ours = [
        model for model in apps.get_models()
        if model.__module__.startswith(FLOORS) and model._meta.label_lower not in LEFT_OUT
    ]  # fmt: skip
    for model in ours:
        if model is not Person and not _direct(model) and path_to_family(model) is None:
            raise LookupError(f"{model._meta.label} is about nobody that can be found: add a path, or leave it out")
    return tuple(sorted(ours, key=lambda model: model._meta.label_lower))


def path_to_family(model: type[Model]) -> str | None:
    """The shortest way over foreign keys from a model to a family or a contact; '' when it is one; None without."""
    ways: list[tuple[type[Model], str]] = [(model, "")]
    for _ in range(DEEPEST):
        for end, way in ways:
            if end._meta.label_lower in A_PATH_TO:
                return way
        ways = [
            (field.related_model, f"{way}{field.name}__") for end, way in ways for field in end._meta.fields
            if isinstance(field, ForeignKey) and field.related_model not in (User, end)
        ]  # related models are classes by now  # fmt: skip
    return None


def _direct(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    return [field for field in model._meta.fields if isinstance(field, ForeignKey) and field.related_model is Person]


def _held_in(model: type[Model], person: Person, periods: dict[Any, Any]) -> Iterator[Held]:
    manager = model._default_manager
    if model is Person:
        yield from (_held(row) for row in manager.filter(pk=person.pk))
        return
    direct = _direct(model)
    theirs = Q(pk__in=[])
    for field in direct:
        theirs |= Q(**{field.name: person})
    for row in manager.filter(theirs).distinct().order_by("pk"):
        yield _held(row)
    way = path_to_family(model)
    if way is None or any(not field.null for field in direct):
        return
    nobodys = Q(**{f"{field.name}__isnull": True for field in direct})
    for end, more in A_PATH_TO.items():
        if _end_of(model, way)._meta.label_lower == end:
            for row in manager.filter(nobodys, **{f"{way}{more}": person}).distinct().order_by("pk"):
                held = _held(row)
                if _while_there(held, _family_of(row, way), periods):
                    yield held


def _end_of(model: type[Model], way: str) -> type[Model]:
    for name in way.split("__")[:-1]:
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model


def _family_of(row: Any, way: str) -> uuid.UUID | None:
    for name in way.split("__")[:-1]:
        row = getattr(row, name)
    return row.pk if isinstance(row, Family) else None


def _while_there(held: Held, family: uuid.UUID | None, periods: dict[Any, Any]) -> bool:
    """True for what is undated, of a contact that names them, or from before they left the family."""
    if family is None or held.on is None:
        return True
    return any(until is None or held.on <= until for _, until in periods.get(family, []))


def _told_by_partner(row: Row) -> Held:
    """A record of a partner's file: from whom, what it says happened and when, and its remarks."""
    feed = next((one for one in current_pack().pack.feeds if one.id == row.feed), None)
    source = f"From: {row.load.agency}, {feed.name if feed else row.feed}"
    what = feed.kind_name(row.event_kind) if feed else row.event_kind
    more = [_line(row, field) for field in row._meta.fields if field.name in PARTNER_COLUMNS]
    told = [f"What: {what}" if what else "", *more]
    return Held("Record of a partner", row.event_on, "\n".join([source, *filter(None, told)]))


def _held(row: Model) -> Held:
    lines = [line for field in row._meta.fields if (line := _line(row, field))]
    return Held(str(row._meta.verbose_name).capitalize(), _day_of(row), "\n".join(lines))


def _line(row: Any, field: "Field[Any, Any]") -> str:
    if field.name in MACHINERY:
        return ""
    value = _value(row, field)
    return f"{str(field.verbose_name).capitalize()}: {value}" if value else ""


def _value(row: Any, field: "Field[Any, Any]") -> str:
    value = getattr(row, field.name)
    if value in (None, "", [], {}):
        return ""
    if isinstance(field, ForeignKey):
        return _who(value)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return as_text(value) if isinstance(value, dt.date) else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(one)}" for key, one in value.items())
    return ", ".join(_plain(one) for one in value) if isinstance(value, list) else str(value)


def _who(value: Any) -> str:
    if isinstance(value, Person):
        return str(next(iter(value.names.all()), "A record that was merged"))
    return str(value) if value._meta.label_lower in {"access.user", "access.agency"} else ""


def _day_of(row: Any) -> dt.date | None:
    """When it was, as far as the row says: a day it is about, or else when it was written, or since when it holds."""
    days = {field.name: getattr(row, field.name) for field in row._meta.fields}
    dated = [value for name, value in days.items() if name.endswith("_on") and name not in TO_COME and value]
    moments = [local_date(value) for value in days.values() if isinstance(value, dt.datetime)]
    return next(iter([*dated, *moments, *filter(None, [days.get("since")])]), None)


def known_about(person: Person) -> Known:
    """The subject's own names and details; those of everybody in their families or related to them; what is hidden."""
    families = Membership.objects.filter(person=person).values("family")
    others = Person.objects.filter(
        Q(memberships__family__in=families) | Q(relationships__other=person) | Q(relationships_of_others__person=person)
    ).exclude(pk=person.pk).distinct()  # fmt: skip
    own_addresses = PersonAddress.objects.filter(person=person)
    own = [part for one in person.names.all() for part in (one.forename, one.surname, str(one))]
    own += [person.telephone, person.email, person.nhs_number, person.upn]
    own += [text for one in own_addresses.filter(confidential=False) for text in (one.lines, one.postcode)]
    places = [text for one in own_addresses.filter(confidential=True) for text in (one.lines, one.postcode)]
    for one in PersonAddress.objects.filter(person__in=others):
        places += [text for text in (one.lines, one.postcode) if one.confidential or text not in own]
    for other in others:
        places += [text for text in (other.telephone, other.email, other.nhs_number, other.upn) if text not in own]
    named = list(PersonName.objects.filter(person__in=others).select_related("person").order_by("id"))
    hidden = [str(one) for one in named if one.person.record_class != RecordClass.NORMAL]
    names = tuple((one.forename, one.surname) for one in named)
    return Known(tuple(filter(None, own)), names, tuple(filter(None, places)), tuple(hidden))
