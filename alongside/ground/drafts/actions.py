"""Keeping and dropping drafts: personal working notes, so nothing on a family's record changes with them."""

import json
from typing import Any

from alongside.ground.drafts.models import Draft
from alongside.ground.drafts.queries import KEPT_FOR
from alongside.ground.lib import clock
from alongside.ground.lib.actions import action
from alongside.ground.lib.errors import Refused

MOST_BYTES = 200_000
NOT_KEPT = {"csrfmiddlewaretoken", "once", "resumed", "discard_draft", "add", "remove"}


class TooLarge(Refused):
    """The draft holds more than can be kept."""


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
