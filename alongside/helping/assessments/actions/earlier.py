"""Assessments of the system used before, brought in from the council's own file of them (SYSTEMS H4)."""

from typing import Any

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.errors import NotAllowed
from alongside.helping.assessments.models import EarlierAssessment
from alongside.helping.assessments.queries import earlier_told
from alongside.people.families.models import Family

AT_ONCE = 2_000
SAYS = ("person_id", "kind", "began_on", "ended_on", "says", "as_of")
"""What is written anew when the file says otherwise than before."""


@action
def bring_in_earlier(*, by: User) -> int:
    """Have each family hold what the old system's file says of its people, as it stands and as it is matched now.

    What the file no longer holds, or what is matched to somebody else, goes. How many families changed: run again it
    changes nothing. Raises NotAllowed for anybody but the system: only it sees every file and every family.
    """
    if by != the_system():
        raise NotAllowed("Only the nightly run brings in what the old system held.")
    told = {(one.family_id, one.feed, one.record_id): one for one in earlier_told()}
    held = {(one.family_id, one.feed, one.record_id): one for one in EarlierAssessment.objects.all()}
    gone = [row for key, row in held.items() if key not in told]
    new = [row for key, row in told.items() if key not in held]
    changed = [
        _said_anew(held[key], row) for key, row in told.items() if key in held and _says(held[key]) != _says(row)
    ]
    EarlierAssessment.objects.filter(pk__in=[row.pk for row in gone]).delete()
    EarlierAssessment.objects.bulk_create(new, batch_size=AT_ONCE)
    EarlierAssessment.objects.bulk_update(changed, fields=SAYS, batch_size=AT_ONCE)
    touched = {row.family_id for row in (*gone, *new, *changed)}
    for family in Family.objects.filter(pk__in=touched).order_by("pk"):
        audit.record(kind="assessments.earlier_brought_in", by=by, record=family, family_id=family.pk)
    return len(touched)


def _says(row: EarlierAssessment) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in SAYS)


def _said_anew(held: EarlierAssessment, row: EarlierAssessment) -> EarlierAssessment:
    for name in SAYS:
        setattr(held, name, getattr(row, name))
    return held
