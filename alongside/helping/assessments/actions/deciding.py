"""What becomes of an assessment: shared, handed over, signed off, discarded."""

import uuid

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.models import save_seen
from alongside.helping.assessments.errors import NotComplete
from alongside.helping.assessments.models import Answer, Assessment, PageWork
from alongside.helping.assessments.policies import ASSESSMENT, numbers_at_sign_off
from alongside.helping.assessments.queries import Sheet, open_sheet, why_not_decide
from alongside.helping.assessments.within_actions import lock_in_hand, remember, write_scale
from alongside.helping.assessments.words import AssessmentState, ScaleSource
from alongside.people.episodes.actions import tell
from alongside.people.episodes.words import StoryKind
from alongside.people.families.actions import let_read


@action
def share(*, assessment: Assessment, seen_version: int, by: User) -> Assessment:
    """Share a draft with the team around the family: they may read it and write in it. Raises Conflict."""
    locked = lock_in_hand(assessment, by)
    _move(locked, "share", seen_version, by)
    _tell(locked, "Assessment shared with the team", by)
    return locked


@action
def hand_over(*, assessment: Assessment, to: User, why: str, seen_version: int, by: User) -> Assessment:
    """Make somebody else the author, a setting for which it was started say (B2); a draft becomes theirs alone.

    Raises NotAllowed unless the author or the lead practitioner asks; Refused when the other may not write assessments.
    """
    locked = lock_in_hand(assessment, by)
    _check_may_decide(by, locked)
    if not to.is_active or not may(to, Permission.WRITE_ASSESSMENT):
        raise Refused("This person can't write assessments.", what_to_do="Choose somebody else.", field="to")
    if to.pk == locked.author_id:
        raise Refused("They are its author already.", field="to")
    if not why.strip():
        raise Refused("Say why it is handed over.", field="why")
    locked.author = to
    save_seen(locked, seen_version, fields=["author"])
    let_read(family=locked.family, principals=[to.principal], by=by)
    remember(locked, by, why.strip())
    _tell(locked, f"Assessment handed to {to.name}, {to.agency.name}", by, detail=why.strip())
    audit.record(kind="assessments.handed_over", by=by, record=locked, family_id=locked.family_id, detail={"to": to.pk})
    return locked


@action
def sign_off(*, assessment: Assessment, seen_version: int, by: User) -> Assessment:
    """Sign an assessment off: it is in force, the one before is superseded, and its numbers join the family's scales.

    Raises NotComplete listing what is missing, Conflict when anybody wrote in it since it was read.
    """
    locked = lock_in_hand(assessment, by)
    _check_may_decide(by, locked)
    sheet = open_sheet(locked)
    if missing := sheet.missing():
        raise NotComplete(missing)
    _supersede_the_one_before(locked, by)
    locked.signed_off_at, locked.signed_off_by = now(), by
    _move(locked, "sign_off", seen_version, by, "signed_off_at", "signed_off_by")
    _record_scales(sheet, by)
    _tell(locked, f"{sheet.form.title} signed off", by)
    return locked


@action
def discard(*, assessment: Assessment, seen_version: int, by: User) -> Assessment:
    """Discard one's own draft: what it said is deleted, that there was one is kept. Refused once it is shared."""
    locked = lock_in_hand(assessment, by)
    _move(locked, "discard", seen_version, by)
    Answer.objects.filter(assessment=locked).delete()
    PageWork.objects.filter(assessment=locked).delete()
    _tell(locked, "Draft assessment discarded", by)
    return locked


def _check_may_decide(by: User, assessment: Assessment) -> None:
    verdict = why_not_decide(by, assessment)
    if not verdict:
        raise NotAllowed(verdict.reason)


def _move(assessment: Assessment, name: str, seen_version: int, by: User, *more: str) -> None:
    transition = ASSESSMENT.step(AssessmentState(assessment.state), name)
    assessment.state = transition.target
    save_seen(assessment, seen_version, fields=["state", *more])
    remember(assessment, by)
    audit.record(
        kind=f"assessments.{transition.event}", by=by, record=assessment, family_id=assessment.family_id,
        pack_version_id=assessment.pack_version_id,
    )  # fmt: skip


def _tell(assessment: Assessment, headline: str, by: User, detail: str = "") -> None:
    tell(
        family=assessment.family, episode=assessment.episode, kind=StoryKind.ASSESSMENT, headline=headline,
        detail=detail, by=by, source=assessment,
    )  # fmt: skip


def _supersede_the_one_before(assessment: Assessment, by: User) -> None:
    rows = Assessment.objects.select_for_update().filter(family=assessment.family_id, state=AssessmentState.SIGNED_OFF)
    for earlier in rows.order_by("number"):
        _move(earlier, "supersede", earlier.version, by)


def _record_scales(sheet: Sheet, by: User) -> None:
    """Each need's number, and each person's own, as they stand at sign-off."""
    names = {str(member.id): member.name for member in sheet.members}
    needs = {need.id for need in sheet.pack.needs}
    for given in numbers_at_sign_off(sheet.parts, sheet.answers, needs, names, sheet.assessment.author.name):
        write_scale(
            family=sheet.assessment.family, episode=sheet.assessment.episode, need=given.need, value=given.value,
            scored_by=given.scored_by, scored_by_person_id=uuid.UUID(given.person) if given.person else None,
            source=ScaleSource.ASSESSMENT, pack_version_id=sheet.assessment.pack_version_id, on=today(),
            assessment=sheet.assessment, by=by,
        )  # fmt: skip
