"""A directory of services for the made-up council: one published with a picture, one as a draft."""

from typing import Any

from alongside.ground.access.models import User
from alongside.ground.operating_models.queries import Pack
from alongside.helping.directory.actions import add_provider, add_service, publish, set_picture
from alongside.helping.directory.tests.factories import SAYS, a_picture, answers


def a_directory(pack: Pack, *, by: User) -> dict[str, Any]:
    """The service that is published, and the draft."""
    provider = add_provider(name="Mill Lane Community Trust", description="A charity of neighbours.", by=by)
    of_the_pack = {
        "needs": [need.id for need in pack.needs[:2]],
        "levels": [level.id for level in pack.levels if not level.is_statutory],
    }
    made = {
        key: add_service(provider=provider, answers=answers(name=name, **of_the_pack), by=by)
        for key, name in (("service", "Toddler swim"), ("draft_service", "Evening club"))
    }
    publish(service=made["service"], by=by)
    set_picture(service=made["service"], content=a_picture(), says=SAYS, by=by)
    return made
