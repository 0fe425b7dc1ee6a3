"""The panel: its meetings, and what each decided about a family (SYSTEMS C5)."""

from django.db import models
from django.db.models import Q

from alongside.ground.access.models import Team, User
from alongside.ground.lib.models import Identified
from alongside.helping.allocation.words import PanelChoice
from alongside.people.episodes.models import Episode


class PanelMeeting(Identified):
    """One day on which a panel of the pack decides; finished only when no family is left without a date."""

    wall_sql = None  # a day and who came; the families are in its decisions

    panel = models.CharField(max_length=60, help_text="Id of the panel in the pack.")
    on = models.DateField()
    chair = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    who_came = models.TextField(blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [models.UniqueConstraint(fields=["panel", "on"], name="one_panel_meeting_a_day")]

    def __str__(self) -> str:
        return f"{self.panel} on {self.on}"


class PanelDecision(Identified):
    """What the panel decided about a family, why, and what the family thinks: append-only."""

    guarded_by = "episode__family"
    made_by = "decided_by"

    meeting = models.ForeignKey(PanelMeeting, on_delete=models.PROTECT, related_name="decisions")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="panel_decisions")
    choice = models.CharField(max_length=10, choices=PanelChoice.choices)
    lead = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    response = models.CharField(max_length=60, blank=True, help_text="Id of the response (case type) in the pack.")
    why = models.TextField()
    family_view = models.TextField(blank=True)
    again_on = models.DateField(null=True, blank=True)
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "id"]
        indexes = [models.Index(fields=["episode", "decided_at"])]
        constraints = [
            models.CheckConstraint(
                name="allocated_to_somebody_or_dated",
                condition=Q(choice=PanelChoice.ALLOCATE, lead__isnull=False, again_on__isnull=True)
                | (~Q(choice=PanelChoice.ALLOCATE) & Q(lead__isnull=True, again_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice} for episode {self.episode_id}"
