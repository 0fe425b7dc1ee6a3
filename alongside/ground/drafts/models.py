"""Drafts: what somebody is in the middle of typing."""

from django.conf import settings
from django.db import models

from alongside.ground.lib.models import Identified


class Draft(Identified):
    """One person's unfinished form, private to them until it is sent. The first save makes it; looking does not."""

    wall_sql = "{table}.owner_id = {me}"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField(max_length=120)
    data = models.JSONField(help_text="What was typed, by input name: lists of strings.")
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="draft_once_per_owner_and_key")]

    def __str__(self) -> str:
        return f"draft {self.key}"
