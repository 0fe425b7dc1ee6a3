"""Referrals from early help to social care: what was sent, its clock, and what came back (SYSTEMS C7)."""

from django.db import models
from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.lib.models import Identified, Versioned
from alongside.helping.step_up_down.words import FamilyTold, MessageKind, ReferralState
from alongside.people.episodes.models import Episode
from alongside.people.families.models import Family, Person


class Referral(Identified, Versioned):
    """A request that social care take a family on. Anybody may send one: nothing stands between writing and sending.

    What it carried is kept as it was sent (`carried`), with what was missing and what was left behind and why, so that
    both sides can always see what the other knew.
    """

    guarded_by = "family"
    made_by = "made_by_user"

    reference = models.CharField(max_length=20, unique=True)
    family = models.ForeignKey(Family, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    from_contact = models.UUIDField(null=True, blank=True, help_text="The contact it follows from, if any.")
    state = models.CharField(max_length=14, choices=ReferralState.choices, default=ReferralState.DRAFT)
    receiver = models.CharField(max_length=60, help_text="Id of the receiver in the pack.")
    reason = models.CharField(max_length=60, help_text="Id of the reason in the pack.")
    safety_now = models.TextField(help_text="What is known of the child's safety now.")
    concern = models.TextField()
    family_told = models.CharField(max_length=10, choices=FamilyTold.choices)
    family_view = models.TextField(blank=True)
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    made_by_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="referrals_made")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_rule = models.CharField(max_length=120, blank=True)
    carried = models.JSONField(default=list, blank=True)
    missing = models.JSONField(default=list, blank=True)
    left_behind = models.JSONField(default=list, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=20, blank=True, help_text="Id of the answer in the pack.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]
        indexes = [
            models.Index(fields=["state", "due_on", "id"]),
            models.Index(fields=["made_by_user", "state"]),
            models.Index(fields=["from_contact"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="sent_referral_has_a_clock",
                condition=Q(sent_at__isnull=True, state__in=["draft", "withdrawn"])
                | Q(sent_at__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="answered_by_somebody",
                condition=~Q(state__in=["accepted", "not_accepted", "challenged"])
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Referral {self.reference}"


class ReferredPerson(Identified):
    """Somebody a referral is about: a person known here, or one just typed in."""

    walled_by = "referral"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=250)
    role = models.CharField(max_length=10)
    born = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Person of referral {self.referral_id}"


class ReferralStatus(Identified):
    """A change of state: append-only."""

    walled_by = "referral"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=14, choices=ReferralState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%Y-%m-%d}"


class ReferralMessage(Identified):
    """What social care and the referrer said to each other about a referral: append-only."""

    walled_by = "referral"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=12, choices=MessageKind.choices)
    text = models.TextField()
    advice = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} about referral {self.referral_id}"


class Consultation(Identified):
    """Talking something through with a social worker before deciding whether to refer (SYSTEMS C7)."""

    guarded_by = "family"
    made_by = "by"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, null=True, blank=True, related_name="consultations")
    spoken_to = models.CharField(max_length=200)
    spoken_on = models.DateField()
    asked = models.TextField()
    advice = models.TextField()
    what_next = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-spoken_on", "-id"]

    def __str__(self) -> str:
        return f"Consultation on {self.spoken_on}"
