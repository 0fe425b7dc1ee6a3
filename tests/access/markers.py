"""Marks planted in everything written about a family, to be looked for wherever they must not be."""

from typing import Any

from django.db import models

from alongside.ground.access.walls import walled_models
from alongside.people.families.models import Family, Person

MARK = "Zqxwvmark"
"""Begins every mark; too long to stand in a random token by chance."""

SHORTEST = 40
"""Text columns shorter than this hold codes and identifiers, not what somebody wrote."""


def plant(family: Family) -> int:
    """Put a mark at the front of every free text kept about a family and its people; returns how many were planted."""
    people = list(family.memberships.values_list("person_id", flat=True))
    planted = 0
    for model in walled_models():
        for name, ids in _paths(model, family, people):
            rows = model._base_manager.filter(**{f"{name}__in": ids})
            for field in marked_texts(model):
                for row in rows:
                    planted += _mark(model, row, field)
    return planted


def _paths(model: Any, family: Family, people: list[Any]) -> list[tuple[str, list[Any]]]:
    if model is Family:
        return [("pk", [family.pk])]
    if model is Person:
        return [("pk", people)]
    found = []
    for field in model._meta.concrete_fields:
        if field.is_relation and field.related_model is Family:
            found.append((field.name, [family.pk]))
        elif field.is_relation and field.related_model is Person:
            found.append((field.name, people))
    path = getattr(model, "guarded_by", "") or ""
    return found or ([(path, [family.pk])] if path and path != "contact" else [])


def marked_texts(model: Any) -> list[Any]:
    """The fields of a model in which somebody writes free text."""
    wide = [field for field in model._meta.concrete_fields if isinstance(field, models.CharField | models.TextField)]
    return [
        field for field in wide
        if not field.choices and not field.unique and (field.max_length or SHORTEST) >= SHORTEST
        and not field.name.endswith(("_key", "_rule", "_type")) and not isinstance(field, models.URLField)
        and field.help_text.find("in the pack") < 0 and field.name not in ("email", "uprn", "source_key", "carried")
    ]  # fmt: skip


def _mark(model: Any, row: Any, field: Any) -> int:
    held = getattr(row, field.name)
    if not held or held.startswith(MARK):
        return 0
    text = f"{MARK}{model.__name__}{field.name} {held}"
    model._base_manager.filter(pk=row.pk).update(**{field.name: text[: field.max_length] if field.max_length else text})
    return 1
