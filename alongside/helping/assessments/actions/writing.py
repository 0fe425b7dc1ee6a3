"""Starting an assessment and writing in it."""

import datetime as dt
from collections.abc import Mapping

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import LONDON, now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import Conflict, save_seen
from alongside.ground.operating_models.queries import Answer, Due, Form, Pack, due_on, pack_at
from alongside.ground.operating_models.words import ClockKind, ClockStart
from alongside.helping.assessments import known
from alongside.helping.assessments.models import Answer as AnswerRow
from alongside.helping.assessments.models import Assessment, PageWork
from alongside.helping.assessments.policies import (
    Choosable,
    FormPart,
    clean_answer,
    clean_numbers,
    is_answered,
    not_asked_any_more,
)
from alongside.helping.assessments.queries import (
    Sheet,
    agreement_standing,
    form_to_use,
    in_hand,
    latest_finished,
    lay_out,
    open_sheet,
    why_not_start,
)
from alongside.helping.assessments.within_actions import lock_in_hand, remember
from alongside.helping.assessments.words import EACH_PERSONS_NUMBER, Provenance
from alongside.people.consent.queries import AgreementStanding
from alongside.people.episodes.actions import tell
from alongside.people.episodes.models import Episode
from alongside.people.episodes.queries import lead_of, open_episode_of
from alongside.people.episodes.words import StoryKind
from alongside.people.families.models import Family
from alongside.people.families.queries import members_of

UPSERTED = ["value", "provenance", "origin", "origin_on", "confirmed", "answered_by", "answered_at"]


@action
def start_assessment(*, family: Family, by: User) -> Assessment:
    """Start an assessment, or its next version, filled in with what is known; a draft private to whoever starts it.

    The form is the one of the family's level under the pack the episode began with. Raises Refused without the family's
    agreement, at a level without an assessment, or while another is in hand; NotAllowed when the person may not.
    """
    locked = Family.objects.select_for_update().get(pk=family.pk)
    episode = open_episode_of(locked)
    agreement = agreement_standing(locked)
    form = form_to_use(episode) if episode else None
    require(by, Permission.WRITE_ASSESSMENT, locked)
    verdict = why_not_start(by, locked, episode, in_hand(locked), agreed=agreement.agreed)
    if not verdict or episode is None or form is None:
        raise Refused(verdict.reason)
    pack = pack_at(episode.pack_version_id)
    previous = latest_finished(locked)
    due = _due(pack, episode, agreement, previous)
    latest = Assessment.objects.filter(family=locked).order_by("-number").first()
    assessment = Assessment.objects.create(
        family=locked, episode=episode, form_id=form.id, form_version=form.version,
        pack_version_id=episode.pack_version_id, number=latest.number + 1 if latest else 1, previous=previous,
        author=by, started_by=by, started_at=now(), started_on=today(), due_on=due.on, due_rule=due.rule_id,
    )  # fmt: skip
    _fill_in(assessment, pack, form, by)
    remember(assessment, by)
    tell(
        family=locked, episode=episode, kind=StoryKind.ASSESSMENT, headline=f"{form.title} started", by=by,
        source=assessment,
    )  # fmt: skip
    audit.record(
        kind="assessments.started", by=by, record=assessment, family_id=locked.pk, rule_id=assessment.due_rule,
        pack_version_id=episode.pack_version_id, detail={"form": form.id, "number": assessment.number},
    )  # fmt: skip
    return assessment


@action
def save_page(
    *, assessment: Assessment, section: str, subject: str, answers: Mapping[str, Answer], seen_version: int, by: User,
    numbers: Mapping[str, int | None] | None = None,
) -> PageWork:  # fmt: skip
    """Save one page, complete or not; answers to questions that are asked no longer become blank.

    `answers` are by question id, all those of the page; `numbers` are each person's own number for a need, by person
    id. `seen_version` is the page's version as it was read (1 before anybody saved it). Raises Conflict when somebody
    else saved the page meanwhile, Refused (naming the question) for an answer that does not fit.
    """
    locked = lock_in_hand(assessment, by)
    sheet = open_sheet(locked)
    part = sheet.part(section, subject)
    new = _cleaned(sheet, part, answers, numbers)
    work, _ = PageWork.objects.get_or_create(assessment=locked, section=section, subject=subject)
    work.saved_by, work.saved_at = by, now()
    try:
        save_seen(work, seen_version, fields=["saved_by", "saved_at"])
    except Conflict as conflict:
        raise Conflict(conflict.current, dict(new)) from None
    changed = _write(sheet, part, new, by)
    save_seen(locked, locked.version, fields=[])
    audit.record(
        kind="assessments.page_saved", by=by, record=locked, family_id=locked.family_id,
        pack_version_id=locked.pack_version_id,
        detail={"section": section, "subject": subject, "changed": sorted(changed)},
    )  # fmt: skip
    return work


def _due(pack: Pack, episode: Episode, agreement: AgreementStanding, previous: Assessment | None) -> Due:
    """When it is due by the pack's clock; a later version in the same episode counts from now."""
    start = now()
    if previous is None or previous.episode_id != episode.pk:
        starts_on = pack.clock(ClockKind.ASSESSMENT_DUE).starts_on
        start = _clock_start(starts_on, episode, agreement) or start
    return due_on(pack, ClockKind.ASSESSMENT_DUE, start)


def _clock_start(starts_on: ClockStart, episode: Episode, agreement: AgreementStanding) -> dt.datetime | None:
    if starts_on is ClockStart.AGREEMENT_GIVEN:
        return _at_noon(min(answer.given_on for answer in agreement.people if answer.holds))
    if starts_on is ClockStart.LEAD_NAMED:
        lead = lead_of(episode)
        return lead.since if lead else None
    return _at_noon(episode.opened_on)


def _at_noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), LONDON)


def _fill_in(assessment: Assessment, pack: Pack, form: Form, by: User) -> None:
    members = members_of(assessment.family)
    parts = lay_out(form, pack, members, assessment.started_on)
    said = known.contact_facts(assessment.family, by, assessment.episode)
    facts = {**known.from_the_record(assessment.family, members), **said}
    earlier: dict[tuple[str, str], known.Known] = {}
    previous = assessment.previous
    if previous is not None:
        rows = AnswerRow.objects.filter(assessment=previous)
        same_episode = previous.episode_id == assessment.episode_id
        choosable = Choosable({str(m.id) for m in members}, {factor.id for factor in pack.factors})
        earlier = known.from_earlier(previous, rows, parts, choosable, everything=same_episode)
    found = known.filled(parts, facts, earlier)
    at = now()
    AnswerRow.objects.bulk_create(
        AnswerRow(
            assessment=assessment, question=question, subject=subject, value=fact.value, provenance=fact.provenance,
            origin=fact.origin, origin_on=fact.origin_on, confirmed=False, answered_by=by, answered_at=at,
        )
        for (question, subject), fact in found.items()
    )  # fmt: skip


def _cleaned(
    sheet: Sheet, part: FormPart, answers: Mapping[str, Answer], numbers: Mapping[str, int | None] | None
) -> dict[str, Answer]:
    asked = {question.id: question for question in part.section.questions}
    if unknown := set(answers) - set(asked):
        raise Refused("This page does not ask that.", field=min(unknown))
    cleaned = {name: clean_answer(q, answers.get(name), sheet.choosable) for name, q in asked.items()}
    if numbers is not None:
        cleaned[EACH_PERSONS_NUMBER] = clean_numbers(numbers, sheet.choosable.people)  # type: ignore[assignment]
    return cleaned


def _write(sheet: Sheet, part: FormPart, new: dict[str, Answer], by: User) -> list[str]:
    """Write the page's answers, and drop those that are blank or asked no longer. Returns the ids that changed."""
    subject, at = part.subject.id, now()
    after = {key: dict(values) for key, values in sheet.answers.items()}
    after[subject] = {**after.get(subject, {}), **new}
    stale = not_asked_any_more(sheet.form, after)
    kept: list[AnswerRow] = []
    changed: list[str] = []
    for question, value in new.items():
        row = sheet.rows.get((question, subject))
        if (question, subject) in stale or not is_answered(value):
            changed += [question] if row else []
            stale.add((question, subject))
        elif row is None or row.value != value:
            changed.append(question)
            kept.append(_typed(sheet.assessment, question, subject, value, by, at))
        elif not row.confirmed:
            row.confirmed = True
            kept.append(row)
    AnswerRow.objects.filter(pk__in=[row.pk for key, row in sheet.rows.items() if key in stale]).delete()
    AnswerRow.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["assessment", "question", "subject"], update_fields=UPSERTED
    )
    return changed


def _typed(assessment: Assessment, question: str, subject: str, value: Answer, by: User, at: dt.datetime) -> AnswerRow:
    return AnswerRow(
        assessment=assessment, question=question, subject=subject, value=value, provenance=Provenance.TYPED,
        confirmed=True, answered_by=by, answered_at=at,
    )  # fmt: skip
