"""Words of matching: which records are about one person, how that is known, and who lives as one household."""

from django.db.models import TextChoices


class Moved(TextChoices):
    """What became of a row when two records of one person were merged."""

    MOVED = "moved", "Now with the record that was kept"
    CHANGED = "changed", "Changed, because the other record said more or said it more strictly"
    PUT_AWAY = "put_away", "Put away, because the record that was kept says the same already"
    LEFT = "left", "Left with the record that was merged, because it can't be in both"


class How(TextChoices):
    """By what a record of a feed came to be somebody's."""

    NHS_NUMBER = "nhs_number", "Same NHS number, and name or date of birth agree"
    UPN = "upn", "Same unique pupil number, and name or date of birth agree"
    OTHER_ID = "other_id", "Same reference, and name or date of birth agree"
    SAME_DETAILS = "same_details", "Same name, date of birth and address, and nobody else has them"
    WEIGHED = "weighed", "Everything known weighed together"
    SAID = "said", "A person said so"


class Standing(TextChoices):
    """Where a description that a feed gives of somebody stands."""

    JOINED = "joined", "Matched to a person"
    WAITING = "waiting", "Waiting for somebody to compare"
    FEED_ONLY = "feed_only", "A person known to feeds only"
    SET_ASIDE = "set_aside", "Compared; nobody can tell"
    QUARANTINED = "quarantined", "Set apart: it resembles somebody whose record is kept closely"


class Said(TextChoices):
    """What somebody said who compared a description with a person."""

    SAME = "same", "The same person"
    DIFFERENT = "different", "Different people"
    CANT_TELL = "cant_tell", "Can’t tell"


class PlaceKind(TextChoices):
    """Places whose residents are no family because they live there."""

    REFUGE = "refuge", "Refuge"
    HOSTEL = "hostel", "Hostel or hotel"
    CARE_HOME = "care_home", "Care home or residential school"
    BLOCK = "block", "Block with one address for many homes"
    OTHER = "other", "Another place where people live who are no family"


class Why(TextChoices):
    """Why somebody is counted to a household."""

    RESPONSIBILITY = "responsibility", "Parental responsibility"
    PARENT = "parent", "A parent or carer, or a child of one"
    ADDRESS = "address", "Lives at the same address"
    FAMILY = "family", "Recorded as one family"
    ALONE = "alone", "Nothing is known of whom they live with"


class Part(TextChoices):
    """What somebody is in a household."""

    CHILD = "child", "Child or young person"
    ADULT = "adult", "Adult"


class Kind(TextChoices):
    """Which run it was."""

    CHANGES = "changes", "What changed"
    EVERYTHING = "everything", "Everything, counted afresh"


class RunState(TextChoices):
    """How a run stands."""

    RUNNING = "running", "Running"
    STOPPED = "stopped", "Stopped; the next run goes on from there"
    DONE = "done", "Finished"
