"""The plan: outcomes in priority and in sequence, and who does what by when."""

from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import User
from alongside.ground.access.words import Section
from alongside.ground.lib.models import Identified, Versioned
from alongside.helping.plans.words import ActionState, OutcomeStand
from alongside.people.episodes.models import Episode, TeamMember
from alongside.people.families.models import Family, Person

OF_ITS_PLAN = "That of its plan: PostgreSQL holds them equal, and the wall need not climb to find it."


class Plan(Identified, Versioned):
    """What the team and the family work towards in one episode of help (York 2016, 'shared outcomes')."""

    guarded_by = "family"
    section = Section.PLAN
    made_by = "started_by"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="plans")
    episode = models.OneToOneField(Episode, on_delete=models.PROTECT, related_name="plan")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    started_on = models.DateField()
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    family_view = models.TextField(blank=True, help_text="What the family says about the plan.")
    review_on = models.DateField(null=True, blank=True, help_text="When the next review is due, as last decided.")

    class Meta:
        indexes = [models.Index(fields=["review_on", "id"])]
        constraints = [models.UniqueConstraint(fields=["id", "family"], name="plan_of_family")]

    def __str__(self) -> str:
        return f"Plan of episode {self.episode_id}"


class Outcome(Identified, Versioned):
    """Something that will be different, in the family's words; one can wait for another (C2)."""

    guarded_by = "family"
    section = Section.PLAN

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="outcomes")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="+", help_text=OF_ITS_PLAN)
    need = models.CharField(max_length=60, help_text="Id of the need in the pack.")
    words = models.CharField(max_length=300, help_text="The outcome in the family's own words.")
    different = models.TextField(blank=True, help_text="What will be different when it is achieved.")
    place = models.PositiveIntegerField(help_text="Order of priority, first is 1.")
    state = models.CharField(max_length=12, choices=OutcomeStand.choices, default=OutcomeStand.WORKING_ON)
    status = models.CharField(max_length=60, help_text="Id of the council's name for its state, in the pack.")
    why = models.TextField(blank=True, help_text="How it was achieved, or why it was dropped.")
    settled_on = models.DateField(null=True, blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_to")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "family"], name="outcome_of_family"),
            models.CheckConstraint(condition=~Q(words=""), name="outcome_has_words"),
            models.CheckConstraint(condition=~Q(state=OutcomeStand.DROPPED) | ~Q(why=""), name="dropped_says_why"),
            models.CheckConstraint(
                name="settled_has_a_date",
                condition=Q(state=OutcomeStand.WORKING_ON, settled_on__isnull=True)
                | (~Q(state=OutcomeStand.WORKING_ON) & Q(settled_on__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["plan", "carried_from"], condition=Q(carried_from__isnull=False), name="carried_over_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Outcome {self.pk} of plan {self.plan_id}"


class OutcomeStatus(Identified):
    """A change in how an outcome stands: append-only."""

    walled_by = "outcome"

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=12, choices=OutcomeStand.choices)
    status = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%Y-%m-%d}"


class OutcomeWait(Identified):
    """`outcome` waits for `waits_for`: until that is achieved or dropped, it is not worked on."""

    walled_by = "outcome"

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="waits")
    waits_for = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="waited_on_by")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "waits_for"], name="waits_once"),
            models.CheckConstraint(condition=~Q(outcome=F("waits_for")), name="waits_for_another"),
        ]

    def __str__(self) -> str:
        return f"Outcome {self.outcome_id} waits for {self.waits_for_id}"


class PlanAction(Identified, Versioned):
    """Who does what by when, for one outcome: a team member or one of the family; one building block of the pack."""

    guarded_by = "family"
    section = Section.PLAN
    made_by = "made_by_user"

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="actions")
    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="+", help_text=OF_ITS_PLAN)
    what = models.CharField(max_length=500)
    owner_member = models.ForeignKey(
        TeamMember, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_actions"
    )
    owner_person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_actions"
    )
    block = models.CharField(max_length=60, help_text="Id of the building block in the pack.")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ActionState.choices, default=ActionState.TO_DO)
    note = models.TextField(blank=True)
    done_on = models.DateField(null=True, blank=True)
    from_meeting = models.ForeignKey(
        "plans.Meeting", on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    made_at = models.DateTimeField()
    made_by_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="action_has_one_owner",
                condition=Q(owner_member__isnull=False, owner_person__isnull=True)
                | Q(owner_member__isnull=True, owner_person__isnull=False),
            ),
            models.CheckConstraint(
                name="done_has_a_date",
                condition=Q(state=ActionState.DONE, done_on__isnull=False)
                | (~Q(state=ActionState.DONE) & Q(done_on__isnull=True)),
            ),
            models.CheckConstraint(condition=~Q(state=ActionState.NOT_DONE) | ~Q(note=""), name="not_done_says_why"),
        ]
        indexes = [models.Index(fields=["state", "due_on", "id"])]

    def __str__(self) -> str:
        return f"Action {self.pk} of outcome {self.outcome_id}"


class ActionStatus(Identified):
    """A change in how an action stands: append-only."""

    walled_by = "plan_action"

    plan_action = models.ForeignKey(PlanAction, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=10, choices=ActionState.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%Y-%m-%d}"
