"""Words of partner data: what a load is, how it stands, and the columns every feed is brought to."""

from django.db.models import TextChoices

PERSON_COLUMNS = (
    "nhs_number", "upn", "other_id", "forename", "surname", "previous_surname", "date_of_birth", "sex", "address",
    "postcode", "uprn",
)  # fmt: skip
EVENT_COLUMNS = ("event_kind", "event_on", "event_until", "quantity", "detail")
COLUMNS = ("record_id", *PERSON_COLUMNS, *EVENT_COLUMNS)
"""The canonical columns of a feed, beside `as_of`, which a load says once for the whole file."""
DATES = frozenset({"date_of_birth", "event_on", "event_until"})

COLUMN_NAMES = {
    "record_id": "Record number", "nhs_number": "NHS number", "upn": "Unique pupil number",
    "other_id": "Other reference", "forename": "Forename", "surname": "Surname",
    "previous_surname": "Previous surname", "date_of_birth": "Date of birth", "sex": "Sex", "address": "Address",
    "postcode": "Postcode", "uprn": "Property reference number (UPRN)", "event_kind": "What happened",
    "event_on": "Date, or first day", "event_until": "Last day", "quantity": "Amount", "detail": "Detail",
    "as_of": "As of",
}  # fmt: skip


class LoadState(TextChoices):
    """How a load stands."""

    TAKEN = "taken", "Taken in"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Extent(TextChoices):
    """How much of the feed a file holds."""

    FULL = "full", "Everything the feed holds: records that are not in the file are retired"
    CHANGES = "changes", "Only what is new or changed: records that are not in the file stay as they are"


class SentState(TextChoices):
    """How a file that was sent stands."""

    WAITING = "waiting", "Waiting to be checked"
    CHECKED = "checked", "Checked, not taken in yet"
    TO_TAKE = "to_take", "Being taken in"
    TAKEN = "taken", "Taken in"
    REFUSED = "refused", "Refused"
    PUT_AWAY = "put_away", "Not taken in"
