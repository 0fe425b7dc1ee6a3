"""Finding a colleague by what people call them."""

from alongside.ground.access.models import User
from alongside.ground.access.queries import people_who_may
from alongside.ground.access.words import Permission
from alongside.ground.lib.errors import Refused
from alongside.helping.plans.models import PlanAction
from alongside.helping.plans.words import ActionState
from alongside.people.episodes.models import TeamMember


def colleague_called(text: str) -> User:
    """The one person who can work with plans and has this e-mail address or name.

    Raises Refused when there is nobody, or when several have the name.
    """
    wanted = " ".join(text.split())
    may = people_who_may(Permission.CHANGE_PLAN)
    found = list(may.filter(email__iexact=wanted)[:1] if "@" in wanted else may.filter(name__iexact=wanted)[:2])
    if not found:
        raise Refused(
            "Nobody who can work with plans has this name or address.", what_to_do="Check the spelling.",
            field="colleague",
        )  # fmt: skip
    if len(found) > 1:
        raise Refused("Several people have this name.", what_to_do="Use the e-mail address.", field="colleague")
    return found[0]


def to_do_of(member: TeamMember) -> list[PlanAction]:
    """What a member of the team has still to do: asked before they leave."""
    return list(PlanAction.objects.filter(owner_member=member, state=ActionState.TO_DO).order_by("due_on", "id"))
