"""Writing down what partners notice in a place: themes, places and groups, never a named child (SYSTEMS A9)."""

import datetime as dt

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import current_pack
from alongside.improving.identification.models import Noticed
from alongside.improving.identification.policies import check_names_nobody, check_perhaps_names_nobody, check_reason
from alongside.improving.identification.queries.intelligence import named_in, perhaps_named_in
from alongside.improving.identification.words import Theme


@action
def log_noticed(
    *,
    theme: str,
    area: str,
    where: str,
    text: str,
    noticed_on: dt.date,
    agency: Agency,
    by: User,
    not_people: bool = False,
) -> Noticed:
    """Log what an agency noticed. Refused when it names somebody the council knows, or holds a number of one person;
    and when words in it may be a name, unless the writer has said `not_people`.

    Raises NotAllowed; Refused for a theme or an area that is not one, and for a day that has not come.
    """
    require(by, Permission.LOG_INTELLIGENCE)
    if theme not in Theme.values:
        raise Refused("Choose a theme.", field="theme")
    if area not in {one.id for one in current_pack().pack.localities.areas}:
        raise Refused("Choose an area.", field="area")
    if noticed_on > today():
        raise Refused("The day it was noticed is in the future.", field="noticed_on")
    said, place = check_reason(text, "text"), " ".join(where.split())
    written = f"{place}. {said}"
    check_names_nobody(written, named_in(written))
    if not not_people:
        check_perhaps_names_nobody(perhaps_named_in(written))
    made = Noticed.objects.create(
        theme=theme, area=area, where=place, text=said, noticed_on=noticed_on, agency=agency, by=by, at=now()
    )
    audit.record(kind="identification.noticed", by=by, record=made, detail={"theme": theme, "area": area})
    return made
