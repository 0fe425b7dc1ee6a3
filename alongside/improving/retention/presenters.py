"""Retention in words, and its places in the frame and on a family's 'Sharing' tab."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.improving.retention.models import Disposal
from alongside.improving.retention.queries import Due, hold_on
from alongside.improving.retention.words import KindOfRecord
from alongside.people.families.models import Family


@dataclass(frozen=True)
class DueShown:
    """A record that is due: no names, the end of its id."""

    reference: str
    kind: str
    rule: str
    due_on: dt.date
    held: str


@dataclass(frozen=True)
class GoneShown:
    """A record that was disposed of."""

    reference: str
    kind: str
    rule: str
    at: dt.datetime
    people: int
    rows: int


def due_shown(found: Iterable[Due]) -> list[DueShown]:
    """Records that are due, in words."""
    return [
        DueShown(
            _reference(one.record_id), str(KindOfRecord(one.kind.value).label), one.rule.name, one.due_on, one.held
        )
        for one in found
    ]


def gone_shown(found: Iterable[Disposal]) -> list[GoneShown]:
    """The log, in words."""
    return [
        GoneShown(
            _reference(one.record_id), one.get_kind_display(), one.rule, one.disposed_at, one.counted.get("people", 0),
            sum(one.rows.values()),
        )
        for one in found
    ]  # fmt: skip


def _reference(record_id: object) -> str:
    return str(record_id)[-8:].upper()


def hold_link(family: Family, by: User) -> Sequence[tuple[str, str]]:
    """The link from a family's 'Sharing' tab, for who may set a hold."""
    if not may(by, Permission.MANAGE_RETENTION):
        return []
    held = hold_on(family) is not None
    page, text = ("retention:lift", "A legal hold is set") if held else ("retention:hold", "Set a legal hold")
    return [(text, reverse(page, kwargs={"family_id": family.pk}))]


def navigation(request: HttpRequest) -> FramePart:
    """'Retention' for those who may manage it."""
    user = request.user
    if not isinstance(user, User) or not may(user, Permission.MANAGE_RETENTION):
        return FramePart()
    return FramePart(navigation=(NavigationItem("Retention", reverse("retention:due"), order=85),))
