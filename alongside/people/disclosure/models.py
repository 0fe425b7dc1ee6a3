"""Copies made for one member of a family: whose, of what, with what left out, and when it was given."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.access.words import Permission, Section
from alongside.ground.lib.models import Identified
from alongside.people.disclosure.words import Document
from alongside.people.families.models import Family, Person


class Copy(Identified):
    """A copy for one named reader (security rule 18). The file is made anew, and checked anew, each time it is opened.

    What is kept is for whom and what of, never the document: it would outlive a change of what may be said.
    """

    guarded_by = "family"
    section_field = "section"
    made_by = "prepared_by"

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="copies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", help_text="Whom it is for.")
    document = models.CharField(max_length=20, choices=Document.choices)
    record_id = models.UUIDField(help_text="The assessment or plan.")
    section = models.PositiveSmallIntegerField(help_text="Which part of the family's record it is of.")
    leave_out = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    large = models.BooleanField(default=False)
    prepared_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    given_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "copies"
        ordering = ["-prepared_at", "-id"]
        indexes = [models.Index(fields=["document", "record_id"], name="copies_of_a_document")]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_on__isnull=True, given_by__isnull=True)
                | Q(given_on__isnull=False, given_by__isnull=False),
                name="given_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Copy of {self.document} {self.record_id}"


SECTIONS = {Document.ASSESSMENT: Section.ASSESSMENT, Document.PLAN: Section.PLAN}
"""The part of a family's record each document belongs to."""

PERMISSION = {Document.ASSESSMENT: Permission.SEE_ASSESSMENT, Document.PLAN: Permission.SEE_PLAN}
"""What it takes to see it, and to make a copy of it."""
