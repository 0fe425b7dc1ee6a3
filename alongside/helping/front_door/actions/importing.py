"""Taking in files of contacts, batch by batch, so that progress shows and a stopped run can be begun again."""

from collections.abc import Sequence

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.uploads import check
from alongside.helping.front_door.actions.recording import record_many
from alongside.helping.front_door.models import ContactFile, WrongRow
from alongside.helping.front_door.queries import keys_taken
from alongside.helping.front_door.rowreading import ReadRow
from alongside.helping.front_door.rules import may_import
from alongside.helping.front_door.words import BatchState

KINDS = ("csv", "xlsx")


@action
def accept_file(*, content: bytes, kind: str, by: User) -> ContactFile:
    """Keep a file of contacts until it is taken in, once it is scanned and is what its name says.

    `kind` is 'csv' or 'xlsx'. Raises NotAllowed and Refused.
    """
    _may(by)
    if kind not in KINDS:
        raise Refused("The file must be a CSV or an XLSX spreadsheet.", field="file")
    if not content:
        raise Refused("The file is empty.", field="file")
    check(content, kind)
    file = ContactFile.objects.create(sent_by=by, sent_at=now(), kind=kind, content=content)
    audit.record(kind="front_door.file_accepted", by=by, record=file, detail={"kind": kind, "bytes": len(content)})
    return file


@action
def begin_file(*, file: ContactFile, headings: Sequence[str], by: User) -> ContactFile:
    """Begin to take in a file, from its first row; a run that stopped half-way begins again and takes nothing twice."""
    _may(by)
    WrongRow.objects.filter(file=file).delete()
    file.state, file.headings = BatchState.RUNNING, list(headings)
    file.rows_read = file.taken = file.already = file.wrong = 0
    file.why_failed = ""
    file.save(update_fields=["state", "headings", "rows_read", "taken", "already", "wrong", "why_failed"])
    return file


@action
def take_in_rows(*, file: ContactFile, rows: Sequence[ReadRow], by: User) -> ContactFile:
    """Take in one batch of rows: good ones become contacts, those taken before are passed over.

    Wrong ones are kept aside, to be corrected and sent again.
    """
    _may(by)
    good = {row.key: row for row in reversed(rows) if row.report}
    before = keys_taken(good)
    fresh = [row.report for key, row in reversed(good.items()) if key not in before and row.report]
    record_many(reports=fresh, by=by)
    wrong = [row for row in rows if not row.report]
    WrongRow.objects.bulk_create(
        [WrongRow(file=file, line=row.line, cells=list(row.cells), problems=list(row.problems)) for row in wrong]
    )
    file.rows_read += len(rows)
    file.taken += len(fresh)
    file.wrong += len(wrong)
    file.already += len(rows) - len(fresh) - len(wrong)
    file.save(update_fields=["rows_read", "taken", "wrong", "already"])
    return file


@action
def finish_file(*, file: ContactFile, by: User, why_failed: str = "") -> ContactFile:
    """Say that a file has been taken in, or why it could not be read; its content is dropped."""
    file.state = BatchState.FAILED if why_failed else BatchState.DONE
    file.why_failed, file.finished_at, file.content = why_failed, now(), None
    file.save(update_fields=["state", "why_failed", "finished_at", "content"])
    counts = {"taken": file.taken, "already": file.already, "wrong": file.wrong, "failed": bool(why_failed)}
    audit.record(kind="front_door.file_taken_in", by=by, record=file, detail=counts)
    return file


def _may(by: User) -> None:
    verdict = may_import(by)
    if not verdict:
        raise NotAllowed(verdict.reason)
