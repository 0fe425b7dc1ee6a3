"""What partners hold already: one feed a file, with whose it is, by what right, how fresh, and how its columns read."""

from pydantic import Field

from alongside.ground.operating_models.schema.base import Frozen, Id, Named, Sourced, Text
from alongside.ground.operating_models.words import FeedAbout, FeedCheckKind, FeedColumnName, FeedExtent


class FeedSharing(Sourced):
    """By what right the feed is used: the agreement it comes under, the law, and the kinds of agency it comes from."""

    agreement: Text
    legal_basis: Text
    agency_kinds: tuple[Id, ...] = Field(min_length=1)


class FeedContact(Sourced):
    """Whom to ask about what the feed says, and how to reach them."""

    who: Text
    reach: Text


class FeedFresh(Sourced):
    """How many days after the day a file shows the feed counts as fresh."""

    within_days: int = Field(ge=1, le=1_000)


class FeedKind(Frozen):
    """A kind of thing a row of the feed can say happened."""

    id: Id
    name: Text


class FeedCode(Frozen):
    """What stands in the partner's cell, in any letters, for one kind."""

    means: Id
    written: tuple[Text, ...] = Field(min_length=1)


class FeedColumn(Frozen):
    """A canonical column and the headings it may stand under. `needed`: a file must have it; `filled`: every row.

    A reference that several people may have is `shared` (an incident, a tenancy, a claim): it tells rows apart and
    never says who somebody is.
    """

    to: FeedColumnName
    headings: tuple[Text, ...] = Field(min_length=1)
    needed: bool = False
    filled: bool = False
    shared: bool = False
    codes: tuple[FeedCode, ...] = ()


class FeedLayout(Sourced):
    """The columns of the partner's file. `record_from` makes a record's number where the partner gives none."""

    columns: tuple[FeedColumn, ...] = Field(min_length=1)
    record_from: tuple[FeedColumnName, ...] = ()


class FeedCheck(Sourced):
    """A rule every file of the feed is checked against, with the numbers its kind is measured by."""

    kind: FeedCheckKind
    percent: int | None = Field(default=None, ge=1, le=100)
    from_: float | None = Field(default=None, alias="from")
    to: float | None = None


class Feed(Named):
    """One partner's file about people, a file of `feeds/`. `kind` is what every row says, where all say the same.

    What a feed `of_system_before` says of people in families is shown with their assessments.
    """

    holds: Text
    about: FeedAbout
    extent: FeedExtent
    sharing: FeedSharing
    contact: FeedContact
    fresh: FeedFresh
    kind: Id | None = None
    kinds: tuple[FeedKind, ...] = ()
    layout: FeedLayout
    checks: tuple[FeedCheck, ...] = ()
    of_system_before: bool = False

    @property
    def shares_references(self) -> bool:
        """Whether the reference in its rows may be several people's."""
        return any(column.shared for column in self.layout.columns if column.to is FeedColumnName.OTHER_ID)

    def kind_name(self, kind_id: str) -> str:
        """A kind in words; the id itself for a feed that takes kinds as they are written."""
        return next((kind.name for kind in self.kinds if kind.id == kind_id), kind_id)

    def check(self, kind: FeedCheckKind) -> FeedCheck | None:
        """The feed's check of this kind, if it has one."""
        return next((check for check in self.checks if check.kind == kind), None)
