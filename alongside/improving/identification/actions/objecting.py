"""Objections to being counted (UK GDPR Article 21), and their answers."""

import datetime as dt

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import save_seen
from alongside.improving.identification.models import Objection
from alongside.improving.identification.policies import check_reason
from alongside.improving.identification.queries.objections import objection_of, records_of
from alongside.improving.identification.rules import require_decides, require_may_know
from alongside.improving.identification.words import ObjectionOutcome
from alongside.people.families.models import Person
from alongside.people.matching.models import FeedPerson


@action
def record_objection(*, somebody: Person | FeedPerson, says: str, objected_on: dt.date, by: User) -> Objection:
    """Record that somebody objects to being counted. From the next count on nothing about them is, until answered.

    Raises NotAllowed, NotFoundForYou, Refused for a day that has not come and when one of theirs is in force.
    """
    require_decides(by)
    recorded = isinstance(somebody, Person)
    if isinstance(somebody, Person):
        require_may_know(by, somebody)
    text = check_reason(says, "says")
    if objected_on > today():
        raise Refused("The day they objected is in the future.", field="objected_on")
    if objection_of(somebody.pk):
        raise Refused("They have objected already, and that stands.", what_to_do="See ‘Objections’.")
    made = Objection.objects.create(
        person=somebody if isinstance(somebody, Person) else None, feed_person_id=None if recorded else somebody.pk,
        records=[] if recorded else records_of(somebody.pk), objected_on=objected_on, says=text, recorded_by=by,
        recorded_at=now(),
    )  # fmt: skip
    audit.record(kind="identification.objected", by=by, record=made, detail={"recorded": recorded})
    return made


@action
def answer_objection(*, objection: Objection, outcome: str, answer: str, seen_version: int, by: User) -> Objection:
    """Uphold an objection, or refuse it with the compelling reason the law asks for. The family is told by a person.

    Raises NotAllowed, NotFoundForYou, Refused without a reason or a second time, Conflict.
    """
    require_decides(by)
    if objection.person is not None:
        require_may_know(by, objection.person)
    if objection.outcome != ObjectionOutcome.WAITING:
        raise Refused("This objection has been answered already.")
    if outcome not in (ObjectionOutcome.UPHELD, ObjectionOutcome.REFUSED):
        raise Refused("Choose what becomes of it.", field="outcome")
    objection.answer = check_reason(answer, "answer")
    objection.outcome, objection.answered_by, objection.answered_at = ObjectionOutcome(outcome), by, now()
    save_seen(objection, seen_version, fields=["outcome", "answer", "answered_by", "answered_at"])
    audit.record(kind="identification.objection_answered", by=by, record=objection, detail={"outcome": str(outcome)})
    return objection
