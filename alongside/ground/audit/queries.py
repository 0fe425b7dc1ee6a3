"""Reading what happened, who looked, and which alerts wait."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Max, Min, Model, QuerySet

from alongside.ground.audit import policies
from alongside.ground.audit.models import Alert, Event
from alongside.ground.audit.words import AlertState, ReadAction, Standing
from alongside.ground.lib.clock import local_date

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

SYSTEM = "system@alongside.invalid"  # the actor of commands and clocks, made by the access package
LAST_READERS = 25  # as both sides of CP-IS see them (research 1.3, rule 38)


@dataclass(frozen=True)
class Reading:
    """One time somebody looked at a family's records."""

    by_id: int
    name: str
    agency: str
    at: dt.datetime
    standing: Standing
    did: ReadAction
    record_type: str


@dataclass(frozen=True)
class ReadersOfAKind:
    """How often people of one agency in the same roles looked, and when first and last; nobody is named."""

    agency: str
    roles: tuple[str, ...]
    times: int
    first_at: dt.datetime
    last_at: dt.datetime


@dataclass(frozen=True)
class WaitingAlert:
    """An open alert, with how many working days it has waited, and whether that is too long."""

    alert: Alert
    working_days: int
    overdue: bool


def the_system() -> "AbstractBaseUser":
    """The actor of clocks and detectors."""
    users = get_user_model()
    found: AbstractBaseUser = users._default_manager.get(**{users.USERNAME_FIELD: SYSTEM})
    return found


def events_of(record: Model) -> QuerySet[Event]:
    """Everything that happened to one record, oldest first."""
    rows = Event.objects.filter(record_type=record._meta.label_lower, record_id=str(record.pk))
    return rows.order_by("at", "number", "id")


def events_of_family(family_id: uuid.UUID) -> QuerySet[Event]:
    """Everything that happened to a family's records, newest first."""
    return Event.objects.filter(family_id=family_id).order_by("-at", "-number")


def last_readers(family_id: uuid.UUID, *, limit: int = LAST_READERS) -> list[Reading]:
    """Who looked at a family's records last, newest first; refused attempts are not readings. One query."""
    rows = _readings(family_id).order_by("-at", "-number").values(
        "by_id", "by__name", "by__agency__name", "at", "standing", "kind", "record_type"
    )[:limit]  # fmt: skip
    return [
        Reading(
            row["by_id"], row["by__name"], row["by__agency__name"], row["at"], Standing(row["standing"]),
            ReadAction(row["kind"].removeprefix("audit.")), row["record_type"],
        )
        for row in rows
    ]  # fmt: skip


def readers_by_agency_and_role(family_id: uuid.UUID) -> list[ReadersOfAKind]:
    """'Who has seen my record', for the family itself: by agency and roles as they were then, latest first. No names.

    Each reading counts once a request. Two queries.
    """
    rows = list(
        _readings(family_id)
        .values("agency_id", "roles")
        .annotate(times=Count("pk"), first_at=Min("at"), last_at=Max("at"))
        .order_by("-last_at", "agency_id")
    )
    names = _agency_names({row["agency_id"] for row in rows if row["agency_id"]})
    return [
        ReadersOfAKind(
            names.get(row["agency_id"], ""), tuple(row["roles"]), row["times"], row["first_at"], row["last_at"]
        )
        for row in rows
    ]


def reads_by(user: "AbstractBaseUser", since: dt.datetime) -> QuerySet[Event]:
    """Everything somebody looked at, searched for or was refused since then, newest first."""
    return Event.objects.filter(by_id=user.pk, at__gte=since).exclude(standing="").order_by("-at", "-number")


def open_alerts() -> QuerySet[Alert]:
    """Alerts that wait to be looked at, oldest first; for `lib.pages.keyset` with order ('raised_at', 'id')."""
    return Alert.objects.filter(state=AlertState.OPEN).select_related("about", "raised_by").order_by("raised_at", "id")


def closed_alerts() -> QuerySet[Alert]:
    """Alerts that were looked at, the latest first."""
    rows = Alert.objects.filter(state=AlertState.CLOSED).select_related("about", "raised_by", "closed_by")
    return rows.order_by("-closed_at", "-id")


def alerts_about(user: "AbstractBaseUser") -> QuerySet[Alert]:
    """Every alert about somebody, newest first."""
    return Alert.objects.filter(about_id=user.pk).order_by("-raised_at", "-id")


def waiting(alerts: Iterable[Alert], today: dt.date) -> list[WaitingAlert]:
    """Alerts with their ages, in the order given."""
    return [
        WaitingAlert(alert, policies.age(day, today), policies.overdue(day, today))
        for alert in alerts
        for day in [local_date(alert.raised_at)]
    ]


def _readings(family_id: uuid.UUID) -> QuerySet[Event]:
    return Event.objects.filter(family_id=family_id).exclude(standing="").exclude(kind=ReadAction.DENIED.kind)


def _agency_names(ids: Iterable[uuid.UUID]) -> dict[Any, str]:
    """Names of agencies, through the user model: this package knows no other way to them."""
    agencies: Any = get_user_model()._meta.get_field("agency").related_model
    return dict(agencies._default_manager.filter(pk__in=ids).values_list("pk", "name"))
