"""A family's story with early help: its episodes, who led them, who was in the team, and what happened."""

from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import Agency, User
from alongside.ground.access.words import Section
from alongside.ground.lib.models import Identified, Versioned
from alongside.people.episodes.words import EpisodeState, HandoverState, StoryKind
from alongside.people.families.models import Family, Person


class Episode(Identified, Versioned):
    """One time of being helped. Coming back begins the next number of the same story (C8)."""

    guarded_by = "family"
    made_by = "opened_by"
    existence_only = True

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="episodes")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=EpisodeState.choices)
    level = models.CharField(max_length=60, help_text="Id of the level of need in the pack.")
    response = models.CharField(max_length=60, blank=True, help_text="Id of the response (case type) in the pack.")
    pack_version = models.ForeignKey("operating_models.PackVersion", on_delete=models.PROTECT, related_name="+")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    from_contact = models.UUIDField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.CharField(max_length=60, blank=True, help_text="Id of the closing reason in the pack.")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["family", "number"], name="episode_number_once"),
            models.UniqueConstraint(
                fields=["family"], condition=~Q(state=EpisodeState.CLOSED), name="one_open_episode_a_family"
            ),
            models.CheckConstraint(
                name="closed_has_a_date",
                condition=Q(state=EpisodeState.CLOSED, closed_on__isnull=False)
                | (~Q(state=EpisodeState.CLOSED) & Q(closed_on__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["state", "opened_on"])]

    def __str__(self) -> str:
        return f"Episode {self.number} of family {self.family_id}"


class EpisodeStatus(Identified):
    """A change of state or level: append-only."""

    walled_by = "episode"

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=20, choices=EpisodeState.choices)
    level = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%Y-%m-%d}"


class Lead(Identified):
    """Who is lead practitioner, why, and what the family thinks of it (York 2020, Lead practitioners)."""

    walled_by = "episode"

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="leads")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leads")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    why = models.TextField()
    family_view = models.TextField(blank=True)
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["episode"], condition=Q(until__isnull=True), name="one_lead_at_a_time"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="lead_ends_later"),
        ]

    def __str__(self) -> str:
        return f"Lead {self.user_id} of episode {self.episode_id}"


class Handover(Identified):
    """The lead offered to somebody else; until they accept, the present lead keeps it."""

    walled_by = "episode"

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="handovers")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="handovers")
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    why = models.TextField()
    family_view = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=HandoverState.choices, default=HandoverState.OFFERED)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.TextField(blank=True)

    class Meta:
        ordering = ["offered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode"], condition=Q(state=HandoverState.OFFERED), name="one_handover_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Hand-over of episode {self.episode_id}"


class TeamMember(Identified):
    """Somebody in the team around the family: a practitioner with an account or without, or one of the family (C1)."""

    walled_by = "episode"

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="team")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    part = models.CharField(max_length=200, blank=True, help_text="What they do in the team.")
    telephone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "user"],
                condition=Q(until__isnull=True, user__isnull=False),
                name="user_in_team_once",
            ),
            models.UniqueConstraint(
                fields=["episode", "person"],
                condition=Q(until__isnull=True, person__isnull=False),
                name="person_in_team_once",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) | Q(person__isnull=True), name="user_or_family_member"
            ),
        ]

    def __str__(self) -> str:
        return f"Member of the team of episode {self.episode_id}"


class StoryLine(Identified):
    """One line of the family's chronology: what happened, when, who says so. Corrected by another line only."""

    guarded_by = "family"
    made_by = "by"
    section_field = "section"

    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="story")
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, null=True, blank=True, related_name="story")
    kind = models.CharField(max_length=20, choices=StoryKind.choices)
    happened_on = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    people = models.ManyToManyField(Person, blank=True, related_name="+")
    headline = models.CharField(max_length=300)
    detail = models.TextField(blank=True)
    section = models.PositiveSmallIntegerField(
        default=Section.STORY, help_text="Which part of the record it belongs to, for agencies that see only some."
    )
    source_type = models.CharField(max_length=80, blank=True)
    source_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index(fields=["family", "-happened_on", "-id"]), models.Index(fields=["family", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} on {self.happened_on}"
