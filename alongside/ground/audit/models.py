"""What happened and who looked: events in hash chains, the heads of the chains, and the alerts they raise."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.ground.audit.words import AlertKind, AlertOutcome, AlertState, Measure
from alongside.ground.lib.models import Identified


class Event(Identified):
    """A change or a read: who, on whose authority, when, which record, from where. Identifiers only, never content.

    Rows are never changed or removed (a database trigger refuses it). Another trigger gives each row its place in one
    of 64 chains: `shard`, `number`, `previous`, `hash` and `kept_at` are the database's, whatever was sent; a row in
    memory has none of them until it is read again. ISO 27789:2021 and GP Connect's ten audit fields are the model; the
    chains and their reasons are in docs/adr/0008.
    """

    at = models.DateTimeField(help_text="When it was written, by the clock of the process that wrote it.")
    kind = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False,
        help_text="On whose authority, when not their own: somebody acting for somebody else shows both.",
    )  # fmt: skip
    roles = ArrayField(models.CharField(max_length=60), default=list, help_text="Keys of the roles they held then.")
    agency_id = models.UUIDField(null=True, help_text="Their agency then, by id: names change, events do not.")
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=40)
    family_id = models.UUIDField(null=True)
    pack_version_id = models.UUIDField(null=True)
    rule_id = models.CharField(max_length=120, blank=True)
    standing = models.CharField(max_length=20, blank=True, help_text="How a reader came to see it; blank for changes.")
    device = models.CharField(max_length=60, blank=True, help_text="Such as 'Chrome on Windows'.")
    device_mark = models.CharField(max_length=32, blank=True, help_text="Keyed hash of the network address.")
    detail = models.JSONField(default=dict)
    terms = models.TextField(
        blank=True,
        help_text="What was searched for: personal data, to be kept no longer than the council's rule for search terms."
        " The chain covers its seal, so it can be blanked (with its salt) and the chain still holds.",
    )
    terms_salt = models.BinaryField(null=True)
    terms_seal = models.BinaryField(null=True, editable=False)
    shard = models.SmallIntegerField(editable=False)
    number = models.BigIntegerField(editable=False)
    previous = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)
    kept_at = models.DateTimeField(editable=False, help_text="When the database kept it, by the database's clock.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shard", "number"], name="audit_one_chain_per_shard")]
        indexes = [
            models.Index(fields=["record_type", "record_id", "at"]),
            models.Index(fields=["family_id", "at"]),
            models.Index(fields=["by", "-at"], name="audit_reads_by_person", condition=~Q(standing="")),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"


class Shard(models.Model):
    """The head of one chain: its last number and hash. Written by the trigger alone; the web's role may only read it.

    A model of Django's so that a flush empties it in the same statement as the events. Emptying the events alone does
    not reset it: the next check then says the tail was cut, which is what happened.
    """

    shard = models.SmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    head = models.BinaryField()

    def __str__(self) -> str:
        return f"shard {self.shard} at {self.number}"


class Norm(models.Model):
    """How much people in the same roles usually read in a day, counted anew every night; see `detecting`."""

    measure = models.CharField(max_length=20, choices=Measure.choices)
    roles = ArrayField(models.CharField(max_length=60))
    usual = models.FloatField(help_text="Families a day on a busy day of the middle one of these people.")
    people = models.IntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "roles"], name="audit_norm_once")]

    def __str__(self) -> str:
        return f"{self.measure} of {self.people} people"


class Alert(Identified):
    """Reading that somebody must look at: why, about whom, and what they found. Identifiers and counts, no content.

    Two states and one transition, so the row itself is the whole history; opening and closing are audit events too.
    """

    kind = models.CharField(max_length=30, choices=AlertKind.choices)
    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    family_id = models.UUIDField(null=True, blank=True)
    detail = models.JSONField(default=dict, help_text="Identifiers and counts.")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AlertState.choices, default=AlertState.OPEN)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=AlertOutcome.choices, blank=True)
    note = models.TextField(blank=True, help_text="What whoever closed it found, in their words.")

    class Meta:
        ordering = ["raised_at", "id"]
        indexes = [
            models.Index(fields=["raised_at", "id"], name="audit_alerts_open", condition=Q(state=AlertState.OPEN)),
            models.Index(fields=["about", "kind", "-raised_at"], name="audit_alerts_about"),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_alert_closed_with_a_reason",
                condition=(
                    Q(state=AlertState.OPEN, closed_by__isnull=True, closed_at__isnull=True, outcome="", note="")
                    | Q(state=AlertState.CLOSED, closed_by__isnull=False, closed_at__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(note="")
                ),
            ),
            models.CheckConstraint(
                name="audit_nobody_closes_their_own",
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("about")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} alert {self.pk}"
