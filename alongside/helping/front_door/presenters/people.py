"""People as a contact names them, and as the records know them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from alongside.ground.access.models import User
from alongside.ground.lib.clock import as_text, today
from alongside.ground.operating_models.queries import Pack, pack_at
from alongside.helping.front_door.models import ContactPerson
from alongside.helping.front_door.policies import Named as NamedPerson
from alongside.helping.front_door.policies import doubts_about, outside_age
from alongside.people.episodes.queries import Standing, standing_of
from alongside.people.families.queries import (
    Found,
    described,
    find_people,
    localities_of,
    understand,
)


@dataclass(frozen=True)
class FoundPerson:
    """Somebody found, set apart from others of like name, and how they stand with early help."""

    id: uuid.UUID
    name: str
    facts: list[tuple[str, str]]
    standings: list[str]


def found_people(sought: str, by: User) -> list[FoundPerson]:
    """The best ten matches, as far as this person may know of them."""
    found: list[Found] = find_people(understand(sought))[:10]
    ids = [one.person.pk for one in found]
    standings, areas = standing_of(ids, by), localities_of(ids)
    return [_found(one, standings.get(one.person.pk, []), areas.get(one.person.pk, "")) for one in found]


def _found(one: Found, standings: Sequence[Standing], area: str) -> FoundPerson:
    member = described(one.person)
    if member.restricted:
        return FoundPerson(one.person.pk, member.name, [("Born", member.born)], [member.restricted])
    facts = [("Born", member.born), ("Why it matches", ", ".join(one.why))]
    if member.age is not None:
        facts.insert(0, ("Age", str(member.age)))
    if area:
        facts.append(("Area", area))
    if member.school:
        facts.append(("School", member.school))
    return FoundPerson(
        one.person.pk, member.name, facts, [_standing(s) for s in standings] or ["Not known to early help"]
    )


def _standing(standing: Standing) -> str:
    if not standing.is_open:
        return f"Not open now. {standing.state}" + (f" on {_day(standing.since)}" if standing.since else "")
    lead = f" Led by {standing.lead_name}, {standing.lead_agency}." if standing.lead_name else " Nobody leads yet."
    phone = f" Telephone {standing.lead_telephone}." if standing.lead_telephone else ""
    return f"Already open since {_day(standing.since)}: {standing.state.lower()}.{lead}{phone}"


def _day(iso: str) -> str:
    return as_text(dt.date.fromisoformat(iso))


@dataclass(frozen=True)
class NamedOn:
    """Somebody named on a contact."""

    id: uuid.UUID
    name: str
    role: str
    facts: list[tuple[str, str]]
    doubts: list[str]
    match: str
    may_be_known: int = 0
    standings: list[str] = field(default_factory=list)


def named_on(named: ContactPerson, pack: Pack, may_be_known: int = 0, standings: Sequence[Standing] = ()) -> NamedOn:
    """Somebody named on a contact, with what is doubtful said."""
    given = NamedPerson(
        forename=named.forename, surname=named.surname, role=named.role, date_of_birth=named.date_of_birth,
        date_known=named.date_known, has_send=named.has_send, upn=named.upn, nhs_number=named.nhs_number,
        postcode=named.postcode,
    )  # fmt: skip
    outside = outside_age(pack, [given], today())
    address = "No fixed address" if named.no_fixed_address else ", ".join(p for p in (named.lines, named.postcode) if p)
    facts = [
        ("Born", _born(named)), ("Address", address), ("School", named.school), ("Telephone", named.telephone),
        ("Relationship", named.relationship.replace("_", " ")), ("UPN", named.upn), ("NHS number", named.nhs_number),
    ]  # fmt: skip
    match = {"same": "Known already", "new": "A new person"}.get(named.match, "Not settled who this is")
    return NamedOn(
        named.pk, named.name, named.get_role_display(), [(label, text) for label, text in facts if text],
        [*doubts_about(pack, given), *([outside] if outside else [])], match, may_be_known,
        [_standing(standing) for standing in standings],
    )  # fmt: skip


def who_and_born(named: ContactPerson) -> str:
    """'Tilly Marwood (14 May 2017)': enough for a partner to look somebody up."""
    return f"{named.name} ({_born(named) if named.date_of_birth else 'date of birth not known'})"


def _born(named: ContactPerson) -> str:
    if named.date_of_birth is None:
        return "Not known"
    text = as_text(named.date_of_birth)
    return {"expected": f"Expected {text}", "estimated": f"About {text} (estimated)"}.get(named.date_known, text)


@dataclass(frozen=True)
class WhoIs:
    """Somebody named, and everybody they might be."""

    named: NamedOn
    candidates: list[FoundPerson]


def who_is(named: ContactPerson, by: User) -> WhoIs:
    """Everybody somebody named on a contact might be: by number, by name and date of birth."""
    sought: list[FoundPerson] = []
    for text in (named.upn, named.nhs_number, named.name):
        if text:
            ids = [named.date_of_birth] if text == named.name and named.date_of_birth else [None]
            sought += _candidates(text, ids[0], by)
    unique = {one.id: one for one in sought}
    return WhoIs(named_on(named, pack_at(named.contact.pack_version_id)), list(unique.values())[:10])


def _candidates(text: str, born: dt.date | None, by: User) -> list[FoundPerson]:
    found = find_people(understand(text, born))[:6]
    ids = [one.person.pk for one in found]
    standings = standing_of(ids, by)
    return [_found(one, standings.get(one.person.pk, []), "") for one in found]
