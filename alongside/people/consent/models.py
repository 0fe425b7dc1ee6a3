"""Three separate things: agreement to be helped, the lawful basis for using information, and wishes about sharing.

Kept apart because they answer different questions (standards: information governance). Withdrawing agreement to be
helped neither deletes anything nor ends the lawful basis; a lawful basis does not make anybody agree to be helped.
Every answer is a row of its own; a later answer replaces it and does not change it.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import Agency, User
from alongside.ground.lib.models import Identified
from alongside.people.consent.words import AgreementState, HowGiven
from alongside.people.families.models import Family, Person


class Answer(Identified):
    """What every answer keeps: whose it is, who gave it for them, when it was written down, and until when it holds."""

    guarded_by = "family"
    made_by = "recorded_by"

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="%(class)ss")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who answered for them, such as a parent; blank when they answered themselves.",
    )  # fmt: skip
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Agreement(Answer):
    """Whether a person wants early help: it is voluntary (York 2020, FEHA; SYSTEMS B1)."""

    state = models.CharField(max_length=10, choices=AgreementState.choices)
    given_on = models.DateField(help_text="The day they answered, whatever they answered.")
    how = models.CharField(max_length=20, choices=HowGiven.choices)
    own_words = models.TextField(blank=True)
    safeguarding_referral_needed = models.BooleanField(null=True)
    safeguarding_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["given_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "person"], condition=Q(replaced_at__isnull=True), name="one_agreement_in_force"
            ),
            models.CheckConstraint(
                name="agreement_has_an_end",
                condition=Q(state=AgreementState.GIVEN, until__isnull=False, until__gt=F("given_on"))
                | (~Q(state=AgreementState.GIVEN) & Q(until__isnull=True)),
            ),
            models.CheckConstraint(
                name="without_agreement_safety_is_considered",
                condition=Q(state=AgreementState.GIVEN)
                | (Q(safeguarding_referral_needed__isnull=False) & ~Q(safeguarding_reason="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["until", "id"], name="agreement_ending",
                condition=Q(replaced_at__isnull=True, state=AgreementState.GIVEN),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Agreement of person {self.person_id}: {self.state}"


class LawfulBasis(Identified):
    """Why information about a family may be used for a purpose, by law: decided by practitioners, not by agreement."""

    guarded_by = "family"
    made_by = "recorded_by"

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="lawful_bases")
    purpose = models.CharField(max_length=60, help_text="Id of the purpose in the pack.")
    basis = models.CharField(max_length=60, help_text="Id of the lawful basis in the pack.")
    reason = models.TextField()
    despite_objection = models.BooleanField(default=False, help_text="Shared even where somebody does not agree.")
    since = models.DateField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    why_ended = models.TextField(blank=True)
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "lawful bases"
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "purpose", "basis"], condition=Q(ended_at__isnull=True), name="lawful_basis_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="lawful_basis_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.basis} for {self.purpose}"


class SharingPreference(Answer):
    """Whether a person agrees that kinds of information about them are shared with an agency, for a purpose."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=60, help_text="Id of the purpose in the pack.")
    data_categories = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    agrees = models.BooleanField()
    since = models.DateField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["family", "person", "agency", "purpose"],
                condition=Q(replaced_at__isnull=True, withdrawn_at__isnull=True),
                name="one_wish_about_sharing",
            ),
            models.CheckConstraint(condition=Q(agrees=False) | Q(data_categories__len__gt=0), name="sharing_says_what"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="sharing_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"Sharing of person {self.person_id} with agency {self.agency_id}"
