"""Dates as people give them: three boxes, months by number or name, short years, or only partly known."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django import forms

from alongside.ground.design_system.asking import Asks
from alongside.ground.lib import clock

MONTHS = ["january", "february", "march", "april", "may", "june"]
MONTHS += ["july", "august", "september", "october", "november", "december"]
PARTS = ("day", "month", "year")
WHOLE = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?[\s/.\-]+(\d{1,2}|[a-z]{3,})[\s/.\-,]+(\d{2}|\d{4})$", re.IGNORECASE)
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")


@dataclass(frozen=True)
class PartialDate:
    """A date and how much of it is known. What is not known is taken as the middle: 1 July, or the 15th."""

    date: dt.date
    knows_month: bool = True
    knows_day: bool = True

    @property
    def is_estimated(self) -> bool:
        """True unless day, month and year are all known."""
        return not (self.knows_month and self.knows_day)

    def __str__(self) -> str:
        if not self.knows_month:
            return f"about {self.date.year}"
        return clock.as_text(self.date) if self.knows_day else f"about {self.date:%B} {self.date.year}"


Parts = tuple[str, str, str]


class DateInput(forms.Widget):
    """Three boxes named `<name>-day`, `-month`, `-year`; the whole date in one value under `<name>` is taken too."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Parts | None:
        """What was typed, part by part; a whole date typed or pasted into one box is spread over the three."""
        parts = (*(str(data.get(f"{name}-{part}") or "").strip() for part in PARTS),)
        whole = [text for text in (*parts, str(data.get(name) or "").strip()) if text]
        if len(whole) == 1:
            spread = spread_out(whole[0])
            if spread:
                return spread
        return (parts[0], parts[1], parts[2]) if any(parts) else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """True when none of the boxes was on the page."""
        return not any(key in data for key in (name, *(f"{name}-{part}" for part in PARTS)))


def spread_out(text: str) -> Parts | None:
    """'3 March 2026', '03/03/26' or '2026-03-03' as (day, month, year); None when it is not a whole date."""
    iso = ISO.match(text)
    if iso:
        return iso[3], iso[2], iso[1]
    whole = WHOLE.match(text)
    return (whole[1], whole[2], whole[3]) if whole else None


class DateField(Asks):
    """A date. `past`: may not be after today; `future`: may not be before today. Cleans to `datetime.date` or None."""

    group_template = "date"
    widget = DateInput
    partial = False

    def __init__(self, *, past: bool = False, future: bool = False, **asks: Any) -> None:
        asks.setdefault("hint", "For example, 27 3 2026" if not past else "For example, 31 3 2015")
        super().__init__(**asks)
        self.past, self.future = past, future

    def clean(self, value: Any) -> Any:
        """The date; each error says which part is wrong."""
        found = self._read(value)
        if found is None:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        self._check_when(found)
        return found if self.partial else found.date

    def parts(self, value: Any) -> Parts:
        """What the three boxes show for a value, kept or typed."""
        if isinstance(value, PartialDate):
            day = str(value.date.day) if value.knows_day else ""
            return day, str(value.date.month) if value.knows_month else "", str(value.date.year)
        if isinstance(value, dt.date):
            return str(value.day), str(value.month), str(value.year)
        return value if isinstance(value, tuple) else ("", "", "")

    def error_id(self, auto_id: str) -> str:
        """The day's box."""
        return f"{auto_id}-day"

    def as_data(self, name: str, value: Any) -> dict[str, list[str]]:
        """The three boxes."""
        return {f"{name}-{part}": [text] for part, text in zip(PARTS, self.parts(value), strict=True)}

    def as_words(self, value: Any) -> str:
        """'3 March 2026'."""
        return (
            "Not answered" if value is None else str(value) if isinstance(value, PartialDate) else clock.as_text(value)
        )

    def _read(self, value: Parts | None) -> PartialDate | None:
        if not value or not any(value):
            return None
        day, month, year = value
        missing = [part for part, text in zip(PARTS, value, strict=True) if not text]
        if missing and not (self.partial and missing in (["day"], ["day", "month"])):
            raise forms.ValidationError(f"{self.label} must include a {' and '.join(missing)}")
        try:
            known = dt.date(_year(year, self.past), _month(month) if month else 7, _day(day, bool(month)))
        except ValueError:
            raise forms.ValidationError(f"{self.label} must be a real date") from None
        return PartialDate(known, knows_month=bool(month), knows_day=bool(day))

    def _check_when(self, found: PartialDate) -> None:
        today = clock.today()
        exact = not found.is_estimated
        if found.date.year < 1900 or found.date.year > 2100:
            raise forms.ValidationError(f"{self.label} must have a year between 1900 and 2100")
        if self.past and (found.date > today if exact else _first(found) > today):
            raise forms.ValidationError(f"{self.label} must be today or in the past")
        if self.future and exact and found.date < today:
            raise forms.ValidationError(f"{self.label} must be today or in the future")


class PartialDateField(DateField):
    """A date perhaps known only to the month or year (then estimated, and says so). Cleans to PartialDate or None."""

    partial = True

    def __init__(self, **asks: Any) -> None:
        asks.setdefault("hint", "For example, 31 3 2015. If you only know the month and year, or the year, give that.")
        super().__init__(**asks)


def _day(text: str, with_month: bool) -> int:
    return int(re.sub(r"(st|nd|rd|th)$", "", text.lower())) if text else (15 if with_month else 1)


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    matches = [
        n for n, name in enumerate(MONTHS, start=1) if len(text) >= 3 and name.startswith(text.lower().rstrip("."))
    ]
    matches = matches or ([9] if text.lower().rstrip(".") == "sept" else [])
    if len(matches) != 1:
        raise ValueError(text)
    return matches[0]


def _year(text: str, past: bool) -> int:
    year = int(text)
    if len(text) != 2:
        return year
    this_year = clock.today().year
    year += this_year // 100 * 100
    too_late = year > (this_year if past else this_year + 50)
    return year - 100 if too_late else year


def _first(found: PartialDate) -> dt.date:
    return found.date.replace(day=1) if found.knows_month else found.date.replace(month=1, day=1)
