"""Copies of an assessment, each for one person of the family: not everybody may read everybody's words."""

import uuid
from typing import Any

from django.urls import reverse

from alongside.ground.access.words import Permission
from alongside.helping.assessments.family_copy import LARGE, ORDINARY, content_for, template, written_at
from alongside.helping.assessments.presenters import address
from alongside.helping.assessments.views.base import AssessmentPage
from alongside.people.disclosure.models import Copy
from alongside.people.disclosure.pages import ChooseReader, Content, CopyFile, CopyPage, ShowCopy
from alongside.people.disclosure.queries import allows
from alongside.people.disclosure.words import Document

ADDRESSES = {"choose": "family_copy", "copy": "family_copy_for", "file": "family_copy_file"}


class OfAssessment(AssessmentPage, CopyPage):
    """What pages about copies of one assessment share."""

    document = Document.ASSESSMENT
    permission = Permission.SEE_ASSESSMENT

    @property
    def record_id(self) -> uuid.UUID:
        """The assessment of the address."""
        return self.assessment.pk

    def copy_address(self, name: str, **more: Any) -> str:
        """One of the pages below."""
        given = {"family_id": self.family.pk, "assessment_id": self.assessment.pk, **more}
        return reverse(f"assessments:{ADDRESSES[name]}", kwargs=given)

    def page_names(self) -> list[tuple[str, str]]:
        """Its pages: key and words."""
        return [
            (f"{part.section.id}:{part.subject.id}",
             f"{part.section.title}: {part.subject.label}" if part.subject.id else part.section.title)
            for part in self.sheet.parts
        ]  # fmt: skip

    def content(self, copy: Copy, *, all_may_go: bool) -> Content:
        """The answers in the family's words, less the pages chosen and whoever the reader may not know of."""
        members = self.sheet.members
        asked = [member.name for member in members]
        known = [True] * len(asked) if all_may_go else allows(asked, self.family, copy.person)
        hidden = {str(member.id) for member, may_know in zip(members, known, strict=True) if not may_know}
        chosen = [one.partition(":") for one in copy.leave_out]
        says = content_for(
            self.sheet, size=LARGE if copy.large else ORDINARY, hidden=hidden,
            leave_out={(section, subject) for section, _, subject in chosen},
        )  # fmt: skip
        titles, unknown = dict(self.page_names()), [member.name for member in members if str(member.id) in hidden]
        left_out = [
            "Addresses, telephone numbers and e-mail addresses",
            *(titles[key] for key in copy.leave_out if key in titles),
            *(f"{name}, whom this person may not know of, and pages about them" for name in unknown),
        ]
        return Content(says, left_out, template(), written_at(self.sheet))


class FamilyCopy(OfAssessment, ChooseReader):
    """Choose for whom, and what they are not to read."""

    title = "Copy for one person of the family"

    def pages(self) -> list[tuple[str, str]]:
        """Every page can be left out."""
        return self.page_names()

    def cancel_address(self) -> str:
        """Back to the list of pages."""
        return address("assessment", self.assessment)


class FamilyCopyFor(OfAssessment, ShowCopy):
    """Whom the copy is for and what it leaves out."""

    title = "A copy of the assessment"


class FamilyCopyFile(OfAssessment, CopyFile):
    """The PDF: accessible, in the family's words."""

    filename = "assessment-copy.pdf"
