"""Who has looked: the alerts of a privacy officer, a record's last readers, and 'who has seen my record'."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from alongside.doors.api.shapes import Taken
from alongside.doors.api.signing_in import person
from alongside.ground.access.models import User
from alongside.ground.audit.actions import close_alert
from alongside.ground.audit.models import Alert, Event
from alongside.ground.audit.words import AlertKind, AlertOutcome, AlertState, ReadAction, Standing
from alongside.improving.governance import queries
from alongside.people.families.queries import get_family

router = Router(tags=["who has looked"])


class AlertOut(Schema):
    """Something about how records were read, for a privacy officer; `record` is the reference of what it is about."""

    id: uuid.UUID
    kind: AlertKind
    about: str
    agency: str
    record: str
    raised_at: dt.datetime
    state: AlertState
    outcome: str
    note: str


class AlertsOut(Schema):
    """A page of alerts; give `next` as `after` for the one that follows."""

    alerts: list[AlertOut]
    next: str


class ReadOut(Schema):
    """One reading: of what kind of record, and why its reader could see it. No content."""

    at: dt.datetime
    did: str
    record: str
    standing: str
    device: str


class LedOut(Schema):
    """An alert, the readings that led to it, the latest first, and how many more there are."""

    alert: AlertOut
    reads: list[ReadOut]
    more: int


class AlertClosed(Taken):
    """What you found."""

    outcome: AlertOutcome
    note: str = Field(max_length=20_000)


class ReaderOut(Schema):
    """One time somebody looked at a family's record."""

    name: str
    agency: str
    at: dt.datetime
    did: str
    record: str
    standing: str


class SeenByOut(Schema):
    """How often people of one agency in some roles looked. Nobody is named."""

    agency: str
    roles: list[str]
    times: int
    first_at: dt.datetime
    last_at: dt.datetime


@router.get("/alerts", response=AlertsOut, summary="Alerts that wait")
def get_alerts(request: HttpRequest, after: str = "", closed: bool = False) -> AlertsOut:
    """Oldest first; with `closed` those that were looked at, the latest first."""
    by = person(request)
    page = queries.closed_page(by, after) if closed else queries.alerts_page(by, after)
    return AlertsOut(alerts=_alerts(page.rows, by), next=page.next_mark)


@router.get("/alerts/{alert_id}", response=LedOut, summary="One alert and what led to it")
def get_alert(request: HttpRequest, alert_id: uuid.UUID) -> LedOut:
    """Looking at it is written down too."""
    by = person(request)
    found = queries.get_alert(by, alert_id)
    led = queries.led_to(found)
    return LedOut(alert=_alerts([found], by)[0], reads=[_read(one) for one in led.reads], more=led.more)


@router.post("/alerts/{alert_id}/close", response=AlertOut, summary="Close an alert")
def post_close_alert(request: HttpRequest, alert_id: uuid.UUID, told: AlertClosed) -> AlertOut:
    """With what you found. Nobody closes one about themselves."""
    by = person(request)
    found = queries.get_alert(by, alert_id)
    close_alert(alert=found, outcome=told.outcome, note=told.note, by=by)
    return _alerts([queries.get_alert(by, alert_id)], by)[0]


@router.get("/families/{family_id}/readers", response=list[ReaderOut], summary="Who looked at a family’s record last")
def get_readers(request: HttpRequest, family_id: uuid.UUID) -> list[ReaderOut]:
    """The last 25 readings, by name."""
    by = person(request)
    return [
        ReaderOut(
            name=one.name, agency=one.agency, at=one.at, did=str(one.did.label), record=one.record_type,
            standing=str(one.standing.label),
        )
        for one in queries.last_readers_of(by, get_family(by, family_id))
    ]  # fmt: skip


@router.get("/families/{family_id}/who-has-seen", response=list[SeenByOut], summary="Who has seen my record")
def get_who_has_seen(request: HttpRequest, family_id: uuid.UUID) -> list[SeenByOut]:
    """For the family: agencies and roles. Giving it is written down."""
    by = person(request)
    found = queries.who_has_seen(by, get_family(by, family_id))
    return [
        SeenByOut(agency=one.agency, roles=list(one.roles), times=one.times, first_at=one.first_at, last_at=one.last_at)
        for one in found
    ]


def _alerts(rows: Sequence[Alert], by: User) -> list[AlertOut]:
    subjects = {row.pk: queries.subject_of(row) for row in rows}
    references = queries.references_of({one for one in subjects.values() if one}, by)
    return [_alert(row, references.get(subjects[row.pk] or row.pk, "")) for row in rows]


def _alert(row: Alert, record: str) -> AlertOut:
    about = row.about
    return AlertOut(
        id=row.pk, kind=AlertKind(row.kind), about=getattr(about, "name", ""), agency=str(getattr(about, "agency", "")),
        record=record, raised_at=row.raised_at, state=AlertState(row.state), outcome=row.outcome, note=row.note,
    )  # fmt: skip


def _read(row: Event) -> ReadOut:
    return ReadOut(
        at=row.at, did=str(ReadAction(row.kind.removeprefix("audit.")).label), record=row.record_type,
        standing=str(Standing(row.standing).label), device=row.device,
    )  # fmt: skip
