"""What is due to be disposed of, what holds it back, and what has been disposed of."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.queries import get_visible, require
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import local_date, today
from alongside.ground.lib.pages import KeysetPage, keyset
from alongside.ground.operating_models.queries import RetentionRule, current_pack
from alongside.ground.operating_models.words import Kept, KeptFrom
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.words import TO_DECIDE, ContactState
from alongside.improving.governance.models import SubjectRequest
from alongside.improving.governance.words import RequestState
from alongside.improving.retention.models import Disposal, LegalHold
from alongside.improving.retention.policies import Facts, due_on
from alongside.people.episodes.models import Episode
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.models import Family, Membership, Relationship
from alongside.people.families.words import FamilyRole

ON_HOLD = "A legal hold is set"
OPEN = "The record is open"
LINKED = "Somebody in it is linked to an open record"
ASKED_FOR = "Somebody has asked for the record"
UNFINISHED = (*TO_DECIDE, ContactState.RETURNED)
WAITING_REQUESTS = (RequestState.RECEIVED, RequestState.GATHERING, RequestState.REVIEW)


@dataclass(frozen=True)
class Due:
    """One record that a rule says has been kept long enough, and why it is kept all the same ('' when it is not)."""

    kind: Kept
    record_id: uuid.UUID
    rule: RetentionRule
    due_on: dt.date
    held: str


def due_records(day: dt.date) -> list[Due]:
    """Every record due by this day under the pack in force, the longest due first; held ones too, with why."""
    found: list[Due] = []
    for rule in current_pack().pack.retention:
        if rule.in_use_on(day):
            facts = family_facts(day) if rule.kind is Kept.FAMILY_RECORD else contact_facts()
            for record_id, one in facts.items():
                due = due_on(rule, one)
                if due is not None and due <= day:
                    found.append(Due(rule.kind, record_id, rule, due, "; ".join(one.held)))
    return sorted(found, key=lambda one: (one.due_on, one.record_id))


def family_facts(day: dt.date, only: uuid.UUID | None = None) -> dict[uuid.UUID, Facts]:
    """What decides about each family's record; about one when asked. Seven queries, however many."""
    families = Family.objects.filter(pk=only) if only else Family.objects.all()
    young = Q(memberships__role=FamilyRole.CHILD)
    rows = families.annotate(
        youngest=Max("memberships__person__date_of_birth", filter=young),
        unknown=Count("memberships", filter=young & Q(memberships__person__date_of_birth=None)),
        closed=Max("episodes__closed_on"),
    ).values_list("pk", "youngest", "unknown", "closed", "created_at")
    holds = _holding(day)
    return {
        pk: Facts(
            {
                KeptFrom.YOUNGEST_BORN: None if unknown else youngest,
                KeptFrom.CLOSED: closed or local_date(created_at),
            },
            tuple(why for why, held in holds.items() if pk in held),
        )
        for pk, youngest, unknown, closed, created_at in rows
    }


def _holding(day: dt.date) -> dict[str, set[uuid.UUID]]:
    """Families whose record is not disposed of, by why."""
    unclosed = set(Episode.objects.exclude(state=EpisodeState.CLOSED).values_list("family_id", flat=True))
    undecided = Contact.objects.filter(state__in=UNFINISHED).exclude(family=None)
    asked_for = SubjectRequest.objects.filter(state__in=WAITING_REQUESTS).values("person_id")
    return {
        ON_HOLD: set(LegalHold.objects.filter(lifted_at=None).values_list("family_id", flat=True)),
        OPEN: unclosed | set(undecided.values_list("family_id", flat=True)),
        LINKED: _linked_to(unclosed),
        ASKED_FOR: set(Membership.objects.filter(person_id__in=asked_for).values_list("family_id", flat=True)),
    }


def _linked_to(unclosed: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Families one of whose people belongs, or is related to somebody who belongs, to an open record elsewhere."""
    people = Membership.objects.filter(family_id__in=list(unclosed), until=None).values("person_id")
    related = Relationship.objects.filter(Q(person_id__in=people) | Q(other_id__in=people))
    near = {one for pair in related.values_list("person_id", "other_id") for one in pair}
    near |= {row["person_id"] for row in people}
    return set(Membership.objects.filter(person_id__in=near).values_list("family_id", flat=True))


def contact_facts(only: uuid.UUID | None = None) -> dict[uuid.UUID, Facts]:
    """What decides about each contact that led to no family's record; about one when asked."""
    contacts = Contact.objects.filter(family=None)
    rows = (contacts.filter(pk=only) if only else contacts).annotate(changed=Max("statuses__at"))
    return {
        pk: Facts(
            {KeptFrom.CLOSED: local_date(changed or recorded), KeptFrom.YOUNGEST_BORN: None},
            (OPEN,) if state in UNFINISHED else (),
        )
        for pk, state, changed, recorded in rows.values_list("pk", "state", "changed", "recorded_at")
    }


def facts_of(kind: Kept, record_id: uuid.UUID, day: dt.date) -> Facts | None:
    """What decides about one record now; None when it is no longer there."""
    found = family_facts(day, record_id) if kind is Kept.FAMILY_RECORD else contact_facts(record_id)
    return found.get(record_id)


def dry_run(by: User) -> list[Due]:
    """What would be disposed of tonight and what is due but held. Raises NotAllowed."""
    require(by, Permission.MANAGE_RETENTION)
    return due_records(today())


def disposals(by: User, mark: str = "") -> KeysetPage[Disposal]:
    """A page of the disposal log, the latest first. Raises NotAllowed."""
    require(by, Permission.MANAGE_RETENTION)
    return keyset(Disposal.objects.all(), order=["-disposed_at", "-id"], mark=mark)


def family_to_hold(by: User, family_id: uuid.UUID) -> Family:
    """A family this person sees and may set a hold on; raises NotFoundForYou, Restricted or NotAllowed."""
    family = get_visible(Family.objects.all(), by, Permission.SEE_FAMILY, pk=family_id)
    require(by, Permission.MANAGE_RETENTION)
    return family


def hold_on(family: Family) -> LegalHold | None:
    """The hold that is set now."""
    return LegalHold.objects.filter(family=family, lifted_at=None).select_related("set_by").first()


def holds_of(family: Family) -> QuerySet[LegalHold]:
    """Every hold there has been."""
    return LegalHold.objects.filter(family=family).select_related("set_by", "lifted_by")
