"""Open families for tests, and the cast that appears in tests of who may: made through the real actions."""

from dataclasses import dataclass

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_team, a_user, an_agency
from alongside.ground.access.words import AgencyKind
from alongside.ground.operating_models.queries import AdoptedPack, current_pack
from alongside.people.episodes import actions
from alongside.people.episodes.models import Episode
from alongside.people.families.tests.factories import MadeFamily, a_family


@dataclass(frozen=True)
class Cast:
    """Lead: works with the family. Colleague: same agency, another team. Hub manager. Stranger: another agency."""

    lead: User
    colleague: User
    hub_manager: User
    stranger: User


def a_cast() -> Cast:
    """The people of the access tests."""
    school = an_agency()
    hub = an_agency(kind=AgencyKind.COUNCIL_EARLY_HELP)
    return Cast(
        lead=a_user(name="Leah Lead", agency=school, team=a_team(school), telephone="01904 555555"),
        colleague=a_user(name="Colin Colleague", agency=school, team=a_team(school)),
        hub_manager=a_user("hub_manager", name="Hana Hub", agency=hub),
        stranger=a_user(name="Stan Stranger"),
    )


@dataclass(frozen=True)
class OpenFamily:
    """A family being helped, with its episode and its cast."""

    made: MadeFamily
    episode: Episode
    cast: Cast
    pack: AdoptedPack


def an_open_family(cast: Cast | None = None, *, level: str = "", with_lead: bool = True) -> OpenFamily:
    """A family open at the pack's first early help level, led by the cast's lead unless said."""
    cast, pack = cast or a_cast(), current_pack()
    made = a_family(parents=2, children=2, by=cast.hub_manager)
    level = level or next(one.id for one in pack.pack.levels if one.is_early_help)
    episode = actions.open_episode(
        family=made.family, level=level, pack_version_id=pack.version_id, by=cast.hub_manager, why="They asked for help"
    )
    if with_lead:
        actions.name_lead(episode=episode, user=cast.lead, why="Knows the family", by=cast.hub_manager)
    episode.refresh_from_db()
    made.family.refresh_from_db()
    return OpenFamily(made, episode, cast, pack)
