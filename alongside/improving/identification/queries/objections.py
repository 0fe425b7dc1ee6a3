"""Who objected to being counted."""

import uuid

from django.db.models import Q, QuerySet

from alongside.ground.access.models import User
from alongside.ground.audit.reading import note
from alongside.ground.audit.words import Standing
from alongside.ground.lib.errors import NotFoundForYou
from alongside.improving.identification.models import Objection
from alongside.improving.identification.rules import require_sees, shut
from alongside.improving.identification.words import ObjectionOutcome
from alongside.people.families.models import Person
from alongside.people.matching.models import FeedPerson, MatchedRow


def objection_of(somebody_id: uuid.UUID) -> Objection | None:
    """Their objection that is waiting or upheld; None when they never objected or it was refused."""
    theirs = Q(person_id=somebody_id) | Q(feed_person_id=somebody_id)
    return Objection.objects.filter(theirs).exclude(outcome=ObjectionOutcome.REFUSED).first()


def records_of(feed_person_id: uuid.UUID) -> list[str]:
    """The records that feeds hold of somebody known to them only, as feed:record_id."""
    rows = MatchedRow.objects.filter(description__feed_person=feed_person_id).order_by("feed", "record_id")
    return [f"{feed}:{record}" for feed, record in rows.values_list("feed", "record_id")]


def objections(by: User) -> QuerySet[Objection]:
    """Every objection this person may know of, those that wait first; raises NotAllowed for whoever sees no lists."""
    require_sees(by)
    kept = Person.objects.filter(shut(by)).values("pk")
    rows = Objection.objects.exclude(person__in=kept).select_related("person", "recorded_by", "answered_by")
    return rows.order_by("-outcome", "objected_on", "id")


def get_objection(by: User, objection_id: uuid.UUID) -> Objection:
    """One objection; that it was looked at is noted. Raises NotFoundForYou for whoever may not know of it."""
    found = objections(by).filter(pk=objection_id).first()
    if found is None:
        raise NotFoundForYou
    note(by=by, record_type=found._meta.label_lower, record_id=found.pk, standing=Standing.DUTY)
    return found


def somebody(by: User, somebody_id: uuid.UUID) -> Person | FeedPerson:
    """A recorded person, or somebody known to feeds only; raises NotFoundForYou for whoever may not know of them."""
    require_sees(by)
    person = Person.objects.exclude(shut(by)).filter(pk=somebody_id).first()
    found = person or FeedPerson.objects.filter(pk=somebody_id).first()
    if found is None:
        raise NotFoundForYou
    return found
