"""Reading drafts. Every question is asked for one person: nobody sees another's."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from alongside.ground.drafts.models import Draft
from alongside.ground.lib import clock

KEPT_FOR = dt.timedelta(days=60)


def draft_for(by: Any, key: str) -> Draft | None:
    """This person's draft under this key, unless it has expired (60 days untouched) or there is none."""
    return drafts_of(by).filter(key=key).first()


def drafts_of(by: Any) -> QuerySet[Draft]:
    """All of this person's drafts, the latest first."""
    return Draft.objects.filter(owner_id=by.pk, updated_at__gt=clock.now() - KEPT_FOR).order_by("-updated_at", "-id")
