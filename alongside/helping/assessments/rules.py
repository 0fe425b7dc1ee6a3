"""Who may read and write an assessment: the team's rules, and that a draft is its author's alone until shared."""

from django.db.models import Q, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.queries import Verdict, may, visible_to
from alongside.ground.access.words import Permission
from alongside.helping.assessments.models import Assessment
from alongside.helping.assessments.words import AssessmentState

PRIVATE = (AssessmentState.DRAFT, AssessmentState.DISCARDED)


def readable(rows: QuerySet[Assessment], by: User) -> QuerySet[Assessment]:
    """Those of the assessments this person may read."""
    return visible_to(rows, by, Permission.SEE_ASSESSMENT).filter(Q(author=by) | ~Q(state__in=PRIVATE))


def may_write(by: User, assessment: Assessment) -> Verdict:
    """Whether this person may change the assessment (whether it can be changed now is another question)."""
    if assessment.state in PRIVATE and assessment.author_id != by.pk:
        return Verdict(False, "This is somebody else's draft. It can be read and written once they share it.")
    return may(by, Permission.WRITE_ASSESSMENT, assessment)


def may_decide(by: User, assessment: Assessment, lead_id: int | None) -> Verdict:
    """Whether this person may sign it off or hand it to somebody else: its author or the lead practitioner."""
    allowed = may_write(by, assessment)
    if not allowed or by.pk in (assessment.author_id, lead_id):
        return allowed
    return Verdict(False, "The assessment's author or the lead practitioner does this. Ask one of them.")
