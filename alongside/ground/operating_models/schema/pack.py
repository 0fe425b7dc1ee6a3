"""The whole pack: everything about an operating model that differs between councils."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from alongside.ground.operating_models.schema.base import Frozen
from alongside.ground.operating_models.schema.council import (
    AgencyKind,
    Area,
    Consent,
    Localities,
    PackInfo,
    Response,
    RetentionRule,
    Role,
    TeamKind,
    Words,
)
from alongside.ground.operating_models.schema.criteria import Criteria
from alongside.ground.operating_models.schema.feeds import Feed
from alongside.ground.operating_models.schema.front import (
    Clock,
    Decision,
    Factor,
    Level,
    Panel,
    PartnerAsked,
    Priority,
    Route,
    StepUp,
)
from alongside.ground.operating_models.schema.helping import DriftRule, Form, Need, Plans, Tool
from alongside.ground.operating_models.schema.linkage import Linkage
from alongside.ground.operating_models.schema.stories import Story


class HasId(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)


def find(items: Iterable[T], item_id: str, what: str) -> T:
    """The item with this id; KeyError names what was looked for, retired ids included."""
    for item in items:
        if item.id == item_id:
            return item
    raise KeyError(f"This pack has no {what} '{item_id}'")


class Pack(Frozen):
    """An operating model. One field for each file (or folder) of the pack; lookups by id raise KeyError."""

    info: PackInfo
    words: Words
    levels: tuple[Level, ...]
    routes: tuple[Route, ...]
    priorities: tuple[Priority, ...]
    clocks: tuple[Clock, ...]
    decisions: tuple[Decision, ...]
    factors: tuple[Factor, ...]
    needs: tuple[Need, ...]
    forms: tuple[Form, ...]
    tools: tuple[Tool, ...]
    consent: Consent
    plans: Plans
    drift: tuple[DriftRule, ...]
    localities: Localities
    team_kinds: tuple[TeamKind, ...]
    responses: tuple[Response, ...]
    agencies: tuple[AgencyKind, ...]
    partners_asked: tuple[PartnerAsked, ...]
    panels: tuple[Panel, ...]
    step_up: StepUp
    examples: tuple[Story, ...]
    roles: tuple[Role, ...] = ()
    retention: tuple[RetentionRule, ...] = ()
    feeds: tuple[Feed, ...] = ()
    criteria: Criteria | None = None
    linkage: Linkage | None = None

    def level(self, item_id: str) -> Level:
        return find(self.levels, item_id, "level")

    def route(self, item_id: str) -> Route:
        return find(self.routes, item_id, "route")

    def priority(self, item_id: str) -> Priority:
        return find(self.priorities, item_id, "priority")

    def clock(self, item_id: str) -> Clock:
        return find(self.clocks, item_id, "clock")

    def decision(self, item_id: str) -> Decision:
        return find(self.decisions, item_id, "decision")

    def factor(self, item_id: str) -> Factor:
        return find(self.factors, item_id, "factor")

    def need(self, item_id: str) -> Need:
        return find(self.needs, item_id, "need")

    def form(self, item_id: str) -> Form:
        return find(self.forms, item_id, "form")

    def tool(self, item_id: str) -> Tool:
        return find(self.tools, item_id, "tool")

    def agency(self, item_id: str) -> AgencyKind:
        return find(self.agencies, item_id, "agency kind")

    def team_kind(self, item_id: str) -> TeamKind:
        return find(self.team_kinds, item_id, "team kind")

    def response(self, item_id: str) -> Response:
        return find(self.responses, item_id, "response")

    def panel(self, item_id: str) -> Panel:
        return find(self.panels, item_id, "panel")

    def area(self, item_id: str) -> Area:
        return find(self.localities.areas, item_id, "area")

    def feed(self, item_id: str) -> Feed:
        return find(self.feeds, item_id, "feed")
