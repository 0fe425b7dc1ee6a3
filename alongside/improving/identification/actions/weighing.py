"""Looking whether lists are fair: a report after each night's count."""

from dataclasses import asdict

from alongside.ground.access.models import User
from alongside.ground.access.queries import require, the_system
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import Refused
from alongside.improving.identification.models import FairnessReport
from alongside.improving.identification.queries.fairness import by_area, compared
from alongside.improving.identification.queries.lists import criteria_in_force, last_run


@action
def weigh_fairness(*, by: User) -> FairnessReport:
    """Compare every list with the people it is drawn from, as of the last count. Counts under five are not kept.

    Run by jobs and commands, which may read everybody. Raises NotAllowed; Refused before the first count.
    """
    if by != the_system():
        require(by, Permission.LOAD_FEEDS)
    run, (_, criteria) = last_run(), criteria_in_force()
    if run is None or criteria is None:
        raise Refused("Nothing has been counted yet.", what_to_do="Run ‘alongside identify run’ first.")
    lists = {
        one.id: [
            {**asdict(told), "lines": [list(asdict(line).values()) for line in told.lines],
             "outstanding": [list(asdict(share).values()) for share in told.outstanding]}
            for told in compared(one.id, run.as_of)
        ]
        for one in criteria.lists if one.in_force_on(run.as_of)
    }  # fmt: skip
    made = FairnessReport.objects.create(
        at=now(), as_of=run.as_of, by=by, content={"lists": lists, "areas": by_area()}
    )  # fmt: skip
    audit.record(kind="identification.fairness_weighed", by=by, record=made, detail={"lists": sorted(lists)})
    return made
