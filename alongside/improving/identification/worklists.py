"""Families put off to a day that has come, among what needs whoever put them off."""

from django.db.models import CharField, OuterRef, Subquery, Value

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.helping.worklists.registry import Source
from alongside.improving.identification.models import Candidate, CandidateStatus, CountedFamily
from alongside.improving.identification.rules import open_to
from alongside.improving.identification.words import CandidateState

NOT_BY_A_PERSON = (CandidateState.LISTED, CandidateState.LEFT)


def put_off_until_now(by: User) -> list[Source]:
    """Families that wait on a list again because the day to which this person put them off has come."""
    if not may(by, Permission.DECIDE_MAY_NEED_HELP):
        return []
    statuses = CandidateStatus.objects.filter(candidate=OuterRef("pk")).order_by("-at", "-id")
    decided = statuses.exclude(state__in=NOT_BY_A_PERSON)
    waiting = Candidate.objects.filter(
        state=CandidateState.LISTED, counted__in=open_to(CountedFamily.objects.all(), by)
    ).annotate(
        decided=Subquery(decided.values("state")[:1]), decided_by=Subquery(decided.values("by")[:1]),
        came_back=Subquery(statuses.values("at")[:1]),
        said=Value("You put this family off to this day", output_field=CharField()),
    )  # fmt: skip
    mine = waiting.filter(decided=CandidateState.DEFERRED, decided_by=by.pk)
    return [Source("look_again", mine, since="came_back", due="came_back", family="", what="said")]
