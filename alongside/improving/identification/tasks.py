"""The job of identification: by the clock, and soon after partners' files."""

import structlog
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import Refused
from alongside.helping.assessments.actions import bring_in_earlier
from alongside.improving.identification.finding import find_families
from alongside.people.partner_data.models import Load

MINUTES_AFTER_FILES = 5
"""How long after a file what it changed is matched: files of one morning come one after another."""


@app.periodic(cron="30 3 * * *")
@app.task(name="identification.find", queueing_lock="identification.find", lock="identification", pass_context=False)
def find_every_night(timestamp: int) -> None:
    """Match, form households and count what changed, every night; where something is missing, say so in the log."""
    _find()


@app.task(name="identification.find_soon", queueing_lock="identification.soon", lock="identification")
def find_after_files() -> None:
    """The same, once partners' files have come or were withdrawn."""
    _find()


def have_found_soon(load: Load) -> None:
    """Have what a load changed matched and counted in some minutes, unless that is to be done already."""
    try:
        with transaction.atomic():
            find_after_files.configure(schedule_in={"minutes": MINUTES_AFTER_FILES}).defer()
    except AlreadyEnqueued:
        return


def _find() -> None:
    try:
        find_families(as_of=today(), full=False, by=the_system())
    except Refused as refused:
        structlog.get_logger("alongside.identification").warning("not_found", why=str(refused))
        bring_in_earlier(by=the_system())  # what was withdrawn leaves the families' pages all the same
