"""Times of day, as people write them."""

import datetime as dt
import re
from typing import Any

from django import forms

from alongside.ground.design_system.text_fields import TextField

CLOCK_TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$", re.IGNORECASE)
NOON = frozenset({"midday", "noon"})


class TimeField(TextField):
    """A time of day: '10am', '4.30pm', '16:30', 'midday'. Cleans to `datetime.time`, None when it is not answered."""

    def clean(self, value: Any) -> Any:
        """The time; says how to write it when it cannot be read."""
        text = super().clean(value)
        if not text:
            return self.blank()
        if text.lower() in NOON:
            return dt.time(12)
        match = CLOCK_TIME.match(text)
        hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
        if match and match[3] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if match[3].lower() == "pm" else 0)
        elif match and match[3]:
            hour = 99
        if hour > 23 or minute > 59:
            raise forms.ValidationError("Enter a time, like 10am or 4.30pm")
        return dt.time(hour, minute)

    def as_words(self, value: Any) -> str:
        """'16:30'."""
        return value.strftime("%H:%M") if isinstance(value, dt.time) else super().as_words(value)

    def prepare_value(self, value: Any) -> Any:
        """Show a kept time as '16:30'."""
        return value.strftime("%H:%M") if isinstance(value, dt.time) else value

    def blank(self) -> Any:
        """No time."""
        return None
