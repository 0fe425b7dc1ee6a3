"""How much surer than the product itself a council wants to be before records of partners are one person's."""

from pydantic import Field

from alongside.ground.operating_models.schema.base import Frozen, Sourced


class LinkageDecision(Frozen):
    """When a record joins a person by itself, in bits, and when somebody is asked. Only more careful than the product:
    how often it is wrong was measured at its own values.
    """

    join_at: float | None = Field(default=None, ge=5, le=40)
    review_at: float | None = Field(default=None, ge=-10, le=0)
    margin: float | None = Field(default=None, ge=3, le=40)
    generation: int | None = Field(default=None, ge=5, le=12)
    kept: int | None = Field(default=None, ge=5, le=20)


class LinkageFinding(Frozen):
    """How many people may share a name and a day, or a home and a name, before it finds nobody."""

    crowd: int | None = Field(default=None, ge=20, le=1_000)


class Linkage(Sourced):
    """What of the product's own way of linking records is laid over; what is left out stays as it is."""

    decision: LinkageDecision = LinkageDecision()
    finding: LinkageFinding = LinkageFinding()
