"""The words of linking: what can come of a record, how it was decided, why a person has to look."""

from enum import StrEnum

PERSON_COLUMNS = (
    "nhs_number", "upn", "other_id", "forename", "surname", "previous_surname", "date_of_birth", "sex", "address",
    "postcode", "uprn",
)  # fmt: skip


class Outcome(StrEnum):
    """What came of one record."""

    JOINED = "joined"
    REVIEW = "review"
    NEW = "new"


class How(StrEnum):
    """By what a record was joined to a person."""

    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    OTHER_ID = "other_id"
    SAME_DETAILS = "same_details"
    WEIGHED = "weighed"


class Reason(StrEnum):
    """Why a record waits for a person although somebody resembles it."""

    TOO_LITTLE = "too_little"
    CLOSE_SECOND = "close_second"
    ANOTHER_NAME = "another_name"
    ANOTHER_GENERATION = "another_generation"
    IDENTIFIERS_DISAGREE = "identifiers_disagree"


REASON_WORDS = {
    Reason.TOO_LITTLE: "There is some likeness, but not enough to be sure.",
    Reason.CLOSE_SECOND: "Two people fit almost equally well.",
    Reason.ANOTHER_NAME: "The family fits, but the forename is another one: this may be a twin, brother or sister.",
    Reason.ANOTHER_GENERATION: "The name fits, but the years of birth are a generation apart.",
    Reason.IDENTIFIERS_DISAGREE: "The details fit, but an identifier belongs to somebody else or disagrees.",
}
HOW_WORDS = {
    How.NHS_NUMBER: "same NHS number, and name or date of birth agree",
    How.UPN: "same unique pupil number, and name or date of birth agree",
    How.OTHER_ID: "same reference, and name or date of birth agree",
    How.SAME_DETAILS: "same name, date of birth and address, and nobody else has them",
    How.WEIGHED: "everything known weighed together",
}
