"""A person decides about a family on a list: accept, decline, put off. Nothing is decided by the computer."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import save_seen
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.front_door.actions import Named, Report, record_contact
from alongside.improving.identification.models import Candidate, CandidateStatus
from alongside.improving.identification.policies import CANDIDATE, check_put_off, check_reason, check_why
from alongside.improving.identification.queries.evidence import in_words
from alongside.improving.identification.queries.lists import Somebody, people_of
from alongside.improving.identification.rules import require_decides, require_open
from alongside.improving.identification.words import CandidateState, Part
from alongside.people.families.words import FamilyRole

FIELDS = ["state", "deferred_until", "decided_groups", "contact"]


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """What whoever accepts says: whether a child is in danger, whether the family agrees, and what they think."""

    in_danger: str
    agreement: str
    agreement_why: str = ""
    note: str = ""
    outside_age_reason: str = ""
    leave_out: frozenset[uuid.UUID] = frozenset()


@action
def accept(*, candidate: Candidate, said: Accepted, seen_version: int, by: User) -> Candidate:
    """Send the family to the front door as a contact, with what is known in words. The family is not contacted.

    The front door's rules hold: its route, whether the family agrees or why it was not asked, who may record.
    Raises NotAllowed, NotFoundForYou, Conflict when somebody decided meanwhile, and what recording a contact raises.
    """
    _require(candidate, by)
    step = CANDIDATE.step(CandidateState(candidate.state), "accept")
    adopted = current_pack()
    criteria = adopted.pack.criteria
    people = [
        one for one in people_of(candidate.counted, today()) if not one.has_objected and one.id not in said.leave_out
    ]
    if criteria is None or not any(one.part == Part.CHILD for one in people):
        raise Refused(
            "No child of this family can be named, so there is nobody a contact could be about.",
            what_to_do="Decline it, and say so.",
        )
    candidate.decided_groups = candidate.groups_met
    report = Report(
        route=criteria.accepted.route, route_answers=dict(criteria.accepted.answers), in_danger=said.in_danger,
        agreement=said.agreement, agreement_why=said.agreement_why, concern=in_words(candidate, people, adopted.pack),
        anything_else=said.note, outside_age_reason=said.outside_age_reason, people=_named(people),
    )  # fmt: skip
    contact = record_contact(report=report, by=by)
    candidate.state, candidate.deferred_until, candidate.contact = step.target, None, contact
    save_seen(candidate, seen_version, fields=FIELDS)
    _tell(candidate, by, step.event, reason=said.note)
    return candidate


@action
def decline(*, candidate: Candidate, why: str, reason: str, seen_version: int, by: User) -> Candidate:
    """Say that nothing follows, and why. It is listed again when more is known than now.

    Raises NotAllowed, NotFoundForYou, Refused without a reason, Conflict when somebody decided meanwhile.
    """
    _require(candidate, by)
    step = CANDIDATE.step(CandidateState(candidate.state), "decline")
    kind, text = check_why(why), check_reason(reason)
    candidate.state, candidate.deferred_until, candidate.decided_groups = step.target, None, candidate.groups_met
    save_seen(candidate, seen_version, fields=FIELDS)
    _tell(candidate, by, step.event, why=kind, reason=text)
    return candidate


@action
def defer(*, candidate: Candidate, until: dt.date, reason: str, seen_version: int, by: User) -> Candidate:
    """Put the family off to a day, on which it is listed again.

    Raises NotAllowed, NotFoundForYou, Refused without a reason or for a day not in the next year, Conflict.
    """
    _require(candidate, by)
    step = CANDIDATE.step(CandidateState(candidate.state), "defer")
    check_put_off(until, today())
    text = check_reason(reason)
    candidate.state, candidate.deferred_until, candidate.decided_groups = step.target, until, candidate.groups_met
    save_seen(candidate, seen_version, fields=FIELDS)
    _tell(candidate, by, step.event, reason=text)
    return candidate


def _require(candidate: Candidate, by: User) -> None:
    require_decides(by)
    require_open(by, candidate.counted)


def _tell(candidate: Candidate, by: User, event: str, *, why: str = "", reason: str = "") -> None:
    CandidateStatus.objects.create(
        candidate=candidate, state=candidate.state, at=now(), by=by, why=why, reason=reason
    )  # fmt: skip
    families = candidate.counted.families
    audit.record(
        kind=f"identification.{event}", by=by, record=candidate, family_id=families[0] if families else None,
        pack_version_id=candidate.pack_version_id,
        detail={"list": candidate.list_id, "groups": candidate.groups, "why": str(why)},
    )  # fmt: skip


def _named(people: Sequence[Somebody]) -> tuple[Named, ...]:
    """Children first: the front door reads the first as the child it is about."""
    ordered = sorted(people, key=lambda one: (one.part != Part.CHILD, one.name))
    return tuple(
        Named(
            forename=one.name.partition(" ")[0], surname=one.name.partition(" ")[2], date_of_birth=one.born,
            role=FamilyRole.CHILD if one.part == Part.CHILD else FamilyRole.PARENT, sex=one.sex,
            postcode=one.postcode, person_id=one.id if one.is_recorded else None,
        )
        for one in ordered
    )  # fmt: skip
