"""Alerts and readers in words."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import may, roles_in_force
from alongside.ground.access.words import Permission
from alongside.ground.audit.models import Alert, Event
from alongside.ground.audit.queries import ReadersOfAKind, Reading, waiting
from alongside.ground.audit.words import AlertKind, ReadAction, Standing
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.lib.clock import today
from alongside.ground.lib.lifecycle import words_of
from alongside.improving.governance.models import SubjectRequest
from alongside.improving.governance.policies import REQUEST
from alongside.improving.governance.queries import subject_of
from alongside.improving.governance.rules import may_see_readers
from alongside.improving.governance.words import Decision, RequestState
from alongside.people.families.models import Family
from alongside.people.protection.words import EmergencyReason

SAID = {
    AlertKind.RESTRICTED_ATTEMPT: "Tried to open a record that is kept closely, and was refused.",
    AlertKind.DENIED_ATTEMPT: "Was refused {refused} times in 24 hours.",
    AlertKind.ODD_READING: "Opened the records of {families} families in 24 hours without working with them.",
    AlertKind.MANY_RECORDS: "Opened the records of {families} families in 24 hours, far more than others in the role.",
    AlertKind.OUT_OF_HOURS: "Opened the records of {families} families outside working hours, not working with them.",
    AlertKind.OWN_FAMILY: "Opened the records of {how_many} in which somebody has the same surname.",
    AlertKind.SEARCH_FOR_OWN_NAME: "Searched for their own name.",
}


@dataclass(frozen=True)
class AlertLine:
    """An alert as a list shows it."""

    alert_id: uuid.UUID
    kind: str
    said: str
    who: str
    agency: str
    subject: str
    raised_at: dt.datetime
    working_days: int
    overdue: bool
    is_about_me: bool
    outcome: str = ""
    closed_at: dt.datetime | None = None
    closed_by: str = ""


@dataclass(frozen=True)
class ReadLine:
    """One reading as an alert's page shows it."""

    at: dt.datetime
    did: str
    what: str
    subject: str
    standing: str
    device: str


@dataclass(frozen=True)
class SeenBy:
    """People of one agency in one role who looked, as a family reads it."""

    agency: str
    role: str
    times: int
    first_at: dt.datetime
    last_at: dt.datetime


def in_words(alert: Alert) -> str:
    """What happened, in a sentence that names nobody."""
    kind = AlertKind(alert.kind)
    if kind is AlertKind.BREAK_GLASS:
        why = str(alert.detail.get("category", ""))
        said = EmergencyReason(why).label if why in EmergencyReason.values else "Another reason"
        return f"Opened a restricted record in an emergency. Reason given: {said}."
    families = alert.detail.get("families", 0)
    how_many = len(families) if isinstance(families, list) else 0
    return SAID[kind].format(
        families=families, refused=alert.detail.get("refused", 0),
        how_many="a family" if how_many == 1 else f"{how_many} families",
    )  # fmt: skip


def alert_lines(alerts: Sequence[Alert], references: Mapping[uuid.UUID, str], by: User) -> list[AlertLine]:
    """Alerts for a list or a page, with their ages; `references` says what to call what they are about."""
    return [_line(one.alert, one.working_days, one.overdue, references, by) for one in waiting(alerts, today())]


def _line(alert: Alert, days: int, overdue: bool, references: Mapping[uuid.UUID, str], by: User) -> AlertLine:
    subject = subject_of(alert)
    return AlertLine(
        alert.pk, str(AlertKind(alert.kind).label), in_words(alert), str(getattr(alert.about, "name", "")),
        str(getattr(alert.about, "agency", "")), references.get(subject, "") if subject else "", alert.raised_at, days,
        overdue, alert.about_id == by.pk, alert.get_outcome_display() if alert.outcome else "", alert.closed_at,
        str(getattr(alert.closed_by, "name", "")) if alert.closed_by_id else "",
    )  # fmt: skip


def subjects_of_reads(reads: Iterable[Event]) -> set[uuid.UUID]:
    """The families (or people) some readings were about."""
    return {event.family_id or uuid.UUID(event.record_id) for event in reads if _has_subject(event)}


def read_lines(reads: Iterable[Event], references: Mapping[uuid.UUID, str]) -> list[ReadLine]:
    """Readings in words."""
    return [
        ReadLine(
            event.at, str(ReadAction(event.kind.removeprefix("audit.")).label), thing(event.record_type),
            references.get(event.family_id or uuid.UUID(event.record_id), "") if _has_subject(event) else "",
            str(Standing(event.standing).label), event.device,
        )
        for event in reads
    ]  # fmt: skip


def _has_subject(event: Event) -> bool:
    return event.family_id is not None or event.record_type in {"families.family", "families.person"}


def thing(record_type: str) -> str:
    """What kind of record it was, in words: 'Family', 'Plan'; a search is of people."""
    if record_type == User._meta.label_lower:
        return "People"
    return str(apps.get_model(record_type)._meta.verbose_name).capitalize()


def reading_said(reading: Reading) -> tuple[str, str, str, str, dt.datetime]:
    """Who looked at what, of which agency, how they came to, and when."""
    return (
        reading.name, reading.agency, f"{reading.did.label}: {thing(reading.record_type).lower()}",
        str(reading.standing.label), reading.at,
    )  # fmt: skip


def seen_by(found: Iterable[ReadersOfAKind]) -> list[SeenBy]:
    """Agencies and roles in words, for a family."""
    roles = roles_in_force()
    return [
        SeenBy(
            one.agency or "An agency that has left",
            ", ".join(roles[key].name if key in roles else words_of(key) for key in one.roles) or "No role",
            one.times, one.first_at, one.last_at,
        )
        for one in found
    ]  # fmt: skip


def who_looked(family: Family, by: User) -> Sequence[tuple[str, str]]:
    """Links from a family's 'Sharing' tab: who has looked, and that somebody asks for their record."""
    where = {"family_id": family.pk}
    links = []
    if may_see_readers(by, family):
        links.append(("Who has looked at this record", reverse("governance:readers", kwargs=where)))
    if may(by, Permission.RECORD_CONSENT, family):
        links.append(("Somebody asks for their record", reverse("governance:record_request", kwargs=where)))
    return links


def counts_in_words(counts: Mapping[str, int]) -> list[str]:
    """How many items are decided in which way: '3 items: Keep it back', and those that wait."""
    names = {"": "Not decided yet", **{one.value: str(one.label) for one in Decision}}
    return [f"{names[key]}: {counts[key]}" for key in names if counts.get(key)]


def possible(request: SubjectRequest, by: User) -> list[tuple[str, str]]:
    """What this person can do to a request now: (text, name of the page)."""
    handles, agrees = request.handled_by_id == by.pk, request.reviewer_id == by.pk
    steps: list[tuple[str, str]] = []
    match request.state:
        case RequestState.RECEIVED:
            steps = [("Answer this request", "take_on")]
        case RequestState.GATHERING if handles and request.gathered_at:
            steps = [("Give what is about nobody else", "plain"), ("Ask a second person to agree", "review")]
        case RequestState.REVIEW if agrees:
            steps = [("Agree that this is given", "send"), ("Something should change first", "send_back")]
        case RequestState.SENT if handles or agrees:
            return [("Fetch the copy (PDF)", "copy")]
    return (
        [*steps, ("Refuse this request", "refuse")] if REQUEST.possible(RequestState(request.state), "refuse") else []
    )


def navigation(request: HttpRequest) -> FramePart:
    """'Alerts' for a privacy officer; 'Record requests' for who answers them."""
    user = request.user
    if not isinstance(user, User):
        return FramePart()
    items = []
    if may(user, Permission.REVIEW_ACCESS):
        items.append(NavigationItem("Alerts", reverse("governance:alerts"), order=20))
    if may(user, Permission.ANSWER_REQUESTS):
        items.append(NavigationItem("Record requests", reverse("governance:requests"), order=80))
    return FramePart(navigation=tuple(items))
