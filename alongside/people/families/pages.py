"""What other packages' pages about a family are built from."""

from functools import cached_property
from typing import Any, ClassVar

from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system.views import Page
from alongside.people.families.models import Family
from alongside.people.families.queries import Member, family_frame, get_family, members_of


class FamilyPage(AskedBy, Page):
    """A page about the family whose id is in the address; 404 unless the asker may see it.

    Give `tab`, the key of its tab; its template extends 'families/family_page.html'.
    With a form: `X(FamilyPage, FormPage)`.
    """

    tab: ClassVar[str] = ""

    @cached_property
    def family(self) -> Family:
        """The family of the address."""
        return get_family(self.by, self.kwargs["family_id"])

    @cached_property
    def members(self) -> list[Member]:
        """Its people now."""
        return members_of(self.family)

    def context(self) -> dict[str, Any]:
        """The frame round the page."""
        return {**super().context(), "family_frame": family_frame(self.by, self.family, self.tab, members=self.members)}
