"""Jobs of the front door."""

import uuid

from procrastinate.contrib.django import app

from alongside.helping.front_door.queries import file_to_take_in
from alongside.helping.front_door.taking import take_in


@app.task(name="front_door.take_in_contacts", queue="files", retry=2, pass_context=False)
def take_in_contacts(file_id: str) -> None:
    """Take in a file sent by page; begun again after a stop, it takes nothing twice."""
    file = file_to_take_in(uuid.UUID(file_id))
    if file is not None:
        take_in(file, by=file.sent_by)
