"""The pages: what they show, what they ask, who may; few queries however full the plan."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.lib.clock import today
from alongside.helping.plans import actions, queries
from alongside.helping.plans.models import Outcome, Plan, PlanAction
from alongside.helping.plans.tests.factories import (
    Helped,
    a_meeting,
    a_review_of,
    an_action,
    an_outcome,
    early_help_levels,
)
from alongside.helping.plans.tests.sending import day, in_days, sent, text_of
from alongside.people.disclosure.actions import prepare_copy
from alongside.people.disclosure.words import Document
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode, TeamMember
from alongside.people.episodes.queries import lead_of, team_of

QUERIES_AT_MOST = 15


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
    for page in ("plan/", "team/", "meetings/", "reviews/", "plan/copy/", "plan/start/"):
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
    copy = prepare_copy(
        family=helped.family, person_id=helped.parents[0].pk, document=Document.PLAN, record_id=plan.pk, by=helped.lead
    )
    for number in range(3):
        actions.hold_review(**a_review_of(plan, why=f"Because {number}"))  # type: ignore[arg-type]
    pages = [
        "plan/", "plan/copy/", "team/", "meetings/", f"meetings/{meeting.pk}/", "reviews/", "reviews/hold/",
        "reviews/close/", "plan/outcomes/add/", f"plan/outcomes/{action.outcome_id}/", "plan/actions/add/",
        f"plan/actions/{action.pk}/", f"plan/actions/{action.pk}/change/", "team/add/", "team/lead/",
        f"meetings/{meeting.pk}/minutes/", "meetings/call/", f"plan/copy/{copy.pk}/",
        f"plan/copy/{copy.pk}/our-plan.pdf",
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
