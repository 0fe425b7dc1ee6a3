"""Deciding about an assessment: discarding, handing over, who decides, and its clock."""

import pytest

from alongside.ground.access.actions import close_account
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.operating_models.words import ClockStart
from alongside.helping.assessments import actions
from alongside.helping.assessments.actions.writing import _clock_start
from alongside.helping.assessments.errors import NotComplete
from alongside.helping.assessments.models import Answer, PageWork
from alongside.helping.assessments.queries import (
    agreement_standing,
    assessments_in_hand_of,
    assessments_of,
    get_assessment,
    open_sheet,
    statuses_of,
)
from alongside.helping.assessments.tests.factories import (
    PACKS,
    Helped,
    a_colleague,
    a_helped_family,
    an_assessment,
    complete,
)
from alongside.helping.assessments.words import AssessmentState, PageState
from alongside.people.episodes.queries import story_of

pytestmark = pytest.mark.django_db


@pytest.fixture(params=PACKS)
def helped(request: pytest.FixtureRequest) -> Helped:
    """A family being helped, under each council's pack."""
    return a_helped_family(request.param, children=2)


def headlines(helped: Helped) -> list[str]:
    return [line.headline for line in story_of(helped.made.family, helped.lead)]


def test_discarding_deletes_what_the_draft_said(helped: Helped) -> None:
    assessment = an_assessment(helped)
    complete(assessment, helped.lead)
    assert list(assessments_in_hand_of(helped.lead)) == [assessment]
    actions.discard(assessment=assessment, seen_version=assessment.version, by=helped.lead)
    assert not Answer.objects.filter(assessment=assessment).exists()
    assert not PageWork.objects.filter(assessment=assessment).exists()
    assert assessments_of(helped.made.family, helped.lead) == []
    assert an_assessment(helped).number == 2


def test_what_is_shared_is_not_discarded(helped: Helped) -> None:
    assessment = an_assessment(helped)
    actions.share(assessment=assessment, seen_version=1, by=helped.lead)
    with pytest.raises(Refused, match="is 'shared'"):
        actions.discard(assessment=assessment, seen_version=2, by=helped.lead)


def test_it_is_handed_to_the_setting_it_was_started_for(helped: Helped) -> None:
    assessment = an_assessment(helped)
    school = a_user(name="Sam School")
    moved = actions.hand_over(
        assessment=assessment, to=school, why="The school knows them best", seen_version=1, by=helped.lead
    )
    assert (moved.author, moved.state) == (school, AssessmentState.DRAFT)
    assert get_assessment(school, assessment.pk).started_by == helped.lead
    with pytest.raises(NotFoundForYou):
        get_assessment(helped.lead, assessment.pk)
    assert any("handed to Sam School" in line for line in headlines(helped))
    assert [status.reason for status in statuses_of(assessment)] == ["", "The school knows them best"]


@pytest.mark.parametrize(
    ("to", "why", "said", "field"),
    [
        ("social_worker", "x", "can't write assessments", "to"),
        ("closed", "x", "can't write assessments", "to"),
        ("self", "x", "its author already", "to"),
        ("practitioner", " ", "Say why it is handed over", "why"),
    ],
)
def test_it_is_not_handed_to_just_anybody(to: str, why: str, said: str, field: str) -> None:
    helped = a_helped_family()
    assessment = an_assessment(helped)
    other = helped.lead if to == "self" else a_user("practitioner" if to == "closed" else to)
    if to == "closed":
        close_account(user=other, by=the_system())
    with pytest.raises(Refused, match=said) as refused:
        actions.hand_over(assessment=assessment, to=other, why=why, seen_version=1, by=helped.lead)
    assert refused.value.field == field


def test_only_author_or_lead_decides(helped: Helped) -> None:
    assessment = an_assessment(helped)
    actions.share(assessment=assessment, seen_version=1, by=helped.lead)
    colleague = a_colleague(helped)
    with pytest.raises(NotAllowed, match="author or the lead practitioner does this"):
        actions.hand_over(assessment=assessment, to=colleague, why="x", seen_version=2, by=colleague)
    moved = actions.hand_over(assessment=assessment, to=colleague, why="x", seen_version=2, by=helped.lead)
    with pytest.raises(NotComplete):
        actions.sign_off(assessment=moved, seen_version=moved.version, by=helped.lead)


def test_the_clock_counts_from_what_the_pack_says(helped: Helped) -> None:
    standing = agreement_standing(helped.made.family)
    agreed, led, decided = (
        _clock_start(start, helped.episode, standing)
        for start in (ClockStart.AGREEMENT_GIVEN, ClockStart.LEAD_NAMED, ClockStart.CONTACT_DECIDED)
    )
    assert agreed and agreed.date() == today()
    assert led == helped.episode.leads.get().since
    assert decided and decided.date() == helped.episode.opened_on
    helped.episode.leads.all().delete()
    assert _clock_start(ClockStart.LEAD_NAMED, helped.episode, standing) is None


def test_the_pages_say_how_far_they_are(helped: Helped) -> None:
    from alongside.helping.assessments.policies import state_of

    assessment = an_assessment(helped)
    complete(assessment, helped.lead)
    sheet = open_sheet(assessment)
    states = {state_of(sheet.form, part, sheet.answers, saved=part.key in sheet.saved) for part in sheet.parts}
    assert states == {PageState.COMPLETE}
    assert sheet.missing() == []
