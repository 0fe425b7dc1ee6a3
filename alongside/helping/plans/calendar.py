"""A meeting as a calendar file that says nothing about anybody: a time, the word 'Meeting', and a link by id."""

import datetime as dt

from icalendar import Calendar, Event

from alongside.helping.plans.models import Meeting
from alongside.helping.plans.words import MeetingState


def as_calendar_file(meeting: Meeting, address: str) -> bytes:
    """An iCalendar file (RFC 5545) for the meeting; `address` is its page, which asks to sign in.

    Where, what for and who are left out: calendars are shared, and pop up on locked screens. A meeting moved or
    cancelled has a higher sequence under the same id, so that calendars change their entry instead of adding another.
    """
    cancelled = meeting.state == MeetingState.CANCELLED
    event = Event()
    event.add("uid", f"{meeting.pk}@alongside")
    event.add("dtstamp", meeting.changed_at.astimezone(dt.UTC))
    event.add("dtstart", meeting.starts_at.astimezone(dt.UTC))
    event.add("dtend", meeting.ends_at.astimezone(dt.UTC))
    event.add("sequence", meeting.sequence)
    event.add("summary", "Meeting")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    event.add("url", address)
    calendar = Calendar()
    calendar.add("prodid", "-//Alongside//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
