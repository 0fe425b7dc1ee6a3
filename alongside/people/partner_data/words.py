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


SAID_ONCE = "as_of"
"""The canonical column that says the same for the whole file: the day it shows."""

NOTE_WORDS = {
    "problem:not_a_date": "This is not a date. Write it as 2026-03-27 or 27/03/2026.",
    "problem:no_such_year": "The year cannot be right. Write the date as 2026-03-27 or 27/03/2026.",
    "problem:not_a_number": "This is not a number. Write digits, such as 12.5.",
    "problem:future": "This is after the day whose state the file shows.",
    "problem:ends_before": "It ends before it begins.",
    "problem:age": "The age on the day of the file is outside what this feed is about.",
    "problem:out_of_range": "The amount is outside what this feed allows.",
    "problem:not_a_kind": "This is none of the feed’s codes. Correct it, or add it to the feed in the operating model.",
    "problem:blank": "This must be filled in.",
    "problem:no_number": "The row has no number of its own, and none can be made from its other cells.",
    "problem:rounded_number": "A spreadsheet has rounded this number. Format the column as text and export it again.",
    "problem:twice": "Another row has the same record number and says something else.",
    "problem:test_record": "This is a test record, not a person.",
    "problem:no_person": "Nothing says whom this row is about.",
    "remark:gap": "Fills a gap and says nothing: left out.",
    "remark:serial": "A date as a spreadsheet counts days: read as a date.",
    "remark:rounded": "A spreadsheet has rounded this number: left out.",
    "remark:rounded_but_whole": "Written as a power of ten by a spreadsheet, with all its digits: read.",
    "remark:check_digit": "The check digit of the NHS number is wrong: left out.",
    "remark:not_an_nhs_number": "Not an NHS number, which has ten digits: left out.",
    "remark:check_letter": "The check letter or the authority of the unique pupil number is wrong: left out.",
    "remark:not_a_upn": "Not a unique pupil number: left out.",
    "remark:not_a_postcode": "Not a postcode: left out.",
    "remark:not_a_uprn": "Not a property reference number: left out.",
    "remark:not_a_sex": "Not understood: left out.",
    "remark:too_often": "The same for more people than can honestly have it: left out.",
    "remark:shared": "The same number on people of different names and birthdays: left out on all of them.",
}
"""What a check says of a cell: a problem keeps its row out, a remark leaves the row in."""
