"""Descriptions of people known to feeds only that may be about one person, and what was said of them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from alongside.ground.lib.models import Identified
from alongside.people.matching.models.linking import Description, SaidBySomebody


class Likeness(Identified):
    """Two descriptions, of two people known to feeds only, that may be about one: of all theirs, the most alike."""

    walled_by = ("first", "second")

    first = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField(help_text="Bits.")
    reasons = ArrayField(models.CharField(max_length=24), default=list)
    fields = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "likenesses"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likeness_of_two_in_order"),
        ]

    def __str__(self) -> str:
        return f"Descriptions {self.first_id} and {self.second_id}"


class LikenessAnswer(SaidBySomebody):
    """What somebody said of two descriptions; remembered, like an `Answer`, by feed, records and what was told then."""

    wall_sql = "{matches_records}"

    feed = models.CharField(max_length=60)
    record_ids = ArrayField(models.TextField())
    digest = models.UUIDField()
    other_feed = models.CharField(max_length=60)
    other_record_ids = ArrayField(models.TextField())
    other_digest = models.UUIDField()

    class Meta(SaidBySomebody.Meta):
        indexes = [
            GinIndex(fields=["record_ids"], name="likeness_records", condition=Q(taken_back_at=None)),
            GinIndex(fields=["other_record_ids"], name="likeness_other_records", condition=Q(taken_back_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["feed", "digest", "other_feed", "other_digest"],
                condition=Q(taken_back_at=None),
                name="likeness_answered_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.said}: feeds {self.feed} and {self.other_feed}"
