"""Words of Right Early Help lists."""

from django.db.models import TextChoices


class MadeBecause(TextChoices):
    """Why a list was made."""

    SCHEDULE = "schedule", "Made on the day it was due"
    ASKED = "asked", "Somebody asked for it"


class ListStanding(TextChoices):
    """How an agency stands with its latest list, as the hub manager sees it."""

    NOT_MADE = "not_made", "No list yet"
    WAITING = "waiting", "Not confirmed yet"
    OVERDUE = "overdue", "Not confirmed in time"
    CONFIRMED = "confirmed", "Confirmed"
