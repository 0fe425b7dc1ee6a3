"""Adopted packs: each version whole and unchangeable, and which was in force when."""

import pgtrigger
from django.conf import settings
from django.db import models

from alongside.ground.lib.models import Identified


class PackVersion(Identified):
    """A pack as it was adopted. Never changed or deleted: what was decided under it must stay readable."""

    pack_id = models.CharField(max_length=40)
    council = models.CharField(max_length=200)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        db_table = "operating_models_pack_version"
        constraints = [
            models.UniqueConstraint(fields=["pack_id", "version"], name="operating_models_one_content_a_version"),
        ]
        triggers = [
            pgtrigger.Protect(name="pack_version_is_immutable", operation=pgtrigger.Update | pgtrigger.Delete),
        ]


class PackInForce(Identified):
    """A version came into force; the newest row is the one in force now."""

    version = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="periods")
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "operating_models_pack_in_force"
        ordering = ["-since", "-id"]
        triggers = [
            pgtrigger.Protect(name="pack_in_force_is_history", operation=pgtrigger.Update | pgtrigger.Delete),
        ]
