"""Words of the directory of services."""

from django.db.models import TextChoices

CHECKED_EVERY_MONTHS = 6
"""A service nobody has said to be right for so long is marked: for families, and first among what is to be done."""

OLDEST = 25
"""Years: the oldest that any operating model's help may be for (`ServiceAge`)."""


class ServiceState(TextChoices):
    """Whether families see a service."""

    DRAFT = "draft", "Draft: nobody else sees it"
    PUBLISHED = "published", "Published"
    TAKEN_DOWN = "taken_down", "Taken down"


class Setting(TextChoices):
    """Where a service is given."""

    PLACE = "place", "At a place families go to"
    HOME = "home", "At families’ own homes"
    REMOTE = "remote", "Online or by telephone"


class Audience(TextChoices):
    """Who opened a service: somebody signed in, or anybody else."""

    FAMILY = "family", "Families and the public"
    PRACTITIONER = "practitioner", "Practitioners"


class Day(TextChoices):
    """Days of the week, by the codes of RFC 5545, which Open Referral uses."""

    MONDAY = "MO", "Monday"
    TUESDAY = "TU", "Tuesday"
    WEDNESDAY = "WE", "Wednesday"
    THURSDAY = "TH", "Thursday"
    FRIDAY = "FR", "Friday"
    SATURDAY = "SA", "Saturday"
    SUNDAY = "SU", "Sunday"
