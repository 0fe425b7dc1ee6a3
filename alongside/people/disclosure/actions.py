"""Making a copy for one reader, and saying that it was given."""

import datetime as dt
import uuid
from collections.abc import Iterable

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import local_date, now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.hooks import Hook
from alongside.people.disclosure.models import PERMISSION, SECTIONS, Copy
from alongside.people.disclosure.policies import check_given_on
from alongside.people.disclosure.queries import person_in
from alongside.people.disclosure.words import Document
from alongside.people.families.models import Family

GIVEN: Hook[[Copy, User], None] = Hook()
"""Told when a copy was given to somebody: `episodes` adds the line to the family's story."""


@action
def prepare_copy(
    *, family: Family, person_id: uuid.UUID, document: Document, record_id: uuid.UUID, by: User,
    leave_out: Iterable[str] = (), large: bool = False,
) -> Copy:  # fmt: skip
    """Begin a copy for one member of the family. Its file is made and checked each time it is opened.

    Raises NotFoundForYou for somebody who does not belong to the family.
    """
    require(by, PERMISSION[document], family)
    copy = Copy.objects.create(
        family=family, person=person_in(family, person_id), document=Document(document), record_id=record_id,
        section=SECTIONS[Document(document)], leave_out=sorted(set(leave_out)), large=large, prepared_by=by,
        prepared_at=now(),
    )  # fmt: skip
    audit.record(
        kind="disclosure.copy_prepared", by=by, record=copy, family_id=family.pk,
        detail={"document": copy.document, "of": str(record_id), "for": str(person_id)},
    )  # fmt: skip
    return copy


@action
def record_given(*, copy: Copy, given_on: dt.date, by: User) -> Copy:
    """Say on which day a copy was given to whom it is for; it becomes a line of the family's story. Once only."""
    require(by, PERMISSION[Document(copy.document)], copy.family)
    locked = Copy.objects.select_for_update(of=("self",)).select_related("family", "person").get(pk=copy.pk)
    if locked.given_on is not None:
        raise Refused("It is written down already that this copy was given.", what_to_do="Make another copy.")
    check_given_on(given_on, local_date(locked.prepared_at), today())
    locked.given_on, locked.given_by = given_on, by
    locked.save(update_fields=["given_on", "given_by"])
    GIVEN(locked, by)
    audit.record(
        kind="disclosure.copy_given", by=by, record=locked, family_id=locked.family_id,
        detail={"document": locked.document, "of": str(locked.record_id), "for": str(locked.person_id)},
    )  # fmt: skip
    return locked
