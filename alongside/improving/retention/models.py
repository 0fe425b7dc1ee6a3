"""Holds on disposal, and the log of what was disposed of."""

from django.db import models
from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.lib.models import Identified
from alongside.improving.retention.words import KindOfRecord
from alongside.people.families.models import Family


class LegalHold(Identified):
    """A family's record may not be disposed of until somebody lifts this, whatever the rules say."""

    wall_sql = "{keeps_closely}"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    why_lifted = models.TextField(blank=True)

    class Meta:
        ordering = ["set_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["family"], condition=Q(lifted_at__isnull=True), name="one_hold_a_family"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(why_lifted="")),
                name="hold_lifted_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Hold on family {self.family_id}"


class Disposal(Identified):
    """One record was disposed of: by which rule, when it was due, and numbers that name nobody."""

    wall_sql = "{keeps_closely}"

    kind = models.CharField(max_length=20, choices=KindOfRecord.choices)
    record_id = models.UUIDField(help_text="What the record's id was; nothing has it any more.")
    rule = models.CharField(max_length=60, help_text="Id of the rule in the pack.")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    disposed_at = models.DateTimeField()
    rows = models.JSONField(default=dict, help_text="How many rows of each kind.")
    counted = models.JSONField(default=dict, help_text="Kept for statistics: years, levels and numbers of people.")

    class Meta:
        ordering = ["-disposed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} disposed of by {self.rule}"
