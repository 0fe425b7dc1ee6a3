"""A family whose record is kept closely, for the pages about that. All made up."""

import datetime as dt
from typing import Any

from alongside.ground.access import actions as access
from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.people.families import actions as families
from alongside.people.families.words import FamilyRole, Sex
from alongside.people.protection import actions as protection
from tests.browser.world import World

SURNAME, ADDRESS = "Quennell", "7 Unfindable Close"


def kept_family(world: World) -> dict[str, Any]:
    """A restricted family, made once in a world: its restriction, its family and a confidential address."""
    if "kept" not in world.records:
        story = world.start(SURNAME, [("Ada", "", FamilyRole.PARENT, dt.date(1990, 1, 2), Sex.FEMALE)])
        [address] = families.record_address(
            people=list(story.people.values()), lines=ADDRESS, postcode="YO1 6GA", confidential=True,
            by=world.user("family_worker"),
        )  # fmt: skip
        restriction = protection.restrict(
            subject=story.family, record_class=RecordClass.RESTRICTED, category="high_risk",
            reason="Somebody looks for them and must not find them.", whom_to_ask="The hub, 01632 960000",
            review_on=today() + dt.timedelta(days=60), cleared=[world.user("family_worker")],
            by=world.user("hub_manager"),
        )  # fmt: skip
        protection.ask_to_lift(
            restriction=restriction, why="He has moved far away and is not heard of.", by=world.user("hub_manager")
        )
        world.records |= {"kept": restriction, "kept_address": address, "kept_family": story.family}
        for user in world.who.values():
            user.forget_rights()
    return world.records


def barred_person(world: World) -> User:
    """Somebody who may not see the Marwood family, made once in a world."""
    if "barred" not in world.records:
        user = access.add_person(
            email="una@barred.invalid", name="Una Barrow", agency=world.user("family_worker").agency, by=the_system()
        )
        protection.bar(
            family=world.marwood.family, user=user, kind="knows", reason="She is a neighbour and a friend of theirs.",
            by=world.user("hub_manager"),
        )  # fmt: skip
        world.records["barred"] = user
    barred: User = world.records["barred"]
    return barred
