"""Jobs of governance, by the clock."""

from procrastinate.contrib.django import app

from alongside.ground.lib.clock import now
from alongside.improving.governance.noticing import look_for_sealed_attempts


@app.periodic(cron="*/5 * * * *")
@app.task(name="governance.sealed_attempts", queueing_lock="governance.sealed_attempts", pass_context=False)
def sealed_attempts(timestamp: int) -> None:
    """Raise alerts for attempts on sealed records, every five minutes."""
    look_for_sealed_attempts(now())
