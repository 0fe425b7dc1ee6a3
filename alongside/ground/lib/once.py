"""Nothing happens twice: a form sent again (double click, back button) answers with the first one's result."""

import uuid
from collections.abc import Callable

from django.db import transaction

from alongside.ground.lib.models import OnceToken


def still_open(token: uuid.UUID, owner_id: int) -> bool:
    """Whether no form with this token has been sent. Waits for one that is just being sent, and holds up the next.

    Inside the caller's transaction: the token is taken and given back, so that the form can be sent after it.
    """
    row, is_new = OnceToken.objects.get_or_create(token=token, defaults={"owner_id": owner_id})
    if is_new:
        row.delete()
    return is_new


def once(token: uuid.UUID, owner_id: int | None, act: Callable[[], str]) -> tuple[str, bool]:
    """Run `act` unless a form with this token has been sent; return its result address, and whether it ran now.

    The token row is inserted first and in the same transaction: of two simultaneous sends the second waits for the
    first, then finds its result. If `act` raises, the token is released with everything else, so a corrected form can
    be sent again. A token somebody else used is treated as new work and refused by its primary key.
    """
    with transaction.atomic():
        row, is_new = OnceToken.objects.get_or_create(token=token, defaults={"owner_id": owner_id})
        if not is_new:
            return (row.result_url if row.owner_id == owner_id else "/"), False
        row.result_url = act()
        row.save(update_fields=["result_url"])
        return row.result_url, True
