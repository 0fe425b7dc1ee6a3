"""How a contact starts from the search for a person: with what was typed, so that it is not typed again."""

from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.drafts import actions as drafts


def start_from_search(by: User, typed: str) -> str:
    """Keep what was searched for in this person's contact draft; the address of its first page."""
    from alongside.helping.front_door.wizard import KEY, Held

    if typed:
        drafts.keep(by=by, key=KEY, data={**Held(by).data, "search:q": [typed]})
    return reverse("new_contact")
