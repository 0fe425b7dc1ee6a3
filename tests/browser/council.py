"""A small council for browser tests: a pack in force, a few agencies, and the demonstration's people."""

from dataclasses import dataclass, field

from alongside.ground.access import actions as access
from alongside.ground.access.models import Agency, Team, User
from alongside.ground.access.queries import the_system
from alongside.ground.operating_models.queries import AdoptedPack, Pack
from alongside.people.families.tests.factories import a_pack
from nonprod.personas import Persona, all_personas

PACKS = ("york-2020", "stockton-2016")
NAMES = {
    "school": "Millbrook Primary School",
    "council_early_help": "Early help",
    "social_care": "Children’s social care",
    "health_visiting": "Health visiting service",
    "voluntary": "Doorstep Families",
}


@dataclass
class Council:
    """Who works here, and how."""

    adopted: AdoptedPack
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)

    @property
    def pack(self) -> Pack:
        """The operating model in force."""
        return self.adopted.pack


def a_council(pack: str = PACKS[0]) -> Council:
    """Adopt the pack and open an account for each persona."""
    council = Council(a_pack(pack))
    teams: dict[tuple[str, str], Team] = {}
    for persona in all_personas():
        agency = council.agencies.get(persona.agency) or _agency(council, persona.agency)
        place = (persona.agency, persona.team)
        if persona.team != "none" and place not in teams:
            teams[place] = _team(council, agency, persona)
        council.people[persona.key] = _person(persona, agency, teams.get(place), len(council.people))
    return council


def _agency(council: Council, kind: str) -> Agency:
    number = f"01632 9600{len(council.agencies):02}"
    made = access.add_agency(name=NAMES[kind], kind=kind, telephone=number, by=the_system())
    council.agencies[kind] = made
    return made


def _team(council: Council, agency: Agency, persona: Persona) -> Team:
    locality, pack = "", council.pack
    name = agency.name
    if persona.team == "locality":
        locality = pack.localities.ward_assignments[0].area
        name = f"{pack.area(locality).name} {pack.words.early_help_team.text}"
    elif persona.team == "hub":
        name = pack.words.front_door.text
    return access.add_team(agency=agency, name=name, locality=locality, by=the_system())


def _person(persona: Persona, agency: Agency, team: Team | None, number: int) -> User:
    user = access.add_person(
        email=persona.email, name=persona.name, agency=agency, team=team, job_title=persona.job_title,
        persona=persona.key, telephone=f"01632 9601{number:02}", by=the_system(),
    )  # fmt: skip
    access.grant_role(user=user, role=persona.role, by=the_system())
    return user
