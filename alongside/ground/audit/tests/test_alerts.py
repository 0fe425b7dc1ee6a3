"""Alerts: asked for, closed by somebody else with a reason, and their ages."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alongside.ground.audit import actions, queries
from alongside.ground.audit.models import Alert, Event
from alongside.ground.audit.policies import age, overdue
from alongside.ground.audit.tests.factories import a_reader
from alongside.ground.audit.words import AlertKind, AlertOutcome, AlertState
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
FAMILY = uuid.UUID(int=7)


@pytest.fixture
def alert() -> Alert:
    """An emergency opening, raised by the reader themself."""
    reader = an_officer()
    return actions.raise_alert(
        kind=AlertKind.BREAK_GLASS, about=reader, by=reader, family_id=FAMILY, detail={"grant": "7"}
    )


def an_officer() -> Any:
    """Whoever may close alerts at all; the package above, which knows permissions, refuses others."""
    return a_reader("privacy_officer")


def close(alert: Alert, by: Any, outcome: str = AlertOutcome.EXPLAINED, note: str = " On duty that night. ") -> Alert:
    return actions.close_alert(alert=alert, outcome=outcome, note=note, by=by)


def test_an_alert_waits_and_is_audited(alert: Alert) -> None:
    (waiting,) = queries.open_alerts()
    assert waiting == alert and waiting.get_kind_display() == "Opened in an emergency"
    event = Event.objects.get(kind="audit.alert_raised")
    assert (event.record_id, event.family_id, event.detail) == (str(alert.pk), FAMILY, {"alert": "break_glass"})
    assert str(alert) == f"break_glass alert {alert.pk}"


def test_somebody_else_closes_it_with_what_they_found(alert: Alert) -> None:
    officer = an_officer()
    closed = close(alert, officer)
    assert (closed.state, closed.outcome, closed.note) == (AlertState.CLOSED, "explained", "On duty that night.")
    assert closed.closed_by_id == officer.pk and closed.closed_at
    assert not queries.open_alerts() and list(queries.closed_alerts()) == [closed]
    assert list(queries.alerts_about(alert.about)) == [closed]
    event = Event.objects.get(kind="audit.alert_closed")
    assert (event.by_id, event.detail) == (officer.pk, {"alert": "break_glass", "outcome": "explained"})
    assert "duty" not in str(event.detail)


def test_it_is_closed_once(alert: Alert) -> None:
    close(alert, an_officer())
    with pytest.raises(Refused, match=r"This can't be done now: the alert is 'closed'\."):
        close(alert, an_officer())


def test_nobody_closes_an_alert_about_themselves(alert: Alert) -> None:
    with pytest.raises(NotAllowed, match=r"This alert is about you\. Somebody else must close it\."):
        close(alert, alert.about)
    with pytest.raises(IntegrityError, match="audit_nobody_closes_their_own"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(
            state="closed", closed_by=alert.about, closed_at=now(), outcome="explained", note="Fine."
        )


def test_whoever_raised_it_does_not_close_it() -> None:
    officer = an_officer()
    alert = actions.raise_alert(kind=AlertKind.ODD_READING, about=a_reader(), by=officer)
    with pytest.raises(NotAllowed, match=r"You raised this alert\. Somebody else must close it\."):
        close(alert, officer)


@pytest.mark.parametrize(
    ("outcome", "note", "said", "field"),
    [
        ("explained", "  ", "Say what you found.", "note"),
        ("nothing", "Looked.", "Choose what you found.", "outcome"),
        ("", "Looked.", "Choose what you found.", "outcome"),
    ],
)
def test_closing_needs_a_reason(alert: Alert, outcome: str, note: str, said: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        close(alert, an_officer(), outcome, note)
    assert (refusal.value.message, refusal.value.field) == (said, field)
    assert queries.open_alerts().count() == 1


def test_a_closed_alert_always_has_a_reason(alert: Alert) -> None:
    with pytest.raises(IntegrityError, match="audit_alert_closed_with_a_reason"), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(state="closed", closed_by=a_reader(), closed_at=now())


def test_whoever_decides_about_permissions_is_asked_before_closing(
    alert: Alert, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(by: Any, asked: Alert) -> None:
        assert asked == alert
        raise NotAllowed("You are not a privacy officer.")

    monkeypatch.setattr(actions.BEFORE_CLOSING, "_listeners", [refuse])
    with pytest.raises(NotAllowed, match="privacy officer"):
        close(alert, an_officer())
    assert queries.open_alerts().count() == 1


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="nosiness"):
        actions.raise_alert(kind="nosiness", about=a_reader(), by=a_reader())


def test_the_inbox_is_oldest_first_with_ages_in_working_days(alert: Alert) -> None:
    friday = dt.datetime(2026, 3, 6, 16, tzinfo=dt.UTC)
    older = actions.raise_alert(kind=AlertKind.ODD_READING, about=a_reader(), by=alert.about)
    Alert.objects.filter(pk=older.pk).update(raised_at=friday)
    Alert.objects.filter(pk=alert.pk).update(raised_at=friday + dt.timedelta(days=3))
    waiting = queries.waiting(queries.open_alerts(), dt.date(2026, 3, 11))
    assert [(one.alert, one.working_days, one.overdue) for one in waiting] == [(older, 3, True), (alert, 2, False)]


@pytest.mark.parametrize(
    ("today", "days", "late"),
    [(dt.date(2026, 3, 6), 0, False), (dt.date(2026, 3, 10), 2, False), (dt.date(2026, 3, 11), 3, True)],
)
def test_an_alert_of_a_friday_is_overdue_on_wednesday(today: dt.date, days: int, late: bool) -> None:
    assert (age(dt.date(2026, 3, 6), today), overdue(dt.date(2026, 3, 6), today)) == (days, late)
