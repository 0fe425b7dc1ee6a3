"""The partnership: agencies, teams, accounts, roles and personas, as the pack's places and kinds call for."""

import datetime as dt
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from alongside.ground.access import actions as access
from alongside.ground.access.models import Agency, Team, User
from alongside.ground.access.queries import the_system
from alongside.ground.agencies import queries as agencies
from alongside.ground.agencies.actions import accept_agreement, publish_agreement
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import Pack, current_pack
from nonprod.clock import at, office_hours
from nonprod.data import read
from nonprod.personas import Persona, all_personas

YEARS_BACK = 3
AGREED_BEFORE = 300  # days
LOOK_AFTER_THEMSELVES = ("school", "early_years", "health_visiting", "voluntary")
ADMINISTRATOR = "agency_administrator"
AGREEMENT = (
    "We share what a family agreed to share, and what the law asks of us, and no more. We look after who among us "
    "may see it, and end the access of whoever leaves at once."
)


@dataclass
class Partnership:
    """Everybody who takes part, ready to be drawn from."""

    pack: Pack
    pack_version_id: Any
    agencies: dict[str, list[Agency]] = field(default_factory=dict)
    people: dict[str, list[User]] = field(default_factory=dict)
    area_teams: dict[str, list[User]] = field(default_factory=dict)
    personas: dict[str, User] = field(default_factory=dict)

    def practitioners(self, *kinds: str) -> list[User]:
        """People of these kinds of agency, in a fixed order."""
        return [user for kind in kinds for user in self.people.get(kind, [])]


def place_of(pack: Pack) -> str:
    """The council's place without what a council calls itself: 'York' of 'City of York Council'."""
    return re.sub(r"^(City of|London Borough of)\s+|\s+(Metropolitan |City |Borough )*Council$", "", pack.info.council)


def area_ids(pack: Pack) -> list[str]:
    """The areas that have wards of their own: those a team serves."""
    return list(dict.fromkeys(assignment.area for assignment in pack.localities.ward_assignments))


def make_partnership() -> Partnership:
    """Make what is missing of the partnership, and give all of it back. Made already, it costs a few queries."""
    adopted = current_pack()
    made = Partnership(adopted.pack, adopted.version_id)
    began = office_hours(today() - dt.timedelta(days=365 * YEARS_BACK), hour=9)
    with at(began):
        known = _Known()
        for kind, entries in read("base").items():
            if kind in {agency.id for agency in adopted.pack.agencies}:
                for entry in entries:
                    _make_entry(made, known, kind, entry)
        for persona in all_personas():
            _make_persona(made, known, persona)
    with at(office_hours(today() - dt.timedelta(days=AGREED_BEFORE), hour=10)):
        _agree_to_share(made)
    return made


class _Known:
    """What exists already, by name, so that a second run makes nothing twice."""

    def __init__(self) -> None:
        self.agencies = {agency.name: agency for agency in Agency.objects.all()}
        self.teams = {(team.agency_id, team.name): team for team in Team.objects.all()}
        self.people = {user.email: user for user in User.objects.select_related("agency", "team")}
        self.roles = {user.pk: user.role_keys for user in self.people.values()}
        self.system = the_system()


def _make_entry(made: Partnership, known: _Known, kind: str, entry: dict[str, Any]) -> None:
    for name in _agency_names(made.pack, entry):
        agency = known.agencies.get(name) or access.add_agency(
            name=name, kind=kind, telephone=f"01632 960{len(known.agencies):03}", by=known.system
        )
        known.agencies[name] = agency
        if agency not in made.agencies.setdefault(kind, []):
            made.agencies[kind].append(agency)
        teams = _teams(made, known, agency, entry["teams"]) or [None]
        for number in range(entry["people"] * max(1, len(teams) if entry["teams"] == ["localities"] else 1)):
            team = teams[number % len(teams)]
            who = colleague_name(f"{name} {entry['role']} {number}")
            title = entry["titles"][number % len(entry["titles"])]
            user = _make_user(known, who, _email(who, name, number), agency, team, title, entry["role"])
            _count_in(made, kind, user)
            if number == 0 and kind in LOOK_AFTER_THEMSELVES:
                _grant(known, user, ADMINISTRATOR)


def _agency_names(pack: Pack, entry: dict[str, Any]) -> Iterator[str]:
    place, council = place_of(pack), pack.info.council
    for assignment in pack.localities.ward_assignments if entry.get("each") else ():
        area = pack.area(assignment.area)
        if entry["each"] == "area":
            yield entry["name"].format(area=area.name, place=place, council=council)
        else:
            for ward in assignment.wards:
                yield entry["name"].format(ward=ward.name, place=place, council=council)
    if not entry.get("each"):
        yield entry["name"].format(place=place, council=council)


def _teams(made: Partnership, known: _Known, agency: Agency, wanted: list[str]) -> list[Team | None]:
    teams: list[Team | None] = []
    for name in wanted:
        if name == "localities":
            for area in area_ids(made.pack):
                title = f"{made.pack.area(area).name} {made.pack.words.early_help_team.text}"
                teams.append(_team(known, agency, title, area))
        elif name == "hub":
            teams.append(_team(known, agency, made.pack.words.front_door.text, ""))
        else:
            teams.append(_team(known, agency, name, ""))
    return teams


def _team(known: _Known, agency: Agency, name: str, locality: str) -> Team:
    team = known.teams.get((agency.pk, name)) or access.add_team(
        agency=agency, name=name, locality=locality, by=known.system
    )
    known.teams[agency.pk, name] = team
    return team


def _make_user(
    known: _Known, name: str, email: str, agency: Agency, team: Team | None, title: str, role: str, persona: str = ""
) -> User:
    user = known.people.get(email) or access.add_person(
        email=email, name=name, agency=agency, team=team, job_title=title, persona=persona, by=known.system,
        telephone=f"01632 96{len(known.people):04}",
    )  # fmt: skip
    _grant(known, user, role)
    known.people[email] = user
    return user


def _grant(known: _Known, user: User, role: str) -> None:
    if role not in known.roles.get(user.pk, ()):
        access.grant_role(user=user, role=role, by=known.system)
        known.roles[user.pk] = known.roles.get(user.pk, frozenset()) | {role}


def _agree_to_share(made: Partnership) -> None:
    """The council's sharing agreement, accepted by each agency that somebody looks after; not a second time."""
    text = agencies.agreement_in_force()
    if text is None:
        text = publish_agreement(text=AGREEMENT, review_months=24, by=made.personas["access_administrator"])
    accepted = set(agencies.agencies_that_agreed().values_list("pk", flat=True))
    for kind in LOOK_AFTER_THEMSELVES:
        for agency in made.agencies.get(kind, []):
            head = agencies.administrators(agency).order_by("pk").first() if agency.pk not in accepted else None
            if head is not None:
                accept_agreement(text=text, by=head)


def _make_persona(made: Partnership, known: _Known, persona: Persona) -> None:
    agency = made.agencies[persona.agency][0]
    own = sorted((team for (agency_id, _), team in known.teams.items() if agency_id == agency.pk), key=str)
    local = [team for team in own if team.locality == area_ids(made.pack)[0]]
    hub = [team for team in own if not team.locality]
    team = {"home": own, "locality": local, "hub": hub}.get(persona.team, [])
    user = _make_user(
        known,
        persona.name,
        persona.email,
        agency,
        team[0] if team else None,
        persona.job_title,
        persona.role,
        persona.key,
    )
    made.personas[persona.key] = user
    _count_in(made, persona.agency, user)


def _count_in(made: Partnership, kind: str, user: User) -> None:
    if user not in made.people.setdefault(kind, []):
        made.people[kind].append(user)
    if user.team and user.team.locality:
        colleagues = made.area_teams.setdefault(user.team.locality, [])
        if user not in colleagues:
            colleagues.append(user)


def colleague_name(seed: str) -> str:
    """A name for a colleague that is the same in every run."""
    rng = random.Random(seed)  # made-up people, not secrets
    groups = read("names")
    group = rng.choices(groups, [entry["often"] for entry in groups])[0]
    return f"{rng.choice(group['women'] + group['men'])} {rng.choice(group['surnames'])}"


def _email(name: str, agency: str, number: int) -> str:
    return f"{_slug(name)}.{number + 1}@{_slug(agency)[:40]}.example"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.lower().replace("ł", "l")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
