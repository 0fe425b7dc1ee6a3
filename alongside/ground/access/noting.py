"""Writing down that a record was read, or that somebody tried: what `queries` and pages call, in access's own words."""

from typing import Any

from django.db.models import Model

from alongside.ground.access.models import User
from alongside.ground.audit import reading
from alongside.ground.audit.reading import note_search
from alongside.ground.audit.words import ReadAction, Standing

__all__ = ["ReadAction", "Standing", "note", "note_absent", "note_search"]


def note(*, by: User, record: Model, standing: Standing, action: ReadAction = ReadAction.SEEN) -> None:
    """Have the read written down with the rest of this request's events, under the family it is about."""
    reading.note(
        by=by, record_type=record._meta.label_lower, record_id=record.pk, standing=standing, action=action,
        family_id=family_of(record),
    )  # fmt: skip


def note_absent(*, by: User, model: type[Model], record_id: Any) -> None:
    """Have it written down that somebody asked for a record by an id at which the database shows them nothing.

    A sealed record must look like an absent one, so both are written down alike; who may know of sealed records finds
    the attempts on them in the trail (`improving.governance`). Nothing is written when no id was asked for.
    """
    if record_id is not None:
        reading.note(
            by=by, record_type=model._meta.label_lower, record_id=record_id, standing=Standing.NONE,
            action=ReadAction.DENIED,
        )  # fmt: skip


def family_of(record: Any) -> Any:
    """The id of the family a record is about, as far as it is known without asking the database again."""
    if getattr(record, "guarded_by", None) == "" and not hasattr(record, "family_id"):
        return record.pk if record._meta.model_name == "family" else None
    return getattr(record, "family_id", None)
