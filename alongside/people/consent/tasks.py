"""Jobs about agreement."""

from procrastinate.contrib.django import app

from alongside.people.consent.opening import end_what_ran_out


@app.periodic(cron="5 0 * * *")
@app.task(name="consent.end_what_ran_out", queue="nightly", pass_context=False)
def end_sharing_that_ran_out(timestamp: int) -> None:
    """Just after midnight: what was shared until today is shared no longer."""
    end_what_ran_out()
