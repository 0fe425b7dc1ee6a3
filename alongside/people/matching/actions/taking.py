"""Taking account of what changed: rows of feeds as descriptions, people as they are known now."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.statements import many
from alongside.people.matching.actions.linking import KEYS
from alongside.people.matching.comparing import Counted
from alongside.people.matching.describing import describe, forget, give_descriptions, lay_out, left_behind
from alongside.people.matching.models import ChangedPerson, Description, KnownPerson, MatchedRow, Run
from alongside.people.matching.queries.linking import descriptions
from alongside.people.matching.records import give_keys, records_of
from alongside.people.matching.telling import Blanks, as_text
from alongside.people.matching.writing import write_in, write_over
from alongside.people.partner_data.models import Row


@action
def take_rows(*, run: Run, rows: Sequence[uuid.UUID], gone: Sequence[tuple[str, str]], blanks: Blanks, by: User) -> int:
    """Have each of these rows describe somebody, and forget records that are gone. How many descriptions are new.

    An address that links nobody is taken out before anything is kept. A description that no row gives any more is
    dropped with what was decided about it; what people answered stays.
    """
    lay_out(rows, blanks)
    new = describe()
    left = left_behind(gone)
    give_descriptions()
    forget(gone)
    dropped = Description.objects.filter(pk__in=left, rows=None)
    _decide_again(list(dropped.exclude(feed_person=None).values_list("feed_person", flat=True)))
    dropped.delete()
    audit.record(kind="matching.rows_taken", by=by, record=run, detail={"rows": len(rows), "new": new})
    return new


@action
def drop_unheld_rows(*, run: Run, by: User) -> None:
    """Forget records that no feed holds any more, and what only they told: for a run that looked at every row."""
    held = Row.objects.filter(stands=True, feed=OuterRef("feed"), record_id=OuterRef("record_id"))
    gone = MatchedRow.objects.filter(~Exists(held))
    left = list(gone.values_list("description_id", flat=True).distinct())
    gone.delete()
    Description.objects.filter(pk__in=left, rows=None).delete()
    audit.record(kind="matching.rows_dropped", by=by, record=run)


@action
def take_people(*, run: Run, told: Sequence[tuple[uuid.UUID, Mapping[str, Any]]], gone: Sequence[uuid.UUID],
                counted: Counted, by: User) -> list[int]:  # fmt: skip
    """Know these people as they are told now, and no longer those gone. Answers with the keys they had and have."""
    ids = [person for person, _ in told]
    before = KnownPerson.objects.filter(person_id__in=many([*ids, *gone])).values_list("keys", flat=True)
    touched = {one for keys in before for one in keys}
    texts = {str(person): as_text(one) for person, one in told}
    keys = counted.keys(counted.clean(texts.items()), of_people=True)
    write_in(
        (KnownPerson(person_id=uuid.UUID(person), told=one, keys=keys[person]) for person, one in texts.items()),
        unique=("person_id",), otherwise=("told", "keys"),
    )  # fmt: skip
    KnownPerson.objects.filter(person__in=gone).delete()
    audit.record(kind="matching.people_taken", by=by, record=run, detail={"people": len(told), "gone": len(gone)})
    return sorted(touched | {one for person in keys.values() for one in person})


@action
def note_people_taken(*, run: Run, upto: int, by: User) -> None:
    """Those noted as changed up to this number have been taken account of, with all that follows from it."""
    ChangedPerson.objects.filter(pk__lte=upto).delete()
    audit.record(kind="matching.changes_noted", by=by, record=run)


@action
def key_descriptions(*, run: Run, counted: Counted, ids: Sequence[uuid.UUID], by: User) -> None:
    """Write down under which numbers these descriptions meet people, and one another."""
    rows = descriptions(ids)
    give_keys(counted, rows, records_of(counted, rows))
    write_over(rows, KEYS)
    audit.record(kind="matching.keyed", by=by, record=run, detail={"descriptions": len(rows)})


def _decide_again(feed_people: Sequence[uuid.UUID]) -> None:
    """Those who were one person with a description that is gone may be others without it."""
    Description.objects.filter(feed_person__in=feed_people).update(model_version="")
