"""When the next list is due."""

import datetime as dt


def is_due(last_made_on: dt.date | None, every_months: int, today: dt.date) -> bool:
    """True from the first day of the month in which the next list is due; at once when there never was one."""
    if last_made_on is None:
        return True
    months = (today.year - last_made_on.year) * 12 + today.month - last_made_on.month
    return months >= every_months
