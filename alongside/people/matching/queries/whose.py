"""Who a record of a feed is about, and which records are about somebody."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from alongside.people.families.models import Person
from alongside.people.matching.models import Description, FeedPerson, MatchedRow
from alongside.people.matching.words import How, Standing
from alongside.people.partner_data.models import Row
from alongside.people.partner_data.queries import rows_now


@dataclass(frozen=True)
class WhoIs:
    """Whom a record is about: a person of ours, somebody known to feeds only, or neither yet (see `standing`)."""

    standing: Standing
    person_id: uuid.UUID | None = None
    feed_person_id: uuid.UUID | None = None
    how: How | None = None
    weight: float | None = None
    fields: list[dict[str, Any]] = field(default_factory=list)
    description_id: uuid.UUID | None = None


def who_is(row: Row) -> WhoIs | None:
    """Whom a record is about, as far as whoever asks may know; None before it was matched, or when it is set apart."""
    found = MatchedRow.objects.filter(feed=row.feed, record_id=row.record_id).select_related("description").first()
    return as_answer(found.description) if found else None


def as_answer(description: Description) -> WhoIs:
    """A description's standing, for others."""
    return WhoIs(
        Standing(description.standing), description.person_id, description.feed_person_id,
        How(description.how) if description.how else None, description.weight, description.fields, description.pk,
    )  # fmt: skip


def rows_of(whose: Person | FeedPerson) -> QuerySet[Row]:
    """What feeds hold now of a person of ours, or of somebody known to feeds only."""
    mine = {"person": whose} if isinstance(whose, Person) else {"feed_person": whose}
    descriptions = Description.objects.filter(**mine)
    theirs = MatchedRow.objects.filter(
        feed=OuterRef("feed"), record_id=OuterRef("record_id"), description__in=descriptions
    )
    return rows_now().filter(Exists(theirs))
