"""Answering somebody who asks what is held about them."""

import datetime as dt

from procrastinate.contrib.django import app

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.audit.words import ReadAction, Standing
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.ids import new_reference
from alongside.improving.governance.gathering import held_about, known_about
from alongside.improving.governance.models import SubjectItem, SubjectRequest, SubjectRequestStatus
from alongside.improving.governance.policies import REQUEST, answer_by, check_item
from alongside.improving.governance.redacting import hits, redacted
from alongside.improving.governance.words import AskedAs, Decision, RequestState
from alongside.people.families.models import Family, Person


@action
def record_request(*, family: Family, person: Person, asked_on: dt.date, asked_as: str, by: User) -> SubjectRequest:
    """Write down that somebody asked for what is held about a person; it must be answered within a month.

    Whoever may record what a family agrees to may write it down; others answer it. Raises Refused for a later day.
    """
    require(by, Permission.RECORD_CONSENT, family)
    if asked_on > today():
        raise Refused("That day is yet to come.", field="asked_on")
    made = SubjectRequest.objects.create(
        person=person, reference=new_reference("S"), asked_on=asked_on, due_on=answer_by(asked_on),
        asked_as=AskedAs(asked_as), recorded_by=by,
    )  # fmt: skip
    SubjectRequestStatus.objects.create(request=made, state=made.state, at=now(), by=by)
    audit.record(kind="governance.request_recorded", by=by, record=made, family_id=family.pk)
    return made


@action
def take_on(*, request: SubjectRequest, identity_checked: str, by: User) -> SubjectRequest:
    """Become the one who answers it, once it is sure who asks. What is held is then gathered by the worker."""
    require(by, Permission.ANSWER_REQUESTS)
    if not identity_checked.strip():
        raise Refused("Say how you made sure who asks.", field="identity_checked")
    locked = _locked(request)
    if locked.person_id in by.rights.excluded:
        raise NotAllowed("You can't answer a request about yourself, your family or people you know.")
    locked.handled_by, locked.identity_checked = by, identity_checked.strip()
    app.configure_task("governance.gather").defer(request_id=str(locked.pk))
    return _step(locked, "take_on", by)


@action
def gather(*, request: SubjectRequest, by: User) -> int:
    """Gather what is held, and propose what to remove; how many items. Done once: doing it again changes nothing.

    Run by the worker, as the system: the web's role sees only what its reader may.
    """
    locked = _locked(request)
    if locked.gathered_at or locked.state != RequestState.GATHERING:
        return locked.items.count()
    known = known_about(locked.person)
    items = []
    for number, held in enumerate(held_about(locked.person), start=1):
        proposed, others = redacted(held.text, known)
        items.append(
            SubjectItem(
                request=locked, number=number, kind=held.kind, on=held.on, text=held.text, proposed=proposed,
                others=others,
            )
        )  # fmt: skip
    SubjectItem.objects.bulk_create(items)
    locked.gathered_at, locked.protected = now(), known.protected
    locked.save()
    audit.record(kind="governance.request_gathered", by=by, record=locked, detail={"items": len(items)})
    return len(items)


@action
def decide_item(
    *, item: SubjectItem, decision: str, by: User, shown: str = "", exemption: str = "", reason: str = ""
) -> SubjectItem:
    """Decide what becomes of one item; while the request is being gathered, by whoever answers it."""
    _require_handler(item.request, by)
    given = check_item(decision, shown, exemption, reason, item.text)
    withheld = decision == Decision.WITHHOLD
    item.decision, item.shown, item.decided_by = Decision(decision), given, by
    item.exemption, item.reason = (exemption, reason.strip()) if withheld else ("", "")
    item.save()
    audit.record(kind="governance.item_decided", by=by, record=item, detail={"decision": str(decision)})
    return item


@action
def disclose_plain(*, request: SubjectRequest, by: User) -> int:
    """Decide to give, as they are, all undecided items in which nothing about others was found; how many."""
    _require_handler(request, by)
    plain = [one for one in request.items.filter(decision="") if one.proposed == one.text]
    for item in plain:
        decide_item(item=item, decision=Decision.DISCLOSE, by=by)
    return len(plain)


@action
def ask_for_review(*, request: SubjectRequest, reviewer: User | None, by: User) -> SubjectRequest:
    """Ask a second person to agree, one of `reviewers_for`; None when nobody of them was named.

    Raises Refused while an item is undecided, or a protected value would be given.
    """
    locked = _locked(request)
    _require_handler(locked, by)
    if reviewer is None:
        raise Refused("Choose somebody who answers requests.", field="reviewer")
    if reviewer.pk == by.pk:
        raise Refused("Choose somebody else than yourself.", field="reviewer")
    require(reviewer, Permission.ANSWER_REQUESTS)
    _check_whole(locked)
    locked.reviewer = reviewer
    return _step(locked, "ask_for_review", by)


@action
def send_back(*, request: SubjectRequest, why: str, by: User) -> SubjectRequest:
    """Do not agree yet, and say why."""
    locked = _locked(request)
    _require_reviewer(locked, by)
    if not why.strip():
        raise Refused("Say what should change.", field="why")
    return _step(locked, "send_back", by, why.strip())


@action
def send(*, request: SubjectRequest, by: User) -> SubjectRequest:
    """Agree that it is sent. Checked once more as a whole: undecided or protected, and nothing is sent."""
    locked = _locked(request)
    _require_reviewer(locked, by)
    _check_whole(locked)
    return _step(locked, "send", by)


@action
def refuse(*, request: SubjectRequest, why: str, by: User) -> SubjectRequest:
    """Refuse the request, and say why: the person is told so, and may complain."""
    require(by, Permission.ANSWER_REQUESTS)
    if not why.strip():
        raise Refused("Say why it is refused.", field="why")
    return _step(_locked(request), "refuse", by, why.strip())


@action
def note_export(*, request: SubjectRequest, by: User) -> None:
    """Write down that the finished copy leaves the system. Raises Refused unless it was agreed."""
    if by.pk not in (request.handled_by_id, request.reviewer_id):
        raise NotAllowed("Only the two people who answered the request may fetch the copy.")
    if request.state != RequestState.SENT:
        raise Refused("It is not agreed yet, so there is no copy to send.")
    _check_whole(request)
    audit.record(
        kind=ReadAction.EXPORTED.kind, by=by, record=request, detail={"standing": Standing.DUTY.value}
    )  # fmt: skip


def _check_whole(request: SubjectRequest) -> None:
    items = list(request.items.all())
    if not request.gathered_at:
        raise Refused("What is held is still being gathered.", what_to_do="Look again in a few minutes.")
    undecided = [str(one.number) for one in items if not one.decision]
    if undecided:
        raise Refused(f"{len(undecided)} items are not decided yet, the first is item {undecided[0]}.")
    for one in items:
        if hits(one.shown, request.protected):
            raise Refused(
                f"Item {one.number} still holds an address, a number or a name that is protected.",
                what_to_do="Remove it, or keep the item back.",
            )


def _locked(request: SubjectRequest) -> SubjectRequest:
    return SubjectRequest.objects.select_for_update().get(pk=request.pk)


def _require_handler(request: SubjectRequest, by: User) -> None:
    require(by, Permission.ANSWER_REQUESTS)
    if request.handled_by_id != by.pk:
        raise NotAllowed("Somebody else answers this request.")
    if request.state != RequestState.GATHERING:
        raise Refused("Nothing can be changed now.", what_to_do="It must be sent back first.")


def _require_reviewer(request: SubjectRequest, by: User) -> None:
    require(by, Permission.ANSWER_REQUESTS)
    if request.reviewer_id != by.pk:
        raise NotAllowed("Somebody else was asked to agree.")


def _step(request: SubjectRequest, name: str, by: User, reason: str = "") -> SubjectRequest:
    transition = REQUEST.step(RequestState(request.state), name)
    request.state = transition.target
    request.save()
    SubjectRequestStatus.objects.create(request=request, state=request.state, at=now(), by=by, reason=reason)
    audit.record(kind=transition.event, by=by, record=request)
    return request
