"""People found, set apart from others of like name, with how each stands with early help."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alongside.ground.lib.clock import as_text
from alongside.ground.lib.text import comparable
from alongside.people.episodes.queries import Standing
from alongside.people.families.queries import Found, HouseholdMember, described
from alongside.people.families.words import FamilyRole


@dataclass(frozen=True)
class FoundPerson:
    """One person found, in words. `set_apart` says who else looks like them."""

    id: uuid.UUID
    name: str
    role: str
    facts: list[tuple[str, str]]
    set_apart: str = ""
    standings: list["StandingLine"] = field(default_factory=list)
    restricted: str = ""


@dataclass(frozen=True)
class StandingLine:
    """How one of a person's families stands, and the way in for whoever may open it."""

    text: str
    is_open: bool
    family_id: uuid.UUID | None


def people_found(
    found: Sequence[Found], standings: Mapping[uuid.UUID, list[Standing]], areas: Mapping[uuid.UUID, str],
    households: Mapping[uuid.UUID, list[HouseholdMember]],
) -> list[FoundPerson]:  # fmt: skip
    """The people found, best first."""
    names = Counter(comparable(described(one.person).name) for one in found)
    shown = []
    for one in found:
        member, household = described(one.person), households.get(one.person.pk, [])
        if member.restricted:
            shown.append(FoundPerson(member.id, member.name, "", [("Born", member.born)], restricted=member.restricted))
            continue
        facts = [("Age", "Not known" if member.age is None else str(member.age)), ("Born", member.born)]
        facts += [(label, text) for label, text in _more(one, areas.get(member.id, ""), household) if text]
        role = next((FamilyRole(m.own_role).label for m in household), "")
        lines = [_line(standing) for standing in standings.get(member.id, [])]
        set_apart = _set_apart(one, household, names[comparable(member.name)])
        shown.append(FoundPerson(member.id, member.name, role, facts, set_apart, lines))
    return shown


def _more(one: Found, area: str, household: Sequence[HouseholdMember]) -> list[tuple[str, str]]:
    member = described(one.person)
    together = ", ".join(f"{m.forename} ({m.age})" if m.age is not None else m.forename for m in household)
    return [
        ("Other names", ", ".join(member.other_names)),
        ("Sex", member.sex),
        ("Area", area),
        ("School", member.school),
        ("Family", together),
        ("Found by", ", ".join(one.why)),
    ]


def _set_apart(one: Found, household: Sequence[HouseholdMember], alike: int) -> str:
    mine = described(one.person)
    said = []
    for other in household:
        if mine.date_of_birth and other.date_of_birth == mine.date_of_birth:
            said.append(f"Same date of birth as {other.forename} in this family: a twin, or the same person twice.")
        elif comparable(other.name) == comparable(mine.name):
            said.append(f"{FamilyRole(other.role).label} in this family has the same name: check the age.")
    if alike > 1:
        said.append(f"{alike} people here have this name: check age and family.")
    return " ".join(said)


def _line(standing: Standing) -> StandingLine:
    family = standing.family_id if standing.may_open else None
    if not standing.is_open:
        when = f" on {_day(standing.since)}" if standing.since else ""
        return StandingLine(f"Not open now. {standing.state}{when}.", False, family)
    lead = f"led by {standing.lead_name}, {standing.lead_agency}" if standing.lead_name else "nobody leads yet"
    telephone = f", telephone {standing.lead_telephone}" if standing.lead_telephone else ""
    return StandingLine(
        f"Open since {_day(standing.since)}: {standing.state.lower()}, {lead}{telephone}.", True, family
    )


def _day(iso: str) -> str:
    return as_text(dt.date.fromisoformat(iso))
