"""Assessments with their answers, and scores over time."""

from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import User
from alongside.ground.access.words import Section
from alongside.ground.lib.models import Identified, Versioned
from alongside.helping.assessments.words import LIVE, AssessmentState, Provenance, ScaleSource
from alongside.people.episodes.models import Episode
from alongside.people.families.models import Family, Person


class Assessment(Identified, Versioned):
    """One version of a family's assessment, tied for ever to the pack version whose form it answers (B2)."""

    guarded_by = "family"
    section = Section.ASSESSMENT
    made_by = "author"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="assessments")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="assessments")
    form_id = models.CharField(max_length=60, help_text="Id of the form in the pack.")
    form_version = models.CharField(max_length=20)
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="First, second ... assessment of the family.")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=AssessmentState.choices, default=AssessmentState.DRAFT)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assessments")
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    started_on = models.DateField()
    due_on = models.DateField()
    due_rule = models.CharField(max_length=120, help_text="Id of the pack's value that decided the day.")
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["family", "number"], name="assessment_number_once"),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(state__in=[str(s) for s in LIVE]), name="one_assessment_in_hand"
            ),
            models.UniqueConstraint(
                fields=["family"], condition=Q(state=AssessmentState.SIGNED_OFF), name="one_assessment_in_force"
            ),
            models.CheckConstraint(
                name="signed_off_by_somebody_at_a_time",
                condition=Q(signed_off_at__isnull=True, signed_off_by__isnull=True)
                | Q(signed_off_at__isnull=False, signed_off_by__isnull=False),
            ),
            models.CheckConstraint(
                name="finished_means_signed_off",
                condition=Q(state__in=["signed_off", "superseded"], signed_off_at__isnull=False)
                | Q(state__in=["draft", "shared", "discarded"], signed_off_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"]), models.Index(fields=["author", "state"])]

    def __str__(self) -> str:
        return f"Assessment {self.number} of family {self.family_id}"


class EarlierAssessment(Identified):
    """What the system used before says of somebody's early help, as it was written there; nobody changes it (H4).

    A copy of a record of the council's own file, kept with the family, so that whoever reads its assessments reads it.
    """

    guarded_by = "family"
    section = Section.ASSESSMENT

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="earlier_assessments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    feed = models.CharField(max_length=60, help_text="Id of the feed in the pack.")
    record_id = models.TextField()
    kind = models.TextField(blank=True, help_text="What kind of record it was, in the pack's words.")
    began_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    says = models.TextField(blank=True)
    as_of = models.DateField(help_text="The day the file shows.")

    class Meta:
        ordering = ["-began_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["family", "feed", "record_id"], name="earlier_assessment_once"),
        ]

    def __str__(self) -> str:
        return f"Record {self.record_id} of {self.feed}"


class AssessmentStatus(Identified):
    """A change of state, or of author: append-only."""

    walled_by = "assessment"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=12, choices=AssessmentState.choices)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%Y-%m-%d}"


class PageWork(Identified, Versioned):
    """One page of an assessment that somebody has saved: its version tells two writers apart, page by page.

    `subject` is blank, the id of a need of the pack, or the id of a person, as the form's section repeats.
    """

    walled_by = "assessment"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="pages")
    section = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "section", "subject"], name="assessment_page_once"),
        ]

    def __str__(self) -> str:
        return f"Page {self.section} of assessment {self.assessment_id}"


class Answer(Identified):
    """What was answered to one question about one subject, who wrote it, and where it came from."""

    walled_by = "assessment"

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    value = models.JSONField()
    provenance = models.CharField(max_length=10, choices=Provenance.choices, default=Provenance.TYPED)
    origin = models.CharField(max_length=200, blank=True, help_text="'Contact C-7K3M-Q2FH', 'Assessment 1'.")
    origin_on = models.DateField(null=True, blank=True)
    confirmed = models.BooleanField(default=False, help_text="Somebody looked at it in this assessment.")
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "question", "subject"], name="answered_once"),
            models.CheckConstraint(
                condition=Q(provenance=Provenance.TYPED) | ~Q(origin=""), name="filled_in_says_where_from"
            ),
        ]

    def __str__(self) -> str:
        return f"Answer to {self.question} in assessment {self.assessment_id}"


class ScaleScore(Identified):
    """How one need of a family stood on a day, from 0 to 10, by one person's judgement (B2: 'scaled')."""

    guarded_by = "family"
    section = Section.ASSESSMENT
    made_by = "recorded_by"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="scale_scores")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="scale_scores")
    need = models.CharField(max_length=60, help_text="Id of the need in the pack.")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    scored_by = models.CharField(max_length=200, help_text="Who gave the number, in words.")
    scored_by_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    value = models.PositiveSmallIntegerField()
    on = models.DateField()
    source = models.CharField(max_length=12, choices=ScaleSource.choices)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, null=True, blank=True, related_name="scales")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [models.CheckConstraint(condition=Q(value__lte=10), name="scale_from_0_to_10")]
        indexes = [models.Index(fields=["family", "need", "on"])]

    def __str__(self) -> str:
        return f"Scale of {self.need} on {self.on}"


class ToolScore(Identified):
    """A score of one of the pack's tools about a person. Scores only: a licensed tool's text is never held (B3)."""

    guarded_by = "family"
    section = Section.ASSESSMENT
    made_by = "recorded_by"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="tool_scores")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tool_scores")
    tool = models.CharField(max_length=60, help_text="Id of the tool in the pack.")
    measure = models.CharField(max_length=60, help_text="Id of the tool's measure.")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    value = models.FloatField()
    lowest = models.FloatField()
    highest = models.FloatField()
    on = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=F("lowest")) & Q(value__lte=F("highest")), name="tool_score_in_range"
            ),
        ]
        indexes = [models.Index(fields=["family", "tool", "measure", "on"])]

    def __str__(self) -> str:
        return f"{self.tool} on {self.on}"
