"""Assessments for tests, in situations reached through the real actions. Everybody is made up."""

from dataclasses import dataclass
from typing import Any

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.operating_models.queries import AdoptedPack, Answer, Form, Question
from alongside.ground.operating_models.words import QuestionKind
from alongside.helping.assessments import actions
from alongside.helping.assessments.models import Assessment
from alongside.helping.assessments.policies import FormPart, asked_in
from alongside.helping.assessments.queries import Sheet, open_sheet
from alongside.people.consent.actions import record_agreement
from alongside.people.consent.words import AgreementState, HowGiven
from alongside.people.episodes.actions import name_lead, open_episode
from alongside.people.episodes.models import Episode
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack

PACKS = ("york-2020", "stockton-2016")


@dataclass
class Helped:
    """A family being helped: who leads, at which level, under which pack."""

    made: MadeFamily
    episode: Episode
    lead: User
    pack: AdoptedPack


def level_with(pack: AdoptedPack, *, full: bool) -> str:
    """The id of the lowest level with an assessment form, or of the highest."""
    levels = [level.id for level in pack.pack.levels if level.form_id]
    return levels[-1] if full else levels[0]


def a_helped_family(
    pack: str = PACKS[0], *, full: bool = True, agreed: bool = True, parents: int = 1, children: int = 1,
    surname: str = "Harper",
) -> Helped:  # fmt: skip
    """A family with a lead practitioner, which agreed to be helped unless said."""
    adopted = a_pack(pack)
    lead = a_user("family_worker", name="Leila Lead")
    made = a_family(parents=parents, children=children, surname=surname, readers=(lead.principal,))
    episode = open_episode(
        family=made.family, level=level_with(adopted, full=full), pack_version_id=adopted.version_id, by=the_system(),
        why="Worried about school",
    )  # fmt: skip
    manager = a_user("team_manager")
    name_lead(episode=episode, user=lead, why="Knows the family", by=manager)
    if agreed:
        agree(made, lead)
    made.family.refresh_from_db()
    episode.refresh_from_db()
    return Helped(made, episode, lead, adopted)


def agree(made: MadeFamily, by: User) -> None:
    """The family's first parent agrees to be helped."""
    record_agreement(
        family=made.family, person=made.parents[0], state=AgreementState.GIVEN, how=HowGiven.IN_PERSON, by=by
    )


def an_assessment(helped: Helped) -> Assessment:
    """A draft of the lead practitioner."""
    return actions.start_assessment(family=helped.made.family, by=helped.lead)


def a_colleague(helped: Helped) -> User:
    """Another practitioner who works with the family."""
    from alongside.people.episodes.actions import add_to_team

    colleague = a_user(name="Col League")
    add_to_team(episode=helped.episode, user=colleague, by=a_user("team_manager"))
    helped.made.family.refresh_from_db()
    return colleague


def an_answer(question: Question, sheet: Sheet, *, scale: int = 7) -> Answer:
    """Something that answers the question."""
    plain: dict[QuestionKind, Any] = {
        QuestionKind.TEXT: "A line", QuestionKind.LONG_TEXT: f"What there is to say about {question.id}",
        QuestionKind.YES_NO: "no", QuestionKind.DATE: "2026-03-03", QuestionKind.SCALE: scale,
        QuestionKind.PERSON: str(sheet.members[0].id), QuestionKind.FACTORS: [sheet.pack.factors[0].id],
    }  # fmt: skip
    if question.kind is QuestionKind.CHOICE:
        return question.options[0].id
    return [question.options[0].id] if question.kind is QuestionKind.CHOICES else plain[question.kind]


def answers_for(sheet: Sheet, part: FormPart, *, scale: int = 7) -> dict[str, Answer]:
    """Answers to everything the page asks, in as many rounds as its conditions need."""
    given: dict[str, Answer] = {}
    for _ in part.section.questions:
        known = {**sheet.answers, part.subject.id: {**sheet.answers.get(part.subject.id, {}), **given}}
        given = {q.id: an_answer(q, sheet, scale=scale) for q in asked_in(sheet.form, part, known)}
    return given


def complete(assessment: Assessment, by: User, *, scale: int = 7) -> None:
    """Fill in every page."""
    for part in open_sheet(assessment).parts:
        sheet = open_sheet(assessment)
        work = sheet.saved.get(part.key)
        actions.save_page(
            assessment=assessment, section=part.section.id, subject=part.subject.id, by=by,
            answers=answers_for(sheet, part, scale=scale), seen_version=work.version if work else 1,
        )  # fmt: skip
    assessment.refresh_from_db()


def a_signed_off_assessment(helped: Helped, *, scale: int = 7) -> Assessment:
    """Complete and signed off by the lead practitioner."""
    assessment = an_assessment(helped)
    complete(assessment, helped.lead, scale=scale)
    return actions.sign_off(assessment=assessment, seen_version=assessment.version, by=helped.lead)


def section_with(form: Form, kind: QuestionKind) -> str:
    """The id of the first section that asks a question of this kind."""
    return next(section.id for section in form.sections if any(q.kind is kind for q in section.questions))
