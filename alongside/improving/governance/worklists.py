"""Alerts, and requests for a record, among what needs somebody today."""

import datetime as dt

from django.db.models import Case, CharField, DateField, Value, When

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.audit.queries import open_alerts
from alongside.ground.audit.words import AlertKind
from alongside.ground.lib.clock import today
from alongside.helping.worklists.registry import Source
from alongside.improving.governance.policies import due_dates
from alongside.improving.governance.queries import requests_for


def alerts_to_close(by: User) -> list[Source]:
    """Open alerts about other people, for a privacy officer; no family is named, as its id is not told."""
    if not may(by, Permission.REVIEW_ACCESS):
        return []
    due = due_dates(today())
    alerts = open_alerts().exclude(about=by).annotate(
        said=Case(*(When(kind=one, then=Value(str(one.label))) for one in AlertKind), output_field=CharField()),
        due_on=Case(
            *(When(raised_at__date=day, then=Value(date)) for day, date in due.items()),
            default=Value(min(due) - dt.timedelta(days=1)), output_field=DateField(),
        ),
    )  # fmt: skip
    return [Source("close_alert", alerts, since="raised_at", due="due_on", family="", what="said")]


def requests_to_answer(by: User) -> list[Source]:
    """Requests that wait for this person: to take on, to decide, or to agree. By reference; no family is named."""
    if not may(by, Permission.ANSWER_REQUESTS):
        return []
    return [Source("answer_request", requests_for(by), since="asked_on", due="due_on", family="", what="reference")]
