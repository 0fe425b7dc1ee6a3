"""Requests for one's own record, and what was gathered for each, item by item."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import User
from alongside.ground.lib.models import Identified
from alongside.improving.governance.words import AskedAs, Decision, Exemption, RequestState
from alongside.people.families.models import Person


class SubjectRequest(Identified):
    """Somebody asked for what is held about one person. Known by its reference; nobody is named in it.

    Taken on by one person and agreed by a second; only these two read what is gathered.
    """

    wall_sql = "{keeps_closely} OR {table}.recorded_by_id = {me}"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=20, unique=True)
    asked_on = models.DateField()
    due_on = models.DateField()
    asked_as = models.CharField(max_length=20, choices=AskedAs.choices)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    identity_checked = models.TextField(blank=True, help_text="How it was made sure that they are who they say.")
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.RECEIVED)
    handled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    gathered_at = models.DateTimeField(null=True, blank=True)
    protected = ArrayField(models.TextField(), default=list, help_text="What may stand in no copy, letters squeezed.")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("handled_by")), name="request_agreed_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["gathering", "review", "sent"])
                | (Q(handled_by__isnull=False) & ~Q(identity_checked="")),
                name="request_taken_on_once_identity_is_checked",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class SubjectRequestStatus(Identified):
    """A request changed its state: when, by whom, and why."""

    walled_by = "request"

    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="history")
    state = models.CharField(max_length=10, choices=RequestState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.state} ({self.request_id})"


class SubjectItem(Identified):
    """One thing held about the person, what is proposed for it, and what was decided."""

    wall_sql = (
        "EXISTS (SELECT 1 FROM governance_subjectrequest r WHERE r.id = {table}.request_id"
        " AND {me} IN (r.handled_by_id, r.reviewer_id))"
    )

    request = models.ForeignKey(SubjectRequest, on_delete=models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=80)
    on = models.DateField(null=True, blank=True)
    text = models.TextField()
    proposed = models.TextField(help_text="The text with what is about others removed.")
    others = ArrayField(models.TextField(), default=list, help_text="Other people named in it.")
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    shown = models.TextField(blank=True, help_text="What the person is given.")
    exemption = models.CharField(max_length=10, choices=Exemption.choices, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="subject_item_number_once"),
            models.CheckConstraint(
                condition=~Q(decision="withhold") | (~Q(exemption="") & ~Q(reason="") & Q(shown="")),
                name="subject_item_withheld_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Item {self.number} of {self.request_id}"
