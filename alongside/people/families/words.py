"""Words about people and families."""

from django.db.models import TextChoices


class NameKind(TextChoices):
    """What a name is to its bearer."""

    USUAL = "usual", "Usual name"
    KNOWN_AS = "known_as", "Known as"
    PREVIOUS = "previous", "Previous name"


class Sex(TextChoices):
    """Sex as the DfE's returns record it."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Not known"


class FamilyRole(TextChoices):
    """What a person is in a family."""

    CHILD = "child", "Child or young person"
    PARENT = "parent", "Parent or carer"
    OTHER = "other", "Other family member"


class RelationshipKind(TextChoices):
    """What the first person is to the second."""

    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    PARENT = "parent", "Parent"
    STEP_PARENT = "step_parent", "Step-parent"
    CARER = "carer", "Carer or guardian"
    GRANDPARENT = "grandparent", "Grandparent"
    SIBLING = "sibling", "Brother or sister"
    HALF_SIBLING = "half_sibling", "Half brother or sister"
    PARTNER = "partner", "Partner"
    FORMER_PARTNER = "former_partner", "Former partner"
    OTHER = "other", "Other relative or friend"


PARENTAL = frozenset(
    {RelationshipKind.MOTHER, RelationshipKind.FATHER, RelationshipKind.PARENT, RelationshipKind.STEP_PARENT,
     RelationshipKind.CARER}
)  # fmt: skip


class DateKnown(TextChoices):
    """How much of a date of birth is known."""

    EXACT = "exact", "Exact"
    ESTIMATED = "estimated", "Estimated"
    UNKNOWN = "unknown", "Not known"
    EXPECTED = "expected", "Expected (not born yet)"


ETHNICITIES = {
    "WBRI": "White British", "WIRI": "White Irish", "WIRT": "Traveller of Irish heritage", "WROM": "Gypsy or Roma",
    "WOTH": "Any other White background", "MWBC": "White and Black Caribbean", "MWBA": "White and Black African",
    "MWAS": "White and Asian", "MOTH": "Any other mixed background", "AIND": "Indian", "APKN": "Pakistani",
    "ABAN": "Bangladeshi", "CHNE": "Chinese", "AOTH": "Any other Asian background", "BCRB": "Black Caribbean",
    "BAFR": "Black African", "BOTH": "Any other Black background", "OOTH": "Any other ethnic group",
    "REFU": "Did not want to say", "NOBT": "Not asked yet",
}  # fmt: skip
"""What the DfE's codes of ethnicity stand for (Annex A of Ofsted's inspections of children's services)."""
