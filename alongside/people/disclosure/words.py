"""Words about what leaves the system: to whom, and what must not be in it."""

from enum import StrEnum

from django.db.models import TextChoices


class Kind(StrEnum):
    """Kinds of value that are kept from somebody; each is a column of the database's answer (`disclosure_found`)."""

    ADDRESS = "address"
    CONTACT = "contact"
    PERSON = "person"
    SCHOOL = "school"
    MEETING = "meeting"


MAY_SAY = {
    Kind.ADDRESS: "where somebody lives whose address is confidential",
    Kind.CONTACT: "how to reach somebody whose whereabouts are kept from the reader",
    Kind.PERSON: "who somebody is whom the reader may not know of",
    Kind.SCHOOL: "the school of a child whose address is confidential",
    Kind.MEETING: "where people meet somebody whose address is confidential",
}
"""How a refusal ends 'The text may say ...'; it never quotes the value."""


class Document(TextChoices):
    """What a family member can be given a copy of."""

    ASSESSMENT = "assessment", "the assessment"
    PLAN = "plan", "the plan"
