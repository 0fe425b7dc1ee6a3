"""Checks on feeds: whose they are, what their columns can say, and that their rules have their numbers."""

from collections.abc import Iterator

from alongside.ground.operating_models.checks.front import refer
from alongside.ground.operating_models.checks.registry import Found, check, unknown
from alongside.ground.operating_models.schema import Feed, Pack
from alongside.ground.operating_models.words import FeedCheckKind, FeedColumnName

WHO = {FeedColumnName.SURNAME, FeedColumnName.NHS_NUMBER, FeedColumnName.UPN, FeedColumnName.OTHER_ID}


def plain(heading: str) -> str:
    """A heading as it is compared with a file's: small letters and digits only."""
    return "".join(letter for letter in heading.casefold() if letter.isalnum())


@check
def feeds_come_from_agencies(pack: Pack) -> Iterator[Found]:
    """A feed comes from kinds of agency the pack has."""
    kinds = {kind.id for kind in pack.agencies}
    for number, feed in enumerate(pack.feeds):
        yield from refer(("feeds", number, "sharing", "agency_kinds"), feed.sharing.agency_kinds, kinds, "agency kind")


@check
def feeds_map_each_column_once(pack: Pack) -> Iterator[Found]:
    """A canonical column and a heading stand once in a feed, so that a cell can mean one thing only."""
    for number, feed in enumerate(pack.feeds):
        columns: set[str] = set()
        headings: dict[str, str] = {}
        for place, column in enumerate(feed.layout.columns):
            at = ("feeds", number, "layout", "columns", place)
            if column.to in columns:
                yield Found((*at, "to"), f"'{column.to}' is filled by two columns.", "Put all headings under one.")
            columns.add(column.to)
            for heading in column.headings:
                other = headings.setdefault(plain(heading), column.to)
                if other != column.to:
                    yield Found((*at, "headings"), f"'{heading}' stands for {other} too.", "Keep it in one of them.")


@check
def feeds_know_their_records(pack: Pack) -> Iterator[Found]:
    """A feed's rows have a number of their own, or one is made from columns it has; and it says whom a row is about."""
    for number, feed in enumerate(pack.feeds):
        has = {column.to for column in feed.layout.columns}
        at = ("feeds", number, "layout", "columns")
        if FeedColumnName.RECORD_ID not in has and not feed.layout.record_from:
            yield Found(at, "Nothing tells one row from another.", "Add a column to record_id, or 'record_from'.")
        for place, name in enumerate(feed.layout.record_from):
            if name not in has or name == FeedColumnName.RECORD_ID:
                yield unknown(("feeds", number, "layout", "record_from", place), name, "column for it", has)
        if not has & WHO:
            yield Found(at, "Nothing says whom a row is about.", "Add a column to surname or to an identifier.")


@check
def feeds_say_what_happened(pack: Pack) -> Iterator[Found]:
    """What a row can say happened is one of the feed's kinds: the one it always says, and the one each code means."""
    for number, feed in enumerate(pack.feeds):
        kinds = {kind.id for kind in feed.kinds}
        if feed.kind is not None and feed.kind not in kinds:
            yield unknown(("feeds", number, "kind"), feed.kind, "kind", kinds)
        yield from _codes(number, feed, kinds)


def _codes(number: int, feed: Feed, kinds: set[str]) -> Iterator[Found]:
    for place, column in enumerate(feed.layout.columns):
        at = ("feeds", number, "layout", "columns", place, "codes")
        if column.codes and column.to != FeedColumnName.EVENT_KIND:
            yield Found(at, f"Codes are for event_kind, not for {column.to}.", "Remove them.")
            continue
        seen: dict[str, str] = {}
        for code, one in enumerate(column.codes):
            if one.means not in kinds:
                yield unknown((*at, code, "means"), one.means, "kind", kinds)
            for written in one.written:
                if seen.setdefault(plain(written), one.means) != one.means:
                    yield Found((*at, code, "written"), f"'{written}' means two kinds.", "Keep it under one.")


NEEDS = {
    FeedCheckKind.NOT_SMALLER_THAN: ("percent",),
    FeedCheckKind.POSTCODES_INSIDE: ("percent",),
    FeedCheckKind.AGE: ("from_", "to"),
    FeedCheckKind.QUANTITY: ("from_", "to"),
}
COLUMN_OF = {
    FeedCheckKind.POSTCODES_INSIDE: FeedColumnName.POSTCODE,
    FeedCheckKind.AGE: FeedColumnName.DATE_OF_BIRTH,
    FeedCheckKind.QUANTITY: FeedColumnName.QUANTITY,
}


@check
def feed_checks_can_be_made(pack: Pack) -> Iterator[Found]:
    """A feed's check has the numbers of its kind, in rising order, and the column it looks at."""
    for number, feed in enumerate(pack.feeds):
        has = {column.to for column in feed.layout.columns}
        for place, rule in enumerate(feed.checks):
            at = ("feeds", number, "checks", place, "kind")
            missing = [name.rstrip("_") for name in NEEDS[rule.kind] if getattr(rule, name) is None]
            if missing:
                yield Found(at, f"{rule.kind} is measured by {', '.join(missing)}.", f"Add {' and '.join(missing)}.")
            elif rule.from_ is not None and rule.to is not None and rule.from_ > rule.to:
                yield Found(at, "Nothing lies in this range.", "Make 'to' the larger.")
            column = COLUMN_OF.get(rule.kind)
            if column is not None and column not in has:
                yield Found(at, f"The feed has no column to {column}.", "Add the column or remove the check.")
