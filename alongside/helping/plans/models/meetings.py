"""Meetings of the team around the family: called, held or cancelled, who came, what was decided."""

from django.db import models
from django.db.models import F, Q

from alongside.ground.access.models import User
from alongside.ground.access.words import Section
from alongside.ground.lib.models import Identified, Versioned
from alongside.helping.plans.words import MeetingState, Reply
from alongside.people.episodes.models import Episode, TeamMember
from alongside.people.families.models import Family


class Meeting(Identified, Versioned):
    """A meeting of the team around the family (C1). `sequence` counts what calendars must be told again."""

    guarded_by = "family"
    section = Section.PLAN
    made_by = "called_by"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="meetings")
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=500, blank=True, help_text="Where to join online.")
    what_for = models.TextField()
    chair = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.CALLED)
    sequence = models.PositiveIntegerField(default=0)
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    notes = models.TextField(blank=True, help_text="What was talked about, in a few lines.")
    why_cancelled = models.TextField(blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")

    class Meta:
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_later"),
            models.CheckConstraint(condition=~Q(place="") | ~Q(link=""), name="meeting_is_somewhere"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(why_cancelled=""), name="cancelled_says_why"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at", "id"]), models.Index(fields=["episode", "state"])]

    def __str__(self) -> str:
        return f"Meeting {self.pk} of episode {self.episode_id}"


class MeetingStatus(Identified):
    """A change to a meeting, with its time as it then stood: append-only."""

    walled_by = "meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="statuses")
    state = models.CharField(max_length=10, choices=MeetingState.choices)
    starts_at = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%Y-%m-%d}"


class Invitation(Identified):
    """Somebody of the team asked to a meeting: their answer, the views they sent, and whether they came."""

    walled_by = "meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="invitations")
    reply = models.CharField(max_length=10, choices=Reply.choices, default=Reply.WAITING)
    replied_at = models.DateTimeField(null=True, blank=True)
    view = models.TextField(blank=True, help_text="What somebody who cannot come wants the meeting to know.")
    came = models.BooleanField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "member"], name="invited_once")]

    def __str__(self) -> str:
        return f"Invitation of member {self.member_id} to meeting {self.meeting_id}"


class MeetingDecision(Identified):
    """One thing a meeting decided, in a sentence."""

    walled_by = "meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    text = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Decision of meeting {self.meeting_id}"
