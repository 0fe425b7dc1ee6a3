"""Jobs of the audit trail, by the clock."""

from procrastinate.contrib.django import app

from alongside.ground.audit import anchors
from alongside.ground.audit.detecting import count_norms, detect_odd_reading
from alongside.ground.audit.queries import the_system
from alongside.ground.lib.clock import now


@app.periodic(cron="*/5 * * * *")
@app.task(name="audit.anchor", queueing_lock="audit.anchor", pass_context=False)
def anchor(timestamp: int) -> None:
    """Write the heads of the chains outside the database, every five minutes."""
    anchors.add(anchors.path())


@app.periodic(cron="30 4 * * *")
@app.task(name="audit.look_for_odd_reading", queueing_lock="audit.look_for_odd_reading", pass_context=False)
def look_for_odd_reading(timestamp: int) -> None:
    """Look at everybody's reading of the last day, by what was usual until now; then count anew what is usual."""
    detect_odd_reading(by=the_system(), now=now())
    count_norms(by=the_system(), now=now())
