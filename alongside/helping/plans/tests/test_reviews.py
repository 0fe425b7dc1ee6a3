"""Reviews, closing, and drift found in real families."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.operating_models.words import ClosingNeed
from alongside.helping.assessments.models import ScaleScore
from alongside.helping.plans import actions, queries
from alongside.helping.plans.models import Closing, DriftNote, Meeting, Plan, PlanAction, Review
from alongside.helping.plans.queries.review import actions_since
from alongside.helping.plans.tests.factories import (
    Helped,
    a_meeting,
    a_plan,
    a_review_of,
    an_action,
    an_open_family,
    an_outcome,
    early_help_levels,
)
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode, Lead, StoryLine


def review(plan: Plan, **more: Any) -> Review:
    return actions.hold_review(**a_review_of(plan, **more))  # type: ignore[arg-type]


def closing(helped: Helped, **more: Any) -> Closing:
    episode = helped.fresh()
    given = {
        "episode": episode, "seen_version": episode.version, "reason": helped.pack.plans.closing_reasons[0].id,
        "change": "Calmer", "who_to_call": "The school", "why_missing": "They asked", "by": helped.lead, **more,
    }  # fmt: skip
    return actions.close_episode(**given)


def test_it_checks_access(helped: Helped, plan: Plan) -> None:
    stranger = a_user()
    with pytest.raises(NotAllowed):
        review(plan, by=stranger)
    with pytest.raises(NotAllowed):
        closing(helped, by=stranger)
    with pytest.raises(NotAllowed):
        actions.note_drift(episode=helped.episode, rule="x", note="x", look_again_on=today(), by=stranger)


def test_a_review_keeps_what_everybody_said_and_sets_the_next(helped: Helped, plan: Plan) -> None:
    need, question = helped.pack.needs[0].id, helped.pack.plans.good_help[0].id
    late, done = an_action(an_outcome(plan)), an_action(an_outcome(plan, "Two"))
    PlanAction.objects.filter(pk=late.pk).update(due_on=today() - dt.timedelta(days=1))
    actions.mark_action(plan_action=done, seen_version=1, state="done", by=helped.lead)
    held = review(plan, scales={need: 0}, good_help={(question, "family"): "partly", (question, "practitioner"): "yes"})
    assert (held.actions_kept, held.actions_late, held.actions_not_done) == (1, 1, 0)
    assert (held.was_due_on, held.level_after) == (plan.review_on, plan.episode.level)
    plan.refresh_from_db()
    assert plan.review_on == held.next_on == today() + dt.timedelta(weeks=4)
    assert ScaleScore.objects.get(family=helped.family).value == 0
    (found,) = queries.reviews_of(plan)
    assert {one["said"] for one in found.said} == {"I like the new bed"}
    assert {(one["who"], one["answer"]) for one in found.answered} == {("family", "partly"), ("practitioner", "yes")}
    line = StoryLine.objects.get(kind="review")
    assert line.headline == "Plan reviewed: carry on with the plan"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"family_view": " "}, "family_view"),
        ({"why": " "}, "why"),
        ({"next_on": None}, "next_on"),
        ({"next_on": dt.date(2020, 1, 1)}, "next_on"),
        ({"next_on": dt.date(2999, 1, 1)}, "next_on"),
        ({"held_on": dt.date(2999, 1, 1)}, "held_on"),
        ({"held_on": dt.date(2020, 1, 1)}, "held_on"),
        ({"decision": "step_down", "level": "no_such_level"}, "level"),
        ({"good_help": {("no_such_question", "family"): "yes"}}, ""),
    ],
)
def test_what_cannot_be_a_review_is_refused_at_its_field(plan: Plan, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        review(plan, **given)
    assert refused.value.field == field
    assert not Review.objects.exists()


def test_every_child_is_asked(helped: Helped, plan: Plan) -> None:
    only_one = {helped.children[0].pk: "I like it", helped.children[1].pk: "  "}
    with pytest.raises(Refused, match="what Child2 said") as refused:
        review(plan, voices=only_one)
    assert refused.value.field == f"voice_{helped.children[1].pk}"


def test_two_reviews_at_once_do_not_overwrite_each_other(plan: Plan) -> None:
    review(plan)
    with pytest.raises(Conflict):
        review(plan, seen_version=1)
    assert Review.objects.count() == 1


def test_what_is_decided_follows(helped: Helped, plan: Plan) -> None:
    other = next(level for level in early_help_levels(helped.pack) if level != helped.episode.level)
    down = review(plan, decision="step_down", level=other)
    assert Episode.objects.get(pk=helped.episode.pk).level == down.level_after == other
    ends = review(plan, decision="close", next_on=None)
    assert ends.next_on is None
    plan.refresh_from_db()
    assert plan.review_on is not None
    assert plan.review_on > today()


def test_agreeing_after_a_review_leaves_the_next_one_where_it_is(helped: Helped, plan: Plan) -> None:
    an_outcome(plan)
    held = review(plan)
    fresh = Plan.objects.get(pk=plan.pk)
    agreed = actions.agree_plan(plan=fresh, seen_version=fresh.version, family_view="Ours", by=helped.lead)
    assert agreed.review_on == held.next_on


def test_actions_count_since_the_review_before(helped: Helped, plan: Plan) -> None:
    outcome = an_outcome(plan)
    first = an_action(outcome)
    actions.mark_action(plan_action=first, seen_version=1, state="done", by=helped.lead)
    review(plan)
    Review.objects.update(held_on=today() - dt.timedelta(days=1))
    given_up = an_action(outcome)
    actions.mark_action(plan_action=given_up, seen_version=1, state="not_done", note="No bus", by=helped.lead)
    PlanAction.objects.filter(pk=first.pk).update(done_on=today() - dt.timedelta(days=1))
    kept = actions_since(plan, today())
    assert (len(kept.done), len(kept.late), len(kept.not_done)) == (0, 0, 1)


def test_scales_then_and_now_in_words(helped: Helped, plan: Plan) -> None:
    one, two, three, four = (need.id for need in helped.pack.needs[:4])
    review(plan, scales={one: 3, two: 5, three: 6, four: 2})
    Episode.objects.filter(pk=helped.episode.pk).update(opened_on=today() - dt.timedelta(days=40))
    ScaleScore.objects.update(on=today() - dt.timedelta(days=30))
    review(plan, scales={one: 6, two: 4, three: 6})
    changes = {c.need: c.in_words for c in queries.scale_changes(Plan.objects.get(pk=plan.pk))}
    assert [changes[need] for need in (one, two, three, four)] == [
        "Better by 3",
        "Worse by 1",
        "No change",
        "Scored once",
    ]
    assert changes[helped.pack.needs[5].id] == "Not scored"


def test_closing_names_what_is_missing_and_keeps_why(helped: Helped, plan: Plan) -> None:
    an_action(an_outcome(plan))
    a_meeting(helped)
    with pytest.raises(Refused, match="1 outcome neither achieved nor dropped") as refused:
        closing(helped, why_missing=" ")
    assert refused.value.field == "why_missing"
    closed = closing(helped)
    assert set(closed.missing) == {str(need) for need in helped.pack.plans.closing_needs}
    episode = Episode.objects.get(pk=helped.episode.pk)
    assert (episode.state, episode.closed_on) == ("closed", today())
    assert Meeting.objects.get().state == "cancelled"
    with pytest.raises(Refused, match="is closed"):
        closing(helped, by=a_user("team_manager"))


def test_a_closing_with_everything_on_record_misses_nothing(helped: Helped, plan: Plan) -> None:
    sustain = {one.id: "The club" for one in helped.pack.plans.sustain_questions}
    review(plan)
    need = helped.pack.needs[0].id
    closed = closing(
        helped, family_view="Thank you", sustain={**sustain, "not_asked": "x"}, scales={need: 8}, why_missing=""
    )
    assert closed.missing == []
    assert {one.question for one in closed.sustain.all()} == set(sustain)
    assert ScaleScore.objects.get().source == "closing"
    assert [one.pk for one in queries.closings_of(helped.family)] == [closed.pk]


@pytest.mark.parametrize(
    ("given", "field"),
    [({"reason": "no_such_reason"}, "reason"), ({"change": " "}, "change"), ({"who_to_call": ""}, "who_to_call")],
)
def test_what_cannot_be_a_closing_is_refused_at_its_field(helped: Helped, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        closing(helped, **given)
    assert refused.value.field == field


def test_two_people_closing_at_once_get_a_conflict(helped: Helped) -> None:
    with pytest.raises(Conflict):
        closing(helped, seen_version=99)
    assert not Closing.objects.exists()


def test_the_database_refuses_a_closing_that_hides_what_is_missing(helped: Helped) -> None:
    closed = closing(helped)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=closed.pk).update(missing=[ClosingNeed.SUSTAIN], why_missing="")


def test_drift_is_found_noted_and_rests(helped: Helped, plan: Plan) -> None:
    assert queries.drift_for(helped.family) == []
    Plan.objects.filter(pk=plan.pk).update(review_on=today() - dt.timedelta(days=60))
    (found,) = queries.drift_for(helped.family)
    assert found.rule_id == "review_overdue"
    assert "{days}" not in found.says
    later = today() + dt.timedelta(days=7)
    wrongs = {"rule": "no_such_rule", "look_again_on": today(), "note": " "}
    for field, value in wrongs.items():
        given = {"rule": found.rule_id, "note": "Ill", "look_again_on": later, field: value}
        with pytest.raises(Refused) as refused:
            actions.note_drift(episode=helped.episode, by=a_user("hub_worker"), **given)  # type: ignore[arg-type]
        assert refused.value.field == field
    actions.note_drift(
        episode=helped.episode, rule=found.rule_id, note="Ill", look_again_on=later, by=a_user("hub_worker")
    )
    assert queries.drift_for(helped.family) == []
    assert queries.families_drifting(a_user("hub_worker")).rows == []
    assert [note.note for note in queries.notes_on_drift(helped.episode)] == ["Ill"]
    DriftNote.objects.update(look_again_on=today())
    assert queries.drift_for(helped.family) == [found]


def a_neglected_family() -> Helped:
    """Opened long ago, nobody leads, nobody met, three reviews without change, actions late."""
    helped = an_open_family()
    plan = a_plan(helped)
    outcome, need = an_outcome(plan), helped.pack.needs[0].id
    for number in range(5):
        an_action(outcome, f"Do {number}")
    for number in range(4):
        review(plan, scales={need: 4})
        Review.objects.filter(held_on=today()).update(held_on=today() - dt.timedelta(days=400 - number))
        ScaleScore.objects.filter(on=today()).update(on=today() - dt.timedelta(days=400 - number))
    long_ago = today() - dt.timedelta(days=500)
    PlanAction.objects.update(due_on=long_ago)
    Plan.objects.filter(pk=plan.pk).update(review_on=long_ago, started_on=long_ago)
    Episode.objects.filter(pk=helped.episode.pk).update(opened_on=long_ago)
    Lead.objects.filter(episode=helped.episode).update(
        since=now() - dt.timedelta(days=500), until=now() - dt.timedelta(days=300)
    )
    return helped


def test_every_rule_of_the_pack_finds_a_neglected_family_and_none_a_fresh_one(helped: Helped, plan: Plan) -> None:
    neglected = a_neglected_family()
    kinds = {rule.id: rule.kind for rule in helped.pack.drift if neglected.episode.level in rule.levels}
    found = {kinds[one.rule_id] for one in queries.drift_for(neglected.family)}
    assert found == set(kinds.values())
    assert queries.drift_for(helped.family) == []
    page = queries.families_drifting(a_user("hub_worker"))
    assert [one.episode.pk for one in page.rows] == [neglected.episode.pk]
    assert {kinds[one.rule_id] for one in page.rows[0].found} == found


def test_families_adrift_are_found_by_whom_and_in_few_queries(helped: Helped, plan: Plan) -> None:
    by = a_user("hub_worker")
    Plan.objects.filter(pk=plan.pk).update(review_on=today() - dt.timedelta(days=60))
    assert queries.families_drifting(a_user()).rows == []
    assert len(queries.families_drifting(by, led_by=helped.lead).rows) == 1
    assert queries.families_drifting(by, led_by=a_user()).rows == []
    assert len(queries.families_drifting(by, levels=[helped.episode.level]).rows) == 1
    assert queries.families_drifting(by, levels=["no_such_level"]).rows == []

    def counted() -> int:
        with CaptureQueriesContext(connection) as found:
            queries.families_drifting(by)
        return len(found)

    one = counted()
    for _ in range(3):
        more = a_plan(an_open_family())
        Plan.objects.filter(pk=more.pk).update(review_on=today() - dt.timedelta(days=60))
    assert counted() == one <= 5
    first = queries.families_drifting(by, size=3)
    rest = queries.families_drifting(by, size=3, mark=first.next_mark)
    assert (len(first.rows), len(rest.rows), rest.next_mark) == (3, 1, "")


def test_drift_of_a_family_not_open_is_nothing(helped: Helped) -> None:
    closing(helped)
    assert queries.drift_for(helped.family) == []


def test_seeing_meeting_and_a_called_meeting_stop_the_rules(helped: Helped, plan: Plan) -> None:
    long_ago = today() - dt.timedelta(days=200)
    Episode.objects.filter(pk=helped.episode.pk).update(opened_on=long_ago)
    kinds = {rule.id: str(rule.kind) for rule in helped.pack.drift}

    def found() -> set[str]:
        return {kinds[one.rule_id] for one in queries.drift_for(helped.family)}

    assert {"no_contact", "no_meeting"} <= found()
    episodes.add_note(family=helped.family, kind="visit", headline="Saw them", detail="", by=helped.lead)
    assert "no_contact" not in found()
    a_meeting(helped)
    assert "no_meeting" not in found()
    assert not queries.families_drifting(helped.lead, levels=[str(uuid.uuid4())]).rows
