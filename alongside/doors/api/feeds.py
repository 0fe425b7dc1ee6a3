"""Partners' files by API: send one, ask how it stands, and how fresh each feed is."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, P, QueryEx, Router, Schema, Status, UploadedFile

from alongside.doors.api.signing_in import person
from alongside.people.partner_data.actions import have_worked_on, send_file
from alongside.people.partner_data.models import SentFile
from alongside.people.partner_data.queries import all_freshness, feed_called, require_may_see_loads, sender, sent_file
from alongside.people.partner_data.words import Extent

router = Router(tags=["feeds"])


class FeedOut(Schema):
    """How fresh a feed is; `as_of` is null for one that was never loaded: not searched."""

    feed: str
    name: str
    as_of: dt.date | None
    records: int
    completeness: dict[str, int]
    agency: str
    contact: str
    fresh_within_days: int
    stale: bool


class FeedsOut(Schema):
    """Every feed of the council."""

    feeds: list[FeedOut]


class SentOut(Schema):
    """A file that was sent, and how it stands: waiting, checked, to_take, taken, refused or put_away."""

    id: uuid.UUID
    feed: str
    state: str
    why_refused: str
    load: uuid.UUID | None
    counts: dict[str, int]
    remarks: list[dict[str, Any]]


@router.get("", response=FeedsOut, summary="How fresh each feed is")
def get_feeds(request: HttpRequest) -> FeedsOut:
    """One line a feed: as of when, how much, from whom, whom to ask, and whether that is too old."""
    require_may_see_loads(person(request))
    return FeedsOut(
        feeds=[
            FeedOut(
                feed=one.feed, name=one.name, as_of=one.as_of, records=one.records, completeness=one.completeness,
                agency=one.agency, contact=one.contact, fresh_within_days=one.within_days, stale=one.stale,
            )
            for one in all_freshness()
        ]
    )  # fmt: skip


@router.post("/{feed}/files", response={202: SentOut}, summary="Send a file of a feed")
def post_feed_file(
    request: HttpRequest,
    response: HttpResponse,
    feed: str,
    file: File[UploadedFile],
    agency: QueryEx[str, P(description="whose data it is, where it could be several agencies’", max_length=200)] = "",
    as_of: QueryEx[dt.date | None, P(description="the day it shows; else its column as_of, else today")] = None,
    extent: QueryEx[Extent | None, P(description="full or changes; else what the feed says")] = None,
    check_only: QueryEx[bool, P(description="check it, and wait until a person has looked")] = False,
) -> Status[SentOut]:
    """Send a CSV or XLSX. It is checked and, unless `check_only`, taken in; ask the address in Location how it stands.

    The same file twice changes nothing.
    """
    by = person(request)
    require_may_see_loads(by)
    wanted = feed_called(feed)
    sent = send_file(
        feed=wanted, content=file.read(), file_name=str(file.name), agency=sender(wanted, agency),
        as_of=as_of, extent=extent or wanted.extent, by=by, take_at_once=not check_only,
    )  # fmt: skip
    have_worked_on(sent=sent, by=by)
    response["Location"] = f"/api/v1/feeds/files/{sent.pk}"
    return Status(202, shown(sent))


@router.get("/files/{sent_id}", response=SentOut, summary="How a file that was sent stands")
def get_feed_file(request: HttpRequest, sent_id: uuid.UUID) -> SentOut:
    """Its state, and what came of it."""
    return shown(sent_file(person(request), sent_id))


def shown(sent: SentFile) -> SentOut:
    """A file that was sent; the counts are those of its load, or of the check."""
    names = ("rows", "new", "changed", "unchanged", "refused", "repeated", "retired")
    load = sent.load
    counts = {name: getattr(load, name) if load else sent.report.get(name) for name in names}
    return SentOut(
        id=sent.pk, feed=sent.feed, state=sent.state, why_refused=sent.why_refused, load=sent.load_id,
        counts={name: many for name, many in counts.items() if many is not None},
        remarks=load.remarks if load else sent.report.get("remarks", []),
    )  # fmt: skip
