"""What the pages of an assessment show, in words."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.urls import reverse

from alongside.ground.design_system.charts import Chart
from alongside.ground.design_system.charts import Point as Dot
from alongside.ground.design_system.charts import scales_over_time as drawn
from alongside.ground.lib.clock import as_text
from alongside.ground.operating_models.queries import pack_at
from alongside.ground.operating_models.words import Prefill, Repeat
from alongside.helping.assessments.family_copy import in_words
from alongside.helping.assessments.known import Known
from alongside.helping.assessments.models import Answer, Assessment, EarlierAssessment, ToolScore
from alongside.helping.assessments.policies import FormPart, Missing, asked_in, is_answered, numbers_given, state_of
from alongside.helping.assessments.queries import Point, Sheet, changes_since_previous
from alongside.helping.assessments.words import AssessmentState, PageState, Provenance
from alongside.people.families.queries import described

COLOURS = {
    PageState.NOT_STARTED: "grey",
    PageState.FILLED_IN: "blue",
    PageState.LOOKED_AT: "amber",
    PageState.COMPLETE: "green",
}
STATE_COLOURS = {"draft": "grey", "shared": "blue", "signed_off": "green", "superseded": "grey", "discarded": "grey"}
LONGEST_NOTE = 400


@dataclass(frozen=True)
class Task:
    """One page of the assessment in its task list."""

    title: str
    href: str
    state: str
    colour: str
    who: str


@dataclass(frozen=True)
class TaskGroup:
    """A section's pages."""

    title: str
    tasks: list[Task]


@dataclass(frozen=True)
class Answered:
    """A question and its answer in words, with who wrote it or where it came from."""

    ask: str
    says: str
    whence: str


@dataclass(frozen=True)
class AnsweredPart:
    """A page's questions and answers, and the address where they are changed ('' when they cannot be)."""

    title: str
    href: str
    answers: list[Answered] = field(default_factory=list)


@dataclass(frozen=True)
class Version:
    """One version in the family's list."""

    title: str
    href: str
    state: str
    colour: str
    author: str
    when: str


def page_address(assessment: Assessment, section: str, subject: str) -> str:
    """Where one page is written."""
    return reverse(
        "assessments:page",
        kwargs={"family_id": assessment.family_id, "assessment_id": assessment.pk, "section": section,
                "subject": subject or "family"},
    )  # fmt: skip


def subject_of(part: str) -> str:
    """The subject named in an address."""
    return "" if part == "family" else part


def address(name: str, assessment: Assessment) -> str:
    """The address of one of the assessment's own pages."""
    return reverse(f"assessments:{name}", kwargs={"family_id": assessment.family_id, "assessment_id": assessment.pk})


def task_groups(sheet: Sheet) -> list[TaskGroup]:
    """The task list: each page, how far it is, and who wrote it."""
    groups: list[TaskGroup] = []
    for section in sheet.form.sections:
        tasks = [_task(sheet, part) for part in sheet.parts if part.section is section]
        if tasks:
            groups.append(TaskGroup(section.title, tasks))
    return groups


def progress(groups: list[TaskGroup]) -> tuple[int, int]:
    """How many pages are complete, of how many."""
    tasks = [task for group in groups for task in group.tasks]
    return sum(task.state == PageState.COMPLETE.label for task in tasks), len(tasks)


def _task(sheet: Sheet, part: FormPart) -> Task:
    work = sheet.saved.get(part.key)
    saved = work is not None and work.saved_at is not None
    state = state_of(sheet.form, part, sheet.answers, saved=saved)
    who = ""
    if work is not None and work.saved_by is not None and work.saved_at is not None:
        who = f"{work.saved_by.name}, {work.saved_by.agency.name}, {as_text(work.saved_at)}"
    title = part.subject.label or part.section.title
    return Task(title, page_address(sheet.assessment, *part.key), state.label, COLOURS[state], who)


def answered_parts(sheet: Sheet, *, may_change: bool) -> list[AnsweredPart]:
    """Everything asked, with the answers, for checking and reading."""
    found = []
    for part in sheet.parts:
        given = sheet.answers.get(part.subject.id, {})
        answers = [
            Answered(q.label, in_words(sheet, q, given[q.id]), whence(sheet.rows[q.id, part.subject.id]))
            if is_answered(given.get(q.id))
            else Answered(q.label, "Not answered", "")
            for q in asked_in(sheet.form, part, sheet.answers)
        ]
        names = {str(member.id): member.name for member in sheet.members}
        numbers = {who: value for who, value in numbers_given(given).items() if who in names}
        if numbers and part.section.repeat is Repeat.EACH_NEED:
            said = "; ".join(f"{names[who]}: {value}" for who, value in numbers.items())
            answers.append(Answered("Each person’s own number", said, ""))
        title = f"{part.section.title}: {part.subject.label}" if part.subject.id else part.section.title
        found.append(AnsweredPart(title, page_address(sheet.assessment, *part.key) if may_change else "", answers))
    return found


def whence(row: Answer) -> str:
    """Who wrote an answer, or where it came from and whether anybody looked at it."""
    if row.provenance == Provenance.TYPED:
        return f"{row.answered_by.name}, {as_text(row.answered_at)}"
    on = f", {as_text(row.origin_on)}" if row.origin_on else ""
    return f"{row.origin}{on}{'' if row.confirmed else ', not looked at yet'}"


def notes_for(sheet: Sheet, part: FormPart, facts: Mapping[Prefill, Known]) -> dict[str, str]:
    """Beside each question: where its answer came from, or what is known that may help answer it."""
    notes: dict[str, str] = {}
    for question in part.section.questions:
        row = sheet.rows.get((question.id, part.subject.id))
        fact = facts.get(question.prefill) if question.prefill else None
        if row is not None and row.provenance != Provenance.TYPED:
            on = f" of {as_text(row.origin_on)}" if row.origin_on else ""
            notes[question.id] = f"Filled in from {_in_a_sentence(row.origin)}{on}. Put right what is wrong."
        elif row is None and fact is not None and part.subject.id:
            said = str(fact.value)
            cut = said if len(said) <= LONGEST_NOTE else f"{said[:LONGEST_NOTE]}…"
            notes[question.id] = f"{fact.origin}, {as_text(fact.origin_on)}, said of the whole family: “{cut}”"
    return notes


def _in_a_sentence(origin: str) -> str:
    return origin[:1].lower() + origin[1:]


def missing_links(sheet: Sheet) -> list[tuple[Missing, str]]:
    """What is missing, each with the address where it is put right."""
    found = []
    for missing in sheet.missing():
        where = page_address(sheet.assessment, missing.section, missing.subject)
        found.append((missing, f"{where}#id_{missing.question}" if missing.question else where))
    return found


def earlier_lines(found: Iterable[EarlierAssessment], names: Mapping[uuid.UUID, str]) -> list[list[str]]:
    """Rows of what the system used before says: what, about whom, when, its words; of people who may be named."""
    return [
        [one.kind or "A record", names[one.person_id], _when(one), one.says or "Nothing more is written"]
        for one in found
        if one.person_id in names
    ]


def _when(one: EarlierAssessment) -> str:
    began = as_text(one.began_on) if one.began_on else "Day not known"
    return f"{began} to {as_text(one.ended_on)}" if one.ended_on and one.ended_on != one.began_on else began


def versions(assessments: list[Assessment]) -> list[Version]:
    """The family's assessments, latest first."""
    return [
        Version(
            f"Assessment {one.number}: {pack_at(one.pack_version_id).form(one.form_id).title}",
            address("assessment", one),
            AssessmentState(one.state).label, STATE_COLOURS[one.state],
            f"{one.author.name}, {one.author.agency.name}",
            f"Signed off {as_text(one.signed_off_at)}" if one.signed_off_at else f"Started {as_text(one.started_on)}",
        )
        for one in assessments
    ]  # fmt: skip


def changes(sheet: Sheet) -> list[list[str]]:
    """Rows of what changed since the version before: where, the question, before, now."""
    rows = []
    for change in changes_since_previous(sheet):
        where = change.part.subject.label or change.part.section.title
        before, after = (
            in_words(sheet, change.question, value) if is_answered(value) else "Not answered"
            for value in (change.before, change.after)
        )
        rows.append([where, change.question.label, before, after])
    return rows


def scale_summary(points: list[Point]) -> list[list[str]]:
    """Rows of how each need has changed: the need, the first number, the latest, and the change in words."""
    rows = []
    for need in dict.fromkeys(point.need for point in points):
        agreed = [point for point in points if point.need == need and not point.own]
        if agreed:
            first, last = agreed[0], agreed[-1]
            rows.append([need, _number(first), _number(last), _change(last.value - first.value, len(agreed))])
    return rows


def _number(point: Point) -> str:
    return f"{point.value}, on {as_text(point.on)} ({point.source.lower()})"


def _change(difference: int, times: int) -> str:
    if times == 1:
        return "Scored once"
    if difference == 0:
        return "No change"
    return f"{'Up' if difference > 0 else 'Down'} {abs(difference)}"


def scale_charts(points: list[Point]) -> list[Chart]:
    """A picture with its table for each need, a line for each person who gave numbers."""
    needs = dict.fromkeys(point.need for point in points)
    return [
        drawn(need, [Dot(point.scored_by, point.on, point.value) for point in points if point.need == need])
        for need in needs
    ]


@dataclass(frozen=True)
class ToolScores:
    """The scores of one measure: its picture, and every score with who gave it."""

    title: str
    better: str
    chart: Chart
    rows: list[list[str]]


def tool_scores(scores: list[ToolScore]) -> list[ToolScores]:
    """Each measure of each tool that was scored, a line for each person."""
    groups: dict[tuple[uuid.UUID, str, str], list[ToolScore]] = {}
    for score in scores:
        groups.setdefault((score.pack_version_id, score.tool, score.measure), []).append(score)
    found: dict[str, ToolScores] = {}
    for (version, tool_id, measure_id), group in groups.items():
        tool = pack_at(version).tool(tool_id)
        measure = next(one for one in tool.measures if one.id == measure_id)
        title = f"{tool.name}, {measure.name}"
        earlier = found.get(title)
        names = {score.pk: described(score.person).name for score in group}
        rows = [
            [as_text(s.on), names[s.pk], f"{s.value:g}", f"{s.recorded_by.name}, {s.recorded_by.agency.name}",
             s.note or "No note"]
            for s in group
        ]  # fmt: skip
        dots = [Dot(names[s.pk], s.on, s.value) for s in group]
        chart = drawn(title, dots, lowest=int(measure.min), highest=round(measure.max + 0.49))
        found[title if earlier is None else f"{title} ({as_text(group[0].on)} and after)"] = ToolScores(
            title, f"{measure.min:g} to {measure.max:g}; {measure.better.value} is better", chart, rows
        )
    return list(found.values())
