"""Descriptions of people known to feeds only that may be about one person: what waits, one pair, what was said."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.noting import Standing as ReadStanding
from alongside.ground.access.noting import note, note_absent
from alongside.ground.lib.errors import NotFoundForYou
from alongside.people.matching.comparing import Spoken
from alongside.people.matching.models import Description, Likeness, LikenessAnswer, MatchedRow
from alongside.people.matching.queries.linking import ALONE
from alongside.people.matching.rules import require_matcher
from alongside.people.matching.words import Said

Known = tuple[str, object]
"""A feed, and a record or a digest in it."""


@dataclass(frozen=True)
class Two:
    """Two descriptions side by side: how they were found alike, if they still are, and what was said of them."""

    first: Description
    second: Description
    likeness: Likeness | None
    answers: list[LikenessAnswer]


def alike(by: User) -> QuerySet[Likeness]:
    """Which two wait for somebody to say whether they are one person; both are known to feeds only still."""
    require_matcher(by)
    rows = Likeness.objects.filter(first__standing__in=ALONE, second__standing__in=ALONE)
    return rows.select_related("first", "second")


def shown_alike(by: User, rows: Sequence[Likeness]) -> None:
    """Have it written down that this person was shown both of each."""
    for row in rows:
        for description in (row.first, row.second):
            note(by=by, record=description, standing=ReadStanding.ROLE)


def next_alike(by: User, after: tuple[uuid.UUID, uuid.UUID]) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The two after these; from the beginning again at the end, None when nothing waits."""
    pairs = alike(by).order_by("first_id", "second_id").values_list("first_id", "second_id")
    first, second = after
    return pairs.filter(Q(first__gt=first) | Q(first=first, second__gt=second)).first() or pairs.first()


def two(by: User, first_id: uuid.UUID, second_id: uuid.UUID) -> Two:
    """Two descriptions that are alike, or of which somebody said something; raises NotFoundForYou for any others."""
    require_matcher(by)
    found = Description.objects.filter(pk__in=[first_id, second_id], standing__in=ALONE).in_bulk()
    if len(found) < len({first_id, second_id}) or first_id == second_id:
        note_absent(by=by, model=Description, record_id=first_id)
        raise NotFoundForYou
    first, second = found[first_id], found[second_id]
    likeness = alike(by).filter(first=first, second=second).first()
    answers = list(said_of(first, second).select_related("by__agency").order_by("-at", "-id"))
    if likeness is None and not answers:
        raise NotFoundForYou
    for row in (first, second):
        note(by=by, record=row, standing=ReadStanding.ROLE)
    return Two(first, second, likeness, answers)


def said_of(first: Description, second: Description) -> QuerySet[LikenessAnswer]:
    """Everything said of these two, in whichever order they were named then."""
    return LikenessAnswer.objects.filter(
        Q(feed=first.feed, digest=first.digest, other_feed=second.feed, other_digest=second.digest)
        | Q(feed=second.feed, digest=second.digest, other_feed=first.feed, other_digest=first.digest)
    )


def likeness_answer(by: User, answer_id: uuid.UUID) -> LikenessAnswer:
    """An answer about two descriptions that stands; raises NotFoundForYou when there is none."""
    require_matcher(by)
    found = LikenessAnswer.objects.filter(pk=answer_id, taken_back_at=None).first()
    if found is None:
        note_absent(by=by, model=LikenessAnswer, record_id=answer_id)
        raise NotFoundForYou
    note(by=by, record=found, standing=ReadStanding.ROLE)
    return found


def spoken() -> Spoken:
    """What stands of what was said, by the ids of the descriptions it is about now. Of two things, the later counts."""
    answers = list(LikenessAnswer.objects.filter(taken_back_at=None).order_by("at", "id"))
    by_digest, by_record = _described(answers)
    found: dict[tuple[str, str], Said] = {}
    for answer in answers:
        ours = _about(answer.feed, answer.digest, answer.record_ids, by_digest, by_record)
        theirs = _about(answer.other_feed, answer.other_digest, answer.other_record_ids, by_digest, by_record)
        for one, other in ((min(a, b), max(a, b)) for a in ours for b in theirs if a != b):
            found[one, other] = Said(answer.said)
    return Spoken(*(frozenset(pair for pair, said in found.items() if said == one) for one in Said))


def _described(answers: Sequence[LikenessAnswer]) -> tuple[dict[Known, uuid.UUID], dict[Known, uuid.UUID]]:
    """Which descriptions tell what was told then, and which the records give now."""
    digests = {one for answer in answers for one in (answer.digest, answer.other_digest)}
    records = {one for answer in answers for one in (*answer.record_ids, *answer.other_record_ids)}
    told = Description.objects.filter(digest__in=digests).values_list("feed", "digest", "pk")
    given = MatchedRow.objects.filter(record_id__in=records).values_list("feed", "record_id", "description_id")
    return {(feed, one): pk for feed, one, pk in told}, {(feed, one): pk for feed, one, pk in given}


def _about(
    feed: str, digest: uuid.UUID, records: Sequence[str],
    by_digest: dict[Known, uuid.UUID], by_record: dict[Known, uuid.UUID],
) -> set[str]:  # fmt: skip
    found = {by_digest.get((feed, digest)), *(by_record.get((feed, one)) for one in records)}
    return {str(one) for one in found - {None}}
