"""The pages: what they show, what they ask, who may; few queries however full the plan."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.lib.clock import today
from alongside.helping.plans import actions, queries
from alongside.helping.plans.hooks import STEP_UP_LINKS
from alongside.helping.plans.models import Closing, Meeting, Outcome, Plan, PlanAction, Review
from alongside.helping.plans.tests.factories import (
    Helped,
    a_meeting,
    a_review_of,
    an_action,
    an_outcome,
    early_help_levels,
)
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode, TeamMember
from alongside.people.episodes.queries import lead_of, team_of

QUERIES_AT_MOST = 15


@pytest.fixture
def as_lead(client: Client, helped: Helped) -> Client:
    client.force_login(helped.lead)
    return client


@pytest.fixture
def at(helped: Helped) -> str:
    return f"/families/{helped.family.pk}/"


def day(name: str, when: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(when.day), f"{name}-month": str(when.month), f"{name}-year": str(when.year)}


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def problems_in(answer: Any) -> list[str]:
    """What the error summary says."""
    summary = answer.content.decode().partition("There is a problem")[2].partition("</ul>")[0]
    return [" ".join(one.split()) for one in re.findall(r"<li>(.*?)</li>", summary, re.DOTALL)]


def sent(client: Client, address: str, data: dict[str, Any]) -> str:
    """Fill in the form as shown, send it, and return where it leads."""
    page = text_of(client, address)
    hidden = dict(re.findall(r'<input type="hidden" name="(once|seen_version)"[^>]*value="([^"]*)"', page))
    answer = client.post(address, {**hidden, **data})
    assert answer.status_code == 302, problems_in(answer)
    return str(answer["Location"])


def in_days(days: int) -> dt.date:
    return today() + dt.timedelta(days=days)


def a_full_plan(helped: Helped, plan: Plan) -> None:
    """Twelve outcomes, thirty actions, fifteen in the team."""
    for number in range(13):
        episodes.add_to_team(episode=helped.episode, name=f"Helper {number}", agency=an_agency(), by=helped.lead)
    members = team_of(helped.episode)
    episodes.add_to_team(episode=helped.episode, person=helped.children[0], by=helped.lead)
    outcomes = [an_outcome(plan, f"Outcome {number}") for number in range(12)]
    actions.change_outcome(
        outcome=outcomes[1], seen_version=1, need=outcomes[1].need, words="Second", waits_for=[outcomes[0].pk],
        by=helped.lead,
    )  # fmt: skip
    for number in range(30):
        owner = helped.parents[0] if number % 3 == 0 else members[number % len(members)]
        an_action(outcomes[number % 12], f"Do {number}", owner=owner)


def test_a_stranger_sees_nothing_here(client: Client, at: str, plan: Plan) -> None:
    client.force_login(a_user())
    for page in ("plan/", "team/", "meetings/", "reviews/", "plan/our-plan.pdf", "plan/start/"):
        assert client.get(at + page).status_code == 404


def test_pages_before_anything_is_planned_say_what_to_do(as_lead: Client, at: str) -> None:
    assert "There is no plan yet" in text_of(as_lead, f"{at}plan/")
    assert "No meeting is called" in text_of(as_lead, f"{at}meetings/")
    assert "nothing to review yet" in text_of(as_lead, f"{at}reviews/")
    assert as_lead.get(f"{at}plan/actions/add/").status_code == 409
    assert as_lead.get(f"{at}plan/copy/").status_code == 409
    assert as_lead.get(f"{at}reviews/progress/no-such-rule/").status_code == 404


def test_the_plan_from_start_to_done(as_lead: Client, helped: Helped, at: str) -> None:
    sent(as_lead, f"{at}plan/start/", {})
    need = helped.pack.needs[0].id
    sent(as_lead, f"{at}plan/outcomes/add/", {"words": "Keep our home", "need": need, "different": ""})
    first = Outcome.objects.get()
    sent(as_lead, f"{at}plan/outcomes/add/", {"words": "Less shouting", "need": need, "waits_for": [str(first.pk)]})
    second = Outcome.objects.get(words="Less shouting")
    page = text_of(as_lead, f"{at}plan/")
    assert "Waits for: Keep our home" in page
    assert page.index("What we are working on now") < page.index("What waits for something else")
    action = {
        "outcome": str(first.pk), "what": "Ring the landlord", "owner": f"person:{helped.parents[0].pk}",
        "block": "direct_work", **day("due_on", in_days(3)),
    }  # fmt: skip
    sent(as_lead, f"{at}plan/actions/add/?outcome={first.pk}", action)
    made = PlanAction.objects.get()
    assert made.owner_person_id == helped.parents[0].pk
    assert "Morgan Harper" in text_of(as_lead, f"{at}plan/")
    sent(
        as_lead,
        f"{at}plan/actions/{made.pk}/change/",
        {**action, "owner": f"member:{helped.leading.pk}", "what": "Ring"},
    )
    sent(as_lead, f"{at}plan/actions/{made.pk}/", {"state": "done", **day("done_on", today()), "note": "Rang"})
    made.refresh_from_db()
    assert (made.state, made.owner_member_id, made.what) == ("done", helped.leading.pk, "Ring")
    sent(as_lead, f"{at}plan/actions/{made.pk}/", {"state": "to_do", "note": ""})
    sent(as_lead, f"{at}plan/agree/", {"family_view": "It is ours"})
    assert "It is ours" in text_of(as_lead, f"{at}plan/")
    sent(as_lead, f"{at}plan/outcomes/{second.pk}/", {"words": "Calm", "need": need, "different": "", "waits_for": []})
    assert queries.waits_of(second.plan) == {}
    achieved = next(s.id for s in helped.pack.plans.outcome_statuses if s.counts_as == "achieved")
    sent(as_lead, f"{at}plan/outcomes/{first.pk}/ended/", {"status": achieved, "why": "", "give_up_actions": "yes"})
    sent(as_lead, f"{at}plan/outcomes/{first.pk}/again/", {"why": "It slipped"})
    first.refresh_from_db()
    assert first.state == "working_on"


def test_order_changes_by_buttons_and_a_second_press_does_nothing(as_lead: Client, at: str, plan: Plan) -> None:
    an_outcome(plan, "One")
    second = an_outcome(plan, "Two")
    page = text_of(as_lead, f"{at}plan/")
    form = re.search(rf'action="{at}plan/outcomes/{second.pk}/move/".*?</form>', page, re.DOTALL)
    assert form
    given = dict(re.findall(r'name="(once|seen_version)" value="([^"]*)"', form[0]))
    for _ in range(2):
        assert as_lead.post(f"{at}plan/outcomes/{second.pk}/move/", {**given, "direction": "up"}).status_code == 302
    assert [o.words for o in queries.outcomes_of(plan)] == ["Two", "One"]
    stale = {"seen_version": given["seen_version"], "direction": "down"}
    answer = as_lead.post(f"{at}plan/outcomes/{second.pk}/move/", stale, follow=True)
    assert "Somebody else changed the order meanwhile" in answer.content.decode()
    assert "Which way?" in text_of(as_lead, f"{at}plan/outcomes/{second.pk}/move/")


def test_two_people_on_one_outcome_get_both_texts(as_lead: Client, at: str, plan: Plan, helped: Helped) -> None:
    outcome = an_outcome(plan, "Keep the tenancy")
    actions.change_outcome(outcome=outcome, seen_version=1, need=outcome.need, words="Keep our home", by=helped.lead)
    answer = as_lead.post(
        f"{at}plan/outcomes/{outcome.pk}/",
        {"seen_version": "1", "words": "Keep the flat", "need": outcome.need, "different": ""},
    )
    assert answer.status_code == 409
    assert "Keep our home" in answer.content.decode()
    assert "Keep the flat" in answer.content.decode()


def test_a_circle_is_said_at_the_field(as_lead: Client, at: str, plan: Plan) -> None:
    first = an_outcome(plan, "Keep the tenancy")
    second = an_outcome(plan, "Less shouting", waits_for=[first.pk])
    answer = as_lead.post(
        f"{at}plan/outcomes/{first.pk}/",
        {"seen_version": "1", "words": first.words, "need": first.need, "waits_for": [str(second.pk)]},
    )
    assert answer.status_code == 422
    said = "Keep the tenancy waits for Less shouting, which waits for Keep the tenancy"
    assert said in answer.content.decode()


def test_somebody_of_another_agency_updates_only_their_own_action(
    client: Client, at: str, plan: Plan, helped: Helped
) -> None:
    nurse = a_user(name="Nora Nurse")
    member = episodes.add_to_team(episode=helped.episode, user=nurse, by=helped.lead)
    mine, theirs = an_action(an_outcome(plan), owner=member), an_action(an_outcome(plan, "Other"))
    client.force_login(nurse)
    assert "yours" in text_of(client, f"{at}plan/")
    sent(client, f"{at}plan/actions/{mine.pk}/", {"state": "not_done", "note": "Nobody was in"})
    mine.refresh_from_db()
    assert (mine.state, mine.note) == ("not_done", "Nobody was in")
    worker = a_user("social_worker")
    client.force_login(worker)
    assert "You can’t say what became of it." in text_of(client, f"{at}plan/actions/{theirs.pk}/")
    answer = client.post(f"{at}plan/actions/{theirs.pk}/", {"state": "done", "seen_version": "1"})
    assert answer.status_code == 403


def test_the_team_its_lead_and_handing_over(as_lead: Client, client: Client, at: str, helped: Helped) -> None:
    nurse = a_user(name="Nora Nurse")
    sent(as_lead, f"{at}team/add/", {"kind": "colleague", "colleague": "nora nurse", "doing": "Health visitor"})
    sent(as_lead, f"{at}team/add/", {"kind": "family", "person": str(helped.children[0].pk), "doing": ""})
    sent(as_lead, f"{at}team/add/", {"kind": "other", "name": "Uncle Sam", "telephone": "", "email": "", "doing": ""})
    assert {m.name for m in team_of(helped.episode)} >= {"Nora Nurse", "Child1 Harper", "Uncle Sam", "Lena Lead"}
    page = text_of(as_lead, f"{at}team/")
    assert "We like her" in page
    assert "Knows the family" in page
    uncle = TeamMember.objects.get(name="Uncle Sam")
    sent(as_lead, f"{at}team/{uncle.pk}/leave/", {})
    assert as_lead.get(f"{at}team/{uncle.pk}/leave/").status_code == 404
    offer = {"who": str(nurse.pk), "why": "Moved area", "family_view": "Fine"}
    sent(as_lead, f"{at}team/hand-over/", offer)
    assert "waits for an answer" in text_of(as_lead, f"{at}team/")
    assert queries.next_step_of(helped.family).url_name == "plans:team"  # type: ignore[union-attr]
    sent(as_lead, f"{at}team/hand-over/withdraw/", {})
    assert as_lead.get(f"{at}team/hand-over/answer/").status_code == 404
    for answer, where in (("decline", "/"), ("accept", f"{at}team/")):
        client.force_login(helped.lead)
        sent(client, f"{at}team/hand-over/", offer)
        client.force_login(nurse)
        assert sent(client, f"{at}team/hand-over/answer/", {"answer": answer, "note": "No time"}) == where
    assert lead_of(helped.episode).user == nurse  # type: ignore[union-attr]
    assert "Who led before" in text_of(client, f"{at}team/")


def test_a_lead_is_named_by_name_or_address_and_mistakes_are_said(as_lead: Client, at: str, helped: Helped) -> None:
    first, _second = a_user(name="Sam Same"), a_user(name="Sam Same")
    given = {"who": "somebody_else", "why": "Knows them", "family_view": "Good"}
    for called, says in (("Nobody Here", "Nobody who can work with plans"), ("Sam Same", "Several people")):
        answer = as_lead.post(f"{at}team/lead/", {**given, "colleague": called})
        assert answer.status_code == 422
        assert says in answer.content.decode()
    sent(as_lead, f"{at}team/lead/", {**given, "colleague": first.email.upper()})
    assert lead_of(helped.episode).user == first  # type: ignore[union-attr]


def test_another_level_with_the_packs_words_beside_it(as_lead: Client, at: str, helped: Helped, plan: Plan) -> None:
    other = next(level for level in early_help_levels(helped.pack) if level != helped.episode.level)
    sent(as_lead, f"{at}team/level/", {"level": other, "why": "Things are better"})
    assert Episode.objects.get(pk=helped.episode.pk).level == other


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


def test_a_plan_with_too_much_at_once_warns(as_lead: Client, at: str, helped: Helped, plan: Plan) -> None:
    outcome, most = an_outcome(plan), helped.pack.plans.max_actions_before_warning
    for number in range(most):
        an_action(outcome, f"Do {number}")
    assert "A lot at once" not in text_of(as_lead, f"{at}plan/")
    an_action(outcome, "One more")
    assert f"{most + 1} actions are to do at once" in text_of(as_lead, f"{at}plan/")


def test_few_queries_however_full_the_plan(as_lead: Client, at: str, helped: Helped, plan: Plan) -> None:
    a_full_plan(helped, plan)
    meeting = a_meeting(helped)
    action = PlanAction.objects.latest("made_at")
    for number in range(3):
        actions.hold_review(**a_review_of(plan, why=f"Because {number}"))  # type: ignore[arg-type]
    pages = [
        "plan/", "plan/copy/", "team/", "meetings/", f"meetings/{meeting.pk}/", "reviews/", "reviews/hold/",
        "reviews/close/", "plan/outcomes/add/", f"plan/outcomes/{action.outcome_id}/", "plan/actions/add/",
        f"plan/actions/{action.pk}/", f"plan/actions/{action.pk}/change/", "team/add/", "team/lead/",
        f"meetings/{meeting.pk}/minutes/", "meetings/call/", "plan/our-plan.pdf",
    ]  # fmt: skip
    too_many = {}
    for page in pages:
        with CaptureQueriesContext(connection) as counted:
            assert as_lead.get(at + page).status_code == 200, page
        if len(counted) > QUERIES_AT_MOST:
            too_many[page] = [len(counted), *(q["sql"][:200] for q in counted)]
    assert not too_many, "\n".join(
        f"{page}: {rows[0]}\n  " + "\n  ".join(map(str, rows[1:])) for page, rows in too_many.items()
    )


def test_nobody_is_named_in_titles(as_lead: Client, at: str, plan: Plan, helped: Helped) -> None:
    for page in ("plan/", "team/", "meetings/", "reviews/", "plan/copy/"):
        title = re.search(r"<title>(.*?)</title>", text_of(as_lead, at + page), re.DOTALL)
        assert title
        assert "Harper" not in title[1]
