"""Meetings of the team around the family."""

import datetime as dt
import uuid
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.lib.clock import LONDON, now
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.plans import actions
from alongside.helping.plans.calendar import as_calendar_file
from alongside.helping.plans.forms.meetings import (
    CallForm,
    CancelForm,
    InviteForm,
    RearrangeForm,
    ReplyForm,
    minutes_form,
)
from alongside.helping.plans.models import Invitation, Meeting
from alongside.helping.plans.presenters import action_line, with_others
from alongside.helping.plans.queries import decisions_of, get_meeting, invitations_of, meetings_of, outcomes_of
from alongside.helping.plans.queries.meetings import actions_from
from alongside.helping.plans.views.base import Asking, PlanPage
from alongside.helping.plans.views.outcomes import working_on
from alongside.helping.plans.words import MeetingState
from alongside.people.disclosure.queries import Saying, check
from alongside.people.episodes.models import TeamMember


class Meetings(PlanPage):
    """The next meeting first: when, who, what for. Then those before it."""

    tab = "meetings"
    title = "Meetings"
    template = "plans/meetings.html"

    def context(self) -> dict[str, Any]:
        """Meetings to come, to write up, and past."""
        told, rows = super().context(), meetings_of(self.family)
        ahead = [one for one in rows if one.state == MeetingState.CALLED and one.ends_at >= now()]
        unwritten = [one for one in rows if one.state == MeetingState.CALLED and one.ends_at < now()]
        past = [one for one in rows if one.state != MeetingState.CALLED]
        return {**told, "ahead": sorted(ahead, key=lambda one: one.starts_at), "unwritten": unwritten, "past": past}


class MeetingPage(PlanPage):
    """One meeting: when, who, what for; and what came of it."""

    tab = "meetings"
    title = "Team meeting"
    template = "plans/meeting.html"

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting of the address; 404 unless it is this family's."""
        return get_meeting(self.by, self.family, self.kwargs["meeting_id"])

    def context(self) -> dict[str, Any]:
        """Who was asked and came, decisions and actions."""
        told, meeting = super().context(), self.meeting
        invited, agreed = invitations_of(meeting), actions_from(meeting)
        pack = pack_at(meeting.episode.pack_version_id)
        return {
            **told,
            "meeting": meeting,
            "state": MeetingState(meeting.state).label,
            "invitations": invited,
            "is_called": meeting.state == MeetingState.CALLED,
            "has_begun": meeting.starts_at <= now(),
            "may_ask_more": self.is_open and meeting.starts_at > now() and self._somebody_is_not_asked(invited),
            "mine": next((one for one in invited if one.member.user_id == self.by.pk), None),
            "decisions": decisions_of(meeting),
            "actions": [action_line(one, pack, with_others(self.names, agreed), self.by) for one in agreed],
        }

    def _somebody_is_not_asked(self, invited: list[Invitation]) -> bool:
        return bool({one.pk for one in self.team} - {one.member_id for one in invited})


class MeetingFile(MeetingPage):
    """The meeting for a calendar, saying nothing about anybody."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The iCalendar file."""
        require(self.by, Permission.SEE_PLAN, self.family)
        page = reverse("plans:meeting", kwargs={"family_id": self.family.pk, "meeting_id": self.meeting.pk})
        file = as_calendar_file(self.meeting, request.build_absolute_uri(page))
        saying = Saying("The calendar file", "Nothing was made.", "the meeting")
        check(file.decode(), self.family, self.by, by=self.by, saying=saying)
        answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
        return answer


def with_agency(team: Iterable[TeamMember]) -> list[tuple[str, str]]:
    """Members of the team to choose from, each with their agency."""
    return [(str(one.pk), f"{one.name}, {one.agency}" if one.agency else one.name) for one in team]


def moment(told: dict[str, Any]) -> dt.datetime:
    """The day and time of a form, in London."""
    return dt.datetime.combine(told["starts_on"], told["time"], tzinfo=LONDON)


class CallMeeting(Asking):
    """Call a meeting."""

    tab = "meetings"
    to = "meetings"
    title = "Call a meeting of the team"
    form_class = CallForm
    family_reads = ("what_for", "place")
    button = "Call the meeting"

    def form_options(self) -> dict[str, Any]:
        """The team."""
        return {"team": with_agency(self.team)}

    def draft_key(self) -> str:
        """A meeting half called is kept."""
        return f"meeting-{self.family.pk}"

    def act(self, form: Form) -> str:
        """Call it."""
        told = form.cleaned_data
        team = {str(member.pk): member for member in self.team}
        meeting = actions.call_meeting(
            episode=self.episode, starts_at=moment(told), minutes=int(told["minutes"]), what_for=told["what_for"],
            chair=team[told["chair"]], invited=[team[one] for one in told["invited"]], place=told["place"],
            link=told["link"], follows=self._follows(), by=self.by,
        )  # fmt: skip
        return self.address("meeting", meeting_id=meeting.pk)

    def _follows(self) -> Meeting | None:
        try:
            return get_meeting(self.by, self.family, uuid.UUID(self.request.GET.get("follows", "")))
        except (ValueError, NotFoundForYou):
            return None


class MeetingAsking(Asking):
    """A question about one meeting."""

    tab = "meetings"

    @cached_property
    def meeting(self) -> Meeting:
        """The meeting of the address; 404 unless it is this family's."""
        return get_meeting(self.by, self.family, self.kwargs["meeting_id"])

    @cached_property
    def invitations(self) -> list[Invitation]:
        """Who was asked."""
        return invitations_of(self.meeting)

    def cancel_address(self) -> str:
        """Back to the meeting."""
        return self.address("meeting", meeting_id=self.meeting.pk)

    def initial(self) -> dict[str, Any]:
        """The version it is changed from."""
        return {"seen_version": self.meeting.version}


class InviteMore(MeetingAsking):
    """Ask more of the team to a meeting already called."""

    title = "Ask more people to the meeting"
    form_class = InviteForm
    button = "Ask them"

    @cached_property
    def not_asked(self) -> dict[str, TeamMember]:
        """Those of the team now who were not asked yet, by id; raises Refused when there is nobody to ask."""
        if self.meeting.state != MeetingState.CALLED or self.meeting.starts_at <= now():
            raise Refused("This meeting is not ahead any more.", what_to_do="Call another.")
        asked = {one.member_id for one in self.invitations}
        left = {str(one.pk): one for one in self.team if one.pk not in asked}
        if not left:
            raise Refused("Everybody in the team is asked already.", what_to_do="Add somebody to the team first.")
        return left

    def initial(self) -> dict[str, Any]:
        """Nobody, until they are chosen."""
        return {}

    def form_options(self) -> dict[str, Any]:
        """Who could be asked."""
        return {"team": with_agency(self.not_asked.values())}

    def act(self, form: Form) -> str:
        """Ask them."""
        chosen = [self.not_asked[one] for one in form.cleaned_data["invited"]]
        actions.invite(meeting=self.meeting, members=chosen, by=self.by)
        return self.cancel_address()


class RearrangeMeeting(MeetingAsking):
    """Another time or place."""

    title = "Move the meeting"
    form_class = RearrangeForm
    family_reads = ("place", "why")
    button = "Move the meeting"

    def current_answers(self, record: Any) -> dict[str, Any]:
        """What stands now."""
        local = record.starts_at.astimezone(LONDON)
        return {
            "starts_on": local.date(), "time": local.time(), "place": record.place, "link": record.link,
            "minutes": str(int((record.ends_at - record.starts_at).total_seconds()) // 60),
        }  # fmt: skip

    def initial(self) -> dict[str, Any]:
        """What stands now, to change."""
        now_held = self.current_answers(self.meeting)
        return {**now_held, "time": now_held["time"].strftime("%H:%M"), **super().initial()}

    def act(self, form: Form) -> str:
        """Move it; everybody is asked again."""
        told = form.cleaned_data
        actions.rearrange_meeting(
            meeting=self.meeting, seen_version=told["seen_version"], starts_at=moment(told),
            minutes=int(told["minutes"]), why=told["why"], place=told["place"], link=told["link"], by=self.by,
        )  # fmt: skip
        return self.cancel_address()


class CancelMeeting(MeetingAsking):
    """Cancel a meeting."""

    title = "Cancel the meeting"
    form_class = CancelForm
    button = "Cancel the meeting"
    button_warns = True

    def act(self, form: Form) -> str:
        """Cancel it."""
        told = form.cleaned_data
        actions.cancel_meeting(meeting=self.meeting, seen_version=told["seen_version"], why=told["why"], by=self.by)
        return self.cancel_address()


class AnswerInvitation(MeetingAsking):
    """Whether somebody comes; their view when they cannot."""

    title = "Answer an invitation"
    permission = Permission.SEE_PLAN
    form_class = ReplyForm

    @cached_property
    def invitation(self) -> Invitation:
        """The invitation of the address; 404 unless it is to this meeting."""
        for one in self.invitations:
            if one.pk == self.kwargs["invitation_id"]:
                one.meeting = self.meeting
                return one
        raise NotFoundForYou

    def context(self) -> dict[str, Any]:
        """Whose answer it is."""
        return {**super().context(), "intro": self.invitation.member.name}

    def initial(self) -> dict[str, Any]:
        """What was answered before."""
        return {"reply": self.invitation.reply, "view": self.invitation.view}

    def act(self, form: Form) -> str:
        """Record it."""
        told = form.cleaned_data
        actions.answer_invitation(invitation=self.invitation, reply=told["reply"], view=told["view"], by=self.by)
        return self.cancel_address()


class Minutes(MeetingAsking):
    """Write up a meeting: who came, what was decided, who does what."""

    title = "Write up the meeting"
    button = "Save the minutes"

    @cached_property
    def form_class(self) -> Any:  # type: ignore[override]  # each meeting's own, for its plan's choices
        """The form with this meeting's people and this plan's outcomes."""
        plan = self.latest_and_plan[1]
        came = [(str(one.pk), one.member.name) for one in self.invitations]
        outcomes = working_on(outcomes_of(plan)) if plan else []
        return minutes_form(came=came, outcomes=outcomes, owners=self.owners(), blocks=self.blocks())

    def context(self) -> dict[str, Any]:
        """Views sent in by those who could not come stand above the form."""
        told = super().context()
        sent = [(f"{one.member.name} wants you to know", one.view) for one in self.invitations if one.view]
        return {**told, "about": [("What it was for", self.meeting.what_for), *sent]}

    def words_for_family(self, form: Form) -> list[str]:
        """The actions agreed, which go into the plan."""
        return [one["what"] for one in form.cleaned_data.get("actions", [])]

    def draft_key(self) -> str:
        """Minutes half written are kept."""
        return f"minutes-{self.kwargs['meeting_id']}"

    def act(self, form: Form) -> str:
        """Save them; the actions are in the plan at once."""
        told = form.cleaned_data
        plan = self.latest_and_plan[1]
        outcomes = {str(one.pk): one for one in outcomes_of(plan)} if plan else {}
        actions.record_minutes(
            meeting=self.meeting, seen_version=told["seen_version"], came=[uuid.UUID(one) for one in told["came"]],
            decisions=told["decisions"].splitlines(), notes=told["notes"], by=self.by,
            actions=[
                actions.NewAction(
                    outcomes[one["outcome"]], one["what"], self.owner(one["owner"]), one["block"], one["due_on"]
                )
                for one in told.get("actions", [])
            ],
        )  # fmt: skip
        if told["call_next"]:
            return f"{self.address('call_meeting')}?follows={self.meeting.pk}"
        return self.cancel_address()
