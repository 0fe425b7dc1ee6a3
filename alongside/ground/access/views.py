"""'Who can do what': every role, what it permits and how far, for whoever signs in."""

from typing import Any

from alongside.ground.access.presenters import roles_shown
from alongside.ground.design_system.views import Page


class WhoCanDoWhat(Page):
    """No family is on it, and nobody by name: how many hold each role, so that a change can be weighed."""

    title = "Who can do what"
    template = "access/who_can_do_what.html"

    def context(self) -> dict[str, Any]:
        """The roles of the product and of the council."""
        return {"roles": roles_shown()}
