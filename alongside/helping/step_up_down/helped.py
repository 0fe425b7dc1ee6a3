"""The parts of a referral that early help's own work fills in: assessment, children's words, scales, plan."""

from collections.abc import Iterator

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import as_text, local_date
from alongside.ground.operating_models.queries import Pack
from alongside.ground.operating_models.words import QuestionKind, Repeat
from alongside.helping.assessments.queries import Sheet, in_force, open_sheet, scales_over_time
from alongside.helping.plans.models import Plan
from alongside.helping.step_up_down.models import Referral
from alongside.people.families.models import Family

LONGEST_ANSWER = 1200


class NotForReferrer(Exception):  # an answer, not a failure
    """The referrer may not see this part; social care is told that it exists and whom to ask."""


def assessment(referral: Referral, by: User, pack: Pack) -> list[str]:
    """What the signed-off assessment says, need by need."""
    sheet = _sheet(referral, by)
    if sheet is None:
        return []
    signed = sheet.assessment.signed_off_at
    first = f"{sheet.form.title}, signed off on {as_text(local_date(signed))}" if signed else sheet.form.title
    return [first, *_answers(sheet, children=False)]


def child_voice(referral: Referral, by: User, pack: Pack) -> list[str]:
    """What each child said, in their own words."""
    sheet = _sheet(referral, by)
    return list(_answers(sheet, children=True)) if sheet else []


def scales(referral: Referral, by: User, pack: Pack) -> list[str]:
    """Each need's first and latest number."""
    if not referral.family:
        return []
    _must(by, Permission.SEE_ASSESSMENT, referral.family)
    points: dict[str, list[str]] = {}
    for point in scales_over_time(referral.family):
        points.setdefault(point.need, []).append(f"{point.value} on {as_text(point.on)} ({point.scored_by})")
    return [f"{need}: {said[0]}" + (f", then {said[-1]}" if len(said) > 1 else "") for need, said in points.items()]


def plan(referral: Referral, by: User, pack: Pack) -> list[str]:
    """Each outcome of the plan, how it stands, and what was done."""
    if not referral.family or not referral.episode_id:
        return []
    found = Plan.objects.filter(episode=referral.episode_id).prefetch_related("outcomes__actions").first()
    if found is None:
        return []
    _must(by, Permission.SEE_PLAN, referral.family)
    lines = []
    for outcome in found.outcomes.all():
        actions = list(outcome.actions.all())
        done = sum(action.state == "done" for action in actions)
        lines.append(f"{outcome.words}: {outcome.get_state_display().lower()}, {done} of {len(actions)} actions done")
    return lines


def _sheet(referral: Referral, by: User) -> Sheet | None:
    if not referral.family:
        return None
    _must(by, Permission.SEE_ASSESSMENT, referral.family)
    found = in_force(referral.family, by)
    return open_sheet(found) if found else None


def _must(by: User, permission: Permission, family: Family) -> None:
    if not may(by, permission, family):
        raise NotForReferrer


def _answers(sheet: Sheet, *, children: bool) -> Iterator[str]:
    for part in sheet.parts:
        if (part.section.repeat == Repeat.EACH_CHILD) is not children:
            continue
        for question in part.section.questions:
            row = sheet.rows.get((question.id, part.subject.id))
            said = _in_words(question.kind, {o.id: o.label for o in question.options}, row.value) if row else ""
            if said:
                about = f"{part.subject.label}, " if part.subject.label else ""
                yield f"{about}{question.label} {said}"


def _in_words(kind: QuestionKind, options: dict[str, str], value: object) -> str:
    if kind in (QuestionKind.PERSON, QuestionKind.FACTORS) or value in (None, "", []):
        return ""
    if isinstance(value, list):
        return "; ".join(options.get(str(one), str(one)) for one in value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    said = options.get(str(value), str(value))
    return f"{said} out of 10" if kind == QuestionKind.SCALE else said[:LONGEST_ANSWER]
