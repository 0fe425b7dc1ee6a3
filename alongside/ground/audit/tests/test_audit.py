"""The audit trail: written with the change, never altered."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from alongside.ground.audit import actions, queries
from alongside.ground.audit.models import Event
from alongside.ground.lib.actions import action


@pytest.fixture
def event(db: None, django_user_model: type) -> Event:
    """An event about somebody's account."""
    user = django_user_model.objects.order_by("pk").first()  # type: ignore[attr-defined]  # typed as bare type
    return actions.record(
        kind="audit.tried", by=user, record=user, family_id=uuid.UUID(int=7), rule_id="r1", detail={"state": "open"}
    )


def test_an_event_says_who_what_and_which_record(event: Event) -> None:
    (found,) = queries.events_of(event.by)
    assert found == event
    assert (found.record_type, found.record_id) == ("access.user", str(event.by_id))
    assert str(found).startswith("audit.tried at ")
    assert list(queries.events_of_family(uuid.UUID(int=7))) == [event]


def test_an_event_is_never_changed_or_removed(event: Event) -> None:
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(kind="audit.forged")
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        event.delete()
    assert Event.objects.get(pk=event.pk).kind == "audit.tried"


def test_a_change_that_fails_leaves_no_event(db: None, django_user_model: type) -> None:
    user = django_user_model.objects.order_by("pk").first()  # type: ignore[attr-defined]  # typed as bare type

    @action
    def fails(*, by: Any) -> None:
        actions.record(kind="audit.tried", by=by, record=by)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails(by=user)
    assert not Event.objects.filter(kind="audit.tried").exists()


def test_families_events_come_newest_first(event: Event) -> None:
    later = actions.record(kind="audit.again", by=event.by, record=event.by, family_id=uuid.UUID(int=7))
    assert list(queries.events_of_family(uuid.UUID(int=7))) == [later, event]
    assert later.detail == {}
