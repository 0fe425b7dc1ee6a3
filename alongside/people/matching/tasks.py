"""Jobs of matching, by the clock."""

import structlog
from procrastinate.contrib.django import app

from alongside.ground.access.queries import the_system
from alongside.ground.lib.errors import Refused
from alongside.people.matching.actions import form_households, link_changes


@app.periodic(cron="30 3 * * *")
@app.task(name="matching.changes", queueing_lock="matching.changes", pass_context=False)
def match_changes(timestamp: int) -> None:
    """Match what changed and form households, every night; where nothing may be matched, say so in the log."""
    try:
        link_changes(by=the_system())
        form_households(by=the_system())
    except Refused as refused:
        structlog.get_logger("alongside.matching").warning("not_matched", why=str(refused))
