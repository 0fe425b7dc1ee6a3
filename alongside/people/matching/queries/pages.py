"""What the pages of matching show, as far as whoever asks may see it; every person shown is noted as read."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.noting import Standing as ReadStanding
from alongside.ground.access.noting import note, note_absent
from alongside.ground.access.queries import known_to
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.errors import NotFoundForYou
from alongside.people.families.models import Person
from alongside.people.families.queries import Found, Sought, find_people
from alongside.people.matching.models import Answer, Description, Merge, MovedRow, Place, PossibleMatch, Run
from alongside.people.matching.policies import NOT_BOTH
from alongside.people.matching.queries.people import known_now, places_in_force
from alongside.people.matching.rules import require_matcher, require_may_answer, seen_whole, sees_whole
from alongside.people.matching.words import Standing

MOST_RECORDS = 5
MOST_FOUND = 10


@dataclass(frozen=True)
class Pair:
    """A description beside a person: what was found field by field, and who else it may be about."""

    description: Description
    person: Person
    told: dict[str, object]
    records: list[str]
    possible: PossibleMatch | None = None
    others: list[PossibleMatch] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


def to_compare(by: User) -> QuerySet[Description]:
    """Descriptions that wait for somebody to compare them with a person this person may see."""
    require_matcher(by)
    open_to_me = PossibleMatch.objects.filter(
        description=OuterRef("pk"), person__in=seen_whole(Person.objects.all(), by)
    )
    return Description.objects.filter(Exists(open_to_me), standing=Standing.WAITING)


def how_many_wait(by: User) -> int:
    """How many wait."""
    return to_compare(by).count()


def next_to_compare(by: User, after: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The description after this one, and the person it is most like; from the beginning again at the end."""
    rows = PossibleMatch.objects.filter(description__in=to_compare(by), person__in=seen_whole(Person.objects.all(), by))
    ordered = rows.order_by("description_id", "place").values_list("description_id", "person_id")
    return ordered.filter(description_id__gt=after).first() or ordered.first()


def set_apart(by: User) -> QuerySet[Description]:
    """Descriptions set apart, about people this person is cleared for; nobody else is told of any."""
    mine = Description.objects.filter(standing=Standing.QUARANTINED, resembles__in=list(by.rights.cleared))
    return mine.exclude(resembles__in=list(by.rights.excluded))


def best_of(by: User, rows: Iterable[Description]) -> dict[uuid.UUID, PossibleMatch]:
    """The person each description is most like, of those this person may see."""
    ids = [row.pk for row in rows]
    found: dict[uuid.UUID, PossibleMatch] = {}
    possible = PossibleMatch.objects.filter(description__in=ids, person__in=seen_whole(Person.objects.all(), by))
    for one in possible.order_by("description_id", "place"):
        found.setdefault(one.description_id, one)
    for person in Person.objects.filter(pk__in={one.person_id for one in found.values()}):
        note(by=by, record=person, standing=ReadStanding.ROLE)
    return found


def pair(by: User, description_id: uuid.UUID, person_id: uuid.UUID) -> Pair:
    """A description and a person it may be about, or was said to be; raises NotFoundForYou for any others."""
    description = Description.objects.filter(pk=description_id).select_related("person").first()
    person = Person.objects.filter(known_to(by), pk=person_id).first()
    if description is None or person is None or not sees_whole(by, person):
        note_absent(by=by, model=Description, record_id=description_id)
        raise NotFoundForYou
    require_may_answer(by, person)
    others = list(PossibleMatch.objects.filter(description=description).order_by("place"))
    answers = Answer.objects.filter(feed=description.feed, digest=description.digest).select_related("by__agency")
    mine = next((one for one in others if one.person_id == person.pk), None)
    answered = list(answers.filter(person=person).order_by("-at", "-id"))
    if mine is None and description.person_id != person.pk and not answered:
        raise NotFoundForYou
    note(by=by, record=person, standing=ReadStanding.ROLE)
    return Pair(
        description, person, dict(dict(known_now([person.pk])).get(person.pk, {})), _records(description), mine,
        [one for one in others if one.person_id != person.pk], answered,
    )  # fmt: skip


def _records(description: Description) -> list[str]:
    rows = description.rows.order_by("record_id").values_list("record_id", flat=True)
    return list(rows[: MOST_RECORDS + 1])


def answer_given(by: User, answer_id: uuid.UUID) -> Answer:
    """An answer that stands, about somebody this person may see; raises NotFoundForYou otherwise."""
    found = Answer.objects.filter(pk=answer_id, taken_back_at=None).select_related("person").first()
    if found is None or not sees_whole(by, found.person):
        raise NotFoundForYou
    require_may_answer(by, found.person)
    note(by=by, record=found.person, standing=ReadStanding.ROLE)
    return found


def person_whole(by: User, person_id: uuid.UUID) -> Person:
    """A person of whom whoever matches records may see everything.

    Raises NotFoundForYou where there is none they may know of, NotAllowed in always the same words where they may know
    no more than the name.
    """
    require_matcher(by)
    found = Person.objects.filter(known_to(by), pk=person_id).first()
    if found is None or Merge.objects.filter(other=found, undone_at=None).exists():
        note_absent(by=by, model=Person, record_id=person_id)
        raise NotFoundForYou
    if not sees_whole(by, found):
        raise NOT_BOTH
    note(by=by, record=found, standing=ReadStanding.ROLE)
    return found


def people_like(by: User, sought: Sought, besides: Person) -> list[Found]:
    """People like the one sought whose whole record this person may see, this one left out."""
    require_matcher(by)
    found = [one for one in find_people(sought) if one.person.pk != besides.pk and sees_whole(by, one.person)]
    return found[:MOST_FOUND]


def descriptions_of(by: User, person: Person) -> QuerySet[Description]:
    """What feeds tell of a person, with how many records do."""
    require_matcher(by)
    return Description.objects.filter(person=person).annotate(many=Count("rows"))


def merges_of(person: Person) -> list[Merge]:
    """The records merged into a person's, the latest first; also those parted again."""
    return list(Merge.objects.filter(kept=person).select_related("by", "undone_by").order_by("-at", "-id"))


def merge_by_id(by: User, merge_id: uuid.UUID) -> Merge:
    """A merge, for whoever may see the record that was kept; raises NotFoundForYou otherwise."""
    require_matcher(by)
    found = Merge.objects.filter(pk=merge_id).select_related("kept", "by").first()
    if found is None or not sees_whole(by, found.kept):
        raise NotFoundForYou
    note(by=by, record=found.kept, standing=ReadStanding.ROLE)
    return found


def what_moved(merge: Merge) -> dict[tuple[str, str], int]:
    """How many rows of which table became what, by (what, table)."""
    rows = MovedRow.objects.filter(merge=merge).order_by().values_list("what", "table").annotate(Count("pk"))
    return {(what, table): many for what, table, many in rows}


def places_listed() -> list[Place]:
    """The places in force, by kind; empty before there is a list."""
    in_force = places_in_force()
    return list(Place.objects.filter(the_list=in_force).order_by("kind", "postcode", "id")) if in_force else []


def restricted_people(people: Sequence[Person]) -> bool:
    """Whether any of them is kept closely."""
    return any(one.record_class != RecordClass.NORMAL for one in people)


def run_by_id(by: User, run_id: uuid.UUID) -> Run:
    """A run, for whoever matches records; raises NotFoundForYou when there is none."""
    require_matcher(by)
    found = Run.objects.filter(pk=run_id).first()
    if found is None:
        raise NotFoundForYou
    return found
