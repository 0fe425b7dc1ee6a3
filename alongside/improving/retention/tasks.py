"""Disposal, by the clock."""

import structlog
from procrastinate.contrib.django import app

from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import NoPackInForce
from alongside.improving.retention.actions import dispose
from alongside.improving.retention.queries import Due, due_records


@app.periodic(cron="40 2 * * *")
@app.task(name="retention.dispose_due", queueing_lock="retention.dispose_due", queue="nightly", pass_context=False)
def dispose_due(timestamp: int) -> None:
    """Each night: dispose of what is due and not held; each record in a transaction of its own."""
    gone = run()
    structlog.get_logger("alongside.retention").info("disposed", records=len(gone))


def run() -> list[Due]:
    """Dispose of everything that is due and not held, and answer what went; nothing before a pack is in force."""
    by = the_system()
    try:
        found = due_records(today())
    except NoPackInForce:
        return []
    return [one for one in found if dispose(kind=one.kind, record_id=one.record_id, rule=one.rule, by=by) is not None]
