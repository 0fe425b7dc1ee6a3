"""Words about the panel that decides who helps a family."""

from django.db.models import TextChoices


class PanelChoice(TextChoices):
    """What a panel can decide about a family; everything but allocating has a date to come back to it."""

    ALLOCATE = "allocate", "Choose who leads"
    FIND_OUT = "find_out", "Find out more first"
    LATER = "later", "Decide at a later meeting"
