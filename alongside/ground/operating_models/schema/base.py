"""What every part of a pack shares: frozen, nothing unknown accepted, and a reason for each local choice."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from alongside.ground.operating_models.words import CountDays

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Days = Annotated[int, Field(strict=True, ge=0, le=36_525)]


class Frozen(BaseModel):
    """Base of every pack object: cannot be changed once read, refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)


class Source(Frozen):
    """Where a value comes from: `paper` is a key of `papers` in pack.yaml, `passage` says where in it, or quotes it."""

    paper: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    passage: Text


class Sourced(Frozen):
    """A local choice: exactly one of `source`, `assumption` (why we assume it), `unverified` says where it is from."""

    source: Source | None = None
    assumption: Text | None = None
    unverified: Text | None = None

    @model_validator(mode="after")
    def _one_reason(self) -> Self:
        given = [name for name in ("source", "assumption", "unverified") if getattr(self, name) is not None]
        if not given:
            raise ValueError("no_reason")
        if len(given) > 1:
            raise ValueError("two_reasons: " + " and ".join(given))
        return self

    @property
    def caveat(self) -> str | None:
        """The sentence to show beside a value nobody has confirmed, or None where a paper says it."""
        if self.assumption is not None:
            return f"Assumption: {self.assumption}"
        if self.unverified is not None:
            return f"Not verified: {self.unverified}"
        return None


class Item(Sourced):
    """A listed choice with an id. Ids are retired with a date, never deleted, so that old records keep their words."""

    id: Id
    retired_on: date | None = None

    def in_use_on(self, day: date) -> bool:
        """Whether the item may still be chosen on this day; a retired id stays readable for ever."""
        return self.retired_on is None or day < self.retired_on


class Named(Item):
    """An item with a name people read."""

    name: Text


class Option(Frozen):
    """One answer a person may choose."""

    id: Id
    label: Text
    hint: str = ""


class DatedDays(Sourced):
    """A number of days in force for events on or after `from`."""

    from_: date = Field(alias="from")
    days: Days
    count: CountDays


class Within(Frozen):
    """A number of days, and the later changes to it; the value is the one in force on the day of the event.

    `counting` says why they are counted as working or calendar days, where the paper gives the number only.
    """

    days: Days
    count: CountDays
    counting: Text | None = None
    changes: tuple[DatedDays, ...] = ()

    def on(self, day: date) -> "Within | DatedDays":
        """The days and count in force for an event on this day."""
        started = [change for change in self.changes if change.from_ <= day]
        return max(started, key=lambda change: change.from_) if started else self
