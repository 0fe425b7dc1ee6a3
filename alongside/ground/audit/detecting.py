"""Finding odd reading: as it happens, in the transaction of the reading, and every night over the whole day.

What counts as too much is in `policies`; what is usual for people in the same roles is counted every night, from four
weeks, as the middle person's busy day, so that one who reads too much does not make it usual (research 1.3, rule 39).
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Q

from alongside.ground.audit.actions import MAY_BE_KIN, raise_alert
from alongside.ground.audit.collecting import true_now
from alongside.ground.audit.counting import Day, days, families_opened, norms
from alongside.ground.audit.models import Alert, Event, Norm
from alongside.ground.audit.policies import FLOOR, REFUSALS, WINDOW, limit
from alongside.ground.audit.queries import the_system
from alongside.ground.audit.words import NO_RELATIONSHIP, OPENED, AlertKind, AlertState, Measure, Standing
from alongside.ground.lib.actions import action

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

KINDS = {
    Measure.UNRELATED: AlertKind.ODD_READING,
    Measure.FAMILIES: AlertKind.MANY_RECORDS,
    Measure.OUT_OF_HOURS: AlertKind.OUT_OF_HOURS,
}
LOCK = 0x41554449  # one lock a reader, apart from any other advisory lock of ours


def watch(events: Sequence[Event]) -> None:
    """Raise an alert with the tenth family somebody opens without a relationship, before the reading is written.

    Readers are locked in the order of their numbers, before any chain is, so two requests of one reader count each
    other.
    """
    opening: dict[int, set[tuple[uuid.UUID, str]]] = defaultdict(set)
    roles: dict[int, list[str]] = {}
    for event in events:
        if event.family_id and event.kind in OPENED and event.standing in NO_RELATIONSHIP:
            opening[event.by_id].add((event.family_id, event.standing))
            roles[event.by_id] = event.roles
    for reader in sorted(opening):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, reader % 2**31])
        seen = opening[reader] | families_opened(reader, since=true_now() - WINDOW, standings=NO_RELATIONSHIP)
        families = {family for family, _ in seen}
        without_any = {family for family, standing in seen if standing == Standing.NONE}
        _judge(reader, Measure.UNRELATED, len(families), len(without_any), roles[reader], true_now())


@action
def detect_odd_reading(*, by: "AbstractBaseUser", now: dt.datetime) -> list[Alert]:
    """Look at everybody's reading in the 24 hours before `now`, and raise what should be looked at; run every night.

    Somebody with an open alert of the same kind, or one raised in those 24 hours, gets no second one.
    """
    raised = [alert for day in days(now - WINDOW, now) for alert in _look_at(day, by, now)]
    return [alert for alert in raised if alert]


@action
def count_norms(*, by: "AbstractBaseUser", now: dt.datetime) -> int:
    """Count anew what is usual in a day for people in the same roles; answers for how many groups it is known."""
    Norm.objects.all().delete()
    return len(Norm.objects.bulk_create(norms(now)))


def _look_at(day: Day, by: "AbstractBaseUser", now: dt.datetime) -> list[Alert | None]:
    reader = day.reader
    raised = [
        _judge(reader, Measure.UNRELATED, day.unrelated, day.without_any, day.roles, now),
        _judge(reader, Measure.FAMILIES, len(day.families), 0, day.roles, now),
        _judge(reader, Measure.OUT_OF_HOURS, day.out_of_hours, 0, day.roles, now),
    ]
    if day.refused >= REFUSALS:
        raised.append(_raise(AlertKind.DENIED_ATTEMPT, reader, now, {"refused": day.refused}))
    kin = {family for answer in MAY_BE_KIN(reader, day.families) for family in answer}
    if kin:
        raised.append(_raise(AlertKind.OWN_FAMILY, reader, now, {"families": sorted(map(str, kin))}))
    return raised


def _judge(
    reader: int, measure: Measure, count: int, without_any: int, roles: list[str], now: dt.datetime
) -> Alert | None:
    """Raise when `count` reaches the limit of the reader's roles, or families opened for no known reason the floor."""
    if count < FLOOR[measure]:
        return None
    norm = Norm.objects.filter(measure=measure, roles=roles).first()
    most = limit(measure, norm.usual if norm else 0)
    if count < most and without_any < FLOOR[measure]:
        return None
    return _raise(KINDS[measure], reader, now, {"families": count, "limit": most})


def _raise(kind: AlertKind, reader: int, now: dt.datetime, detail: dict[str, object]) -> Alert | None:
    lately = Q(state=AlertState.OPEN) | Q(raised_at__gt=now - WINDOW)
    if Alert.objects.filter(lately, kind=kind, about_id=reader).exists():
        return None
    about = get_user_model()._default_manager.get(pk=reader)
    return raise_alert(kind=kind, about=about, by=the_system(), detail=detail)
