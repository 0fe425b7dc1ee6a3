"""Meetings: called, moved, cancelled, held; a calendar file that says nothing about anybody."""

import datetime as dt
from typing import Any

import pytest
from icalendar import Calendar

from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.models import Conflict
from alongside.helping.plans import actions, queries
from alongside.helping.plans.calendar import as_calendar_file
from alongside.helping.plans.models import Meeting, Plan, PlanAction
from alongside.helping.plans.tests.factories import Helped, a_meeting, a_plan, an_open_family, an_outcome
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import StoryLine

SOON = dt.timedelta(days=5)


def begun(meeting: Meeting) -> Meeting:
    """The same meeting, an hour after it ended."""
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=now() - dt.timedelta(hours=2), ends_at=now() - dt.timedelta(hours=1)
    )
    return Meeting.objects.select_related("family", "episode__family").get(pk=meeting.pk)


def minutes(meeting: Meeting, by: Any, **more: Any) -> Meeting:
    given = {
        "meeting": meeting, "seen_version": meeting.version, "by": by, "decisions": ["We go on"],
        "came": [queries.invitations_of(meeting)[0].pk], **more,
    }  # fmt: skip
    return actions.record_minutes(**given)


def test_it_checks_access(helped: Helped) -> None:
    meeting, stranger = a_meeting(helped), a_user()
    at = {"starts_at": now() + SOON, "minutes": 30, "place": "x"}
    for act in (
        lambda: a_meeting(helped, by=stranger),
        lambda: actions.rearrange_meeting(meeting=meeting, seen_version=1, why="x", by=stranger, **at),  # type: ignore[arg-type]
        lambda: actions.cancel_meeting(meeting=meeting, seen_version=1, why="x", by=stranger),
        lambda: actions.invite(meeting=meeting, members=[], by=stranger),
        lambda: minutes(meeting, stranger),
        lambda: actions.answer_invitation(invitation=queries.invitations_of(meeting)[0], reply="coming", by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"starts_at": dt.datetime(2020, 1, 1, 10, tzinfo=dt.UTC)}, "starts_on"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"place": " ", "link": " "}, "place"),
        ({"what_for": " "}, "what_for"),
    ],
)
def test_what_cannot_be_a_meeting_is_refused_at_its_field(helped: Helped, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        a_meeting(helped, **given)
    assert refused.value.field == field
    assert not Meeting.objects.exists()


def test_only_the_team_is_asked_and_each_once(helped: Helped) -> None:
    left = episodes.add_to_team(episode=helped.episode, name="Uncle Sam", by=helped.lead)
    stays = episodes.add_to_team(episode=helped.episode, name="Aunt Sue", by=helped.lead)
    left = episodes.leave_team(member=left, by=helped.lead)
    for wrong in (left, an_open_family().leading):
        with pytest.raises(Refused, match="in the team now"):
            a_meeting(helped, invited=[wrong])
    meeting = a_meeting(helped, invited=[])
    assert [one.member_id for one in queries.invitations_of(meeting)] == [helped.leading.pk]
    for _ in range(2):
        actions.invite(meeting=meeting, members=[stays, helped.leading], by=helped.lead)
    assert len(queries.invitations_of(meeting)) == 2


def test_moving_asks_everybody_again_and_cancelling_says_why(helped: Helped) -> None:
    meeting = a_meeting(helped)
    mine = queries.invitations_of(meeting)[0]
    actions.answer_invitation(invitation=mine, reply="coming", by=helped.lead)
    at = {"starts_at": now() + SOON, "minutes": 30, "link": "https://meet.test/a"}
    with pytest.raises(Refused, match="why the meeting is moved"):
        actions.rearrange_meeting(meeting=meeting, seen_version=1, why="", by=helped.lead, **at)  # type: ignore[arg-type]
    meeting = actions.rearrange_meeting(meeting=meeting, seen_version=1, why="Work", by=helped.lead, **at)  # type: ignore[arg-type]
    mine.refresh_from_db()
    assert (mine.reply, meeting.sequence) == ("waiting", 1)
    with pytest.raises(Conflict):
        actions.cancel_meeting(meeting=Meeting.objects.get(pk=meeting.pk), seen_version=1, why="x", by=helped.lead)
    with pytest.raises(Refused, match="why the meeting is cancelled"):
        actions.cancel_meeting(
            meeting=Meeting.objects.get(pk=meeting.pk), seen_version=meeting.version, why=" ", by=helped.lead
        )
    meeting = actions.cancel_meeting(meeting=meeting, seen_version=meeting.version, why="Flood", by=helped.lead)
    assert (meeting.state, meeting.sequence) == ("cancelled", 2)
    for act in (
        lambda: actions.answer_invitation(
            invitation=queries.invitations_of(meeting)[0], reply="coming", by=helped.lead
        ),
        lambda: actions.invite(meeting=meeting, members=[], by=helped.lead),
        lambda: minutes(meeting, helped.lead),
    ):
        with pytest.raises(Refused, match="the meeting is 'cancelled'"):
            act()
    assert [s.state for s in meeting.statuses.all()] == ["called", "called", "cancelled"]


def test_somebody_who_cannot_come_sends_their_view_and_others_answer_for_those_without_account(helped: Helped) -> None:
    nurse = a_user()
    episodes.add_to_team(episode=helped.episode, user=nurse, by=helped.lead)
    episodes.add_to_team(episode=helped.episode, name="Uncle Sam", by=helped.lead)
    by_name = {one.member.name: one for one in queries.invitations_of(a_meeting(helped))}
    sent = actions.answer_invitation(invitation=by_name[nurse.name], reply="apologies", view=" Well ", by=nurse)
    assert (sent.reply, sent.view) == ("apologies", "Well")
    social = a_user("social_worker")
    with pytest.raises(NotAllowed):
        actions.answer_invitation(invitation=by_name["Uncle Sam"], reply="coming", by=social)
    actions.answer_invitation(invitation=by_name["Uncle Sam"], reply="coming", by=helped.lead)


def test_minutes_say_who_came_what_was_decided_and_make_actions(helped: Helped) -> None:
    outcome, meeting = an_outcome(a_plan(helped)), a_meeting(helped)
    with pytest.raises(Refused, match="not begun yet"):
        minutes(meeting, helped.lead)
    meeting = begun(meeting)
    with pytest.raises(Refused, match="Say who was there"):
        minutes(meeting, helped.lead, came=[])
    with pytest.raises(Refused, match="at least one decision or action"):
        minutes(meeting, helped.lead, decisions=["  "])
    new = actions.NewAction(outcome, "Ring", helped.leading, "direct_work", today() + SOON)
    elsewhere = an_outcome(a_plan(an_open_family()))
    wrong = actions.NewAction(elsewhere, "Ring", helped.leading, "direct_work", today() + SOON)
    with pytest.raises(Refused, match="outcome of this family"):
        minutes(meeting, helped.lead, actions=[wrong])
    assert Meeting.objects.get(pk=meeting.pk).state == "called"
    held = minutes(begun(meeting), helped.lead, decisions=[], actions=[new], notes=" Good talk ")
    assert (held.state, held.notes) == ("held", "Good talk")
    assert PlanAction.objects.get().from_meeting_id == meeting.pk
    assert [one.came for one in queries.invitations_of(held)] == [True]
    assert StoryLine.objects.filter(headline="The team around the family met").exists()
    with pytest.raises(Refused, match="the meeting is 'held'"):
        minutes(begun(held), helped.lead)


def test_two_people_writing_minutes_do_not_overwrite_each_other(helped: Helped) -> None:
    meeting = begun(a_meeting(helped))
    minutes(meeting, helped.lead)
    Meeting.objects.filter(pk=meeting.pk).update(state="called")
    with pytest.raises(Conflict):
        minutes(begun(meeting), helped.lead, seen_version=1)


def test_the_calendar_file_carries_no_personal_data(helped: Helped) -> None:
    meeting = a_meeting(helped, place="12 Mill Lane", what_for="To talk about Child1", link="https://meet.test/harper")
    file = as_calendar_file(meeting, f"https://council.test/families/{helped.family.pk}/meetings/{meeting.pk}/")
    text = file.decode().replace("\r\n ", "")
    for private in (
        "Harper",
        "Child1",
        "Lena",
        "Mill Lane",
        "meet.test",
        "mailto",
        "ATTENDEE",
        "LOCATION",
        "DESCRIPTION",
    ):
        assert private not in text
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert (event["SUMMARY"], event["SEQUENCE"], event["STATUS"]) == ("Meeting", 0, "CONFIRMED")
    assert event.decoded("DTSTART") == meeting.starts_at.replace(microsecond=0)
    cancelled = actions.cancel_meeting(meeting=meeting, seen_version=1, why="Flood", by=helped.lead)
    calendar = Calendar.from_ical(as_calendar_file(cancelled, "https://council.test/"))
    (later,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], later["STATUS"], later["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert later["UID"] == event["UID"]


def test_the_file_is_downloaded_by_those_who_may_see_the_plan(client: Any, helped: Helped, plan: Plan) -> None:
    meeting = a_meeting(helped)
    address = f"/families/{helped.family.pk}/meetings/{meeting.pk}/meeting.ics"
    client.force_login(a_user())
    assert client.get(address).status_code == 404
    client.force_login(helped.lead)
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    assert str(meeting.pk) in answer.content.decode().replace("\r\n ", "")
