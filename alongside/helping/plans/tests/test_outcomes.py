"""Outcomes: in the family's words, in order, in sequence, carried over when the family comes back."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.operating_models.queries import pack_at
from alongside.ground.operating_models.words import OutcomeState
from alongside.helping.plans import actions, queries
from alongside.helping.plans.models import Outcome, OutcomeWait, Plan
from alongside.helping.plans.queries.plan import status_counting_as
from alongside.helping.plans.tests.factories import (
    Helped,
    a_plan,
    an_action,
    an_open_family,
    an_outcome,
    early_help_levels,
    lead_of_plan,
)
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode, StoryLine


def changing(outcome: Outcome, **more: Any) -> dict[str, Any]:
    return {
        "outcome": outcome, "seen_version": outcome.version, "need": outcome.need, "words": outcome.words,
        "by": lead_of_plan(outcome.plan), **more,
    }  # fmt: skip


def status(plan: Plan, state: OutcomeState) -> str:
    return status_counting_as(pack_at(plan.pack_version_id), state).id


def test_it_checks_access(helped: Helped, plan: Plan) -> None:
    outcome = an_outcome(plan)
    stranger = a_user()
    for act in (
        lambda: an_outcome(plan, by=stranger),
        lambda: actions.change_outcome(**changing(outcome, by=stranger)),
        lambda: actions.settle_outcome(outcome=outcome, seen_version=1, status="dropped", why="x", by=stranger),
        lambda: actions.take_up_outcome(outcome=outcome, seen_version=1, why="x", by=stranger),
        lambda: actions.move_outcome(outcome=outcome, places=1, seen_version=1, by=stranger),
        lambda: actions.start_plan(episode=helped.episode, by=stranger),
        lambda: actions.agree_plan(plan=plan, seen_version=1, family_view="", by=stranger),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_plan_starts_once_with_a_first_review_by_the_packs_clock(helped: Helped, plan: Plan) -> None:
    assert plan.review_on is not None
    assert plan.review_on > today()
    with pytest.raises(Refused, match="has a plan already"):
        actions.start_plan(episode=helped.episode, by=helped.lead)


def test_outcomes_keep_their_order_and_are_told_and_audited_without_content(plan: Plan) -> None:
    first, second = (
        an_outcome(plan, "  Keep the tenancy "),
        an_outcome(plan, "Less shouting", different="Calm mornings"),
    )
    assert [o.words for o in queries.outcomes_of(plan)] == ["Keep the tenancy", "Less shouting"]
    assert (first.place, second.place) == (1, 2)
    assert StoryLine.objects.filter(headline="New outcome: Less shouting").exists()
    event = Event.objects.get(kind="plans.outcome_added", record_id=str(second.pk))
    assert "shouting" not in str(event.detail)


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"words": "  "}, "words", "family's words"),
        ({"words": "x" * 301}, "words", "301 letters long"),
        ({"need": "no_such_need"}, "need", "which need"),
        ({"waits_for": [uuid.UUID(int=7)]}, "waits_for", "outcomes of this plan"),
    ],
)
def test_what_cannot_be_an_outcome_is_refused_at_its_field(
    plan: Plan, given: dict[str, Any], field: str, message: str
) -> None:
    with pytest.raises(Refused, match=message) as refused:
        an_outcome(plan, **{"words": "Less shouting", **given})
    assert refused.value.field == field


def test_a_circle_of_waiting_is_refused_naming_the_path(plan: Plan) -> None:
    tenancy = an_outcome(plan, "Keep the tenancy")
    calm = an_outcome(plan, "Less shouting", waits_for=[tenancy.pk])
    school = an_outcome(plan, "School every day", waits_for=[calm.pk])
    with pytest.raises(Refused) as refused:
        actions.change_outcome(**changing(tenancy, waits_for=[school.pk]))
    assert refused.value.message == (
        "These would wait for each other: Keep the tenancy waits for School every day, which waits for Less shouting, "
        "which waits for Keep the tenancy."
    )
    assert not tenancy.waits.exists()
    with pytest.raises(Refused, match="Less shouting waits for Less shouting"):
        actions.change_outcome(**changing(calm, waits_for=[calm.pk]))


def test_waiting_is_changed_and_what_can_be_worked_on_follows(plan: Plan) -> None:
    tenancy, money = an_outcome(plan), an_outcome(plan, "Debts sorted")
    calm = an_outcome(plan, "Less shouting", waits_for=[tenancy.pk])
    changed = actions.change_outcome(**changing(calm, waits_for=[tenancy.pk, money.pk], different="Calm"))
    assert queries.waits_of(plan) == {calm.pk: [tenancy.pk, money.pk]}
    actions.change_outcome(**changing(changed, waits_for=[money.pk]))
    assert queries.waits_of(plan) == {calm.pk: [money.pk]}


def test_two_people_changing_one_outcome_do_not_overwrite_each_other(plan: Plan) -> None:
    outcome = an_outcome(plan)
    other = Outcome.objects.get(pk=outcome.pk)
    actions.change_outcome(**changing(outcome, words="Keep our home"))
    with pytest.raises(Conflict) as conflict:
        actions.change_outcome(**changing(other, words="Keep the flat"))
    assert conflict.value.attempted["words"] == "Keep the flat"
    assert Outcome.objects.get(pk=outcome.pk).words == "Keep our home"


def test_moving_up_and_down_is_guarded_by_the_plans_version(plan: Plan) -> None:
    first, second = an_outcome(plan, "One"), an_outcome(plan, "Two")
    by = lead_of_plan(plan)
    moved = actions.move_outcome(outcome=second, places=-1, seen_version=plan.version, by=by)
    assert [o.words for o in queries.outcomes_of(plan)] == ["Two", "One"]
    with pytest.raises(Conflict):
        actions.move_outcome(outcome=first, places=-1, seen_version=plan.version, by=by)
    actions.move_outcome(outcome=first, places=-1, seen_version=moved.version, by=by)
    assert [o.words for o in queries.outcomes_of(plan)] == ["One", "Two"]


def test_achieved_dropped_with_why_and_taken_up_again(plan: Plan) -> None:
    by, outcome = lead_of_plan(plan), an_outcome(plan)
    kept, ended = an_action(outcome), an_action(outcome, "Ring again")
    dropped = status(plan, OutcomeState.DROPPED)
    with pytest.raises(Refused, match="Say why"):
        actions.settle_outcome(outcome=outcome, seen_version=1, status=dropped, why=" ", by=by)
    outcome.refresh_from_db()
    for wrong in ("no_such_status", status(plan, OutcomeState.WAITING), status(plan, OutcomeState.OPEN)):
        with pytest.raises(Refused, match="how this outcome ended"):
            actions.settle_outcome(outcome=outcome, seen_version=1, status=wrong, why="x", by=by)
    achieved = status(plan, OutcomeState.ACHIEVED)
    outcome = actions.settle_outcome(outcome=outcome, seen_version=1, status=achieved, why="", by=by)
    assert (outcome.state, outcome.settled_on) == ("achieved", today())
    kept.refresh_from_db()
    assert kept.state == "to_do"
    with pytest.raises(Refused, match="the outcome is 'achieved'"):
        actions.settle_outcome(outcome=outcome, seen_version=2, status=dropped, why="x", by=by)
    with pytest.raises(Refused, match="Say why you work on this again"):
        actions.take_up_outcome(outcome=outcome, seen_version=2, why="", by=by)
    outcome.refresh_from_db()
    outcome = actions.take_up_outcome(outcome=outcome, seen_version=2, why="It slipped back", by=by)
    assert (outcome.state, outcome.settled_on, outcome.why) == ("working_on", None, "")
    actions.settle_outcome(outcome=outcome, seen_version=3, status=dropped, why="We moved", give_up_actions=True, by=by)
    for one in (kept, ended):
        one.refresh_from_db()
        assert (one.state, one.version) == ("not_done", 2)
        assert one.note
    assert [s.state for s in outcome.statuses.all()] == ["working_on", "achieved", "working_on", "dropped"]


def test_taking_up_again_what_meanwhile_others_wait_for_keeps_sequence_whole(plan: Plan) -> None:
    by, first = lead_of_plan(plan), an_outcome(plan, "One")
    second = an_outcome(plan, "Two", waits_for=[first.pk])
    done = actions.settle_outcome(
        outcome=second, seen_version=1, status=status(plan, OutcomeState.ACHIEVED), why="", by=by
    )
    actions.take_up_outcome(outcome=done, seen_version=2, why="Again", by=by)
    assert queries.waits_of(plan) == {second.pk: [first.pk]}


def test_agreeing_needs_an_outcome_and_keeps_the_familys_words(plan: Plan) -> None:
    by = lead_of_plan(plan)
    with pytest.raises(Refused, match="no outcome to agree"):
        actions.agree_plan(plan=plan, seen_version=1, family_view="Yes", by=by)
    an_outcome(plan)
    agreed = actions.agree_plan(plan=plan, seen_version=1, family_view=" It is ours ", by=by)
    assert (agreed.agreed_on, agreed.family_view) == (today(), "It is ours")
    with pytest.raises(Conflict):
        actions.agree_plan(plan=plan, seen_version=1, family_view="Late", by=by)


def test_the_database_refuses_nonsense(plan: Plan) -> None:
    outcome = an_outcome(plan)
    for wrong in ({"words": ""}, {"state": "dropped", "settled_on": today()}, {"state": "achieved"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Outcome.objects.filter(pk=outcome.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutcomeWait.objects.create(outcome=outcome, waits_for=outcome)


def test_coming_back_carries_unfinished_outcomes_over_once(helped: Helped, plan: Plan) -> None:
    by = helped.lead
    first, second = an_outcome(plan, "One"), an_outcome(plan, "Two")
    actions.change_outcome(**changing(second, waits_for=[first.pk]))
    third = an_outcome(plan, "Three")
    actions.settle_outcome(outcome=third, seen_version=1, status=status(plan, OutcomeState.ACHIEVED), why="", by=by)
    assert queries.unfinished_outcomes(helped.family) == []
    actions.close_episode(
        episode=helped.fresh(), seen_version=helped.fresh().version, reason=helped.pack.plans.closing_reasons[0].id,
        change="Some", who_to_call="The school", why_missing="They asked to stop", by=by,
    )  # fmt: skip
    closed_plan = Plan.objects.get(pk=plan.pk)
    with pytest.raises(Refused, match="is closed"):
        an_outcome(closed_plan, by=a_user("team_manager"))
    assert queries.next_step_of(helped.family) is None
    again = episodes.open_episode(
        family=helped.family, level=early_help_levels(helped.pack)[0], pack_version_id=helped.episode.pack_version_id,
        why="Came back", by=by,
    )  # fmt: skip
    boss = a_user("team_manager")
    episodes.name_lead(episode=again, user=by, why="Knows them", by=boss)
    left = queries.unfinished_outcomes(helped.family)
    assert [o.words for o in left] == ["One", "Two"]
    new = actions.start_plan(
        episode=Episode.objects.get(pk=again.pk), by=by, carry=[*(o.pk for o in left), uuid.UUID(int=3)]
    )
    carried = queries.outcomes_of(new)
    assert [(o.words, o.place, o.carried_from_id) for o in carried] == [("One", 1, first.pk), ("Two", 2, second.pk)]
    assert queries.waits_of(new) == {carried[1].pk: [carried[0].pk]}
    assert queries.unfinished_outcomes(helped.family) == []
    assert queries.current_plan(helped.family) == new


def test_a_closed_episode_gets_no_plan(helped: Helped) -> None:
    by = helped.lead
    actions.close_episode(
        episode=helped.fresh(), seen_version=helped.fresh().version, reason=helped.pack.plans.closing_reasons[0].id,
        change="None", who_to_call="The school", why_missing="Moved at once", by=by,
    )  # fmt: skip
    with pytest.raises(Refused, match="is closed"):
        actions.start_plan(episode=helped.fresh(), by=a_user("team_manager"))


def test_a_new_level_brings_the_review_forward_and_must_be_early_help(plan: Plan) -> None:
    helped_level = plan.episode.level
    by, pack = lead_of_plan(plan), pack_at(plan.pack_version_id)
    other = next(level for level in early_help_levels(pack) if level != helped_level)
    statutory = next(level.id for level in pack.levels if not level.is_early_help)

    def change(level: str, why: str = "Less need") -> Episode:
        episode = Episode.objects.select_related("family").get(pk=plan.episode_id)
        return actions.change_level(episode=episode, seen_version=episode.version, level=level, why=why, by=by)

    for wrong in (statutory, "no_such_level", helped_level):
        with pytest.raises(Refused) as refused:
            change(wrong)
        assert refused.value.field == "level"
    before = plan.review_on
    change(other)
    plan.refresh_from_db()
    assert plan.review_on == before
    far = today().replace(year=today().year + 2, day=1)
    Plan.objects.filter(pk=plan.pk).update(review_on=far)
    change(helped_level, "More need")
    plan.refresh_from_db()
    assert plan.review_on is not None
    assert plan.review_on < far


def test_a_level_can_change_before_there_is_a_plan(helped: Helped) -> None:
    other = early_help_levels(helped.pack)[0]
    episode = helped.fresh()
    changed = actions.change_level(
        episode=episode, seen_version=episode.version, level=other, why="Less", by=helped.lead
    )
    assert changed.level == other


def test_a_second_familys_plan_is_its_own(plan: Plan) -> None:
    elsewhere = an_outcome(a_plan(an_open_family()))
    with pytest.raises(Refused, match="outcomes of this plan"):
        an_outcome(plan, waits_for=[elsewhere.pk])


def test_the_database_holds_an_outcome_and_its_actions_to_the_family_of_the_plan(plan: Plan) -> None:
    outcome = an_outcome(plan)
    done = an_action(outcome)
    elsewhere = an_open_family().family
    assert outcome.family_id == done.family_id == plan.family_id
    for row in (outcome, done):
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(family=elsewhere)
            with pytest.raises(IntegrityError, match="is_of_the_family_of_its"):
                connection.check_constraints()
            transaction.set_rollback(True)
