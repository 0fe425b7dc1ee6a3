"""Taking a feed's file in, and withdrawing it: one after another, each wholly or not at all."""

import datetime as dt
import itertools
from dataclasses import dataclass
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import require, the_system
from alongside.ground.access.words import Permission
from alongside.ground.agencies.models import AgencyAgreement
from alongside.ground.agencies.queries import agreement_holds
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.hooks import Hook
from alongside.ground.operating_models.queries import Feed, FeedCheckKind, current_pack
from alongside.people.partner_data import withdrawing
from alongside.people.partner_data.checking import (
    Checked,
    Difference,
    Progress,
    checked_file,
    quietly,
    refused_rows,
    report_of,
)
from alongside.people.partner_data.models import HeldInFile, Load, RefusedRow, SentFile
from alongside.people.partner_data.policies import SENT, may_send, why_not_withdrawn, why_too_old, why_too_small
from alongside.people.partner_data.queries import feed_called, last_load, marker, rows_now
from alongside.people.partner_data.sheets import kind_of
from alongside.people.partner_data.taking import apply, compare, held_in
from alongside.people.partner_data.words import Extent, LoadState, SentState

ONE_AT_A_TIME = 7_254_001
HOLDS_OTHERWISE: Hook[[Load], None] = Hook()
"""Told, in the same transaction, when a feed holds something else than before: a load was taken in, or withdrawn."""
REFUSED_AT_ONCE = 2_000


@dataclass(frozen=True)
class Taken:
    """The load, and whether it was taken in now; a file taken in before changes nothing."""

    load: Load
    is_new: bool


@action
def take_in(*, checked: Checked, agency: Agency, extent: str, by: User, accept_smaller: bool = False) -> Taken:
    """Take in a checked file of an agency's. The same file once more changes nothing.

    Raises NotAllowed; Refused without a sharing agreement that holds, for a file older than the last, and for a full
    file far smaller than what is held unless `accept_smaller`.
    """
    _require_may_load(by)
    agreement = _agreement_for(checked.feed, agency)
    _wait_our_turn()
    before = last_load(checked.feed.id)
    wanted = extent if not checked.uneven else Extent.CHANGES.value
    if before is not None and (before.sha256, before.as_of, before.extent) == (checked.sha256, checked.as_of, wanted):
        return Taken(before, is_new=False)
    if why := why_too_old(as_of=checked.as_of, latest=before.as_of if before else None):
        raise Refused(why, what_to_do="Send a newer file, or withdraw the other load first.", field="as_of")
    found = compare(checked, wanted)
    _check_size(checked, found, wanted, accept_smaller)
    load = _keep_load(checked, agency, agreement, wanted, found, by)
    apply(checked, load.pk, load.number, found)
    HeldInFile.objects.create(load=load, content=held_in(checked))
    _keep_refused(checked, load)
    audit.record(
        kind="partner_data.taken_in", by=by, record=load, pack_version_id=load.pack_version_id,
        detail={"feed": load.feed, "number": load.number, "new": load.new, "changed": load.changed,
                "retired": load.retired, "refused": load.refused, "agency": str(agency.pk)},
    )  # fmt: skip
    HOLDS_OTHERWISE(load)
    return Taken(load, is_new=True)


@action
def load_file(
    *, feed: Feed, content: bytes, file_name: str, agency: Agency, as_of: dt.date | None, extent: str, by: User,
    accept_smaller: bool = False, progress: Progress = quietly,
) -> Taken:  # fmt: skip
    """Check a file and take it in, for whoever need not look at the check first: commands and machines.

    Its name says only whether it is CSV or XLSX. Raises what `take_in` does; Refused for a file that cannot be read.
    """
    _require_may_load(by)
    with checked_file(
        content, kind_of(file_name), feed=feed, pack=current_pack().pack, as_of=as_of, today=today(), progress=progress
    ) as checked:
        return take_in(checked=checked, agency=agency, extent=extent, by=by, accept_smaller=accept_smaller)


@action
def withdraw(*, load: Load, because: str, by: User) -> Load:
    """Withdraw a load with all that came from it; what stood before stands again.

    Its rows are blanked, its refused rows forgotten. Raises NotAllowed; Refused without a reason or a second time.
    """
    _require_may_load(by)
    if not because.strip():
        raise Refused("Say why the load is withdrawn.", field="because")
    _wait_our_turn()
    held = Load.objects.select_for_update().get(pk=load.pk)
    if why := why_not_withdrawn(held.state):
        raise Refused(why)
    number = marker() + 1
    back = withdrawing.undo(held, number)
    last = last_load(held.feed, but=held)
    if last is not None:
        last.held = rows_now([held.feed]).count()
        last.save(update_fields=["held"])
    held.refused_rows.all().delete()
    HeldInFile.objects.filter(load=held).delete()
    held.state, held.withdrawn_by, held.withdrawn_at = LoadState.WITHDRAWN, by, now()
    held.withdrawn_number, held.withdrawn_because = number, because.strip()
    held.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "withdrawn_number", "withdrawn_because"])
    detail = {"feed": held.feed, "number": held.number, "back": back}
    audit.record(kind="partner_data.withdrawn", by=by, record=held, detail=detail)
    HOLDS_OTHERWISE(held)
    return held


@action
def send_file(
    *, feed: Feed, content: bytes, file_name: str, agency: Agency, as_of: dt.date | None, extent: str, by: User,
    take_at_once: bool = False, accept_smaller: bool = False,
) -> SentFile:  # fmt: skip
    """Keep a file that was sent until it has been checked and taken in. Raises NotAllowed; Refused as `take_in`.

    Its name says only whether it is CSV or XLSX, and is not kept: `work_on` or `have_worked_on` goes on.
    """
    _require_may_load(by)
    _agreement_for(feed, agency)
    sent = SentFile.objects.create(
        feed=feed.id, agency=agency, as_of=as_of, extent=extent, accept_smaller=accept_smaller, kind=kind_of(file_name),
        content=content, sent_by=by, sent_at=now(), take_at_once=take_at_once,
    )  # fmt: skip
    audit.record(kind="partner_data.file_sent", by=by, record=sent, detail={"feed": feed.id, "agency": str(agency.pk)})
    return sent


@action
def have_worked_on(*, sent: SentFile, by: User) -> None:
    """Have the worker check a file that waits, or take in one that is to be taken; in the same transaction."""
    _require_may_load(by)
    app.configure_task("partner_data.work_on_file", queue="files").defer(sent_id=str(sent.pk))


@action
def work_on(*, sent: SentFile, by: User, progress: Progress = quietly) -> SentFile:
    """Check a file that waits, or take in one that is to be taken; a refusal is kept with it, in words.

    Begun again after a stop it does what was not done: nothing is half taken. Nothing for a file in any other state.
    """
    _require_may_load(by)
    held = SentFile.objects.select_for_update(of=("self",)).select_related("agency").get(pk=sent.pk)
    if held.state not in (SentState.WAITING, SentState.TO_TAKE):
        return held
    try:
        return _checked_or_taken(held, by, progress)
    except Refused as refused:
        return _move(held, "refuse", by, why_refused=str(refused), content=None, finished_at=now())


@action
def ask_to_take(*, sent: SentFile, by: User, accept_smaller: bool = False) -> SentFile:
    """Have a checked file taken in by the worker. Raises Refused when it waits no more."""
    _require_may_load(by)
    held = SentFile.objects.select_for_update().get(pk=sent.pk)
    return _move(held, "ask_to_take", by, accept_smaller=held.accept_smaller or accept_smaller)


@action
def put_away(*, sent: SentFile, by: User) -> SentFile:
    """Do not take a checked file in; its content is forgotten."""
    _require_may_load(by)
    held = SentFile.objects.select_for_update().get(pk=sent.pk)
    return _move(held, "put_away", by, content=None, finished_at=now())


def _checked_or_taken(sent: SentFile, by: User, progress: Progress) -> SentFile:
    pack, feed = current_pack().pack, feed_called(sent.feed)
    with checked_file(
        bytes(sent.content or b""), sent.kind, feed=feed, pack=pack, as_of=sent.as_of, today=today(), progress=progress
    ) as checked:
        if sent.state == SentState.WAITING and not sent.take_at_once:
            found = compare(checked, sent.extent)
            return _move(sent, "check", by, as_of=checked.as_of, report=report_of(checked, found))
        taken = take_in(
            checked=checked, agency=sent.agency, extent=sent.extent, by=by, accept_smaller=sent.accept_smaller
        )
    if sent.state == SentState.WAITING:
        _move(sent, "ask_to_take", by)
    report = {**sent.report, "is_new": taken.is_new}
    return _move(sent, "take", by, load=taken.load, report=report, content=None, finished_at=now())


def _move(sent: SentFile, name: str, by: User, **changes: Any) -> SentFile:
    step = SENT.step(SentState(sent.state), name)
    sent.state = step.target
    for field, value in changes.items():
        setattr(sent, field, value)
    sent.save(update_fields=["state", *changes])
    audit.record(kind=step.event, by=by, record=sent, detail={"feed": sent.feed})
    return sent


def _require_may_load(by: User) -> None:
    if by != the_system():
        require(by, Permission.LOAD_FEEDS)


def _agreement_for(feed: Feed, agency: Agency) -> AgencyAgreement:
    if not may_send(agency.kind, feed.sharing.agency_kinds):
        raise Refused(
            f"‘{feed.name}’ does not come from an agency of this kind.",
            what_to_do="Choose the agency whose data it is.", field="agency",
        )  # fmt: skip
    agreement = agreement_holds(agency)
    if agreement is None:
        raise Refused(
            f"{agency.name} has no sharing agreement that holds today, so its data may not be used.",
            what_to_do="Its administrator can accept the agreement on the page ‘Your agency’.", field="agency",
        )  # fmt: skip
    return agreement


def _wait_our_turn() -> None:
    """Loads and withdrawals go one at a time until they are committed, so that their numbers tell the order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _check_size(checked: Checked, found: Difference, extent: str, accept_smaller: bool) -> None:
    rule = checked.feed.check(FeedCheckKind.NOT_SMALLER_THAN)
    if extent != Extent.FULL or rule is None or accept_smaller:
        return
    if why := why_too_small(held=found.held, rows=checked.rows, percent=rule.percent):
        raise Refused(
            f"{why} Nothing was taken in.",
            what_to_do="Look whether the file was cut off. If it is right, load it again and say so.", field="file",
        )  # fmt: skip


def _keep_load(
    checked: Checked, agency: Agency, agreement: AgencyAgreement, extent: str, found: Difference, by: User
) -> Load:
    return Load.objects.create(
        number=marker() + 1, feed=checked.feed.id, pack_version_id=current_pack().version_id, agency=agency,
        agreement=agreement, sha256=checked.sha256, as_of=checked.as_of, extent=extent, taken_by=by, taken_at=now(),
        rows=checked.rows, new=found.new, changed=found.changed, unchanged=found.unchanged, refused=checked.refused,
        repeated=checked.repeated, retired=found.retired,
        held=found.held + found.new - found.retired, completeness=checked.completeness, remarks=checked.remarks,
        headings=checked.headings,
    )  # fmt: skip


def _keep_refused(checked: Checked, load: Load) -> None:
    rows = (
        RefusedRow(load=load, line=line, cells=list(cells), problems=[list(pair) for pair in problems])
        for line, cells, problems in refused_rows(checked)
    )
    while batch := list(itertools.islice(rows, REFUSED_AT_ONCE)):
        RefusedRow.objects.bulk_create(batch)
