"""What partners' files say, record by record, with the file, line and cell each came from.

A record is known by its feed and its record_id. `Row` holds every form a record has had; one form of it stands at most.
Withdrawing a load blanks what came from it and lets stand what would stand if it had never been taken in.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import Agency, User
from alongside.ground.agencies.models import AgencyAgreement
from alongside.ground.lib.ids import new_id
from alongside.ground.lib.models import Identified
from alongside.people.partner_data.words import Extent, LoadState, SentState


class Load(Identified):
    """One file of one feed taken in: which, by whom, under which agreement, and what came of it (SYSTEMS A7, H4).

    `number` is the order in which loads were taken in, over all feeds; withdrawals draw from the same numbers, so that
    'everything since number 41' means the same to whoever asks.
    """

    wall_sql = None  # about nobody: when a file came and how much was in it, which the family's page tells everybody

    number = models.BigIntegerField(unique=True)
    feed = models.CharField(max_length=60, help_text="Id of the feed in the pack.")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="Whose data it is.")
    agreement = models.ForeignKey(AgencyAgreement, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    as_of = models.DateField(help_text="The day whose state the file shows.")
    extent = models.CharField(max_length=7, choices=Extent.choices)
    state = models.CharField(max_length=9, choices=LoadState.choices, default=LoadState.TAKEN)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    rows = models.PositiveIntegerField(help_text="Rows of the file, without headings and empty lines.")
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    repeated = models.PositiveIntegerField(help_text="Rows that say again exactly what another row says.")
    retired = models.PositiveIntegerField()
    held = models.PositiveIntegerField(
        default=0, help_text="Records the feed holds after it, and after whatever was withdrawn."
    )
    completeness = models.JSONField(default=dict, help_text="Rows that fill each column, by canonical column.")
    remarks = models.JSONField(default=list, help_text="What was left out or understood otherwise, counted by kind.")
    headings = models.JSONField(default=list, help_text="The file's own headings.")
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_number = models.BigIntegerField(null=True, blank=True, unique=True)
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["feed", "-number"], name="loads_of_feed")]
        constraints = [
            models.CheckConstraint(
                condition=Q(rows=F("new") + F("changed") + F("unchanged") + F("refused") + F("repeated")),
                name="load_counts_every_row",
            ),
            models.CheckConstraint(
                condition=Q(state="taken", withdrawn_at=None, withdrawn_by=None, withdrawn_number=None)
                | Q(
                    state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False,
                    withdrawn_number__isnull=False,
                ),
                name="load_withdrawn_by_somebody",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Load {self.number} of {self.feed}"


class Row(models.Model):
    """One form of one record of a feed, in the canonical columns (ARCHITECTURE); blank means not known.

    Many million rows of few loads: nothing but what finds them is indexed, and the loads they name are not checked
    one by one (`db_constraint`): a load is never deleted.
    """

    wall_sql = "{reads_feeds}"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    feed = models.CharField(max_length=60)
    record_id = models.TextField(db_collation="C", help_text="Compared byte by byte: nobody sorts them to read.")
    nhs_number = models.TextField(blank=True, default="")
    upn = models.TextField(blank=True, default="")
    other_id = models.TextField(blank=True, default="")
    forename = models.TextField(blank=True, default="")
    surname = models.TextField(blank=True, default="")
    previous_surname = models.TextField(blank=True, default="")
    date_of_birth = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, blank=True, default="", help_text="F, M, or blank for not known.")
    address = models.TextField(blank=True, default="")
    postcode = models.TextField(blank=True, default="")
    uprn = models.TextField(blank=True, default="")
    event_kind = models.CharField(max_length=60, blank=True, default="", help_text="Id of the kind in the pack's feed.")
    event_on = models.DateField(null=True, blank=True)
    event_until = models.DateField(null=True, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    detail = models.TextField(blank=True, default="")
    load = models.ForeignKey(
        Load,
        on_delete=models.PROTECT,
        related_name="forms",
        db_index=False,
        db_constraint=False,
        help_text="The load it came with.",
    )
    line = models.PositiveIntegerField(help_text="Its row in the file, as a spreadsheet numbers it.")
    digest = models.UUIDField(help_text="Fingerprint of all it says, cells as they were written included.")
    said = models.JSONField(null=True, blank=True, help_text="What a cell said, by column, where cleaning changed it.")
    stands = models.BooleanField(default=True, help_text="Whether this is what the feed holds of the record now.")
    superseded_by = models.ForeignKey(
        Load, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False,
        help_text="The load with a later form.",
    )  # fmt: skip
    retired_by = models.ForeignKey(
        Load, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False,
        help_text="The full load that no longer held it.",
    )  # fmt: skip
    withdrawn = models.BooleanField(
        default=False, help_text="Its load was withdrawn: all but its record_id is blanked."
    )
    turn = models.BigIntegerField(
        db_index=True, help_text="Number of the load or withdrawal that last changed whether it stands."
    )

    pk: uuid.UUID

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "record_id"], condition=Q(stands=True), name="one_form_stands"),
            models.CheckConstraint(
                condition=Q(stands=True, superseded_by=None, retired_by=None, withdrawn=False) | Q(stands=False),
                name="form_that_ended_does_not_stand",
            ),
        ]
        indexes = [
            models.Index(fields=["feed", "record_id"], condition=Q(stands=False), name="earlier_forms"),
        ]

    def __str__(self) -> str:
        return f"Row {self.pk} of {self.feed}"


class HeldInFile(Identified):
    """Which records a load's file held, and in which form: what a withdrawal needs to know what stood without another.

    A Parquet table of record_id, line and digest, some 20 bytes a row; the forms themselves are rows.
    """

    wall_sql = "{reads_feeds}"

    load = models.OneToOneField(Load, on_delete=models.PROTECT, related_name="held_in_file")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"What load {self.load_id} held"


class RefusedRow(Identified):
    """A row that could not be taken: as it was written, and what is wrong with which cell, to be sent again."""

    wall_sql = "{reads_feeds}"

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="refused_rows")
    line = models.PositiveIntegerField()
    cells = models.JSONField(help_text="The cells as written, in the order of the load's headings.")
    problems = models.JSONField(help_text="Pairs of heading and what is wrong with it, in words.")

    class Meta:
        ordering = ["load_id", "line"]

    def __str__(self) -> str:
        return f"Line {self.line} of load {self.load_id}"


class SentFile(Identified):
    """A file sent by page, API or watched folder, until it is taken in or refused; then its content is dropped."""

    wall_sql = "{reads_feeds}"

    feed = models.CharField(max_length=60)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField(null=True, blank=True, help_text="Blank for what the file itself says, or its day.")
    extent = models.CharField(max_length=7, choices=Extent.choices)
    accept_smaller = models.BooleanField(default=False)
    kind = models.CharField(max_length=4, help_text="csv or xlsx.")
    content = models.BinaryField(null=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    take_at_once = models.BooleanField(default=False, help_text="Nobody will look at the check before it is taken in.")
    state = models.CharField(max_length=8, choices=SentState.choices, default=SentState.WAITING)
    report = models.JSONField(default=dict, help_text="What the check found: counts, remarks, the first refused rows.")
    why_refused = models.TextField(blank=True)
    load = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content__isnull=False) | ~Q(state__in=["waiting", "checked", "to_take"]),
                name="sent_file_waiting_has_content",
            ),
            models.CheckConstraint(
                condition=Q(load__isnull=False, state="taken") | (Q(load__isnull=True) & ~Q(state="taken")),
                name="sent_file_taken_names_its_load",
            ),
        ]

    def __str__(self) -> str:
        return f"File {self.pk} for {self.feed}"
