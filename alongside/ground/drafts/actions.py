"""Keeping and dropping drafts: personal working notes, so nothing on a family's record changes with them."""

import json
import uuid
from typing import Any

from alongside.ground.drafts.models import Draft
from alongside.ground.drafts.queries import KEPT_FOR
from alongside.ground.lib import clock
from alongside.ground.lib.actions import action
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.once import still_open

MOST_BYTES = 200_000
NOT_KEPT = {"csrfmiddlewaretoken", "once", "resumed", "discard_draft", "add", "remove"}


class TooLarge(Refused):
    """The draft holds more than can be kept."""


@action
def keep_while_typing(*, by: Any, key: str, data: dict[str, list[str]]) -> Draft | None:
    """Keep what a page saves by itself; None, and nothing is kept, for a form that was sent meanwhile.

    What is saved while typing can arrive after the form, and would be offered again in the next one, old version and
    all. Raises TooLarge above 200 kB.
    """
    return None if _was_sent(data.get("once", []), by.pk) else keep(by=by, key=key, data=data)


@action
def keep(*, by: Any, key: str, data: dict[str, list[str]]) -> Draft:
    """Keep what this person has typed so far, in place of what was kept before.

    Raises TooLarge above 200 kB.
    """
    answers = {name: values for name, values in data.items() if name not in NOT_KEPT}
    if len(json.dumps(answers)) > MOST_BYTES:
        raise TooLarge("This is too long to keep as a draft.", what_to_do="Send the form to keep it.")
    draft, _ = Draft.objects.update_or_create(
        owner_id=by.pk, key=key, defaults={"data": answers, "updated_at": clock.now()}
    )
    return draft


def _was_sent(token: list[str], owner_id: int) -> bool:
    try:
        return bool(token) and not still_open(uuid.UUID(token[0]), owner_id)
    except ValueError:  # not a token of ours: nothing was sent with it
        return False


@action
def discard(*, by: Any, key: str) -> bool:
    """Drop this person's draft; says whether there was one."""
    deleted, _ = Draft.objects.filter(owner_id=by.pk, key=key).delete()
    return bool(deleted)


@action
def prune(*, by: Any) -> int:
    """Drop every draft nobody has touched for 60 days (a nightly job runs this); says how many."""
    deleted, _ = Draft.objects.filter(updated_at__lte=clock.now() - KEPT_FOR).delete()
    return deleted
