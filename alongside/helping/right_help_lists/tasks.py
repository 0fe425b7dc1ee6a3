"""Jobs about Right Early Help lists."""

from procrastinate.contrib.django import app

from alongside.ground.access.queries import the_system
from alongside.ground.agencies.queries import agencies_that_agreed
from alongside.helping.right_help_lists.actions import make_list_if_due


@app.periodic(cron="20 5 * * *")
@app.task(name="right_help_lists.make_due", queue="nightly", pass_context=False)
def make_due_lists(timestamp: int) -> None:
    """Early each morning: a list for each agency whose next one is due; each in a transaction of its own."""
    by = the_system()
    for agency in agencies_that_agreed():
        make_list_if_due(agency=agency, by=by)
