"""The job of identification, by the clock."""

import structlog
from procrastinate.contrib.django import app

from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import Refused
from alongside.improving.identification.finding import find_families


@app.periodic(cron="30 3 * * *")
@app.task(name="identification.find", queueing_lock="identification.find", pass_context=False)
def find_every_night(timestamp: int) -> None:
    """Match, form households and count what changed, every night; where something is missing, say so in the log."""
    try:
        find_families(as_of=today(), full=False, by=the_system())
    except Refused as refused:
        structlog.get_logger("alongside.identification").warning("not_found", why=str(refused))
