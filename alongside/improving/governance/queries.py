"""Reading alerts and what led to them, who looked at a family's record, and requests for one's own record."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from alongside.ground.access.models import User
from alongside.ground.access.queries import Verdict, is_masked, may, people_who_may, require
from alongside.ground.access.words import Permission
from alongside.ground.audit.models import Alert, Event
from alongside.ground.audit.queries import (
    ReadersOfAKind,
    Reading,
    closed_alerts,
    last_readers,
    open_alerts,
    readers_by_agency_and_role,
    reads_by,
)
from alongside.ground.audit.reading import note
from alongside.ground.audit.words import AlertKind, ReadAction, Standing
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou
from alongside.ground.lib.pages import KeysetPage, keyset
from alongside.improving.governance.models import SubjectItem, SubjectRequest
from alongside.improving.governance.rules import may_see_readers
from alongside.improving.governance.words import RequestState
from alongside.people.families.models import Family, Person
from alongside.people.families.queries import family_labels
from alongside.people.protection.models import Restriction

BEFORE = dt.timedelta(hours=24)
AFTER = {AlertKind.BREAK_GLASS: dt.timedelta(hours=24), AlertKind.RESTRICTED_ATTEMPT: dt.timedelta(days=30)}
A_MOMENT = dt.timedelta(minutes=5)  # the reading that raised an alert is written just after it
MOST_READS = 200


@dataclass(frozen=True)
class Led:
    """What led to an alert: readings, the latest first, and how many more there are than are listed."""

    reads: list[Event] = field(default_factory=list)
    more: int = 0


def alerts_page(by: User, mark: str = "") -> KeysetPage[Alert]:
    """A page of open alerts, oldest first, for a privacy officer; raises NotAllowed for anybody else."""
    require(by, Permission.REVIEW_ACCESS)
    return keyset(open_alerts().select_related("about__agency"), order=("raised_at", "id"), mark=mark)


def closed_page(by: User, mark: str = "") -> KeysetPage[Alert]:
    """A page of alerts that were looked at, the latest first."""
    require(by, Permission.REVIEW_ACCESS)
    return keyset(closed_alerts().select_related("about__agency"), order=("-closed_at", "-id"), mark=mark)


def get_alert(by: User, alert_id: uuid.UUID) -> Alert:
    """One alert, for a privacy officer, whose looking is written down too; raises NotFoundForYou when there is none."""
    require(by, Permission.REVIEW_ACCESS)
    found = Alert.objects.select_related("about__agency", "raised_by", "closed_by").filter(pk=alert_id).first()
    if found is None:
        raise NotFoundForYou
    note(by=by, record_type=found._meta.label_lower, record_id=found.pk, standing=Standing.OVERSIGHT)
    return found


def led_to(alert: Alert) -> Led:
    """The readings that led to an alert: of its reader, in the day before it; and after it, where that matters.

    For one record (an emergency, a refused attempt) only readings of that record. Two queries.
    """
    kind = AlertKind(alert.kind)
    until = alert.raised_at + AFTER.get(kind, A_MOMENT)
    rows = reads_by(alert.about, alert.raised_at - BEFORE).filter(at__lte=until).filter(_about(alert, kind))
    reads = list(rows[: MOST_READS + 1])
    more = rows.count() - MOST_READS if len(reads) > MOST_READS else 0
    return Led(reads[:MOST_READS], more)


def _about(alert: Alert, kind: AlertKind) -> Q:
    """Which readings an alert of this kind is about."""
    record = alert.detail.get("record")
    if record:
        same = Q(record_id=record)
        return same | Q(family_id=alert.family_id) if alert.family_id else same
    match kind:
        case AlertKind.OWN_FAMILY:
            return Q(family_id__in=alert.detail.get("families", []))
        case AlertKind.DENIED_ATTEMPT:
            return Q(kind=ReadAction.DENIED.kind)
        case AlertKind.SEARCH_FOR_OWN_NAME:
            return Q(kind=ReadAction.SEARCHED.kind)
        case _:
            return Q(family_id__isnull=False)


def subject_of(alert: Alert) -> uuid.UUID | None:
    """The one family or person an alert is about, if it is about one."""
    record = alert.detail.get("record")
    return alert.family_id or (uuid.UUID(record) if record else None)


def references_of(records: Iterable[uuid.UUID], by: User) -> dict[uuid.UUID, str]:
    """What to call each family or person without naming them: the reference of their restriction, or part of their id.

    Whoever is cleared for a family by name reads its name. At most four queries.
    """
    wanted = set(records)
    kept = Restriction.objects.filter(Q(family__in=wanted) | Q(person__in=wanted), lifted_at=None)
    found = {one: f"record …{one.hex[-8:]}" for one in wanted}
    named = kept.order_by("-set_at").annotate(subject=Coalesce("family_id", "person_id"))
    found |= dict(named.values_list("subject", "reference"))
    mine = wanted & set(by.rights.cleared)
    return found | {family: f"{label} ({found[family]})" for family, label in family_labels(mine).items()}


def last_readers_of(by: User, family: Family) -> list[Reading]:
    """Who looked at a family's record last, for whoever may know; raises NotAllowed for others."""
    _require_readers(by, family)
    return last_readers(family.pk)


def who_has_seen(by: User, family: Family) -> list[ReadersOfAKind]:
    """'Who has seen my record', to be given to the family: agencies and roles, nobody named.

    Giving it is written down as printing. Raises NotAllowed for whoever may not know.
    """
    standing = _require_readers(by, family).standing
    note(
        by=by, record_type=family._meta.label_lower, record_id=family.pk, family_id=family.pk, standing=standing,
        action=ReadAction.PRINTED,
    )  # fmt: skip
    return readers_by_agency_and_role(family.pk)


def _require_readers(by: User, family: Family) -> Verdict:
    verdict = may_see_readers(by, family)
    if not verdict:
        raise NotAllowed(verdict.reason)
    return verdict


def request_by_id(request_id: uuid.UUID) -> SubjectRequest:
    """A request, for the worker that gathers it."""
    return SubjectRequest.objects.select_related("person").get(pk=request_id)


def requests_page(by: User, mark: str = "") -> KeysetPage[SubjectRequest]:
    """A page of requests that are not answered yet, the first due first; for those who answer them."""
    require(by, Permission.ANSWER_REQUESTS)
    rows = SubjectRequest.objects.exclude(state__in=[RequestState.SENT, RequestState.REFUSED])
    return keyset(rows.select_related("handled_by", "reviewer"), order=("due_on", "id"), mark=mark)


def get_request(by: User, request_id: uuid.UUID) -> SubjectRequest:
    """One request, by reference; raises NotFoundForYou when there is none. Nobody is named in it."""
    require(by, Permission.ANSWER_REQUESTS)
    rows = SubjectRequest.objects.select_related("handled_by", "reviewer", "recorded_by__agency")
    found = rows.filter(pk=request_id).first()
    if found is None:
        raise NotFoundForYou
    return found


def may_read_about(request: SubjectRequest) -> bool:
    """Whether the reader of this page may read what is written about whoever asks.

    No longer, once that person's record is kept closely and the reader is not cleared for it.
    """
    person = Person.objects.filter(pk=request.person_id).first()
    return person is not None and not is_masked(person)


def items_of(by: User, request: SubjectRequest, *, undecided: bool = False, mark: str = "") -> KeysetPage[SubjectItem]:
    """A page of what was gathered, for the two who answer the request; looking is written down. None for others."""
    rows = _items(by, request)
    return keyset(rows.filter(decision="") if undecided else rows, order=("number", "id"), mark=mark, size=50)


def all_items(by: User, request: SubjectRequest) -> list[SubjectItem]:
    """Everything that was gathered, in order."""
    return list(_items(by, request).order_by("number"))


def get_item(by: User, request: SubjectRequest, item_id: uuid.UUID) -> SubjectItem:
    """One item; raises NotFoundForYou for whoever does not answer the request."""
    found = _items(by, request).filter(pk=item_id).select_related("request").first()
    if found is None:
        raise NotFoundForYou
    return found


def counts_of(by: User, request: SubjectRequest) -> dict[str, int]:
    """How many items were decided in which way; under '' those that are not."""
    rows = _items(by, request).order_by().values_list("decision").annotate(Count("pk"))
    return dict(rows)


def requests_for(by: User) -> QuerySet[SubjectRequest]:
    """Requests that need this person: to take on, to decide, or to agree."""
    if not may(by, Permission.ANSWER_REQUESTS):
        return SubjectRequest.objects.none()
    mine = Q(state=RequestState.RECEIVED)
    mine |= Q(state=RequestState.GATHERING, handled_by=by) | Q(state=RequestState.REVIEW, reviewer=by)
    return SubjectRequest.objects.filter(mine)


def reviewers_for(by: User) -> QuerySet[User]:
    """Who could agree to what this person decided."""
    return people_who_may(Permission.ANSWER_REQUESTS).exclude(pk=by.pk)


def _items(by: User, request: SubjectRequest) -> QuerySet[SubjectItem]:
    """What was gathered, for the two who answer the request; reading it is written down."""
    if by.pk not in (request.handled_by_id, request.reviewer_id) or not may_read_about(request):
        return SubjectItem.objects.none()
    note(by=by, record_type=request._meta.label_lower, record_id=request.pk, standing=Standing.DUTY)
    return SubjectItem.objects.filter(request=request)
