"""Words of identification: how a family stands on a list, what a search found, what is noticed in a place."""

from django.db.models import TextChoices


class CandidateState(TextChoices):
    """How a family on a list stands."""

    LISTED = "listed", "Waits for somebody to decide"
    ACCEPTED = "accepted", "Accepted: sent to the front door"
    DECLINED = "declined", "Declined"
    DEFERRED = "deferred", "Put off to a day"
    LEFT = "left", "Left the list: not seen again"


class Place(TextChoices):
    """Why a family is on a list."""

    NEED = "need", "May need help"
    FALLING = "falling", "Need is falling: may step down"


class Part(TextChoices):
    """What somebody is in a household."""

    CHILD = "child", "Child or young person"
    ADULT = "adult", "Adult"


class RunKind(TextChoices):
    """Which count it was."""

    CHANGES = "changes", "Families something changed for"
    EVERYTHING = "everything", "All families"


class Answer(TextChoices):
    """What a feed says of a family: four different things, never written alike."""

    FOUND = "found", "Something is recorded"
    NOTHING = "nothing", "Searched, nothing found"
    NOT_SEARCHED = "not_searched", "Not searched"
    NOT_ALLOWED = "not_allowed", "You may not see this"


class WhyDeclined(TextChoices):
    """Why somebody decided that nothing follows."""

    HELPED = "helped", "Somebody helps them already"
    OLD = "old", "What the records say is over"
    WRONG = "wrong", "A record is wrong, or about somebody else"
    NOT_NEEDED = "not_needed", "The family manages, or does not want help"
    NOT_SAFE = "not_safe", "It would not be safe to get in touch now"
    OTHER = "other", "Another reason"


class ObjectionOutcome(TextChoices):
    """What became of an objection; until it is answered nothing about the person is counted."""

    WAITING = "waiting", "Not answered yet: nothing about them is counted"
    UPHELD = "upheld", "Upheld: nothing about them is counted"
    REFUSED = "refused", "Refused: they are counted again"


class Theme(TextChoices):
    """What partners notice in a place. An assumption: the papers name no list."""

    ANTI_SOCIAL = "anti_social", "Anti-social behaviour"
    EXPLOITATION = "exploitation", "Exploitation, gangs or county lines"
    SUBSTANCES = "substances", "Alcohol and drugs"
    MONEY = "money", "Money, food or heating"
    HOUSING = "housing", "Homes and neighbours"
    SCHOOL = "school", "School and learning"
    MENTAL_HEALTH = "mental_health", "Mental health"
    SERVICES = "services", "A service opened, closed or is full"
    COMMUNITY = "community", "Something good in the community"
    OTHER = "other", "Something else"
