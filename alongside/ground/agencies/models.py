"""Agencies on board: the agreement they accept, the people they invite, and their reviews of who needs access."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import Agency, Team, User
from alongside.ground.lib.models import Identified


class AgreementText(Identified):
    """One version of the sharing agreement, as the council keeps it; never changed, followed by the next version."""

    version = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    review_months = models.PositiveSmallIntegerField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"version {self.version}"


class AgencyAgreement(Identified):
    """An agency's acceptance of one version: by whom, when, and until when it holds without being looked at again."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreements")
    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT, related_name="+")
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField()
    review_on = models.DateField()

    def __str__(self) -> str:
        return f"agency {self.agency_id}, {self.text_id}"


class Invitation(Identified):
    """Somebody is asked to join an agency. The link's secret is not kept, only its hash; it works once, for 14 days."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    job_title = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    roles = ArrayField(models.CharField(max_length=60))
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001  # NULL until the message is sent
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_one_end"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, person__isnull=True)
                | Q(accepted_at__isnull=False, person__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="invitation_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class AccessReview(Identified):
    """An agency looks at who still needs access; the next is due 90 days after the last."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="access_reviews")
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kept = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency"], condition=Q(done_at__isnull=True), name="one_open_access_review"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="access_review_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"access review {self.pk}"
