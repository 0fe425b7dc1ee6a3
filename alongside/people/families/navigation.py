"""The frame round every page about a family: who it is, how it stands, and the tabs other packages add."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.lib.hooks import Hook
from alongside.people.families.models import Family


@dataclass(frozen=True)
class Tab:
    """A page about a family: `url_name` takes the family's id as `family_id`."""

    key: str
    label: str
    url_name: str
    order: int
    permission: Permission = Permission.SEE_FAMILY


@dataclass(frozen=True)
class Fact:
    """A line of the identity bar: 'Level', 'Lead practitioner'."""

    label: str
    text: str


@dataclass(frozen=True)
class FamilyFrame:
    """What the top of every family page shows."""

    family_id: uuid.UUID
    label: str
    people: str
    facts: list[Fact] = field(default_factory=list)
    be_careful: str = ""
    tabs: list[Tab] = field(default_factory=list)
    current: str = ""


_TABS: dict[str, Tab] = {}
SUMMARIES: Hook[[Family, User], Sequence[Fact]] = Hook()


def register_tab(tab: Tab) -> None:
    """Add a tab to the pages of a family; called by higher packages when the application starts."""
    _TABS[tab.key] = tab


def tabs_for(by: User, family: Family) -> list[Tab]:
    """The tabs this person may open, in order."""
    return [tab for tab in sorted(_TABS.values(), key=lambda t: t.order) if may(by, tab.permission, family)]
