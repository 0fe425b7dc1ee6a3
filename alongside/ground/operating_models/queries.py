"""The operating model in force, earlier ones, and what they say: the only door other packages read packs through."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from alongside.ground.lib.errors import Refused
from alongside.ground.lib.hooks import Hook
from alongside.ground.operating_models.baseline import BaselineRole, baseline_roles, widest, within
from alongside.ground.operating_models.engine.choices import (
    allowed_decisions,
    form_for_level,
    routes_for,
    why_not,
    why_not_age,
    why_not_route,
)
from alongside.ground.operating_models.engine.days import DAY_COUNTING, Due, due_on, priority_due, review_on
from alongside.ground.operating_models.engine.forms import Answer, Answers, blank_stale, visible_questions
from alongside.ground.operating_models.engine.places import locality_of_ward, postcode_inside, wards_within
from alongside.ground.operating_models.models import PackInForce, PackVersion
from alongside.ground.operating_models.schema import (
    Ask,
    Criteria,
    Criterion,
    Decision,
    FamilyList,
    Feed,
    FeedColumn,
    Form,
    Item,
    Level,
    Need,
    Pack,
    Panel,
    Priority,
    Question,
    RetentionRule,
    Role,
    Route,
    Section,
    Tool,
    TopList,
)
from alongside.ground.operating_models.schema.helping import Measure, OutcomeStatus
from alongside.ground.operating_models.words import FeedCheckKind

__all__ = [
    "AFFECTED",
    "DAY_COUNTING",
    "AdoptedPack",
    "Answer",
    "Answers",
    "Ask",
    "BaselineRole",
    "Criteria",
    "Criterion",
    "Decision",
    "Due",
    "FamilyList",
    "Feed",
    "FeedCheckKind",
    "FeedColumn",
    "Form",
    "Item",
    "Level",
    "Measure",
    "Need",
    "NoPackInForce",
    "OutcomeStatus",
    "Pack",
    "Panel",
    "Priority",
    "Question",
    "RetentionRule", "Role",
    "Route",
    "Section",
    "Tool",
    "TopList",
    "adopted_versions",
    "allowed_decisions",
    "baseline_roles",
    "blank_stale",
    "current_pack",
    "due_on",
    "earlier_packs",
    "form_for_level",
    "locality_of_ward",
    "pack_at",
    "postcode_inside",
    "priority_due",
    "review_on",
    "routes_for",
    "version_with_digest",
    "visible_questions",
    "wards_within",
    "why_not",
    "why_not_age",
    "why_not_route",
    "widest",
    "within",
]  # fmt: skip


AFFECTED: Hook[[Pack, Pack], list[str]] = Hook()
"""Asked what adopting the second pack after the first means for whoever uses the system: lines to read beforehand."""


class NoPackInForce(Refused):
    """No operating model has been adopted yet."""


@dataclass(frozen=True)
class AdoptedPack:
    """A pack and the version rows should remember it by."""

    version_id: uuid.UUID
    pack: Pack


@lru_cache(maxsize=32)
def _read(version_id: uuid.UUID) -> Pack:
    return Pack.model_validate(PackVersion.objects.only("content").get(pk=version_id).content)


def pack_at(version_id: uuid.UUID) -> Pack:
    """The pack of this version, kept in memory once read. Raises PackVersion.DoesNotExist if unknown."""
    return _read(version_id)


def current_pack() -> AdoptedPack:
    """The pack in force now, one small query. Raises NoPackInForce before the first adoption."""
    version_id = in_force_id()
    if version_id is None:
        raise NoPackInForce(
            "This council has not put an operating model in force yet.",
            what_to_do="Run 'alongside pack adopt' with the folder of its pack.",
        )
    return AdoptedPack(version_id, pack_at(version_id))


_found: ContextVar[dict[str, uuid.UUID | None] | None] = ContextVar("pack_in_force", default=None)


def council_name() -> str:
    """What the council is called; '' before the first adoption."""
    version_id = in_force_id()
    return pack_at(version_id).info.council if version_id else ""


@contextmanager
def pack_found_once() -> Iterator[None]:
    """Which version is in force is asked of the database once inside: in one request it is asked in many places."""
    token = _found.set({})
    try:
        yield
    finally:
        _found.reset(token)


def find_pack_again() -> None:
    """Another version was just put in force."""
    if (found := _found.get()) is not None:
        found.clear()


def in_force_id() -> uuid.UUID | None:
    """The id of the version in force; None before the first adoption."""
    found = _found.get()
    if found is not None and "id" in found:
        return found["id"]
    version_id = PackInForce.objects.values_list("version_id", flat=True).first()
    if found is not None:
        found["id"] = version_id
    return version_id


def in_force_since() -> dt.datetime | None:
    """When the version in force was put in force; None before the first adoption."""
    return PackInForce.objects.values_list("since", flat=True).first()


def version_numbered(pack_id: str, version: str) -> bool:
    """Whether some content was adopted under this version number."""
    return PackVersion.objects.filter(pack_id=pack_id, version=version).exists()


def adopted_versions() -> list[PackVersion]:
    """Every adopted version, newest first, without its content."""
    return list(PackVersion.objects.defer("content").order_by("-adopted_at", "-id"))


def version_with_digest(digest: str) -> PackVersion | None:
    """The adopted version with exactly this content."""
    return PackVersion.objects.filter(digest=digest).first()


def earlier_packs(pack_id: str) -> list[Pack]:
    """Every adopted version of this pack, oldest first."""
    ids = PackVersion.objects.filter(pack_id=pack_id).order_by("adopted_at", "id").values_list("pk", flat=True)
    return [pack_at(version_id) for version_id in ids]
