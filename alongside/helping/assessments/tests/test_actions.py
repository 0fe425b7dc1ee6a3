"""Starting, writing, sharing, handing over, signing off and discarding, on both councils' packs."""

from typing import Any

import pytest

from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.queries import events_of
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.operating_models.queries import due_on
from alongside.ground.operating_models.words import QuestionKind, Repeat
from alongside.helping.assessments import actions
from alongside.helping.assessments.errors import NotComplete
from alongside.helping.assessments.models import Answer, PageWork, ScaleScore
from alongside.helping.assessments.queries import (
    assessments_in_hand_of,
    assessments_of,
    changes_since_previous,
    get_assessment,
    in_force,
    in_hand,
    open_sheet,
    scales_over_time,
    statuses_of,
)
from alongside.helping.assessments.tests.factories import (
    PACKS,
    Helped,
    a_colleague,
    a_helped_family,
    a_signed_off_assessment,
    agree,
    an_assessment,
    complete,
)
from alongside.helping.assessments.words import AssessmentState, Provenance
from alongside.people.episodes.actions import change_level, close
from alongside.people.episodes.queries import story_of
from alongside.people.families.actions import notice_factor

pytestmark = pytest.mark.django_db


@pytest.fixture(params=PACKS)
def helped(request: pytest.FixtureRequest) -> Helped:
    """A family being helped, under each council's pack."""
    return a_helped_family(request.param, children=2)


def headlines(helped: Helped) -> list[str]:
    return [line.headline for line in story_of(helped.made.family, helped.lead)]


def test_the_level_decides_the_form(helped: Helped) -> None:
    short = a_helped_family(helped.pack.pack.info.id, full=False)
    full_form, short_form = an_assessment(helped).form_id, an_assessment(short).form_id
    assert full_form != short_form
    assert full_form == helped.pack.pack.level(helped.episode.level).form_id


def test_starting_remembers_why_and_when_it_is_due(helped: Helped) -> None:
    assessment = an_assessment(helped)
    assert assessment.state == AssessmentState.DRAFT
    assert (assessment.number, assessment.author) == (1, helped.lead)
    assert assessment.pack_version_id == helped.pack.version_id
    clock = helped.pack.pack.clock("assessment_due")
    assert assessment.due_rule.startswith(f"clocks.{clock.id}@")
    assert assessment.due_on > today()
    assert [event.kind for event in events_of(assessment)] == ["assessments.started"]
    assert any("started" in line for line in headlines(helped))


def test_no_assessment_without_agreement() -> None:
    helped = a_helped_family(agreed=False)
    with pytest.raises(Refused, match="The family has not agreed to be helped") as refused:
        an_assessment(helped)
    assert not isinstance(refused.value, NotAllowed)
    agree(helped.made, helped.lead)
    assert an_assessment(helped).number == 1


def test_only_one_is_in_hand(helped: Helped) -> None:
    an_assessment(helped)
    with pytest.raises(Refused, match=r"Leila Lead .* has one in hand already"):
        an_assessment(helped)


def test_no_assessment_at_a_level_without_a_form(helped: Helped) -> None:
    level = next(level for level in helped.pack.pack.levels if level.form_id is None)
    change_level(episode=helped.episode, seen_version=helped.episode.version, level=level.id, why="x", by=helped.lead)
    with pytest.raises(Refused, match="No early help assessment is made at"):
        an_assessment(helped)


def test_no_assessment_of_a_family_that_is_not_open(helped: Helped) -> None:
    close(episode=helped.episode, seen_version=helped.episode.version, reason="x", why="Better", by=helped.lead)
    with pytest.raises(Refused, match="not open to early help"):
        an_assessment(helped)


def test_a_stranger_starts_nothing(helped: Helped) -> None:
    with pytest.raises(NotAllowed, match="not part of the team"):
        actions.start_assessment(family=helped.made.family, by=a_user())


def test_known_facts_are_filled_in_with_their_origin(helped: Helped) -> None:
    factor = helped.pack.pack.factors[0].id
    notice_factor(
        family=helped.made.family, person=helped.made.children[0], factor=factor, evidence="Seen", by=helped.lead
    )
    sheet = open_sheet(an_assessment(helped))
    question = next(q for q in sheet.form.questions() if q.kind is QuestionKind.FACTORS)
    row = sheet.rows[question.id, ""]
    assert (row.value, row.provenance, row.origin, row.confirmed) == (
        [factor], Provenance.KNOWN, "The family's record", False,
    )  # fmt: skip
    assert row.origin_on == today()


def test_everybody_is_asked_about(helped: Helped) -> None:
    sheet = open_sheet(an_assessment(helped))
    subjects = {s.repeat: {p.subject.id for p in sheet.parts if p.section is s} for s in sheet.form.sections}
    assert subjects[Repeat.EACH_CHILD] == {str(child.pk) for child in helped.made.children}
    assert subjects[Repeat.EACH_NEED] == {need.id for need in helped.pack.pack.needs}


def test_an_incomplete_page_is_saved_and_says_so(helped: Helped) -> None:
    assessment = an_assessment(helped)
    part = open_sheet(assessment).parts[0]
    work = actions.save_page(
        assessment=assessment, section=part.section.id, subject="", answers={}, seen_version=1, by=helped.lead
    )
    assert (work.saved_by, work.version) == (helped.lead, 2)
    assessment.refresh_from_db()
    assert assessment.version == 2
    missing = open_sheet(assessment).missing()
    assert missing[0].section == part.section.id


def a_conditional(helped: Helped) -> tuple[str, str, str]:
    """A need's scale and the question a low number brings up: (section, scale, following)."""
    for section in helped.pack.pack.form(helped.pack.pack.level(helped.episode.level).form_id or "").sections:
        for question in section.questions:
            if question.shown_if and question.shown_if.at_most is not None:
                return section.id, question.shown_if.question, question.id
    raise AssertionError("the pack has no such question")


def test_an_answer_asked_no_longer_becomes_blank(helped: Helped) -> None:
    assessment = an_assessment(helped)
    section, scale, following = a_conditional(helped)
    need = helped.pack.pack.needs[0].id
    save: dict[str, Any] = {"assessment": assessment, "section": section, "subject": need, "by": helped.lead}
    actions.save_page(**save, answers={scale: 2, following: "Sleep"}, seen_version=1)
    assert Answer.objects.filter(question=following, subject=need).count() == 1
    actions.save_page(**save, answers={scale: 9, following: "Sleep"}, seen_version=2)
    assert not Answer.objects.filter(question=following).exists()
    assert Answer.objects.get(question=scale, subject=need).value == 9


def test_two_people_at_one_page_lose_nothing(helped: Helped) -> None:
    assessment = an_assessment(helped)
    actions.share(assessment=assessment, seen_version=1, by=helped.lead)
    colleague = a_colleague(helped)
    section, scale, _ = a_conditional(helped)
    first, second = (need.id for need in helped.pack.pack.needs[:2])
    save: dict[str, Any] = {"assessment": assessment, "section": section, "seen_version": 1}
    actions.save_page(**save, subject=first, answers={scale: 2}, by=helped.lead)
    with pytest.raises(Conflict) as conflict:
        actions.save_page(**save, subject=first, answers={scale: 8}, by=colleague)
    assert conflict.value.attempted[scale] == 8
    assert isinstance(conflict.value.current, PageWork)
    actions.save_page(**save, subject=second, answers={scale: 8}, by=colleague)
    assert {row.subject: (row.value, row.answered_by) for row in Answer.objects.filter(question=scale)} == {
        first: (2, helped.lead), second: (8, colleague),
    }  # fmt: skip


def test_looking_at_what_is_filled_in_confirms_it_and_changing_it_makes_it_typed(helped: Helped) -> None:
    factors = [factor.id for factor in helped.pack.pack.factors[:2]]
    notice_factor(
        family=helped.made.family, person=helped.made.children[0], factor=factors[0], evidence="", by=helped.lead
    )
    assessment = an_assessment(helped)
    part = open_sheet(assessment).parts[0]
    question = next(q.id for q in part.section.questions if q.kind is QuestionKind.FACTORS)
    save: dict[str, Any] = {"assessment": assessment, "section": part.section.id, "subject": "", "by": helped.lead}
    actions.save_page(**save, answers={question: factors[:1]}, seen_version=1)
    row = Answer.objects.get(question=question)
    assert (row.provenance, row.confirmed) == (Provenance.KNOWN, True)
    actions.save_page(**save, answers={question: factors[:1]}, seen_version=2)
    assert Answer.objects.get(question=question).answered_at == row.answered_at
    actions.save_page(**save, answers={question: factors}, seen_version=3)
    row.refresh_from_db()
    assert (row.provenance, row.origin, row.value) == (Provenance.TYPED, "", factors)


def test_a_page_the_form_does_not_have_is_not_there(helped: Helped) -> None:
    with pytest.raises(NotFoundForYou):
        actions.save_page(
            assessment=an_assessment(helped), section="made_up", subject="", answers={}, seen_version=1, by=helped.lead
        )


def test_a_question_the_page_does_not_ask_is_refused(helped: Helped) -> None:
    assessment = an_assessment(helped)
    part = open_sheet(assessment).parts[0]
    with pytest.raises(Refused, match="does not ask that"):
        actions.save_page(
            assessment=assessment, section=part.section.id, subject="", answers={"made_up": "x"}, seen_version=1,
            by=helped.lead,
        )  # fmt: skip


def test_a_draft_is_its_authors_alone_until_shared(helped: Helped) -> None:
    assessment = an_assessment(helped)
    colleague, manager = a_colleague(helped), a_user("team_manager")
    for other in (colleague, manager):
        with pytest.raises(NotFoundForYou):
            get_assessment(other, assessment.pk)
        assert assessments_of(helped.made.family, other) == []
        with pytest.raises(NotAllowed, match="somebody else's draft"):
            actions.share(assessment=assessment, seen_version=1, by=other)
    actions.share(assessment=assessment, seen_version=1, by=helped.lead)
    assert get_assessment(colleague, assessment.pk) == assessment
    with pytest.raises(NotFoundForYou):
        get_assessment(a_user(), assessment.pk)
    with pytest.raises(Refused, match="is 'shared'"):
        actions.share(assessment=assessment, seen_version=2, by=helped.lead)


def test_sharing_what_changed_meanwhile_is_a_conflict(helped: Helped) -> None:
    with pytest.raises(Conflict):
        actions.share(assessment=an_assessment(helped), seen_version=7, by=helped.lead)


def test_signing_off_lists_what_is_missing(helped: Helped) -> None:
    assessment = an_assessment(helped)
    with pytest.raises(NotComplete, match=r"\d+ things are still missing") as refused:
        actions.sign_off(assessment=assessment, seen_version=1, by=helped.lead)
    sections = {section.id for section in open_sheet(assessment).form.sections}
    assert {missing.section for missing in refused.value.missing} == sections
    assert str(NotComplete(refused.value.missing[:1])).startswith("1 thing is still missing.")


def test_signing_off_puts_it_in_force_and_records_each_needs_number(helped: Helped) -> None:
    assessment = an_assessment(helped)
    complete(assessment, helped.lead, scale=4)
    section = a_conditional(helped)[0]
    need, child = helped.pack.pack.needs[0], helped.made.children[0]
    page = open_sheet(assessment)
    part = page.part(section, need.id)
    actions.save_page(
        assessment=assessment, section=section, subject=need.id, by=helped.lead,
        answers={q.id: page.answers[need.id].get(q.id) for q in part.section.questions}, numbers={str(child.pk): 2},
        seen_version=page.saved[part.key].version,
    )  # fmt: skip
    assessment.refresh_from_db()
    signed = actions.sign_off(assessment=assessment, seen_version=assessment.version, by=helped.lead)
    assert (signed.state, signed.signed_off_by) == (AssessmentState.SIGNED_OFF, helped.lead)
    assert in_force(helped.made.family, helped.lead) == signed
    assert in_hand(helped.made.family) is None
    points = scales_over_time(helped.made.family)
    assert {p.need_id for p in points} == {n.id for n in helped.pack.pack.needs}
    mine = [(p.value, p.source) for p in points if p.need_id == need.id]
    assert mine == [(4, "Assessment"), (2, "Assessment")]
    own = ScaleScore.objects.get(scored_by_person=child)
    assert (own.value, own.need, own.on) == (2, need.id, today())
    assert [status.state for status in statuses_of(signed)] == ["draft", "signed_off"]
    assert any("signed off" in line for line in headlines(helped))


def test_nothing_signed_off_can_be_written(helped: Helped) -> None:
    signed = a_signed_off_assessment(helped)
    with pytest.raises(Refused, match="can't be changed"):
        actions.share(assessment=signed, seen_version=signed.version, by=helped.lead)


def test_a_new_version_begins_with_the_last_ones_answers(helped: Helped) -> None:
    first = a_signed_off_assessment(helped, scale=3)
    second = an_assessment(helped)
    assert (second.number, second.previous, second.due_on) == (2, first, due_on(
        helped.pack.pack, "assessment_due", second.started_at).on)  # fmt: skip
    sheet = open_sheet(second)
    assert sheet.answers == open_sheet(first).answers
    assert {(row.provenance, row.origin, row.confirmed) for row in sheet.rows.values()} == {
        (Provenance.EARLIER, "Assessment 1", False)
    }
    assert sheet.missing()[0].text == f"{sheet.parts[0].section.title}: what is filled in has not been looked at"
    assert changes_since_previous(sheet) == []
    complete(second, helped.lead, scale=8)
    actions.sign_off(assessment=second, seen_version=second.version, by=helped.lead)
    first.refresh_from_db()
    assert first.state == AssessmentState.SUPERSEDED
    changed = {(change.before, change.after) for change in changes_since_previous(open_sheet(second))}
    assert (3, 8) in changed
    assert [p.value for p in scales_over_time(helped.made.family)[:1]] == [3]


def test_coming_back_keeps_only_what_the_form_asks_again(helped: Helped) -> None:
    a_signed_off_assessment(helped, scale=3)
    helped.episode.refresh_from_db()
    close(episode=helped.episode, seen_version=helped.episode.version, reason="x", why="Better", by=helped.lead)
    from alongside.people.episodes.actions import open_episode

    open_episode(
        family=helped.made.family, level=helped.episode.level, pack_version_id=helped.pack.version_id,
        by=the_system(), why="Back",
    )  # fmt: skip
    again = open_sheet(an_assessment(helped))
    from_before = {row.question for row in again.rows.values() if row.provenance == Provenance.EARLIER}
    wanted = {q.id for q in again.form.questions() if q.prefill == "previous.same_question"}
    assert from_before == wanted
    assert again.assessment.number == 2


def test_a_draft_of_an_episode_that_closed_stays_as_it_was(helped: Helped) -> None:
    assessment = an_assessment(helped)
    close(episode=helped.episode, seen_version=helped.episode.version, reason="x", why="Moved", by=helped.lead)
    with pytest.raises(Refused, match="Help for this family has ended"):
        actions.share(assessment=assessment, seen_version=1, by=helped.lead)
    assert not open_sheet(get_assessment(helped.lead, assessment.pk)).is_open
    assert list(assessments_in_hand_of(helped.lead)) == []
