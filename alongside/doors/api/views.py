"""The operations of the API: the same actions and queries the pages use, so that a rule is written once."""

import hashlib
import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import HeaderEx, P, QueryEx, Status

from alongside.doors.api import presenters, shapes
from alongside.doors.api.agencies import router as agencies
from alongside.doors.api.feeds import router as feeds
from alongside.doors.api.identification import router as may_need_help
from alongside.doors.api.parsing import CarefulParser
from alongside.doors.api.problems import InWords, answer_in_words
from alongside.doors.api.protection import router as protection
from alongside.doors.api.reading import router as reading
from alongside.doors.api.records import router as records
from alongside.doors.api.seen import etag, unless_changed, version_in
from alongside.doors.api.sessions import router as sessions
from alongside.doors.api.sharing import router as sharing
from alongside.doors.api.signing_in import SignedIn, person
from alongside.doors.api.you import router as you
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.once import once
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.chronology.queries import Narrowed, chronology
from alongside.helping.front_door import queries as front_door
from alongside.helping.front_door.actions import Named, Noticed, Report, record_contact
from alongside.helping.plans.actions import mark_action
from alongside.helping.plans.queries import plan as plans
from alongside.helping.plans.words import ActionState
from alongside.helping.right_help_lists.actions import confirm_receipt
from alongside.helping.right_help_lists.queries import list_today, own_list
from alongside.helping.worklists.queries import MOST_OF_A_KIND, what_needs, what_waits
from alongside.people.disclosure.actions import prepare_copy
from alongside.people.disclosure.words import Document
from alongside.people.families.queries import find_people, get_family, understand

KEYS = uuid.UUID("6f1d6b51-3c39-4a86-9b7e-0c1f5f0c2b77")

api = InWords(
    title="Alongside",
    version="1",
    description="Early help for partner systems. Errors are RFC 9457 problem documents, in words.",
    urls_namespace="api",
    docs_url=None,
    auth=SignedIn(),
    parser=CarefulParser(),
)
answer_in_words(api)
api.add_router("/feeds", feeds)
api.add_router("/may-need-help", may_need_help)
for router in (sessions, you, agencies, sharing, protection, reading, records):
    api.add_router("", router)


@api.post("/contacts", response={201: shapes.ContactOut, 200: shapes.ContactOut}, summary="Record a contact")
def post_contact(
    request: HttpRequest,
    told: shapes.ContactTold,
    response: HttpResponse,
    key: HeaderEx[str, P(alias="Idempotency-Key", max_length=200)] = "",
) -> Status[shapes.ContactOut]:
    """Record a contact with the front door.

    Sent again with the same `Idempotency-Key` it is not recorded again: the answer is the first contact, with 200.
    """
    by = person(request)

    def record() -> str:
        people = tuple(Named(**one.model_dump()) for one in told.people)
        factors = tuple(Noticed(**one.model_dump()) for one in told.factors)
        report = Report(**(told.model_dump() | {"people": people, "factors": factors}))
        return f"/api/v1/contacts/{record_contact(report=report, by=by).pk}#{_digest(told)}"

    token = uuid.uuid5(KEYS, f"{by.pk}:{key}") if key else uuid.uuid4()
    address, is_new = once(token, by.pk, record)
    path, _, digest = address.partition("#")
    if digest != _digest(told):
        raise Refused(
            "This Idempotency-Key was used for another contact.", what_to_do="Use a new key for each contact you send."
        )
    response["Location"] = path
    found = front_door.contact_for(by, uuid.UUID(path.rpartition("/")[2]))
    return Status(201 if is_new else 200, presenters.contact(found))


def _digest(told: shapes.ContactTold) -> str:
    return hashlib.sha256(told.model_dump_json().encode()).hexdigest()[:32]


@api.get("/contacts/{contact_id}", response=shapes.ContactOut, summary="One contact")
def get_contact(request: HttpRequest, contact_id: uuid.UUID) -> shapes.ContactOut:
    """A contact, and what has been decided about it."""
    return presenters.contact(front_door.contact_for(person(request), contact_id))


@api.get("/queue", response=shapes.QueueOut, summary="The hub's queue")
def get_queue(
    request: HttpRequest,
    priority: str = "",
    area: str = "",
    route: str = "",
    state: str = "",
    whose: QueryEx[str, P(description="'', mine or nobodys")] = "",
    overdue: bool = False,
    after: str = "",
) -> shapes.QueueOut:
    """A page of what waits for a decision, the first due first."""
    chosen = front_door.QueueFilter(priority, area, route, state, whose, overdue)
    rows = front_door.queue(person(request), chosen, current_pack().pack).select_related("taken_by")
    page = keyset(rows, order=["due_on", "id"], mark=after)
    return shapes.QueueOut(contacts=[presenters.queue_row(row) for row in page.rows], next=page.next_mark)


@api.post("/people/find", response=list[shapes.FoundOut], summary="Find a person")
def find_person(request: HttpRequest, sought: shapes.PersonSought) -> list[shapes.FoundOut]:
    """The best matches, best first. A POST, so that no name is in an address."""
    by = person(request)
    require(by, Permission.FIND_PEOPLE)
    return presenters.found(find_people(understand(sought.text, sought.date_of_birth)), by)


@api.get("/families/{family_id}", response=shapes.FamilyOut, summary="One family")
def get_one_family(request: HttpRequest, family_id: uuid.UUID) -> shapes.FamilyOut:
    """A family: its people, how it stands, its team."""
    return presenters.family(get_family(person(request), family_id))


@api.get("/families/{family_id}/plan", response=shapes.PlanOut, summary="A family's plan")
def get_family_plan(request: HttpRequest, family_id: uuid.UUID) -> shapes.PlanOut:
    """The plan of the family's latest episode that has one."""
    by = person(request)
    return presenters.plan(plans.plan_for(by, get_family(by, family_id)))


@api.get("/families/{family_id}/plan/actions/{action_id}", response=shapes.ActionOut, summary="An action of a plan")
def get_plan_action(
    request: HttpRequest, family_id: uuid.UUID, action_id: uuid.UUID, response: HttpResponse
) -> shapes.ActionOut:
    """An action, with its version as `ETag`."""
    by = person(request)
    found = plans.get_action(by, get_family(by, family_id), action_id)
    response["ETag"] = etag(found)
    return presenters.plan_action(found)


@api.patch("/families/{family_id}/plan/actions/{action_id}", response=shapes.ActionOut, summary="Mark an action")
def patch_plan_action(
    request: HttpRequest,
    family_id: uuid.UUID,
    action_id: uuid.UUID,
    marked: shapes.ActionMarked,
    response: HttpResponse,
    seen: HeaderEx[str, P(alias="If-Match", max_length=200, description="The `ETag` the change was made from")] = "",
) -> shapes.ActionOut:
    """Say that an action is done, not done, or to do again: by whoever it belongs to, or may change the plan.

    Without `If-Match` it is refused (428); when somebody changed the action since, it is refused (412) and the answer
    says how it stands now.
    """
    by = person(request)
    found = plans.get_action(by, get_family(by, family_id), action_id)
    version = version_in(seen, found)
    with unless_changed():
        mark_action(
            plan_action=found, seen_version=version, state=_state(marked.state), note=marked.note,
            done_on=marked.done_on, by=by,
        )  # fmt: skip
    response["ETag"] = etag(found)
    return presenters.plan_action(found)


def _state(state: str) -> ActionState:
    if state not in ActionState.values:
        raise Refused(
            "An action is done, not done or to do.", what_to_do="Send done, not_done or to_do.", field="state"
        )
    return ActionState(state)


@api.post(
    "/families/{family_id}/people/{person_id}/plan-copies", response={201: shapes.CopyOut},
    summary="Make somebody a copy of the plan",
)  # fmt: skip
def post_plan_copy(request: HttpRequest, family_id: uuid.UUID, person_id: uuid.UUID) -> Status[shapes.CopyOut]:
    """A copy for one reader, to fetch at `file`: it is made anew and checked for that reader each time it is fetched.

    Refused there when anything in it is kept from them.
    """
    by = person(request)
    family = get_family(by, family_id)
    plan = plans.plan_for(by, family)
    copy = prepare_copy(family=family, person_id=person_id, document=Document.PLAN, record_id=plan.pk, by=by)
    file = reverse("plans:plan_pdf", kwargs={"family_id": family.pk, "copy_id": copy.pk})
    return Status(201, shapes.CopyOut(id=copy.pk, person_id=person_id, file=file))


@api.get("/families/{family_id}/chronology", response=shapes.ChronologyOut, summary="A family's chronology")
def get_chronology(
    request: HttpRequest,
    family_id: uuid.UUID,
    kind: QueryEx[str, P(description="kinds to show, with commas between")] = "",
    after: str = "",
) -> shapes.ChronologyOut:
    """A page of the chronology, newest first, as far as the asker may see it."""
    by = person(request)
    page = chronology(
        get_family(by, family_id), by, Narrowed(kinds=tuple(one for one in kind.split(",") if one)), after
    )
    return shapes.ChronologyOut(lines=[presenters.story_line(line) for line in page.rows], next=page.next_mark)


@api.get("/worklist", response=shapes.WorklistOut, summary="What needs me, and what I wait for")
def get_worklist(request: HttpRequest) -> shapes.WorklistOut:
    """What needs the asker today, first due first, and what they wait for from others."""
    by = person(request)
    mine, others = what_needs(by, most=MOST_OF_A_KIND), what_waits(by, most=MOST_OF_A_KIND)
    return shapes.WorklistOut(
        needs_me=[shapes.WorkOut(**vars(row)) for row in mine.rows],
        i_wait_for=[shapes.WorkOut(**vars(row)) for row in others.rows],
        more=sorted(mine.more | others.more),
    )


@api.get("/right-early-help-list", response=shapes.RightHelpListOut, summary="My agency's Right Early Help list")
def get_right_help_list(request: HttpRequest, after: str = "") -> shapes.RightHelpListOut:
    """A page of the agency's children with open early help today and who leads, as far as consent allows."""
    return presenters.right_help_list(list_today(person(request), after))


@api.post("/right-early-help-list/{list_id}/confirm", response={204: None}, summary="Confirm the list was read")
def post_confirm_list(request: HttpRequest, list_id: uuid.UUID) -> Status[None]:
    """For the whole agency; confirming again changes nothing."""
    by = person(request)
    confirm_receipt(the_list=own_list(by, list_id), by=by)
    return Status(204, None)


@api.get("/operating-model", response=shapes.OperatingModelOut, summary="How this council works")
def get_operating_model(request: HttpRequest) -> shapes.OperatingModelOut:
    """The operating model in force: the ids that contacts and answers use."""
    require(person(request), Permission.SEE_OPERATING_MODEL)
    return presenters.operating_model(current_pack().pack)
