"""Reviews of a plan, closing, and what a coordinator noted about drift."""

from django.db import models
from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.access.words import Section
from alongside.ground.lib.models import Identified
from alongside.helping.plans.models.plan import Plan
from alongside.helping.plans.words import Answerer, HelpAnswer, ReviewDecision
from alongside.people.episodes.models import Episode
from alongside.people.families.models import Family, Person


class Review(Identified):
    """Has it changed? Held once, never edited: a mistake is put right by another review (C3)."""

    guarded_by = "family"
    section = Section.PLAN
    made_by = "by"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="reviews")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    was_due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    family_view = models.TextField()
    decision = models.CharField(max_length=12, choices=ReviewDecision.choices)
    why = models.TextField()
    level_before = models.CharField(max_length=60)
    level_after = models.CharField(max_length=60)
    next_on = models.DateField(null=True, blank=True)
    actions_kept = models.PositiveIntegerField(help_text="Actions done since the review before.")
    actions_late = models.PositiveIntegerField(help_text="Actions past their date and not done.")
    actions_not_done = models.PositiveIntegerField(help_text="Actions given up.")

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(family_view=""), name="review_has_the_familys_view"),
            models.CheckConstraint(condition=~Q(why=""), name="review_says_why"),
        ]
        indexes = [models.Index(fields=["plan", "held_on"])]

    def __str__(self) -> str:
        return f"Review of plan {self.plan_id} on {self.held_on}"


class ReviewVoice(Identified):
    """A child's own view at a review, in their words, and how it was gathered."""

    walled_by = "review"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    said = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["review", "person"], name="one_view_a_child_a_review")]

    def __str__(self) -> str:
        return f"View of person {self.person_id} at review {self.review_id}"


class ReviewAnswer(Identified):
    """An answer to one of the pack's questions about how help is given (York 2020, Good Help)."""

    walled_by = "review"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=60, help_text="Id of the Good Help question in the pack.")
    answered_by = models.CharField(max_length=14, choices=Answerer.choices)
    answer = models.CharField(max_length=6, choices=HelpAnswer.choices)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "question", "answered_by"], name="good_help_answered_once")
        ]

    def __str__(self) -> str:
        return f"{self.question} at review {self.review_id}"


class Closing(Identified):
    """How an episode of help ended, for whoever meets the family next (C8). Missing things are named, with why."""

    guarded_by = "family"
    section = Section.PLAN
    made_by = "by"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="closings")
    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, related_name="closing")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=60, help_text="Id of the closing reason in the pack.")
    change = models.TextField(help_text="What is different now.")
    family_view = models.TextField(blank=True)
    who_to_call = models.TextField(help_text="Whom the family calls if things get hard again.")
    missing = models.JSONField(default=list, help_text="Ids of what the pack asks for that was not on record.")
    why_missing = models.TextField(blank=True)

    class Meta:
        ordering = ["-closed_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(missing=[]) | ~Q(why_missing=""), name="missing_says_why"),
            models.CheckConstraint(condition=~Q(who_to_call=""), name="closing_says_whom_to_call"),
        ]

    def __str__(self) -> str:
        return f"Closing of episode {self.episode_id}"


class SustainAnswer(Identified):
    """An answer to one of the pack's questions about what will keep things going."""

    walled_by = "closing"

    closing = models.ForeignKey(Closing, on_delete=models.CASCADE, related_name="sustain")
    question = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["closing", "question"], name="sustain_answered_once")]

    def __str__(self) -> str:
        return f"{self.question} at closing {self.closing_id}"


class DriftNote(Identified):
    """A coordinator looked at a sign of drift: what they found, and when to look again."""

    guarded_by = "episode__family"
    section = Section.PLAN
    made_by = "by"

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="drift_notes")
    rule = models.CharField(max_length=60, help_text="Id of the drift rule in the pack.")
    note = models.TextField()
    look_again_on = models.DateField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["episode", "rule", "look_again_on"])]

    def __str__(self) -> str:
        return f"{self.rule} of episode {self.episode_id}"
