"""A family's rights: requests for one's own record, how long records are kept, and holds."""

import datetime as dt
import uuid

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema, Status
from pydantic import Field

from alongside.doors.api.shapes import LARGEST, Taken, WhyTold
from alongside.doors.api.signing_in import person
from alongside.ground.lib.errors import NotFoundForYou
from alongside.improving.governance import actions, queries
from alongside.improving.governance.models import SubjectItem, SubjectRequest
from alongside.improving.governance.words import AskedAs, Decision, Exemption, RequestState
from alongside.improving.retention import actions as retention
from alongside.improving.retention.queries import disposals, dry_run, family_to_hold, hold_on
from alongside.people.families.queries import get_family, people_of

router = Router(tags=["records"])


class AskedOut(Schema):
    """A request for somebody's own record, by reference; nobody is named. `copy` is where its file is, once agreed."""

    id: uuid.UUID
    reference: str
    state: RequestState
    asked_on: dt.date
    due_on: dt.date
    asked_as: AskedAs
    handled_by: str
    reviewer: str
    gathered: bool
    copy_at: str


class RequestsOut(Schema):
    """A page of requests not answered yet; give `next` as `after` for the one that follows."""

    requests: list[AskedOut]
    next: str


class ItemOut(Schema):
    """One thing held about the person, what is proposed for it, and what was decided."""

    id: uuid.UUID
    number: int
    kind: str
    on: dt.date | None
    text: str
    proposed: str
    others: list[str]
    decision: str
    shown: str
    exemption: str
    reason: str


class ItemsOut(Schema):
    """A page of items; give `next` as `after` for the one that follows."""

    items: list[ItemOut]
    next: str


class DueOut(Schema):
    """A record that a rule says has been kept long enough; `held` says what holds it all the same."""

    kind: str
    record_id: uuid.UUID
    rule: str
    due_on: dt.date
    held: str


class GoneOut(Schema):
    """A record that was disposed of, with numbers that name nobody."""

    kind: str
    record_id: uuid.UUID
    rule: str
    due_on: dt.date
    disposed_at: dt.datetime
    counted: dict[str, object]


class DisposalsOut(Schema):
    """A page of the disposal log, the latest first."""

    disposed: list[GoneOut]
    next: str


class RequestTold(Taken):
    """Somebody asked for what is held about a person of the family."""

    asked_on: dt.date
    asked_as: AskedAs


class TakenOn(Taken):
    """How you made sure who asks."""

    identity_checked: str = Field(max_length=20_000)


class Decided(Taken):
    """What becomes of an item: `shown` with parts removed, `exemption` and `reason` for what is kept back."""

    decision: Decision
    shown: str = Field("", max_length=200_000)
    exemption: Exemption | None = None
    reason: str = Field("", max_length=20_000)


class ReviewerTold(Taken):
    """Who is asked to agree."""

    reviewer: int = Field(ge=1, le=LARGEST)


class HoldTold(Taken):
    """Why the record must be kept whatever the rules say."""

    reason: str = Field(max_length=20_000)


@router.post(
    "/families/{family_id}/people/{person_id}/record-requests", response={201: AskedOut}, summary="Somebody asks"
)
def post_record_request(
    request: HttpRequest, family_id: uuid.UUID, person_id: uuid.UUID, told: RequestTold
) -> Status[AskedOut]:
    """Write down that somebody asked for their record; it is answered within a month."""
    by = person(request)
    family = get_family(by, family_id)
    (whose,) = people_of(family, [person_id])
    made = actions.record_request(family=family, person=whose, asked_on=told.asked_on, asked_as=told.asked_as, by=by)
    return Status(201, _asked(made))


@router.get("/record-requests", response=RequestsOut, summary="Requests not answered yet")
def get_record_requests(request: HttpRequest, after: str = "") -> RequestsOut:
    """The first due first, for those who answer them."""
    page = queries.requests_page(person(request), after)
    return RequestsOut(requests=[_asked(one) for one in page.rows], next=page.next_mark)


@router.get("/record-requests/{request_id}", response=AskedOut, summary="One request")
def get_record_request(request: HttpRequest, request_id: uuid.UUID) -> AskedOut:
    """Where it stands."""
    return _asked(queries.get_request(person(request), request_id))


@router.post("/record-requests/{request_id}/take-on", response=AskedOut, summary="Answer a request")
def post_take_on(request: HttpRequest, request_id: uuid.UUID, told: TakenOn) -> AskedOut:
    """Become the one who answers it. What is held is gathered; ask again in a few minutes."""
    by = person(request)
    taken = actions.take_on(request=queries.get_request(by, request_id), identity_checked=told.identity_checked, by=by)
    return _asked(taken)


@router.get("/record-requests/{request_id}/items", response=ItemsOut, summary="What was gathered")
def get_items(request: HttpRequest, request_id: uuid.UUID, undecided: bool = False, after: str = "") -> ItemsOut:
    """For the two people who answer the request; nothing for anybody else. Looking is written down."""
    by = person(request)
    page = queries.items_of(by, queries.get_request(by, request_id), undecided=undecided, mark=after)
    return ItemsOut(items=[_item(one) for one in page.rows], next=page.next_mark)


@router.patch("/record-requests/{request_id}/items/{item_id}", response=ItemOut, summary="Decide an item")
def patch_item(request: HttpRequest, request_id: uuid.UUID, item_id: uuid.UUID, told: Decided) -> ItemOut:
    """Give it, give it with parts removed, or keep it back."""
    by = person(request)
    found = queries.get_item(by, queries.get_request(by, request_id), item_id)
    decided = actions.decide_item(
        item=found, decision=told.decision, shown=told.shown, exemption=told.exemption or "", reason=told.reason, by=by
    )
    return _item(decided)


@router.post("/record-requests/{request_id}/plain", response=AskedOut, summary="Give what is about nobody else")
def post_plain(request: HttpRequest, request_id: uuid.UUID) -> AskedOut:
    """Decide to give, as they are, all undecided items in which nothing about others was found."""
    by = person(request)
    actions.disclose_plain(request=queries.get_request(by, request_id), by=by)
    return _asked(queries.get_request(by, request_id))


@router.post("/record-requests/{request_id}/review", response=AskedOut, summary="Ask a second person to agree")
def post_ask_for_review(request: HttpRequest, request_id: uuid.UUID, told: ReviewerTold) -> AskedOut:
    """Refused while an item is undecided, or a protected value would be given."""
    by = person(request)
    reviewer = queries.reviewers_for(by).filter(pk=told.reviewer).first()
    return _asked(actions.ask_for_review(request=queries.get_request(by, request_id), reviewer=reviewer, by=by))


@router.post("/record-requests/{request_id}/send-back", response=AskedOut, summary="Something should change first")
def post_send_back(request: HttpRequest, request_id: uuid.UUID, told: WhyTold) -> AskedOut:
    """By whoever was asked to agree."""
    by = person(request)
    return _asked(actions.send_back(request=queries.get_request(by, request_id), why=told.why, by=by))


@router.post("/record-requests/{request_id}/send", response=AskedOut, summary="Agree that this is given")
def post_send(request: HttpRequest, request_id: uuid.UUID) -> AskedOut:
    """Checked once more as a whole; then its file can be fetched."""
    by = person(request)
    return _asked(actions.send(request=queries.get_request(by, request_id), by=by))


@router.post("/record-requests/{request_id}/refuse", response=AskedOut, summary="Refuse a request")
def post_refuse(request: HttpRequest, request_id: uuid.UUID, told: WhyTold) -> AskedOut:
    """The person is told why, and that they may complain."""
    by = person(request)
    return _asked(actions.refuse(request=queries.get_request(by, request_id), why=told.why, by=by))


@router.get("/retention/due", response=list[DueOut], summary="Records due for disposal")
def get_due(request: HttpRequest) -> list[DueOut]:
    """What would be disposed of tonight, and what is due but held; the longest due first."""
    return [
        DueOut(kind=one.kind.value, record_id=one.record_id, rule=one.rule.id, due_on=one.due_on, held=one.held)
        for one in dry_run(person(request))
    ]


@router.get("/retention/disposed", response=DisposalsOut, summary="Records disposed of")
def get_disposed(request: HttpRequest, after: str = "") -> DisposalsOut:
    """A page of the log."""
    page = disposals(person(request), after)
    gone = [
        GoneOut(
            kind=one.kind, record_id=one.record_id, rule=one.rule, due_on=one.due_on, disposed_at=one.disposed_at,
            counted=one.counted,
        )
        for one in page.rows
    ]  # fmt: skip
    return DisposalsOut(disposed=gone, next=page.next_mark)


@router.post("/families/{family_id}/hold", response={204: None}, summary="Set a legal hold")
def post_hold(request: HttpRequest, family_id: uuid.UUID, told: HoldTold) -> Status[None]:
    """The record is kept until somebody lifts it, whatever the rules say."""
    by = person(request)
    retention.set_hold(family=family_to_hold(by, family_id), reason=told.reason, by=by)
    return Status(204, None)


@router.post("/families/{family_id}/hold/lift", response={204: None}, summary="Lift the legal hold")
def post_lift_hold(request: HttpRequest, family_id: uuid.UUID, told: WhyTold) -> Status[None]:
    """The rules decide again; 404 when no hold is set."""
    by = person(request)
    hold = hold_on(family_to_hold(by, family_id))
    if hold is None:
        raise NotFoundForYou
    retention.lift_hold(hold=hold, why=told.why, by=by)
    return Status(204, None)


def _asked(row: SubjectRequest) -> AskedOut:
    agreed = row.state == RequestState.SENT
    return AskedOut(
        id=row.pk, reference=row.reference, state=RequestState(row.state), asked_on=row.asked_on, due_on=row.due_on,
        asked_as=AskedAs(row.asked_as), handled_by=row.handled_by.name if row.handled_by else "",
        reviewer=row.reviewer.name if row.reviewer else "", gathered=row.gathered_at is not None,
        copy_at=reverse("governance:copy", kwargs={"request_id": row.pk}) if agreed else "",
    )  # fmt: skip


def _item(row: SubjectItem) -> ItemOut:
    return ItemOut(
        id=row.pk, number=row.number, kind=row.kind, on=row.on, text=row.text, proposed=row.proposed,
        others=row.others, decision=row.decision, shown=row.shown, exemption=row.exemption, reason=row.reason,
    )  # fmt: skip
