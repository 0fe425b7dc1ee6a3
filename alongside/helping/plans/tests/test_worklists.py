"""What needs me, what I wait for, and the one next step."""

import datetime as dt

import pytest

from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.helping.assessments import actions as assessments
from alongside.helping.assessments.tests import factories as assessing
from alongside.helping.plans import actions, queries
from alongside.helping.plans.models import Meeting, Plan
from alongside.helping.plans.tests.factories import (
    Helped,
    a_meeting,
    a_plan,
    a_review_of,
    an_action,
    an_open_family,
    an_outcome,
)
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Lead


def test_actions_are_mine_or_waited_for(helped: Helped, plan: Plan) -> None:
    nurse = a_user()
    member = episodes.add_to_team(episode=helped.episode, user=nurse, by=helped.lead)
    outcome = an_outcome(plan)
    week, day = today() + dt.timedelta(days=7), today() + dt.timedelta(days=1)
    mine, sooner = an_action(outcome, due_on=week), an_action(outcome, "Soon", due_on=day)
    theirs, mothers = an_action(outcome, owner=member), an_action(outcome, owner=helped.parents[0])
    assert list(queries.my_actions(helped.lead)) == [sooner, mine]
    assert list(queries.my_actions(helped.lead, until=day)) == [sooner]
    assert list(queries.my_actions(nurse)) == [theirs]
    assert list(queries.actions_i_wait_for(helped.lead)) == [theirs, mothers]
    assert list(queries.actions_i_wait_for(nurse)) == []
    page = keyset(queries.my_actions(helped.lead), order=("due_on", "id"), size=1)
    assert keyset(queries.my_actions(helped.lead), order=("due_on", "id"), size=1, mark=page.next_mark).rows == [mine]
    actions.mark_action(plan_action=sooner, seen_version=1, state="done", by=helped.lead)
    assert list(queries.my_actions(helped.lead)) == [mine]
    episode = helped.fresh()
    actions.close_episode(
        episode=episode, seen_version=episode.version, reason=helped.pack.plans.closing_reasons[0].id, change="x",
        who_to_call="x", why_missing="x", by=helped.lead,
    )  # fmt: skip
    assert not queries.my_actions(helped.lead).exists()
    assert not queries.actions_i_wait_for(helped.lead).exists()


def test_reviews_plans_and_meetings_of_mine(helped: Helped) -> None:
    lead = helped.lead
    assert [e.pk for e in queries.plans_to_start(lead)] == [helped.episode.pk]
    plan = a_plan(helped)
    assert not queries.plans_to_start(lead).exists()
    assert not queries.reviews_due_for(lead).exists()
    Plan.objects.filter(pk=plan.pk).update(review_on=today() + dt.timedelta(days=14))
    assert list(queries.reviews_due_for(lead)) == [plan]
    assert not queries.reviews_due_for(a_user()).exists()
    meeting = a_meeting(helped)
    assert list(queries.meetings_coming(lead)) == [meeting]
    (asked,) = queries.invitations_to_answer(lead)
    actions.answer_invitation(invitation=asked, reply="coming", by=lead)
    assert not queries.invitations_to_answer(lead).exists()
    Meeting.objects.update(starts_at=now() - dt.timedelta(hours=2), ends_at=now() - dt.timedelta(hours=1))
    assert list(queries.minutes_to_write(lead)) == [meeting]
    assert not queries.meetings_coming(lead).exists()


def test_the_next_step_follows_the_family(pack: AdoptedPack) -> None:
    helped = an_open_family()

    def step() -> str:
        found = queries.next_step_of(helped.family)
        assert found is not None
        return found.url_name

    assert step() == "consent:overview"
    plan = a_plan(helped)
    assert step() == "plans:add_outcome"
    outcome = an_outcome(plan)
    assert step() == "plans:plan"
    an_action(outcome)
    assert step() == "plans:action"
    a_meeting(helped)
    assert step() == "plans:meeting"
    Plan.objects.filter(pk=plan.pk).update(review_on=today() + dt.timedelta(days=1))
    assert step() == "plans:hold_review"
    Plan.objects.filter(pk=plan.pk).update(review_on=None)
    Meeting.objects.update(state="cancelled", why_cancelled="x")
    assert step() == "plans:action"
    actions.hold_review(**a_review_of(Plan.objects.get(pk=plan.pk)))  # type: ignore[arg-type]
    Plan.objects.filter(pk=plan.pk).update(review_on=today() - dt.timedelta(days=1))
    assert step() == "plans:hold_review"
    Lead.objects.update(until=now())
    assert step() == "plans:name_lead"


@pytest.mark.parametrize("council", assessing.PACKS)
def test_before_the_plan_the_family_is_asked_and_assessed(council: str, db: None) -> None:
    helped = assessing.a_helped_family(council, agreed=False)

    def step() -> str:
        found = queries.next_step_of(helped.made.family)
        assert found is not None
        return found.text

    assert step() == "Ask the family whether they agree to early help"
    assessing.agree(helped.made, helped.lead)
    assert step() == "Start the assessment with the family"
    assessment = assessing.an_assessment(helped)
    assert step() == "Finish the assessment"
    assessing.complete(assessment, helped.lead)
    assessments.sign_off(assessment=assessment, seen_version=assessment.version, by=helped.lead)
    assert step() == "Start the plan with the family"
