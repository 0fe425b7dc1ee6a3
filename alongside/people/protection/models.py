"""Why a person's or a family's record is kept closely, since when, and when that is looked at again."""

from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import User
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.models import Identified, Versioned
from alongside.people.families.models import Family, Person
from alongside.people.protection.words import Category


class Restriction(Identified, Versioned):
    """One reason to keep a record closely. What counts for a record is the strictest of those in force.

    Reviewed at least every 90 days, and lifted by two people: one asks, another agrees (security rules 14 and 27).
    """

    wall_sql = (
        "{keeps_closely} OR {table}.set_by_id = {me} OR {table}.person_id = ANY({cleared})"
        " OR {table}.family_id = ANY({cleared})"
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="restrictions")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, null=True, blank=True, related_name="restrictions")
    reference = models.CharField(max_length=20, unique=True)
    record_class = models.PositiveSmallIntegerField(choices=RecordClass.choices)
    category = models.CharField(max_length=20, choices=Category.choices)
    reason = models.TextField()
    whom_to_ask = models.CharField(max_length=200)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    review_on = models.DateField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lift_asked_at = models.DateTimeField(null=True, blank=True)
    lift_asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why_lifted = models.TextField(blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["review_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=True, family__isnull=False) | Q(person__isnull=False, family__isnull=True),
                name="restriction_of_a_person_or_a_family",
            ),
            models.CheckConstraint(
                condition=Q(record_class__in=[RecordClass.RESTRICTED, RecordClass.SEALED]), name="restriction_keeps"
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("lift_asked_by")), name="lifted_by_two_people"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
