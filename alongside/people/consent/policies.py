"""What makes an answer good: dates that can be, an end that comes later, and safety considered where nobody agrees."""

import calendar
import datetime as dt

from alongside.ground.lib.errors import Refused


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day some months later, or that month's last day when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def check_answered_on(day: dt.date, today: dt.date) -> None:
    """Refuse a day still to come."""
    if day > today:
        raise Refused("The day is in the future.", what_to_do="Enter the day they answered.", field="given_on")


def check_until(until: dt.date, since: dt.date, longest: dt.date) -> None:
    """Refuse an end before the beginning, or later than the council lets an answer stand without asking again."""
    if until <= since:
        raise Refused("The end must be after the day they answered.", field="until")
    if until > longest:
        raise Refused(
            "This is longer than the council lets an answer stand.",
            what_to_do=f"Enter {longest.day} {longest:%B %Y} or a day before it, and ask again then.",
            field="until",
        )


def check_safety_considered(needed: bool | None, reason: str) -> None:
    """Without agreement somebody must have asked: is a safeguarding referral needed? And must say why, or why not."""
    if needed is None:
        raise Refused("Say whether a safeguarding referral is needed.", field="safeguarding_referral_needed")
    if not reason.strip():
        raise Refused("Say why a safeguarding referral is needed, or why it is not.", field="safeguarding_reason")
