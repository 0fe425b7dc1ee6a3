"""What feeds hold now and how fresh it is, what changed since, and where a cell came from."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import require, the_system
from alongside.ground.access.words import Permission
from alongside.ground.agencies.queries import agencies_that_agreed
from alongside.ground.audit import reading
from alongside.ground.audit.words import ReadAction, Standing
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.ground.operating_models.queries import Feed, FeedCheckKind, Pack, current_pack
from alongside.people.partner_data.models import Load, RefusedRow, Row, SentFile
from alongside.people.partner_data.policies import is_stale, why_too_small
from alongside.people.partner_data.words import COLUMNS, Extent, LoadState, SentState


@dataclass(frozen=True)
class Cell:
    """What a cell says now, and what was written in the file where cleaning made something else of it."""

    column: str
    value: str
    written: str


@dataclass(frozen=True)
class Provenance:
    """Where one form of a record came from: its load, its line in the file, and each of its cells."""

    load: Load
    line: int
    cells: list[Cell]


def rows_now(feeds: Collection[str] | None = None) -> QuerySet[Row]:
    """The form that stands of each record, of these feeds or of all, in no order: as many rows as the feeds hold."""
    rows = Row.objects.filter(stands=True)
    return rows if feeds is None else rows.filter(feed__in=feeds)


def marker() -> int:
    """The number of the last load or withdrawal: keep it, and ask `rows_changed_since` with it later; 0 for none."""
    last = Load.objects.aggregate(last=Max(Greatest("number", "withdrawn_number")))["last"]
    return int(last or 0)


def rows_changed_since(after: int, feeds: Collection[str] | None = None) -> QuerySet[Row]:
    """Forms that began or ended to stand after this marker; a record none of whose forms stands is gone.

    Of one record there may be several: the one that stands, if any, is what the feed holds now. Loads take their
    number one after another and keep it until they are committed, so nothing earlier can appear afterwards.
    """
    rows = Row.objects.filter(turn__gt=after)
    return rows if feeds is None else rows.filter(feed__in=feeds)


def gone_since(after: int, feeds: Collection[str] | None = None) -> QuerySet[Row, tuple[str, str]]:
    """Pairs (feed, record_id) of which something changed after this marker and nothing stands any more."""
    standing = Row.objects.filter(stands=True).values("feed", "record_id")
    changed = rows_changed_since(after, feeds).filter(stands=False)
    still = Q(pk__in=changed.values("pk"))
    ended = Row.objects.filter(still).values_list("feed", "record_id").distinct()
    return ended.difference(standing.values_list("feed", "record_id"))


def forms_of(feed: str, record_id: str) -> QuerySet[Row]:
    """Every form of one record, the latest first."""
    return Row.objects.filter(feed=feed, record_id=record_id).select_related("load").order_by("-load__number")


def row_by_id(row_id: uuid.UUID) -> Row | None:
    """One form of a record by its id; None when there is none this person may see."""
    return Row.objects.select_related("load").filter(pk=row_id).first()


def provenance(row: Row) -> Provenance:
    """The file, the line and, cell by cell, what was written: for whoever asks where we have it from."""
    written = row.said or {}
    cells = []
    for column in COLUMNS:
        value = getattr(row, column)
        if value not in (None, "") or column in written:
            cells.append(Cell(column, "" if value is None else str(value), str(written.get(column, ""))))
    return Provenance(row.load, row.line, cells)


def last_load(feed: str, but: Load | None = None) -> Load | None:
    """The load that was taken in last and still stands, leaving one out if asked to."""
    loads = Load.objects.filter(feed=feed, state=LoadState.TAKEN)
    return (loads.exclude(pk=but.pk) if but else loads).order_by("-number").first()


@dataclass(frozen=True)
class Freshness:
    """One line for a feed: what it shows as of when, how much of it, whom to ask, and whether that is too old.

    `as_of` is None for a feed that was never loaded: 'not searched', which is not 'searched, nothing found'.
    """

    feed: str
    name: str
    holds: str
    as_of: dt.date | None
    records: int
    completeness: dict[str, int]
    agency: str
    contact: str
    reach: str
    within_days: int
    stale: bool
    load_id: uuid.UUID | None


def feed_called(feed_id: str) -> Feed:
    """A feed of the operating model in force, in use today. Raises Refused, naming those there are."""
    pack = current_pack().pack
    found = next((feed for feed in pack.feeds if feed.id == feed_id and feed.in_use_on(today())), None)
    if found is None:
        names = ", ".join(feed.id for feed in feeds_in_use(pack)) or "none"
        raise Refused(f"There is no feed ‘{feed_id}’.", what_to_do=f"Feeds of this council: {names}.", field="feed")
    return found


def feeds_in_use(pack: Pack) -> list[Feed]:
    """The feeds of a pack that may be loaded today, in the order of their names."""
    return sorted((feed for feed in pack.feeds if feed.in_use_on(today())), key=lambda feed: feed.name)


def freshness(feed: str) -> Freshness:
    """How fresh one feed is. Raises Refused for a feed the council does not have."""
    wanted = feed_called(feed)
    return next(one for one in all_freshness() if one.feed == wanted.id)


def all_freshness() -> list[Freshness]:
    """How fresh each feed of the council is, by name, in two queries: no person's data, so nobody is kept from it."""
    latest = Load.objects.filter(feed=OuterRef("feed"), state=LoadState.TAKEN).order_by("-number")
    loads = Load.objects.filter(pk=Subquery(latest.values("pk")[:1])).select_related("agency")
    by_feed = {load.feed: load for load in loads}
    return [_freshness(feed, by_feed.get(feed.id)) for feed in feeds_in_use(current_pack().pack)]


def _freshness(feed: Feed, load: Load | None) -> Freshness:
    as_of = load.as_of if load else None
    return Freshness(
        feed=feed.id, name=feed.name, holds=feed.holds, as_of=as_of,
        records=load.held if load else 0,
        completeness=dict(load.completeness) if load else {}, agency=load.agency.name if load else "",
        contact=feed.contact.who, reach=feed.contact.reach, within_days=feed.fresh.within_days,
        stale=is_stale(as_of=as_of, within_days=feed.fresh.within_days, today=today()),
        load_id=load.pk if load else None,
    )  # fmt: skip


def senders(feed: Feed) -> list[Agency]:
    """Agencies a feed may come from: of its kinds, with a sharing agreement that holds today; by name."""
    return list(agencies_that_agreed().filter(kind__in=feed.sharing.agency_kinds))


def sender(feed: Feed, name: str = "") -> Agency:
    """The agency a file is from: the one named, or the only one it can be. Raises Refused, saying who it could be."""
    possible = senders(feed)
    found = [one for one in possible if one.name.casefold() == name.strip().casefold()] if name else possible
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in possible)
    if not possible:
        raise Refused(
            f"No agency that ‘{feed.name}’ comes from has a sharing agreement that holds today.",
            what_to_do="An agency of the right kind accepts the agreement on the page ‘Your agency’.", field="agency",
        )  # fmt: skip
    raise Refused(
        f"‘{name}’ is not one of them." if name else "More than one agency could have sent this.",
        what_to_do=f"Say which: {names}.", field="agency",
    )  # fmt: skip


def require_may_see_loads(by: User) -> None:
    """Raise NotAllowed unless this person loads feeds."""
    if by != the_system():
        require(by, Permission.LOAD_FEEDS)


def load_for(by: User, load_id: uuid.UUID) -> Load:
    """One load, for whoever loads feeds. Raises NotAllowed or NotFoundForYou."""
    require_may_see_loads(by)
    found = Load.objects.select_related("agency", "taken_by", "withdrawn_by").filter(pk=load_id).first()
    if found is None:
        raise NotFoundForYou
    return found


def loads_of(by: User, feed: str) -> QuerySet[Load]:
    """The loads of one feed, for whoever loads feeds; the latest first."""
    require_may_see_loads(by)
    return Load.objects.filter(feed=feed).select_related("agency", "taken_by").order_by("-number")


def refused_of(load: Load) -> QuerySet[RefusedRow]:
    """The refused rows of a load, in the order of the file."""
    return RefusedRow.objects.filter(load=load).order_by("line", "id")


def sent_file(by: User, sent_id: uuid.UUID) -> SentFile:
    """A file that was sent, for whoever loads feeds. Raises NotAllowed or NotFoundForYou."""
    require_may_see_loads(by)
    found = SentFile.objects.select_related("agency", "sent_by", "load").defer("content").filter(pk=sent_id).first()
    if found is None:
        raise NotFoundForYou
    return found


def sent_and_open(by: User) -> QuerySet[SentFile]:
    """Files that were sent and are not taken in, refused or put away yet; the latest first."""
    require_may_see_loads(by)
    open_states = [SentState.WAITING, SentState.CHECKED, SentState.TO_TAKE]
    return SentFile.objects.filter(state__in=open_states).select_related("agency", "sent_by").defer("content")


def sent_by_id(sent_id: uuid.UUID) -> SentFile | None:
    """A file that was sent, with its content: for the worker."""
    return SentFile.objects.select_related("agency", "sent_by").filter(pk=sent_id).first()


def refused_to_correct(by: User, load: Load) -> Iterator[RefusedRow]:
    """The refused rows of a load, for whoever sees feed rows; that they were taken out is written down."""
    require_may_see_rows(by)
    reading.note(
        by=by, record_type=Load._meta.label_lower, record_id=load.pk, standing=Standing.ROLE, action=ReadAction.EXPORTED
    )
    return refused_of(load).iterator(chunk_size=2000)


def require_may_see_rows(by: User) -> None:
    """Raise NotAllowed unless this person sees what partners' files say of people."""
    require(by, Permission.SEE_FEED_ROWS)


def find_record(by: User, feed: str, record_id: str) -> Row:
    """The form of a record that stands, or the last that stood. Raises NotAllowed; Refused when there is none."""
    require_may_see_rows(by)
    forms = list(forms_of(feed, record_id.strip()))
    found = next((row for row in forms if row.stands), forms[0] if forms else None)
    reading.note_search(by=by, terms=record_id, found_ids=[row.pk for row in forms], shown=[])
    if found is None:
        raise Refused(
            "Searched, nothing found: this feed holds no record of this number.", what_to_do="Check the number.",
            field="record_id",
        )  # fmt: skip
    return found


def why_far_smaller(sent: SentFile) -> str:
    """Why a checked full file may have been cut off: it is far smaller than what is held; '' when it is not."""
    rule = feed_called(sent.feed).check(FeedCheckKind.NOT_SMALLER_THAN)
    if sent.extent != Extent.FULL or rule is None:
        return ""
    return why_too_small(held=sent.report.get("held", 0), rows=sent.report.get("rows", 0), percent=rule.percent)


def row_for(by: User, row_id: uuid.UUID) -> Row:
    """One form of a record, for whoever sees feed rows; that it was seen is written down.

    Raises NotAllowed or NotFoundForYou.
    """
    require_may_see_rows(by)
    found = row_by_id(row_id)
    if found is None:
        raise NotFoundForYou
    reading.note(by=by, record_type=Row._meta.label_lower, record_id=found.pk, standing=Standing.ROLE)
    return found
