"""Turning what packages below notice into alerts for the privacy officer. Registered with their hooks in `apps`.

Alerts hold identifiers only: whose names are alike is compared here and forgotten.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.words import RecordClass
from alongside.ground.audit.actions import raise_alert
from alongside.ground.audit.models import Alert, Event
from alongside.ground.audit.words import AlertKind, AlertOutcome, AlertState, ReadAction
from alongside.ground.lib.clock import now
from alongside.improving.governance.policies import is_own_name, surname_of
from alongside.people.families.models import Family, Membership, Person

A_DAY = dt.timedelta(hours=24)


def opened_in_emergency(by: User, subject: uuid.UUID, category: str) -> None:
    """Somebody opened a restricted record they were not cleared for: an alert each time, raised by themselves."""
    is_family = Family.objects.filter(pk=subject).exists()
    raise_alert(
        kind=AlertKind.BREAK_GLASS, about=by, by=by, family_id=subject if is_family else None,
        detail={"record": str(subject), "category": category},
    )  # fmt: skip


def attempted(by: User, subject: Any) -> None:
    """Somebody was refused a record that is kept closely. One alert for each record, until it is closed.

    Trying again before then adds nothing to the inbox: every attempt stands in the trail and on the alert's page.
    """
    raise_for_attempt(
        by, subject.pk, subject.pk if isinstance(subject, Family) else getattr(subject, "family_id", None)
    )


def raise_for_attempt(by: User, record: uuid.UUID, family: uuid.UUID | None, since: dt.datetime | None = None) -> bool:
    """Raise the alert unless one about this reader and record is open, or was closed after `since`; True if so."""
    known = Q(state=AlertState.OPEN) | (Q(closed_at__gte=since) if since else Q(pk__in=[]))
    asked = Alert.objects.filter(known, kind=AlertKind.RESTRICTED_ATTEMPT, about=by, detail__record=str(record))
    if asked.exists():
        return False
    raise_alert(
        kind=AlertKind.RESTRICTED_ATTEMPT, about=by, by=the_system(), family_id=family, detail={"record": str(record)}
    )
    return True


def own_name_searched(events: Sequence[Event]) -> None:
    """Before searches are written: an alert for whoever searched for their own name; one until it is closed."""
    for event in events:
        if event.kind == ReadAction.SEARCHED.kind and event.terms:
            reader: User = event.by
            if is_own_name(event.terms, reader.name):
                _once(AlertKind.SEARCH_FOR_OWN_NAME, reader)


def same_surname(reader: int, families: Sequence[uuid.UUID]) -> Iterable[uuid.UUID]:
    """Which of the families a person opened have somebody of that person's surname.

    Families an officer has already looked at and found explained are not asked about again: many people share a
    surname, and would otherwise be asked every night.
    """
    surname = surname_of(User.objects.get(pk=reader).name)
    alike = Membership.objects.filter(
        family__in=families, until=None, person__names__surname_key__regex=rf"(^|\s){surname}$"
    ) if surname else Membership.objects.none()  # fmt: skip
    explained = Alert.objects.filter(about_id=reader, kind=AlertKind.OWN_FAMILY, outcome=AlertOutcome.EXPLAINED)
    known = {one for detail in explained.values_list("detail", flat=True) for one in detail.get("families", [])}
    found = alike.order_by("family_id").values_list("family_id", flat=True).distinct()
    return [family for family in found if str(family) not in known]


def look_for_attempts(moment: dt.datetime) -> int:
    """Find attempts of the last 24 hours on closely kept people and families that nobody was asked about yet.

    In the request itself a sealed record must look like an absent one, to the timing too, so nothing is raised there:
    the trail holds the id that was asked for, and this is run by the clock. It finds as well what was raised in a
    request that came to nothing. Answers how many were raised.
    """
    return sum(_look_for(model, moment) for model in (Family, Person))


def _look_for(model: type[Family] | type[Person], moment: dt.datetime) -> int:
    closely = model._default_manager.exclude(record_class=RecordClass.NORMAL).values_list("pk", flat=True)
    tries = Event.objects.filter(
        record_type=model._meta.label_lower,
        record_id__in=[str(one) for one in closely],
        kind=ReadAction.DENIED.kind,
        at__gt=moment - A_DAY,
    )
    return sum(
        raise_for_attempt(one.by, uuid.UUID(one.record_id), _family(model, one.record_id), since=one.at)
        for one in tries.select_related("by").order_by("-at", "-number")
    )


def _family(model: type[Family] | type[Person], record: str) -> uuid.UUID | None:
    return uuid.UUID(record) if model is Family else None


def _once(kind: AlertKind, reader: User) -> None:
    lately = Q(state=AlertState.OPEN) | Q(raised_at__gt=now() - A_DAY)
    if not Alert.objects.filter(lately, kind=kind, about=reader).exists():
        raise_alert(kind=kind, about=reader, by=the_system())
