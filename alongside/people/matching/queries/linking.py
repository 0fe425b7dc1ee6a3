"""What stands in matching's own tables: how descriptions stand, whom a change concerns, what was answered."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from alongside.ground.access.words import RecordClass
from alongside.ground.lib.statements import many
from alongside.people.families.models import Person
from alongside.people.linkage.words import PERSON_COLUMNS
from alongside.people.matching.models import Answer, ChangedPerson, Counts, Description, KnownPerson, MatchedRow, Run
from alongside.people.matching.telling import Blanks, told_in
from alongside.people.matching.words import RunState, Said, Standing
from alongside.people.partner_data.models import Row
from alongside.people.partner_data.queries import rows_now

AT_ONCE = 10_000
ALONE = (Standing.FEED_ONLY, Standing.SET_ASIDE)


def standings() -> dict[str, int]:
    """How many descriptions stand how."""
    rows = Description.objects.order_by().values_list("standing").annotate(Count("pk"))
    return {str(standing): many for standing, many in rows}


def latest_counts() -> Counts | None:
    """The counts under which everything is weighed; None before everything was matched once."""
    return Counts.objects.order_by("-at", "-id").first()


def last_done() -> Run | None:
    """The last run that came to its end."""
    return Run.objects.filter(state=RunState.DONE).order_by("-began_at", "-id").first()


def latest_run() -> Run | None:
    """The latest run, whatever came of it."""
    return Run.objects.order_by("-began_at", "-id").first()


def changed_people() -> tuple[list[uuid.UUID], int]:
    """Who changed since matching last looked, and the number of the last such note."""
    upto = ChangedPerson.objects.aggregate(last=Max("pk"))["last"] or 0
    ids = ChangedPerson.objects.filter(pk__lte=upto).order_by("person_id").values_list("person_id", flat=True)
    return list(ids.distinct()), int(upto)


def concerned_by_keys(keys: Sequence[int]) -> set[uuid.UUID]:
    """Descriptions that can meet a person under one of these numbers."""
    return _under(Description, keys)


def concerned_by_people(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Descriptions that are, may be, or were said to be of these people; or resemble one of them kept closely."""
    ids = list(people)
    mine = Q(person__in=ids) | Q(resembles__in=ids) | Q(possible__person__in=ids)
    found = set(Description.objects.filter(mine).values_list("pk", flat=True))
    closely = Person.objects.filter(pk__in=ids).exclude(record_class=RecordClass.NORMAL)
    for told in KnownPerson.objects.filter(person__in=closely).values_list("told", flat=True):
        named = {f"{name}__iexact": told.get(name) or "" for name in ("forename", "surname")}
        found |= set(Description.objects.filter(**named).values_list("pk", flat=True))
    return found | answered_about(people=ids)


def answered_about(*, people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Descriptions about which somebody said something of these people."""
    found: set[uuid.UUID] = set()
    for feed, digest, records in Answer.objects.filter(person__in=people, taken_back_at=None).values_list(
        "feed", "digest", "record_ids"
    ):
        theirs = Q(digest=digest) | Q(rows__record_id__in=records)
        found |= set(Description.objects.filter(theirs, feed=feed).values_list("pk", flat=True))
    return found


def to_decide(version: str | None) -> set[uuid.UUID]:
    """Descriptions not decided yet under the counts of this name; all for None."""
    rows = Description.objects.all() if version is None else Description.objects.exclude(model_version=version)
    return set(rows.values_list("pk", flat=True))


def to_key() -> list[uuid.UUID]:
    """Descriptions that came since numbers were last written down."""
    rows = Description.objects.filter(keys=[], own_keys=[])
    return list(rows.order_by("pk").values_list("pk", flat=True))


def feeds_described() -> list[str]:
    """The feeds that describe anybody."""
    return list(Description.objects.order_by("feed").values_list("feed", flat=True).distinct())


def described_by(feed: str) -> Iterator[tuple[uuid.UUID, dict[str, Any]]]:
    """What one feed tells of people: the id of each description, and what it tells."""
    rows = Description.objects.filter(feed=feed).order_by("pk").values_list("pk", *PERSON_COLUMNS)
    for pk, *told in rows.iterator(AT_ONCE):
        yield pk, dict(zip(PERSON_COLUMNS, told, strict=True))


def known_besides(seen: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """People known until now who are not among these."""
    return sorted(set(KnownPerson.objects.order_by().values_list("person_id", flat=True)) - set(seen))


def feed_people_of(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The people known to feeds only that these descriptions are of."""
    rows = Description.objects.filter(pk__in=many(ids)).exclude(feed_person=None)
    return set(rows.values_list("feed_person_id", flat=True))


def _as_written(where: Blanks) -> set[str]:
    codes = {code for code, _ in where.homes} | where.postcodes
    return codes | {f"{code[:-3]} {code[-3:]}" for code in codes}


def known_living_at(where: Blanks) -> list[uuid.UUID]:
    """People still known to live where a home became confidential since they were taken account of."""
    if where.is_empty:
        return []
    told = KnownPerson.objects.filter(
        Q(told__uprn__in=list(where.uprns)) | Q(told__postcode__in=list(_as_written(where)))
    )
    return [person for person, what in told.order_by("person_id").values_list("person_id", "told") if where.holds(what)]


def rows_living_at(where: Blanks) -> QuerySet[Row]:
    """Rows whose description still tells such an address."""
    if where.is_empty:
        return Row.objects.none()
    told = Description.objects.filter(Q(uprn__in=where.uprns) | Q(postcode__in=_as_written(where)))
    ids = [one.pk for one in told.order_by("pk") if where.holds(told_in(one))]
    given = MatchedRow.objects.filter(description__in=ids, feed=OuterRef("feed"), record_id=OuterRef("record_id"))
    return rows_now().filter(Exists(given))


def people_under(keys: Iterable[int]) -> dict[uuid.UUID, Mapping[str, Any]]:
    """What is told of everybody known under one of these numbers."""
    return told_of_people(_under(KnownPerson, sorted(set(keys))))


def _under(model: type[Description | KnownPerson], keys: Sequence[int], *, own: bool = False) -> set[uuid.UUID]:
    """Ids of rows with one of these numbers; of `own`, descriptions known alone that others can meet so.

    Each number is looked up in the index by itself, which is said twice (OFFSET, and no scans): the planner would
    sooner compare every row's numbers with all of these.
    """
    table, pk = model._meta.db_table, model._meta.pk.column
    alone = ", ".join(f"'{one}'" for one in ALONE)
    met = f"own_keys @> ARRAY[wanted.one] AND standing IN ({alone})" if own else "keys @> ARRAY[wanted.one]"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"SELECT DISTINCT p.{pk} FROM unnest(%s::bigint[]) AS wanted(one) CROSS JOIN LATERAL"  # noqa: S608  # names of our models; the numbers are sent apart
            f" (SELECT {pk} FROM {table} WHERE {met} OFFSET 0) p",
            [list(keys)],
        )
        found = {one for (one,) in cursor}
        cursor.execute("SET LOCAL enable_seqscan = on")
    return found


def told_of_people(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
    """What is told of these people."""
    return dict(KnownPerson.objects.filter(person_id__in=many(ids)).values_list("person_id", "told"))


def answers_for(rows: Sequence[Description]) -> dict[uuid.UUID, dict[str, Said]]:
    """What was said of each description and each person, by description: of its details, or of a record that gives it.

    Of two things said of one pair, the later counts.
    """
    feeds = {row.feed for row in rows}
    answers = list(Answer.objects.filter(feed__in=feeds, taken_back_at=None).order_by("at", "id"))
    records = _records_of({row.pk for row in rows}, answers)
    by_digest = {(row.feed, row.digest): row.pk for row in rows}
    found: dict[uuid.UUID, dict[str, Said]] = {}
    for answer in answers:
        about = {by_digest.get((answer.feed, answer.digest))}
        about |= {records.get((answer.feed, record)) for record in answer.record_ids}
        for one in about - {None}:
            found.setdefault(one, {})[str(answer.person_id)] = Said(answer.said)  # type: ignore[arg-type]
    return found


def _records_of(ids: Collection[uuid.UUID], answers: Sequence[Answer]) -> dict[tuple[str, str], uuid.UUID]:
    """Which of these descriptions the answered records give now."""
    answered = {record for answer in answers for record in answer.record_ids}
    rows = MatchedRow.objects.filter(feed__in={answer.feed for answer in answers}, record_id__in=answered)
    found = rows.values_list("feed", "record_id", "description_id")
    return {(feed, record): description for feed, record, description in found if description in ids}


def kept_among(people: Collection[str]) -> set[str]:
    """Those of these people whose record is kept closely."""
    kept = Person.objects.filter(pk__in=list(people)).exclude(record_class=RecordClass.NORMAL)
    return {str(one) for one in kept.values_list("pk", flat=True)}


def descriptions(ids: Collection[uuid.UUID]) -> list[Description]:
    """These descriptions, in the order of their ids."""
    return list(Description.objects.filter(pk__in=many(ids)).defer("fields").order_by("pk"))


def known_alone(ids: Collection[uuid.UUID] | None = None) -> QuerySet[Description]:
    """Descriptions of people known to feeds only; of these, or all."""
    rows = Description.objects.filter(standing__in=ALONE).defer("fields").order_by("pk")
    return rows if ids is None else rows.filter(pk__in=many(ids))


def alone_among(ids: Collection[uuid.UUID], were: Collection[uuid.UUID]) -> list[Description]:
    """Those of the descriptions that are known alone, and the others of the people they were."""
    return list(known_alone().filter(Q(pk__in=ids) | Q(feed_person__in=were)))


def alone_around(rows: Sequence[Description]) -> list[Description]:
    """The others known alone whom these can meet, with all who are one person with them."""
    mine = {row.pk for row in rows}
    near = known_alone(alone_near(rows) - mine)
    people = set(near.exclude(feed_person=None).values_list("feed_person_id", flat=True))
    return list(known_alone().filter(feed_person__in=people).exclude(pk__in=mine))


def everybody_known() -> dict[uuid.UUID, Mapping[str, Any]]:
    """What is told of everybody."""
    return dict(KnownPerson.objects.order_by("person_id").values_list("person_id", "told"))


def alone_near(rows: Sequence[Description]) -> set[uuid.UUID]:
    """Descriptions known alone that can meet one of these under some number, either way round."""
    met = _under(Description, sorted({one for row in rows for one in row.own_keys}))
    met |= _under(Description, sorted({one for row in rows for one in row.keys}), own=True)
    return set(known_alone(met).values_list("pk", flat=True))


def pieces(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """The items, so many at a time."""
    for at in range(0, len(items), size):
        yield items[at : at + size]
