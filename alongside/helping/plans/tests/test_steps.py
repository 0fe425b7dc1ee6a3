"""Actions of a plan: given to the team or the family, done or not, by their owner whatever the agency."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.models import Conflict
from alongside.helping.plans import actions
from alongside.helping.plans.models import Plan, PlanAction
from alongside.helping.plans.tests.factories import Helped, an_action, an_open_family, an_outcome, lead_of_plan
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import StoryLine
from alongside.people.families.tests.factories import a_person

TOMORROW = dt.timedelta(days=1)


def changing(made: PlanAction, **more: Any) -> dict[str, Any]:
    return {
        "plan_action": made, "seen_version": made.version, "what": made.what,
        "owner": made.owner_member or made.owner_person, "block": made.block, "due_on": made.due_on,
        "by": lead_of_plan(made.outcome.plan), **more,
    }  # fmt: skip


def marking(made: PlanAction, state: str, **more: Any) -> PlanAction:
    given = {"seen_version": made.version, "by": lead_of_plan(made.outcome.plan), **more}
    return actions.mark_action(plan_action=made, state=state, **given)


def test_it_checks_access(plan: Plan) -> None:
    made, stranger = an_action(an_outcome(plan)), a_user()
    with pytest.raises(NotAllowed):
        an_action(made.outcome, by=stranger)
    with pytest.raises(NotAllowed):
        actions.change_action(**changing(made, by=stranger))
    with pytest.raises(NotAllowed):
        marking(made, "done", by=stranger)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"what": "  "}, "what"),
        ({"what": "x" * 501}, "what"),
        ({"block": "no_such_block"}, "block"),
        ({"due_on": dt.date(2020, 1, 1)}, "due_on"),
    ],
)
def test_what_cannot_be_an_action_is_refused_at_its_field(plan: Plan, given: dict[str, Any], field: str) -> None:
    outcome = an_outcome(plan)
    with pytest.raises(Refused) as refused:
        an_action(outcome, **given)
    assert refused.value.field == field
    made = an_action(outcome)
    with pytest.raises(Refused) as refused:
        actions.change_action(**changing(made, **given))
    assert refused.value.field == field


def test_it_belongs_to_the_team_now_or_to_the_family(helped: Helped, plan: Plan) -> None:
    outcome = an_outcome(plan)
    mothers = an_action(outcome, owner=helped.parents[0])
    assert (mothers.owner_person_id, mothers.owner_member_id) == (helped.parents[0].pk, None)
    leaver = episodes.add_to_team(episode=helped.episode, name="Uncle Sam", by=helped.lead)
    his = an_action(outcome, owner=leaver)
    episodes.leave_team(member=leaver, by=helped.lead)
    for nobody in (leaver, an_open_family().leading, a_person(), None):
        if nobody is not None:
            with pytest.raises(Refused) as refused:
                an_action(outcome, owner=nobody)
            assert refused.value.field == "owner"
    his.refresh_from_db()
    kept = actions.change_action(**changing(his, what="Ring twice"))
    assert kept.owner_member_id == leaver.pk
    given = actions.change_action(**changing(kept, owner=helped.parents[0]))
    again = actions.change_action(**changing(given, what="Ring once"))
    assert (again.owner_person_id, again.owner_member_id) == (helped.parents[0].pk, None)


def test_the_second_of_two_changes_gets_a_conflict(plan: Plan) -> None:
    made = an_action(an_outcome(plan))
    other = PlanAction.objects.get(pk=made.pk)
    actions.change_action(**changing(made, what="Ring the landlord today"))
    with pytest.raises(Conflict):
        actions.change_action(**changing(other, what="Write to the landlord"))
    with pytest.raises(Conflict):
        marking(PlanAction.objects.get(pk=made.pk), "done", seen_version=1)


def test_done_not_done_and_to_do_again(plan: Plan) -> None:
    made = an_action(an_outcome(plan))
    with pytest.raises(Refused, match="what stood in the way"):
        marking(PlanAction.objects.get(pk=made.pk), "not_done", note=" ")
    with pytest.raises(Refused, match="in the future"):
        marking(PlanAction.objects.get(pk=made.pk), "done", done_on=today() + TOMORROW)
    done = marking(made, "done", done_on=today() - TOMORROW, note="Rang")
    assert (done.state, done.done_on) == ("done", today() - TOMORROW)
    assert StoryLine.objects.filter(headline="Done: Ring the landlord", detail="Rang").exists()
    with pytest.raises(Refused, match="This action is finished"):
        actions.change_action(**changing(done, what="x"))
    with pytest.raises(Refused, match="the action is 'done'"):
        marking(PlanAction.objects.get(pk=made.pk), "not_done", note="x")
    again = marking(done, "to_do")
    assert (again.done_on, again.note) == (None, "")
    marking(again, "not_done", note="Nobody answered")
    assert [s.state for s in made.statuses.all()] == ["to_do", "done", "to_do", "not_done"]
    assert marking(marking(again, "to_do"), "done").done_on == today()


def test_an_owner_in_another_agency_marks_their_own_and_no_other(helped: Helped, plan: Plan) -> None:
    nurse = a_user(name="Nora Nurse")
    member = episodes.add_to_team(episode=helped.episode, user=nurse, by=helped.lead)
    outcome = an_outcome(plan)
    mine = an_action(outcome, owner=member)
    assert marking(mine, "done", by=nurse).state == "done"
    social = a_user("social_worker")
    with pytest.raises(NotAllowed):
        marking(an_action(outcome, owner=helped.parents[0]), "done", by=social)


def test_an_overdue_action_keeps_its_date_when_only_its_words_change(plan: Plan) -> None:
    made = an_action(an_outcome(plan))
    PlanAction.objects.filter(pk=made.pk).update(due_on=dt.date(2020, 1, 1))
    made.refresh_from_db()
    assert actions.change_action(**changing(made, what="Ring soon")).what == "Ring soon"


def test_the_database_refuses_nonsense(plan: Plan) -> None:
    made = an_action(an_outcome(plan))
    for wrong in ({"owner_member": None}, {"state": "done"}, {"state": "not_done"}, {"done_on": today()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanAction.objects.filter(pk=made.pk).update(**wrong)
