"""Small tables in, answers out: days, choices, forms and places under both packs."""

import datetime as dt

import pytest

from alongside.ground.lib.clock import LONDON
from alongside.ground.operating_models.engine.choices import (
    allowed_decisions,
    form_for_level,
    routes_for,
    why_not,
    why_not_age,
    why_not_route,
)
from alongside.ground.operating_models.engine.days import due_on, in_words, priority_due, review_on
from alongside.ground.operating_models.engine.forms import Answer, blank_stale, holds, visible_questions
from alongside.ground.operating_models.engine.places import locality_of_ward, postcode_inside
from alongside.ground.operating_models.engine.stories import disagreements
from alongside.ground.operating_models.schema import DatedDays, Expect, Given, Pack, ShownIf, Story, Within
from alongside.ground.operating_models.words import ClockKind, CountDays, DecisionNeed, StoryEvent


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=LONDON)


def test_amber_before_good_friday_says_when_why_and_what_is_assumed(stockton: Pack) -> None:
    due = priority_due(stockton, "amber", at("2017-04-13T16:40"))
    assert (due.on, due.in_words(), due.rule_id) == (dt.date(2017, 5, 2), "10 working days", "priorities.amber")
    assert due.assumption == "The paper says days, not which; working days are assumed."


def test_a_priority_may_change_on_a_date_and_the_day_of_the_event_decides(stockton: Pack) -> None:
    change = DatedDays(from_=dt.date(2018, 1, 1), days=7, count=CountDays.CALENDAR, unverified="to be agreed")
    amber = stockton.priority("amber")
    within = amber.respond_within.model_copy(update={"changes": (change,)})
    pack = stockton.model_copy(update={"priorities": (amber.model_copy(update={"respond_within": within}),)})
    assert priority_due(pack, "amber", at("2017-12-29T09:00")).on == dt.date(2018, 1, 15)
    later = priority_due(pack, "amber", at("2018-01-01T00:10"))
    assert (later.on, later.rule_id) == (dt.date(2018, 1, 8), "priorities.amber@2018-01-01")
    assert later.assumption == "Not verified: to be agreed"


def test_a_sourced_priority_that_needs_no_caveat_has_none(stockton: Pack) -> None:
    amber = stockton.priority("amber")
    plain = amber.model_copy(update={"respond_within": Within(days=1, count=CountDays.CALENDAR)})
    pack = stockton.model_copy(update={"priorities": (plain,)})
    assert priority_due(pack, "amber", at("2017-04-13T16:40")).assumption is None


@pytest.mark.parametrize(
    ("clock", "started", "due", "rule"),
    [
        ("assessment_due", "2021-03-31T23:59", "2021-05-24", "clocks.assessment_due@2020-01-01"),
        ("assessment_due", "2021-04-01T00:01", "2021-05-18", "clocks.assessment_due@2021-04-01"),
        ("assessment_due", "2019-12-02T10:00", "2020-01-23", "clocks.assessment_due@2020-01-01"),  # before any value
        (
            "plan_review",
            "2020-02-01T10:00",
            "2020-03-14",
            "clocks.plan_review@2020-01-01",
        ),  # over a leap day, a Saturday
    ],
)
def test_a_clock_uses_the_value_in_force_on_the_day_it_starts(
    york: Pack, clock: str, started: str, due: str, rule: str
) -> None:
    answer = due_on(york, clock, at(started))
    assert (answer.on.isoformat(), answer.rule_id) == (due, rule)
    assert answer.assumption is not None


def test_a_utc_moment_before_midnight_in_summer_is_the_next_day_in_london(york: Pack) -> None:
    moment = dt.datetime(2021, 6, 14, 23, 30, tzinfo=dt.UTC)
    assert priority_due(york, "same_day", moment).on == dt.date(2021, 6, 15)


def test_one_day_is_one_day() -> None:
    assert in_words(1, CountDays.WORKING) == "1 working day"
    assert in_words(14, CountDays.CALENDAR) == "14 calendar days"


def test_reviews_follow_the_level(york: Pack) -> None:
    assert review_on(york, "level_3", dt.date(2021, 1, 25)) == dt.date(2021, 3, 8)
    assert review_on(york, "level_1", dt.date(2021, 1, 25)) is None


def test_unknown_ids_are_named(york: Pack) -> None:
    for look in (york.level, york.route, york.priority, york.clock, york.decision, york.factor, york.need, york.form,
                 york.tool, york.agency, york.team_kind, york.response, york.panel, york.area):  # fmt: skip
        with pytest.raises(KeyError, match=r"no .* 'nothing'"):
            look("nothing")
    with pytest.raises(KeyError, match="Form 'review' has no question 'nothing'"):
        york.form("review").question("nothing")


def test_what_can_be_found_is_found(york: Pack) -> None:
    assert str(york.words.front_door) == "MASH"
    assert york.tool("graded_care_profile_2").record_only is True
    assert york.factor("young_carer").caveat is None
    assert york.need("safety").in_use_on(dt.date(2030, 1, 1))
    assert not york.need("safety").model_copy(update={"retired_on": dt.date(2021, 1, 1)}).in_use_on(dt.date(2021, 1, 1))


def test_decisions_keep_to_level_route_and_use(york: Pack) -> None:
    ids = [decision.id for decision in allowed_decisions(york, "level_2")]
    assert ids == ["give_advice", "attach_to_family", "name_lead", "ask_for_more"]
    limited = tuple(
        d.model_copy(update={"routes": ("step_down",)} if d.id == "name_lead" else {"retired_on": dt.date(2021, 1, 1)})
        for d in york.decisions
    )
    pack = york.model_copy(update={"decisions": limited})
    assert [d.id for d in allowed_decisions(pack, "level_2", "step_down")] == ["name_lead"]
    assert allowed_decisions(pack, "level_2", "mash_agency") == ()


def test_why_not_names_everything_missing(york: Pack) -> None:
    said = why_not(york, decision_id="send_to_panel", level_id="level_3", route_id=None, has=[DecisionNeed.RATIONALE])
    assert said == (
        "'Send to the multi-agency panel' needs the family's agreement "
        "and an answer from each partner who was asked first."
    )
    everything = list(DecisionNeed)
    assert why_not(york, decision_id="send_to_panel", level_id="level_3", route_id=None, has=everything) is None
    assert (
        why_not(york, decision_id="send_to_panel", level_id="level_2", route_id=None, has=everything)
        == "'Send to the multi-agency panel' cannot follow a contact at Level 2, additional needs."
    )


def test_routes_are_for_those_who_may_use_them(york: Pack, stockton: Pack) -> None:
    assert [route.id for route in routes_for(york, "public")] == ["mash_public"]
    assert [route.id for route in routes_for(stockton, "school")] == ["service_with_eha", "family_asks"]
    assert why_not_route(york, "mash_agency", "school") is None
    assert why_not_route(york, "step_down", "school") == "'Step down from social care' is for Children's social care."


def test_levels_have_their_forms_and_ages_their_limits(york: Pack, stockton: Pack) -> None:
    assert [form.id if (form := form_for_level(york, level.id)) else None for level in york.levels] == [
        None, "feha_short", "feha_full", None,
    ]  # fmt: skip
    secondary = form_for_level(stockton, "secondary")
    assert secondary is not None
    assert secondary.id == "support_profile"
    assert why_not_age(york, 19, has_send=False) is None
    assert why_not_age(york, 26, has_send=True) == "This service is for ages 0 to 19, or to 25 with SEND."


@pytest.mark.parametrize(
    ("condition", "answer", "expected"),
    [
        (ShownIf(question="q", is_="yes"), "yes", True),
        (ShownIf(question="q", is_="yes"), True, True),
        (ShownIf(question="q", is_="no"), False, True),
        (ShownIf(question="q", is_="yes"), None, False),
        (ShownIf(question="q", is_not="yes"), None, True),
        (ShownIf(question="q", is_not="yes"), "yes", False),
        (ShownIf(question="q", includes="a"), ["a", "b"], True),
        (ShownIf(question="q", includes="a"), "a", False),
        (ShownIf(question="q", at_least=3), 3, True),
        (ShownIf(question="q", at_least=3), "2", False),
        (ShownIf(question="q", at_least=0), "", False),
        (ShownIf(question="q", at_most=6), 0, True),
        (ShownIf(question="q", at_most=6), 7, False),
    ],
)
def test_a_condition_holds_or_does_not(condition: ShownIf, answer: Answer, expected: bool) -> None:
    assert holds(condition, answer) is expected


def test_hidden_questions_lose_their_answers(york: Pack) -> None:
    form = york.form("feha_full")
    answers: dict[str, Answer] = {"safe_to_talk": "not_safe", "who_apart": "Dad"}
    assert "who_apart" in visible_questions(form, answers)
    assert blank_stale(form, answers) == answers
    assert blank_stale(form, {**answers, "safe_to_talk": "safe"}) == {"safe_to_talk": "safe"}


def test_wards_lie_in_every_tier_and_postcodes_inside_or_out(york: Pack, stockton: Pack) -> None:
    assert {tier: area.name for tier, area in locality_of_ward(york, "E05010330").items()} == {
        "local_area": "West",
        "city": "York",
    }
    assert locality_of_ward(stockton, "E05010330") == {}
    assert postcode_inside(york, "yo24 3aa")
    assert not postcode_inside(york, "TS18 1AA")


def story(given: Given, expect: Expect) -> Story:
    return Story(id="one", title="One", given=given, expect=expect)


@pytest.mark.parametrize(
    ("given", "expect", "said"),
    [
        (
            Given(event=StoryEvent.CONTACT_RECEIVED),
            Expect(due_on=dt.date(2021, 1, 1)),
            "given has no clock or priority",
        ),
        (
            Given(event=StoryEvent.CLOCK_STARTED, clock=ClockKind.PANEL_WAIT),
            Expect(due_on=dt.date(2021, 1, 1)),
            "no at",
        ),
        (Given(event=StoryEvent.CONTACT_DECIDED, level="level_3"), Expect(decisions=()), "expects nothing, but"),
        (
            Given(event=StoryEvent.CONTACT_DECIDED, level="level_1"),
            Expect(form="feha_full"),
            "by this pack it is nothing",
        ),
        (Given(event=StoryEvent.ADDRESS_KNOWN, ward="E05010330"), Expect(locality={}), "expects no area"),
        (Given(event=StoryEvent.FORM_ANSWERED, form="review"), Expect(shown=("why_step_up",)), "expects why_step_up"),
        (Given(event=StoryEvent.FORM_ANSWERED, form="review"), Expect(hidden=("decision",)), "which are shown"),
        (Given(event=StoryEvent.CONTACT_RECEIVED, child_age=20), Expect(refused_because="ages 5"), "ages 0 to 19"),
        (Given(event=StoryEvent.CONTACT_RECEIVED, child_age=10), Expect(refused_because="ages"), "it is nothing"),
    ],
)
def test_a_story_that_does_not_come_true_says_what_the_pack_makes_of_it(
    york: Pack, given: Given, expect: Expect, said: str
) -> None:
    (found,) = disagreements(york, story(given, expect))
    assert said in found[1]


def test_both_packs_have_twelve_stories_or_more(york: Pack, stockton: Pack) -> None:
    for pack in (york, stockton):
        assert len(pack.examples) >= 12
        assert [disagreements(pack, one) for one in pack.examples] == [[]] * len(pack.examples)


def test_the_two_packs_disagree_where_their_papers_do(york: Pack, stockton: Pack) -> None:
    assert {n.id for n in york.needs} != {n.id for n in stockton.needs}
    assert (len(york.needs), len(york.factors), len(york.plans.good_help)) == (7, 11, 7)
    assert [(p.name, p.respond_within.days) for p in stockton.priorities] == [("Red", 3), ("Amber", 10), ("Green", 15)]
    assert york.panels
    assert not stockton.panels
