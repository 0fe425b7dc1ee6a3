"""Jobs of partner data: files that were sent, and the watched folder."""

import uuid

from procrastinate.contrib.django import app

from alongside.people.partner_data.actions import work_on
from alongside.people.partner_data.queries import sent_by_id
from alongside.people.partner_data.watching import look_in_folder


@app.task(name="partner_data.work_on_file", queue="files", retry=2, pass_context=False)
def work_on_file(sent_id: str) -> None:
    """Check or take in a file that was sent; begun again after a stop, it takes nothing twice."""
    sent = sent_by_id(uuid.UUID(sent_id))
    if sent is not None:
        work_on(sent=sent, by=sent.sent_by)


@app.periodic(cron="*/5 * * * *")
@app.task(name="partner_data.watch", queue="files", queueing_lock="partner_data.watch", pass_context=False)
def watch(timestamp: int) -> None:
    """Every five minutes: take in what lies in the watched folder, where there is one."""
    look_in_folder()
