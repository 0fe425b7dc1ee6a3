"""Jobs of governance, by the clock."""

import uuid

from procrastinate.contrib.django import app

from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import now
from alongside.improving.governance.actions import gather
from alongside.improving.governance.noticing import look_for_attempts
from alongside.improving.governance.queries import request_by_id


@app.periodic(cron="*/5 * * * *")
@app.task(name="governance.attempts", queueing_lock="governance.attempts", pass_context=False)
def attempts(timestamp: int) -> None:
    """Raise alerts for attempts on closely kept records that have none yet, every five minutes."""
    look_for_attempts(now())


@app.task(name="governance.gather")
def gather_request(request_id: str) -> None:
    """Gather what a request asks for, as the system, which sees everything that is held."""
    gather(request=request_by_id(uuid.UUID(request_id)), by=the_system())
