"""The page 'What is known, and how fresh' of a family."""

from typing import Any

from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import current_pack
from alongside.improving.identification.presenters import COLOURS
from alongside.improving.identification.queries.known import known_of
from alongside.people.families.pages import FamilyPage


class Known(FamilyPage):
    """One line for each feed: what it says of this family, as of when, covering whom, and whom to ask."""

    title = "What is known, and how fresh"
    template = "identification/known.html"
    tab = "known"

    def context(self) -> dict[str, Any]:
        """The lines, and who of the family may be recorded as objecting."""
        lines = known_of(self.by, self.family, current_pack().pack, today())
        may_object = bool(may(self.by, Permission.DECIDE_MAY_NEED_HELP))
        people = [(one.id, one.name) for one in self.members if not one.restricted] if may_object else []
        return {**super().context(), "lines": lines, "colours": COLOURS, "people": people}
