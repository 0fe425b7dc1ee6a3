"""Words of access: what can be permitted, how far a permission reaches, which kinds of agency there are."""

from enum import IntEnum, StrEnum

from django.db.models import IntegerChoices, TextChoices

from alongside.ground.operating_models.words import REACHED_BY_LOCALITY as REACHED_BY_LOCALITY
from alongside.ground.operating_models.words import WIDEST_FIRST as WIDEST_FIRST
from alongside.ground.operating_models.words import Permission as Permission
from alongside.ground.operating_models.words import Reach as Reach


class Section(IntEnum):
    """Parts of a family's record that can be shared one by one; whoever reads all of it needs none of these.

    The numbers stand in stored readers (see `models.code_of`): never give one a new meaning.
    """

    FRAME = 1  # who is in the family, who is involved and how to reach them, how it stands
    STORY = 2
    HEALTH = 3
    ASSESSMENT = 4
    PLAN = 5


SECTION_NAMES = {
    Section.FRAME: "who is in the family and who helps",
    Section.STORY: "what happened",
    Section.HEALTH: "health",
    Section.ASSESSMENT: "assessment",
    Section.PLAN: "plan",
}

KEEPERS = -1
"""Stands there for those who keep records closely."""

FEEDS = -2
"""Stands there for those who read what partners' files say of people."""

MATCHERS = -3
"""Stands there for those who say which records are about one person."""

LISTS = -4
"""Stands there for those who see the lists of families who may need help."""

CONTACTS = 0
"""Stands beside the sections where a reach is told to the database: a contact may belong to no family yet."""

SECTION_OF = {
    Permission.SEE_FAMILY: Section.FRAME,
    Permission.SEE_ASSESSMENT: Section.ASSESSMENT,
    Permission.SEE_PLAN: Section.PLAN,
}
"""Which section is enough for a permission; any other permission needs the whole record."""


class RecordClass(IntegerChoices):
    """How closely a record is kept (security rules 2 and 3)."""

    NORMAL = 0, "Normal"
    RESTRICTED = 1, "Restricted: the name can be found, with whom to ask; the rest is for named people only"
    SEALED = 2, "Sealed: for everybody but named people it does not exist"


class ClearanceKind(TextChoices):
    """Why a named person may see a closely kept record; each ends by itself."""

    TASK = "task", "For one task"
    INVOLVED = "involved", "Works with the family"
    BREAK_GLASS = "break_glass", "Opened in an emergency"


class ExclusionKind(TextChoices):
    """Why a person may not see a record whatever their role (security rules 10 to 13)."""

    SELF = "self", "It is about them"
    RELATIVE = "relative", "It is about their family or household"
    KNOWS = "knows", "They know the family privately"
    DECIDED = "decided", "A manager decided so"


class AgencyKind(StrEnum):
    """Kinds of agency; packs refer to these, and map them to the DfE's referral source codes."""

    COUNCIL_EARLY_HELP = "council_early_help"
    SOCIAL_CARE = "social_care"
    SCHOOL = "school"
    EARLY_YEARS = "early_years"
    HEALTH_VISITING = "health_visiting"
    GP = "gp"
    MENTAL_HEALTH = "mental_health"
    OTHER_HEALTH = "other_health"
    POLICE = "police"
    HOUSING = "housing"
    YOUTH_JUSTICE = "youth_justice"
    VOLUNTARY = "voluntary"
    OTHER = "other"
    PUBLIC = "public"

    @property
    def in_words(self) -> str:
        """Such as 'Health visiting'."""
        return "GP" if self is AgencyKind.GP else self.value.replace("_", " ").capitalize()


HEALTH_SERVICES = frozenset(
    {AgencyKind.HEALTH_VISITING, AgencyKind.GP, AgencyKind.MENTAL_HEALTH, AgencyKind.OTHER_HEALTH}
)
"""What they write is of the health section: shared only where sharing health was agreed."""

PLACES_OF_LEARNING = frozenset({AgencyKind.SCHOOL, AgencyKind.EARLY_YEARS})
"""They see a child only while it is on their roll (security rule 30)."""
