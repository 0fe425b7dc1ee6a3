"""Meetings of the team around the family: called, rearranged, cancelled; who is asked and what they answer."""

import datetime as dt
from collections.abc import Iterable

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import as_text, now
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import save_seen
from alongside.helping.plans.changing import must_be_open, needed, remember
from alongside.helping.plans.models import Invitation, Meeting, MeetingStatus
from alongside.helping.plans.policies import MEETING
from alongside.helping.plans.words import MeetingState, Reply
from alongside.people.episodes.models import Episode, TeamMember
from alongside.people.episodes.words import StoryKind

TIME = ["starts_at", "ends_at", "place", "link"]


@action
def call_meeting(
    *, episode: Episode, starts_at: dt.datetime, minutes: int, what_for: str, chair: TeamMember,
    invited: Iterable[TeamMember], by: User, place: str = "", link: str = "", follows: Meeting | None = None,
) -> Meeting:  # fmt: skip
    """Call a meeting of the team around the family; the chair is always asked. `minutes` is how long it lasts.

    Raises Refused when it is in the past, nowhere, or the people are not in the team.
    """
    require(by, Permission.CHANGE_PLAN, episode)
    must_be_open(episode)
    meeting = Meeting(
        family=episode.family, episode=episode, what_for=needed(what_for, "Say what the meeting is for.", "what_for"),
        chair=chair, called_by=by, called_at=now(), changed_at=now(), follows=follows,
    )  # fmt: skip
    _put_at(meeting, starts_at, minutes, place, link)
    _must_be_in_team(episode, [chair, *invited])
    meeting.save()
    _ask(meeting, [chair, *invited])
    _remember_state(meeting, by)
    remember(
        happened="meeting_called", record=meeting, episode=episode, by=by, kind=StoryKind.MEETING,
        headline=f"Team meeting called for {as_text(starts_at)}", words=meeting.what_for,
    )  # fmt: skip
    return meeting


@action
def rearrange_meeting(
    *, meeting: Meeting, seen_version: int, starts_at: dt.datetime, minutes: int, why: str, by: User, place: str = "",
    link: str = "",
) -> Meeting:  # fmt: skip
    """Move a meeting to another time or place: everybody is asked again, and calendars hear by a higher sequence."""
    require(by, Permission.CHANGE_PLAN, meeting)
    transition = MEETING.step(MeetingState(meeting.state), "rearrange")
    reason = needed(why, "Say why the meeting is moved.", "why")
    _put_at(meeting, starts_at, minutes, place, link)
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, now()
    save_seen(meeting, seen_version, fields=[*TIME, "sequence", "changed_at"])
    meeting.invitations.update(reply=Reply.WAITING, replied_at=None)
    _remember_state(meeting, by, reason)
    remember(
        happened=transition.event, record=meeting, episode=meeting.episode, by=by, kind=StoryKind.MEETING,
        headline=f"Team meeting moved to {as_text(starts_at)}", words=reason,
    )  # fmt: skip
    return meeting


@action
def cancel_meeting(*, meeting: Meeting, seen_version: int, why: str, by: User) -> Meeting:
    """Cancel a meeting that has not been held, with the reason."""
    require(by, Permission.CHANGE_PLAN, meeting)
    transition = MEETING.step(MeetingState(meeting.state), "cancel")
    meeting.state, meeting.why_cancelled = transition.target, needed(why, "Say why the meeting is cancelled.", "why")
    meeting.sequence, meeting.changed_at = meeting.sequence + 1, now()
    save_seen(meeting, seen_version, fields=["state", "why_cancelled", "sequence", "changed_at"])
    _remember_state(meeting, by, meeting.why_cancelled)
    remember(
        happened=transition.event, record=meeting, episode=meeting.episode, by=by, kind=StoryKind.MEETING,
        headline=f"Team meeting of {as_text(meeting.starts_at)} cancelled", words=meeting.why_cancelled,
    )  # fmt: skip
    return meeting


@action
def invite(*, meeting: Meeting, members: Iterable[TeamMember], by: User) -> Meeting:
    """Ask more of the team to a meeting; asking somebody twice changes nothing."""
    require(by, Permission.CHANGE_PLAN, meeting)
    MEETING.step(MeetingState(meeting.state), "rearrange")
    chosen = list(members)
    _must_be_in_team(meeting.episode, chosen)
    _ask(meeting, chosen)
    remember(happened="meeting_invited", record=meeting, episode=meeting.episode, by=by)
    return meeting


@action
def answer_invitation(*, invitation: Invitation, reply: str, by: User, view: str = "") -> Invitation:
    """Say whether somebody comes, and what they want the meeting to know if not. Their own to answer, or the team's.

    Raises Refused once the meeting is held or cancelled.
    """
    mine = invitation.member.user_id == by.pk
    require(by, Permission.SEE_PLAN if mine else Permission.CHANGE_PLAN, invitation.meeting)
    MEETING.step(MeetingState(invitation.meeting.state), "rearrange")
    invitation.reply, invitation.replied_at, invitation.view = Reply(reply), now(), view.strip()
    invitation.save(update_fields=["reply", "replied_at", "view"])
    remember(
        happened="invitation_answered", record=invitation, episode=invitation.meeting.episode, by=by,
        detail={"reply": reply},
    )  # fmt: skip
    return invitation


def _put_at(meeting: Meeting, starts_at: dt.datetime, minutes: int, place: str, link: str) -> None:
    if starts_at <= now():
        raise Refused("This time has passed.", what_to_do="Choose a time to come.", field="starts_on")
    if not 5 <= minutes <= 8 * 60:
        raise Refused("A meeting lasts from 5 minutes to 8 hours.", field="minutes")
    if not place.strip() and not link.strip():
        raise Refused("Say where it is, or give the link to join.", field="place")
    meeting.starts_at, meeting.ends_at = starts_at, starts_at + dt.timedelta(minutes=minutes)
    meeting.place, meeting.link = place.strip(), link.strip()


def _must_be_in_team(episode: Episode, members: Iterable[TeamMember]) -> None:
    if any(member.episode_id != episode.pk or member.until is not None for member in members):
        raise Refused("Choose people who are in the team now.", field="invited")


def _ask(meeting: Meeting, members: Iterable[TeamMember]) -> None:
    Invitation.objects.bulk_create(
        [Invitation(meeting=meeting, member=one) for one in {member.pk: member for member in members}.values()],
        ignore_conflicts=True,
    )


def _remember_state(meeting: Meeting, by: User, reason: str = "") -> None:
    MeetingStatus.objects.create(
        meeting=meeting, state=meeting.state, starts_at=meeting.starts_at, at=now(), by=by, reason=reason
    )
