"""A hundred copies of one family's records, each with marks and numbers of its own, made inside the database."""

import hashlib
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import connection, models

from alongside.ground.access.walls import walled_models
from alongside.ground.access.words import RecordClass
from alongside.people.families.models import Family, Person
from tests.access.markers import MARK, marked_texts

COPIES = 100
CLONE = """
CREATE OR REPLACE FUNCTION pg_temp.copy_of(old uuid, n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT md5(old::text || n::text)::uuid $$;
"""
KEPT = f"CASE mod(n, 2) WHEN 1 THEN {int(RecordClass.SEALED)} ELSE {int(RecordClass.RESTRICTED)} END"
MARKED = f"'{MARK}' || lpad(n::text, 2, '0') || 'x'"
LONGEST = 1_000_000
CLOSELY = {"record_class": KEPT, "whom_to_ask": "'The hub'"}
NUMBERS = {
    "families_person": {
        "nhs_number": "'999' || lpad(n::text, 7, '0')", "telephone": "'07700 9' || lpad(n::text, 5, '0')",
        "upn": "'Z' || lpad(n::text, 12, '0')", **CLOSELY,
    },
    "families_family": CLOSELY,
    "families_personaddress": {"postcode": "'ZX' || n || ' 9ZZ'"},
    "front_door_contact": CLOSELY,
}  # fmt: skip
"""How closely each copy is kept, and what search might be tried with."""


def kept_as(number: int) -> RecordClass:
    """Every other copy is sealed, the rest are restricted."""
    return RecordClass.SEALED if number % 2 else RecordClass.RESTRICTED


class Multiplied:
    """Copies of a family, numbered from 0, restricted and sealed in turn; `place` finds a record's copy."""

    def __init__(self, family: Family) -> None:
        self.scope = _scope(family)
        self.ids = [one for ids in self.scope.values() for one in ids if isinstance(one, uuid.UUID)]
        with connection.cursor() as cursor:
            cursor.execute(CLONE)
            for model, ids in self.scope.items():
                cursor.execute(_copying(model), {"ids": ids, "all": self.ids, "copies": COPIES})
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def place(self, value: Any, number: int) -> Any:
        """The id of a record's copy; what is no record of the family stays as it is."""
        if value not in self.ids:
            return value
        return uuid.UUID(hashlib.md5(f"{value}{number}".encode(), usedforsecurity=False).hexdigest())


def _scope(family: Family) -> dict[Any, list[Any]]:
    """Every row about the family and its people, model by model."""
    people = list(family.memberships.values_list("person_id", flat=True))
    found: dict[Any, set[Any]] = {Family: {family.pk}, Person: set(people)}
    grown = True
    while grown:
        grown = False
        for model in walled_models():
            if model is Family or model is Person:
                continue
            rows = {pk for name, ids in _parents(model, found) for pk in _children(model, name, ids)}
            grown |= bool(rows - found.get(model, set()))
            found.setdefault(model, set()).update(rows)
    return {model: sorted(ids) for model, ids in found.items() if ids}


def _parents(model: Any, found: dict[Any, set[Any]]) -> Iterator[tuple[str, list[Any]]]:
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model in found:
            yield field.name, list(found[field.related_model])


def _children(model: Any, name: str, ids: list[Any]) -> list[Any]:
    rows: list[Any] = list(model._base_manager.filter(**{f"{name}__in": ids}).values_list("pk", flat=True))
    return rows


def _copying(model: Any) -> str:
    table = model._meta.db_table
    own, columns = NUMBERS.get(table, {}), {}
    for field in model._meta.concrete_fields:
        if not field.primary_key or isinstance(field, models.UUIDField):
            columns[f'"{field.column}"'] = own.get(field.column) or _value(field)
    return (  # names of tables and columns come from the models
        f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(columns.values())} FROM "{table}" o,'  # noqa: S608  # names from the models
        " generate_series(0, %(copies)s - 1) n WHERE o.id = ANY(%(ids)s)"
    )


def _value(field: Any) -> str:
    column = f'o."{field.column}"'
    if field.primary_key:
        return f"pg_temp.copy_of({column}, n)"
    if field.is_relation and field.target_field.get_internal_type() == "UUIDField":
        return f"CASE WHEN {column} = ANY(%(all)s) THEN pg_temp.copy_of({column}, n) ELSE {column} END"
    if field.unique and isinstance(field, models.CharField):
        return f"left(upper(md5({column} || n)), {field.max_length})"
    if field in marked_texts(field.model):
        return f"left(replace({column}, '{MARK}', {MARKED}), {field.max_length or LONGEST})"
    return column
