"""Two records of one person made one, and what it takes to part them again."""

from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import User
from alongside.ground.lib.models import Identified
from alongside.people.families.models import Person
from alongside.people.matching.words import Moved

ABOUT_SOMEBODY = (
    "EXISTS (SELECT 1 FROM families_person p WHERE p.id = {{table}}.{column}"
    " AND (p.record_class = 0 OR p.id = ANY({{cleared}})) AND NOT p.id = ANY({{excluded}}))"
)
"""As closely kept as the person in that column: not for whoever may know no more than the name."""


class Merge(Identified):
    """Two records of one person became one: `kept` has everything since, `other` is shown to nobody until they part.

    `other_before` is the whole row of the record that was merged: what it says and `kept` says otherwise is kept there.
    """

    wall_sql = "{matches_records} AND " + ABOUT_SOMEBODY.format(column="kept_id")

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_into")
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    carried_out = models.BooleanField(default=False)
    other_before = models.JSONField(default=dict, help_text="The merged record's own columns.")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why_undone = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("other")), name="merged_with_another_record"),
            models.UniqueConstraint(fields=["other"], condition=Q(undone_at=None), name="merged_into_one_record"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(why_undone="")),
                name="merge_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Merge {self.pk}"


class MovedRow(Identified):
    """A row that followed in a merge: where it stands, and what it said before and after, by column."""

    walled_by = "merge"

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The order in which rows were taken; parting goes backwards.")
    what = models.CharField(max_length=8, choices=Moved.choices)
    table = models.CharField(max_length=80)
    column = models.CharField(max_length=80, blank=True)
    row = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["merge_id", "number"]
        constraints = [models.UniqueConstraint(fields=["merge", "number"], name="moved_row_number_once")]

    def __str__(self) -> str:
        return f"{self.what} {self.table} {self.row}"
