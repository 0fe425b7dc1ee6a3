"""Numbers over time: the needs' scales and the scores of tools."""

import datetime as dt

import pytest

from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.queries import events_of
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.helping.assessments import actions
from alongside.helping.assessments.queries import scales_over_time, tool_scores_of
from alongside.helping.assessments.tests.factories import PACKS, Helped, a_helped_family
from alongside.people.episodes.queries import story_of
from alongside.people.families.tests.factories import a_person

pytestmark = pytest.mark.django_db
TOMORROW = dt.timedelta(days=1)


@pytest.fixture(params=PACKS)
def helped(request: pytest.FixtureRequest) -> Helped:
    """A family being helped, under each council's pack."""
    return a_helped_family(request.param)


def test_a_review_adds_a_number_to_a_need(helped: Helped) -> None:
    need = helped.pack.pack.needs[0]
    _, score = (
        actions.record_scale(
            episode=helped.episode, need=need.id, value=value, scored_by="The family", source=source, by=helped.lead
        )
        for value, source in ((3, "assessment"), (6, "review"))
    )
    points = scales_over_time(helped.made.family)
    assert [(p.need, p.value, p.scored_by, p.source) for p in points] == [
        (need.name, 3, "The family", "Assessment"),
        (need.name, 6, "The family", "Review"),
    ]
    assert [event.kind for event in events_of(score)] == ["assessments.scale_recorded"]


def test_a_number_can_be_somebodys_own_and_about_somebody(helped: Helped) -> None:
    child = helped.made.children[0]
    score = actions.record_scale(
        episode=helped.episode, need=helped.pack.pack.needs[0].id, value=0, scored_by="Child1 Harper", source="closing",
        by=helped.lead, scored_by_person=child, about=child, pack_version_id=helped.pack.version_id,
        on=today() - TOMORROW,
    )  # fmt: skip
    assert (score.scored_by_person, score.about, score.on) == (child, child, today() - TOMORROW)


@pytest.mark.parametrize(
    ("change", "said", "field"),
    [
        ({"need": "made_up"}, "not in the council's list", "need"),
        ({"value": 11}, "from 0 to 10", "value"),
        ({"value": True}, "from 0 to 10", "value"),
        ({"scored_by": " "}, "Say who gave the number", "scored_by"),
        ({"on": dt.date(2999, 1, 1)}, "in the future", "on"),
    ],
)
def test_a_number_that_cannot_be_is_refused(change: dict[str, object], said: str, field: str) -> None:
    helped = a_helped_family()
    given = {"need": helped.pack.pack.needs[0].id, "value": 5, "scored_by": "The family", "on": today(), **change}
    with pytest.raises(Refused, match=said) as refused:
        actions.record_scale(episode=helped.episode, source="review", by=helped.lead, **given)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_tools_score_is_kept_with_its_range_and_told(helped: Helped) -> None:
    tool = helped.pack.pack.tools[-1]
    measure = tool.measures[0]
    score = actions.record_tool_score(
        family=helped.made.family, person=helped.made.children[0], tool=tool.id, measure=measure.id, value=measure.max,
        note=" With mum ", on=today() - TOMORROW, by=helped.lead,
    )  # fmt: skip
    assert (score.lowest, score.highest, score.note) == (measure.min, measure.max, "With mum")
    assert tool_scores_of(helped.made.family) == [score]
    line = story_of(helped.made.family, helped.lead, kinds=["score"]).get()
    assert tool.name in line.headline
    assert line.happened_on == today() - TOMORROW


@pytest.mark.parametrize(
    ("change", "said", "field"),
    [
        ({"tool": "made_up"}, "tool is not in the council's list", "tool"),
        ({"measure": "made_up"}, "has no such score", "measure"),
        ({"value": 1000.0}, "is scored from", "value"),
        ({"value": float("nan")}, "is scored from", "value"),
        ({"person": None}, "not in the family", "person"),
        ({"on": dt.date(2999, 1, 1)}, "in the future", "on"),
    ],
)
def test_a_score_that_cannot_be_is_refused(change: dict[str, object], said: str, field: str) -> None:
    helped = a_helped_family()
    tool = helped.pack.pack.tools[0]
    given = {"tool": tool.id, "measure": tool.measures[0].id, "value": tool.measures[0].min,
             "person": helped.made.children[0], **change}  # fmt: skip
    given["person"] = given["person"] or a_person()
    with pytest.raises(Refused, match=said) as refused:
        actions.record_tool_score(family=helped.made.family, by=helped.lead, **given)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_scoring_needs_permission(helped: Helped) -> None:
    stranger, tool = a_user(), helped.pack.pack.tools[0]
    with pytest.raises(NotAllowed):
        actions.record_tool_score(
            family=helped.made.family, person=helped.made.children[0], tool=tool.id, measure=tool.measures[0].id,
            value=tool.measures[0].min, by=stranger,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        actions.record_scale(
            episode=helped.episode, need=helped.pack.pack.needs[0].id, value=5, scored_by="x", source="review",
            by=stranger,
        )  # fmt: skip
