from dataclasses import dataclass

import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.access.words import AgencyKind
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.helping.step_up_down.actions import Said
from alongside.people.episodes.actions import name_lead, open_episode
from alongside.people.families.models import Family
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack


@dataclass
class Cast:
    """Who takes part: the lead, a social worker, somebody in no team of the family, and somebody who sees no family."""

    lead: User
    social_worker: User
    stranger: User
    model_lead: User
    made: MadeFamily

    @property
    def family(self) -> Family:
        """The family being helped."""
        return self.made.family


@pytest.fixture(params=["york-2020", "stockton-2016"])
def pack(request: pytest.FixtureRequest, db: None) -> AdoptedPack:
    """Each of the two packs in force."""
    return a_pack(request.param)


@pytest.fixture
def cast(pack: AdoptedPack) -> Cast:
    """A family being helped, its lead, and the others."""
    lead = a_user(name="Leah Lead")
    social_worker = a_user("social_worker", agency=an_agency(kind=AgencyKind.SOCIAL_CARE))
    hub = a_user("hub_manager")
    made = a_family(parents=1, children=2, readers=(lead.principal,))
    level = next(level for level in pack.pack.levels if level.is_early_help)
    episode = open_episode(
        family=made.family, level=level.id, pack_version_id=pack.version_id, by=hub, why="Needs help"
    )
    name_lead(episode=episode, user=lead, why="Knows them well", by=hub)
    return Cast(lead, social_worker, a_user(), a_user("model_lead"), made)


@pytest.fixture
def said(pack: AdoptedPack) -> Said:
    """What a referrer writes."""
    step_up = pack.pack.step_up
    return Said(
        receiver=step_up.receivers[0].id,
        reason=step_up.reasons[0].id,
        safety_now="At school until three; the class teacher is with him.",
        concern="He came in with a bruise and said he fell.",
        family_told="told",
        family_view="Mum says she wants help.",
    )
