"""The pages of meetings, reviews, drift and closing: what they show, ask and say when something is wrong."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import now
from alongside.helping.plans import actions, queries
from alongside.helping.plans.hooks import STEP_UP_LINKS
from alongside.helping.plans.models import Closing, Meeting, Outcome, Plan, PlanAction, Review
from alongside.helping.plans.tests.factories import (
    Helped,
    an_action,
    an_outcome,
    early_help_levels,
)
from alongside.helping.plans.tests.sending import day, in_days, sent, text_of
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode


def called(as_lead: Client, at: str, helped: Helped) -> Meeting:
    chair = str(helped.leading.pk)
    sent(
        as_lead, f"{at}meetings/call/",
        {**day("starts_on", in_days(4)), "time": "4.30pm", "minutes": "60", "place": "School", "link": "",
         "what_for": "To agree the plan", "chair": chair, "invited": [chair]},
    )  # fmt: skip
    return Meeting.objects.latest("called_at")


def test_a_meeting_called_moved_answered_and_cancelled(as_lead: Client, at: str, helped: Helped) -> None:
    meeting = called(as_lead, at, helped)
    page = f"{at}meetings/{meeting.pk}/"
    assert "4.30pm to 5.30pm" in text_of(as_lead, page)
    when = {**day("starts_on", in_days(6)), "time": "10", "minutes": "45", "place": "", "link": "https://meet.test/a"}
    sent(as_lead, f"{page}move/", {**when, "why": "Mum works"})
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.place) == (1, "")
    mine = queries.invitations_of(meeting)[0]
    sent(as_lead, f"{page}invitations/{mine.pk}/", {"reply": "apologies", "view": "School goes well"})
    assert "School goes well" in text_of(as_lead, page)
    sent(as_lead, f"{page}cancel/", {"why": "Flood"})
    assert "Cancelled" in text_of(as_lead, page)
    assert "Flood" in text_of(as_lead, f"{at}meetings/")


def test_more_are_asked_to_a_meeting_already_called(as_lead: Client, at: str, helped: Helped) -> None:
    meeting = called(as_lead, at, helped)
    page = f"{at}meetings/{meeting.pk}/"
    assert "Ask more people" not in text_of(as_lead, page)
    assert "Everybody in the team is asked already" in as_lead.get(f"{page}ask-more/").content.decode()
    nurse = a_user(name="Nadia Nurse")
    member = episodes.add_to_team(episode=helped.episode, user=nurse, part="School nurse", by=helped.lead)
    assert f'href="{page}ask-more/"' in text_of(as_lead, page)
    assert as_lead.post(f"{page}ask-more/", {}).status_code == 422
    assert str(helped.leading.pk) not in text_of(as_lead, f"{page}ask-more/"), "asked already"
    assert as_lead.post(f"{page}ask-more/", {"invited": [str(helped.leading.pk)]}).status_code == 422
    assert sent(as_lead, f"{page}ask-more/", {"invited": [str(member.pk)]}) == page
    assert [one.member for one in queries.invitations_of(meeting)][-1] == member
    assert "Nadia Nurse" in text_of(as_lead, page)
    as_lead.force_login(a_user())
    assert as_lead.get(f"{page}ask-more/").status_code == 404


def test_nobody_is_asked_to_a_meeting_that_is_off(as_lead: Client, at: str, helped: Helped) -> None:
    meeting = called(as_lead, at, helped)
    page = f"{at}meetings/{meeting.pk}/"
    episodes.add_to_team(episode=helped.episode, user=a_user(), part="School nurse", by=helped.lead)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=now() - dt.timedelta(minutes=5))
    assert "not ahead any more" in as_lead.get(f"{page}ask-more/").content.decode()
    assert "Ask more people" not in text_of(as_lead, page)
    actions.cancel_meeting(meeting=meeting, seen_version=meeting.version, why="Flood", by=helped.lead)
    assert "not ahead any more" in as_lead.get(f"{page}ask-more/").content.decode()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"time": "half past"}, "Enter a time, like 10am"),
        ({"time": "13pm"}, "Enter a time, like 10am"),
        ({"time": "25:00"}, "Enter a time, like 10am"),
        ({"link": "javascript:alert(1)"}, "begins with https://"),
        ({"place": "", "link": ""}, "Say where it is"),
    ],
)
def test_what_cannot_be_a_meeting_is_said_at_its_field(
    as_lead: Client, at: str, helped: Helped, wrong: dict[str, str], says: str
) -> None:
    chair = str(helped.leading.pk)
    given = {
        **day("starts_on", in_days(4)), "time": "10am", "minutes": "60", "place": "School", "link": "",
        "what_for": "To meet", "chair": chair, "invited": [chair], **wrong,
    }  # fmt: skip
    answer = as_lead.post(f"{at}meetings/call/", given)
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_minutes_make_actions_in_the_plan_and_call_the_next(
    as_lead: Client, at: str, helped: Helped, plan: Plan
) -> None:
    outcome, meeting = an_outcome(plan), called(as_lead, at, helped)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at - dt.timedelta(days=5), ends_at=meeting.ends_at - dt.timedelta(days=5)
    )
    assert "Not written up yet" in text_of(as_lead, f"{at}meetings/")
    assert queries.next_step_of(helped.family).url_name == "plans:minutes"  # type: ignore[union-attr]
    came = str(queries.invitations_of(meeting)[0].pk)
    row = {
        "actions-count": "1", "actions-0-what": "Ring the school", "actions-0-outcome": str(outcome.pk),
        "actions-0-owner": f"member:{helped.leading.pk}", "actions-0-block": "problem_solve",
        **day("actions-0-due_on", in_days(7)),
    }  # fmt: skip
    page = f"{at}meetings/{meeting.pk}/"
    one_more = as_lead.post(f"{page}minutes/", {"add": "actions", "actions-count": "0", "seen_version": "1"})
    assert "Add another action" in one_more.content.decode()
    minutes = {
        "came": [came],
        "notes": "",
        "decisions": "We ring the school\n\nWe meet again",
        "call_next": "yes",
        **row,
    }
    where = sent(as_lead, f"{page}minutes/", minutes)
    assert where == f"{at}meetings/call/?follows={meeting.pk}"
    assert "Call a meeting" in text_of(as_lead, where)
    assert [d.text for d in queries.decisions_of(meeting)] == ["We ring the school", "We meet again"]
    assert PlanAction.objects.get().from_meeting_id == meeting.pk
    shown = text_of(as_lead, page)
    assert "Ring the school" in shown
    assert "We meet again" in shown
    assert "Held: 2 decisions, 1 action" in text_of(as_lead, f"{at}meetings/")


def a_review(helped: Helped, **more: Any) -> dict[str, Any]:
    voices = {f"voice_{child.pk}": "I like it" for child in helped.children}
    return {
        "family_view": "Better", "decision": "carry_on", "why": "It works", **day("next_on", in_days(14)), **voices,
        f"scale_{helped.pack.needs[0].id}": "0",
        f"help_{helped.pack.plans.good_help[0].id}_family": "partly", **more,
    }  # fmt: skip


def test_a_review_draws_then_and_now_and_leads_on(
    as_lead: Client, at: str, helped: Helped, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_action(an_outcome(plan))
    assert sent(as_lead, f"{at}reviews/hold/", a_review(helped)) == f"{at}reviews/"
    number = f"scale_{helped.pack.needs[0].id}"
    sent(as_lead, f"{at}reviews/hold/", a_review(helped, **{number: "7"}))
    page = text_of(as_lead, f"{at}reviews/")
    assert "<svg" in page
    assert "I like it" in page
    assert helped.pack.plans.good_help[0].family_text in page.replace("&#39;", "'")
    assert Review.objects.first().next_on == in_days(14)  # type: ignore[union-attr]
    assert sent(as_lead, f"{at}reviews/hold/", a_review(helped, decision="close")) == f"{at}reviews/close/"
    assert sent(as_lead, f"{at}reviews/hold/", a_review(helped, decision="change")) == f"{at}plan/"
    monkeypatch.setattr(STEP_UP_LINKS, "_listeners", [])
    assert sent(as_lead, f"{at}reviews/hold/", a_review(helped, decision="step_up")) == f"{at}reviews/"
    STEP_UP_LINKS.register(lambda episode: f"/step-up/{episode.pk}/")
    where = sent(as_lead, f"{at}reviews/hold/", a_review(helped, decision="step_up"))
    assert where == f"/step-up/{helped.episode.pk}/"
    other = next(level for level in early_help_levels(helped.pack) if level != helped.episode.level)
    sent(as_lead, f"{at}reviews/hold/", a_review(helped, decision="step_down", level=other))
    assert Episode.objects.get(pk=helped.episode.pk).level == other


def test_a_child_left_out_of_a_review_is_said_at_the_field(
    as_lead: Client, at: str, helped: Helped, plan: Plan
) -> None:
    child = helped.children[1]
    answer = as_lead.post(f"{at}reviews/hold/", {**a_review(helped), f"voice_{child.pk}": " ", "seen_version": "1"})
    assert answer.status_code == 422
    assert "or why they could not be asked" in answer.content.decode()
    assert f'href="#id_voice_{child.pk}"' in answer.content.decode()


def closing(helped: Helped, **more: Any) -> dict[str, Any]:
    return {
        "reason": helped.pack.plans.closing_reasons[0].id, "change": "Calmer", "family_view": "Thank you",
        "who_to_call": "The school, 01904 000000", "why_missing": "",
        f"sustain_{helped.pack.plans.sustain_questions[0].id}": "The club", **more,
    }  # fmt: skip


def test_closing_says_what_is_missing_and_coming_back_shows_it(
    as_lead: Client, client: Client, at: str, helped: Helped, plan: Plan
) -> None:
    an_action(an_outcome(plan, "Keep our home"))
    page = text_of(as_lead, f"{at}reviews/close/")
    assert "1 outcome neither achieved nor dropped" in page
    answer = as_lead.post(f"{at}reviews/close/", {**closing(helped), "seen_version": str(helped.fresh().version)})
    assert answer.status_code == 422
    assert "Not on record yet" in answer.content.decode()
    sent(as_lead, f"{at}reviews/close/", closing(helped, why_missing="They moved"))
    assert Closing.objects.get().missing
    client.force_login(a_user("team_manager"))
    shown = text_of(client, f"{at}plan/")
    assert "How help ended before" in shown
    assert "Calmer" in shown
    assert "Early help is closed" in shown
    assert "There is no team now" in text_of(client, f"{at}team/")
    assert client.get(f"{at}reviews/hold/").status_code == 409
    again = episodes.open_episode(
        family=helped.family, level=helped.episode.level, pack_version_id=helped.episode.pack_version_id,
        why="Came back", by=helped.lead,
    )  # fmt: skip
    left = Outcome.objects.get()
    assert "Which of these still matter" in text_of(client, f"{at}plan/start/")
    sent(client, f"{at}plan/start/", {"carry": [str(left.pk)]})
    assert "carried over from before" in text_of(client, f"{at}plan/")
    assert Plan.objects.get(episode=again).outcomes.get().carried_from == left


def test_drift_is_shown_with_what_to_try_and_rests_once_noted(
    as_lead: Client, at: str, helped: Helped, plan: Plan
) -> None:
    Episode.objects.filter(pk=helped.episode.pk).update(opened_on=in_days(-900))
    found = queries.drift_for(helped.family)
    assert found
    page = text_of(as_lead, f"{at}plan/")
    assert found[0].try_this in page.replace("&#39;", "'")
    for one in found:
        note = {"note": "Spoke with mum", **day("look_again_on", in_days(30))}
        sent(as_lead, f"{at}reviews/progress/{one.rule_id}/", note)
    assert queries.drift_for(helped.family) == []
    assert "Spoke with mum" in text_of(as_lead, f"{at}reviews/")
