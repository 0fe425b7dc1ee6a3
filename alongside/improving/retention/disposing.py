"""Taking a record out of every table, whole: what belongs to it is found by the foreign keys that lead to it."""

# ruff: noqa: S608  # names of tables and columns come from the models, nothing from outside

import uuid
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Count

from alongside.ground.drafts.models import Draft
from alongside.ground.lib.triggers import letting_pass
from alongside.helping.front_door.models import Contact, ContactPerson
from alongside.people.episodes.models import Episode
from alongside.people.families.models import Family, Membership, Person

Scope = dict[Any, set[Any]]


class LinkedElsewhere(Exception):
    """Something that belongs to this record belongs to another family's too: it is not taken apart by a machine."""


def of_family(family_id: uuid.UUID) -> Scope:
    """Every row of a family's record: the family, the people who belong to no other, and all that hangs on them."""
    people = set(Membership.objects.filter(family_id=family_id).values_list("person_id", flat=True))
    elsewhere = set(
        Membership.objects.filter(person_id__in=people).exclude(family_id=family_id).values_list("person_id", flat=True)
    )
    contacts = set(Contact.objects.filter(family_id=family_id).values_list("pk", flat=True))
    return _grown({Family: {family_id}, Person: people - elsewhere, Contact: contacts}, family_id)


def of_contact(contact_id: uuid.UUID) -> Scope:
    """Every row of a contact: with the people it names who are in no family and no other contact."""
    named = set(
        ContactPerson.objects.filter(contact_id=contact_id, person__isnull=False).values_list("person", flat=True)
    )
    known = set(Membership.objects.filter(person_id__in=named).values_list("person_id", flat=True))
    known |= set(
        ContactPerson.objects.filter(person_id__in=named)
        .exclude(contact_id=contact_id)
        .values_list("person", flat=True)
    )
    return _grown({Contact: {contact_id}, Person: named - known}, None)


def _grown(scope: Scope, family_id: uuid.UUID | None) -> Scope:
    """The rows, with those whose foreign keys lead to them. Raises LinkedElsewhere."""
    models = [one for one in apps.get_models(include_auto_created=True) if one._meta.managed and not one._meta.proxy]
    leads_to = [
        (model, field) for model in models for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not None
    ]  # fmt: skip
    grown = True
    while grown:
        grown = False
        for model, field in leads_to:
            if found := scope.get(field.related_model):
                rows = set(model._base_manager.filter(**{f"{field.name}__in": found}).values_list("pk", flat=True))
                grown |= bool(rows - scope.setdefault(model, set()))
                scope[model] |= rows
    _check_whose(scope, family_id)
    return {model: rows for model, rows in scope.items() if rows}


def _check_whose(scope: Scope, family_id: uuid.UUID | None) -> None:
    for model, rows in scope.items():
        for field in model._meta.concrete_fields:
            if field.related_model is Family and model is not Membership:
                others = model._base_manager.filter(pk__in=rows).exclude(**{field.name: family_id})
                if others.exclude(**{field.name: None}).exists():
                    raise LinkedElsewhere(model.__name__)


def counted(scope: Scope) -> dict[str, Any]:
    """What is kept of it for statistics: numbers, years and ids of the pack; nothing that points to a person."""
    episodes = Episode.objects.filter(pk__in=scope.get(Episode, ()))
    return {
        "people": len(scope.get(Person, ())),
        "episodes": [
            {"opened": one.opened_on.year, "closed": one.closed_on.year if one.closed_on else None, "level": one.level,
             "reason": one.closing_reason}
            for one in episodes.order_by("number")
        ],
        "contacts": {
            row["route"]: row["many"]
            for row in Contact.objects.filter(pk__in=scope.get(Contact, ())).values("route").annotate(many=Count("pk"))
        },
    }  # fmt: skip


def take_out(scope: Scope) -> dict[str, int]:
    """Delete the rows, and drafts of texts about them; answers how many of each kind. Inside a transaction only.

    Foreign keys are checked when the transaction ends, so that no order is needed; tables that only grow let it pass.
    """
    with letting_pass(), connection.cursor() as cursor:
        for model, rows in scope.items():
            pk = model._meta.pk.column
            cursor.execute(f'DELETE FROM "{model._meta.db_table}" WHERE "{pk}" = ANY(%s)', [list(rows)])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    drafts = 0
    for one in Draft.objects.all().only("pk", "key"):
        if any(str(row) in one.key for rows in scope.values() for row in rows):
            drafts += one.delete()[0]
    rows_of = {model._meta.label: len(rows) for model, rows in scope.items()}
    return rows_of | ({Draft._meta.label: drafts} if drafts else {})
