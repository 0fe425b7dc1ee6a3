"""Families counted by the pack's criteria, the lists made of them, and what people decided.

What is counted is made anew whenever it is counted; what people decided stays. No score is kept: a rank is made of
counts anybody can read aloud.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from alongside.ground.access.models import Agency, User
from alongside.ground.lib.models import Identified, Versioned
from alongside.helping.front_door.models import Contact
from alongside.improving.identification.words import (
    CandidateState,
    ObjectionOutcome,
    Part,
    Place,
    RunKind,
    Theme,
    WhyDeclined,
)
from alongside.people.families.models import Person
from alongside.people.matching.models import Household

OPEN = (
    "(SELECT count(*) FROM families_person p WHERE p.id = ANY({table}.people)"
    " AND (p.record_class = 0 OR p.id = ANY({cleared})) AND NOT p.id = ANY({excluded})) = cardinality({table}.people)"
    " AND (SELECT count(*) FROM families_family f WHERE f.id = ANY({table}.families)"
    " AND (f.record_class = 0 OR f.id = ANY({cleared})) AND NOT f.id = ANY({excluded})) = cardinality({table}.families)"
)
"""All of its people and families may be seen by whoever looks, as their records are kept now and not when counted."""


class CountRun(Identified):
    """One count: over which families, as of which day, under which operating model."""

    wall_sql = None  # numbers only: about nobody

    kind = models.CharField(max_length=10, choices=RunKind.choices)
    as_of = models.DateField()
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    marker = models.BigIntegerField(help_text="Number of the last load or withdrawal taken account of.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    counted = models.PositiveIntegerField(help_text="Families counted.")
    listed = models.PositiveIntegerField(help_text="Families on a list that wait for somebody.")

    class Meta:
        ordering = ["-began_at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} as of {self.as_of}"


class FairnessReport(Identified):
    """Who was listed, accepted and declined by group, and needs by area, as of a count. Small counts are not in it."""

    wall_sql = None  # counts of five and more: about nobody

    at = models.DateTimeField()
    as_of = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(help_text="Comparisons by list, and families by criterion and area.")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"Fairness as of {self.as_of}"


class CountedFamily(Identified):
    """A household as it was counted: who is in it, the areas and schools it is listed under, its recorded families.

    For those who see lists, while nobody in it is kept closely from them.
    """

    wall_sql = "{sees_lists} AND " + OPEN

    household = models.OneToOneField(Household, on_delete=models.CASCADE, related_name="+")
    people = ArrayField(models.UUIDField(), default=list, help_text="Recorded people.")
    feed_people = ArrayField(models.UUIDField(), default=list, help_text="People known to feeds only.")
    families = ArrayField(models.UUIDField(), default=list, help_text="Recorded families its people belong to.")
    children = ArrayField(models.PositiveSmallIntegerField(), default=list, help_text="Ages, where known.")
    adults = models.PositiveSmallIntegerField(default=0)
    areas = ArrayField(models.CharField(max_length=60), default=list, help_text="Ids of areas in the pack.")
    schools = ArrayField(models.TextField(), default=list)

    class Meta:
        verbose_name_plural = "counted families"
        indexes = [GinIndex(fields=["people"], name="counted_people", fastupdate=False)]

    def __str__(self) -> str:
        return f"Household {self.household_id}, counted"


class Finding(Identified):
    """One criterion met by one person of a family, with the rows of feeds that show it.

    Each finding is of the person whose rows they are: nothing an adult did is found of a child.
    """

    walled_by = "counted"

    counted = models.ForeignKey(CountedFamily, on_delete=models.CASCADE, related_name="findings")
    criterion = models.CharField(max_length=60, help_text="Id of the criterion in the pack.")
    person_id = models.UUIDField(null=True)
    feed_person_id = models.UUIDField(null=True)
    part = models.CharField(max_length=5, choices=Part.choices)
    count = models.PositiveIntegerField()
    first_on = models.DateField(null=True)
    last_on = models.DateField(null=True)
    rows = ArrayField(models.UUIDField(), help_text="Ids of the rows of partner data.")

    class Meta:
        ordering = ["counted_id", "criterion", "id"]
        indexes = [GinIndex(fields=["rows"], name="finding_rows", fastupdate=False)]
        constraints = [
            models.CheckConstraint(
                condition=Q(person_id=None, feed_person_id__isnull=False)
                | Q(person_id__isnull=False, feed_person_id=None),
                name="finding_is_of_one_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} of household {self.counted_id}"


class Candidate(Identified, Versioned):
    """A family on a list of the pack: how many of its groups are met, and what somebody decided.

    The numbers are its rank; `version` counts decisions, so that of two people deciding at once one wins.
    """

    walled_by = "counted"

    counted = models.ForeignKey(CountedFamily, on_delete=models.CASCADE, related_name="candidates")
    list_id = models.CharField(max_length=60, help_text="Id of the list in the pack.")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=7, choices=Place.choices)
    groups = ArrayField(models.CharField(max_length=60), default=list, help_text="Ids of the list's groups met.")
    groups_met = models.PositiveSmallIntegerField(default=0)
    criteria_met = models.PositiveSmallIntegerField(default=0)
    records = models.PositiveIntegerField(default=0)
    latest_on = models.DateField(help_text="The latest record; the first day of all where none is dated.")
    groups_before = models.PositiveSmallIntegerField(default=0, help_text="Groups met so many days before.")
    not_seen_since = models.DateField(null=True, help_text="The day a count no longer found it.")
    state = models.CharField(max_length=8, choices=CandidateState.choices, default=CandidateState.LISTED)
    deferred_until = models.DateField(null=True)
    decided_groups = models.PositiveSmallIntegerField(default=0, help_text="Groups met when it was decided.")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["list_id", "-groups_met", "id"]
        indexes = [models.Index(fields=["list_id", "place", "state"], name="candidates_of_list")]
        constraints = [
            models.UniqueConstraint(fields=["counted", "list_id"], name="once_on_a_list"),
            models.CheckConstraint(
                condition=Q(state="deferred", deferred_until__isnull=False)
                | (~Q(state="deferred") & Q(deferred_until=None)),
                name="put_off_to_a_day",
            ),
            models.CheckConstraint(condition=Q(contact=None) | Q(state="accepted"), name="contact_of_accepted"),
        ]

    def __str__(self) -> str:
        return f"Household {self.counted_id} on {self.list_id}"


class CandidateStatus(Identified):
    """A change of how a family stands on a list: append-only."""

    walled_by = "candidate"

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=8, choices=CandidateState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=WhyDeclined.choices, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%Y-%m-%d}"


class Objection(Identified, Versioned):
    """Somebody objected to being counted (UK GDPR Article 21). Until it is refused, nothing about them is counted.

    `records` are the feeds' records of somebody known to feeds only, as feed:record_id, so that it holds when they
    are matched to somebody later.
    """

    wall_sql = (
        "{sees_lists} AND ({table}.person_id IS NULL OR EXISTS (SELECT 1 FROM families_person p"
        " WHERE p.id = {table}.person_id AND (p.record_class = 0 OR p.id = ANY({cleared}))"
        " AND NOT p.id = ANY({excluded})))"
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    feed_person_id = models.UUIDField(null=True)
    records = ArrayField(models.TextField(), default=list)
    objected_on = models.DateField()
    says = models.TextField(help_text="What they object to, in their words.")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=ObjectionOutcome.choices, default=ObjectionOutcome.WAITING)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["objected_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, feed_person_id__isnull=False) | Q(person__isnull=False, feed_person_id=None),
                name="objection_is_of_one_person",
            ),
            models.CheckConstraint(
                condition=Q(outcome="waiting", answered_by=None)
                | (~Q(outcome="waiting") & Q(answered_by__isnull=False)),
                name="objection_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Objection of {self.objected_on}"


class TouchedHousehold(models.Model):
    """Somebody or a household about whom something changed since the last count; the database notes it itself."""

    wall_sql = "false"

    id = models.BigAutoField(primary_key=True)
    household_id = models.UUIDField(null=True)
    somebody_id = models.UUIDField(null=True, help_text="A person, or somebody known to feeds only.")
    postcode = models.CharField(
        max_length=10, blank=True, default="", db_default="", help_text="Whose ward may have become known."
    )

    def __str__(self) -> str:
        return f"Touched {self.pk}"


class Noticed(Identified):
    """What partners notice in a place: themes, places and groups, never a named child (SYSTEMS A9)."""

    wall_sql = None  # about places, checked to name nobody; every role that logs it reads all of it

    theme = models.CharField(max_length=15, choices=Theme.choices)
    area = models.CharField(max_length=60, help_text="Id of the area in the pack.")
    where = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    noticed_on = models.DateField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", help_text="Who noticed.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-noticed_on", "-id"]
        verbose_name_plural = "noticed"
        indexes = [models.Index(fields=["area", "-noticed_on"])]

    def __str__(self) -> str:
        return f"{self.theme} in {self.area}"


class EvidenceRow(models.Model):
    """A row that a finding rests on, for whoever sees the finding: what happened, when, from which load and line.

    A view with its own filter: rows of partner data are read by analysts only, and whoever decides about a family
    needs to see what the count rests on, and no more.
    """

    id = models.TextField(primary_key=True)
    finding = models.ForeignKey(Finding, on_delete=models.DO_NOTHING, related_name="+")
    counted = models.ForeignKey(CountedFamily, on_delete=models.DO_NOTHING, related_name="+")
    row_id = models.UUIDField()
    feed = models.CharField(max_length=60)
    event_kind = models.CharField(max_length=60)
    event_on = models.DateField(null=True)
    event_until = models.DateField(null=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    line = models.PositiveIntegerField()
    as_of = models.DateField()
    sender = models.CharField(max_length=200)

    wall_sql = None  # the view is its own wall
    view_sql = (
        "SELECT f.id::text || ':' || r.id::text AS id, f.id AS finding_id, f.counted_id, r.id AS row_id, r.feed,"
        " r.event_kind, r.event_on, r.event_until, r.quantity, r.line, l.as_of, a.name AS sender"
        " FROM identification_finding f JOIN identification_countedfamily c ON c.id = f.counted_id"
        " CROSS JOIN LATERAL unnest(f.rows) one(row_id) JOIN partner_data_row r ON r.id = one.row_id"
        " JOIN partner_data_load l ON l.id = r.load_id JOIN access_agency a ON a.id = l.agency_id"
        " WHERE NOT alongside_is_web() OR ({sees_lists} AND " + OPEN.replace("{table}", "c") + ")"
    )

    class Meta:
        managed = False
        db_table = "identification_evidence_row"

    def __str__(self) -> str:
        return f"Row {self.row_id}"
