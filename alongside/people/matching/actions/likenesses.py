"""Two descriptions of people known to feeds only that may be about one: written down by a run, answered by a person."""

import uuid
from collections.abc import Collection, Sequence

from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import Refused
from alongside.people.matching.actions.answering import OLD
from alongside.people.matching.comparing import Doubt
from alongside.people.matching.models import Description, Likeness, LikenessAnswer, MatchedRow, Run
from alongside.people.matching.policies import check_answer
from alongside.people.matching.queries.likenesses import said_of
from alongside.people.matching.queries.linking import ALONE
from alongside.people.matching.rules import require_matcher
from alongside.people.matching.words import Said
from alongside.people.matching.writing import count_no_more, write_in

LOOK = "What they said is below. Say it again if you know better."


@action
def put_likenesses(*, run: Run, of: Collection[uuid.UUID] | None, doubts: Sequence[Doubt], by: User) -> None:
    """Write down afresh what is to be asked about these descriptions, or about all when `of` is None."""
    rows = Likeness.objects.all()
    (rows if of is None else rows.filter(Q(first__in=of) | Q(second__in=of))).delete()
    write_in(_likeness(one) for one in doubts)
    audit.record(kind="matching.likenesses_found", by=by, record=run, detail={"likenesses": len(doubts)})


def _likeness(doubt: Doubt) -> Likeness:
    first, second = sorted((uuid.UUID(doubt.one), uuid.UUID(doubt.other)))
    return Likeness(
        first_id=first, second_id=second, weight=doubt.weight, reasons=doubt.reasons, fields=doubt.fields
    )  # fmt: skip


@action
def answer_alike(
    *, first: Description, second: Description, said: str, by: User, note: str = "", seen: str | None = None
) -> LikenessAnswer:
    """Say that two descriptions are of one person, of different people, or that nobody can tell; remembered for ever.

    The next run puts together who is the same. The last word counts, and what was said before is kept. Raises Refused
    when one of the two is no longer known to feeds only, or when another answer stands than the one `seen` (its id, ''
    for none; None does not look).
    """
    require_matcher(by)
    tidied = check_answer(said, note)
    both = Description.objects.select_for_update(of=("self",)).filter(pk__in=[first.pk, second.pk])
    rows = list(both.filter(standing__in=ALONE).order_by("pk"))
    if {row.pk for row in rows} != {first.pk, second.pk}:
        raise Refused(OLD, what_to_do="Go back to the list and open it again.")
    one, other = rows
    standing = said_of(one, other).filter(taken_back_at=None)
    if seen is not None and seen != "".join(str(before.pk) for before in standing):
        raise Refused("Somebody has said whether they are one person since you opened this page.", what_to_do=LOOK)
    count_no_more(standing, by)
    made = LikenessAnswer.objects.create(
        feed=one.feed, digest=one.digest, record_ids=_records_of(one), other_feed=other.feed, other_digest=other.digest,
        other_record_ids=_records_of(other), said=Said(said), note=tidied, by=by, at=now(),
    )  # fmt: skip
    Likeness.objects.filter(first=one, second=other).delete()
    _look_again([one.pk, other.pk])
    audit.record(
        kind="matching.alike_answered", by=by, record=one,
        detail={"other": str(other.pk), "feeds": [one.feed, other.feed], "said": str(made.said)},
    )  # fmt: skip
    return made


@action
def take_back_alike(*, answer: LikenessAnswer, by: User) -> LikenessAnswer:
    """Take an answer about two descriptions back; that it was said is kept. The next run asks again."""
    require_matcher(by)
    if not count_no_more(LikenessAnswer.objects.filter(pk=answer.pk, taken_back_at=None), by):
        raise Refused("This answer has been taken back already.")
    answer.refresh_from_db()
    mine = Q(feed=answer.feed, digest=answer.digest) | Q(feed=answer.other_feed, digest=answer.other_digest)
    mine |= Q(feed=answer.feed, rows__record_id__in=answer.record_ids)
    mine |= Q(feed=answer.other_feed, rows__record_id__in=answer.other_record_ids)
    _look_again(list(Description.objects.filter(mine).order_by().values_list("pk", flat=True).distinct()))
    audit.record(kind="matching.alike_answer_taken_back", by=by, record=answer)
    return answer


def _records_of(row: Description) -> list[str]:
    rows = MatchedRow.objects.filter(description=row).order_by("record_id")
    return list(rows.values_list("record_id", flat=True))


def _look_again(ids: Sequence[uuid.UUID]) -> None:
    """The next run looks at them again."""
    Description.objects.filter(pk__in=ids).update(model_version="")
