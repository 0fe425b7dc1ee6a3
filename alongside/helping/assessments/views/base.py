"""What the pages about one assessment share."""

from functools import cached_property
from typing import Any

from django.urls import reverse

from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.errors import NotFoundForYou
from alongside.helping.assessments.models import Assessment
from alongside.helping.assessments.presenters import address
from alongside.helping.assessments.queries import Sheet, get_assessment, open_sheet
from alongside.people.families.pages import FamilyPage


class AssessmentTab(FamilyPage):
    """A page of the 'Assessment' tab; 403 for whoever may see the family and not its assessment."""

    tab = "assessment"

    def context(self) -> dict[str, Any]:
        """The frame, once it is settled that the asker may see assessments."""
        require(self.by, Permission.SEE_ASSESSMENT, self.family)
        return super().context()

    def overview_address(self) -> str:
        """The tab's first page."""
        return reverse("assessments:overview", kwargs={"family_id": self.family.pk})


class AssessmentPage(AssessmentTab):
    """A page about one assessment; 404 for somebody else's draft, as for one that does not exist."""

    @cached_property
    def assessment(self) -> Assessment:
        """The assessment of the address, of the family of the address."""
        found = get_assessment(self.by, self.kwargs["assessment_id"])
        if found.family_id != self.family.pk:
            raise NotFoundForYou
        return found

    @cached_property
    def sheet(self) -> Sheet:
        """It, laid out."""
        return open_sheet(self.assessment, self.members)

    def context(self) -> dict[str, Any]:
        """The frame, and the assessment."""
        return {**super().context(), "assessment": self.assessment}

    def back(self) -> str:
        """Back to the task list."""
        return address("assessment", self.assessment)
