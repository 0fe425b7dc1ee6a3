"""What the API takes and gives. Field names are the glossary's; ids of the operating model are strings."""

import datetime as dt
import uuid
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

LARGEST = 2**31 - 1
"""The largest whole number the database keeps as an id of an account, or as a version."""


class Taken(Schema):
    """Base of what is sent to us: a field we do not know is refused, so that a typing error is never lost silently."""

    model_config = ConfigDict(extra="forbid")


class PersonTold(Taken):
    """Somebody a contact is about. One part of the name is enough."""

    forename: str = Field("", max_length=120)
    surname: str = Field("", max_length=120)
    role: str = Field("child", description="child, parent or other")
    date_of_birth: dt.date | None = None
    date_known: str = Field("", description="exact, estimated, unknown or expected; worked out when left out")
    sex: Literal["F", "M", "U"] = "U"
    has_send: bool | None = None
    upn: str = Field("", max_length=20)
    nhs_number: str = Field("", max_length=20)
    telephone: str = Field("", max_length=60)
    no_fixed_address: bool = False
    lines: str = Field("", max_length=300)
    postcode: str = Field("", max_length=10)
    ward_code: str = Field("", max_length=9)
    school: str = Field("", max_length=200)
    relationship: str = Field("", max_length=80)
    person_id: uuid.UUID | None = Field(None, description="Known already: the id that finding a person gave")


class FactorTold(Taken):
    """A vulnerability factor of the operating model; `about` is the position of somebody in `people`."""

    factor: str
    evidence: str = ""
    about: int | None = None


class ContactTold(Taken):
    """A contact with the front door, as its sender puts it."""

    route: str
    concern: str = Field(max_length=20_000)
    people: list[PersonTold] = Field(default_factory=list, max_length=40)
    factors: list[FactorTold] = Field(default_factory=list)
    in_danger: str = Field("", description="yes, no or not_sure")
    going_well: str = ""
    tried: str = ""
    family_view: str = ""
    anything_else: str = ""
    agreement: str = Field("", description="agreed, not_agreed or not_asked")
    agreement_why: str = ""
    outside_age_reason: str = ""
    route_answers: dict[str, Any] = Field(default_factory=dict)
    sender_telephone: str = Field("", max_length=60)


class PersonSought(Taken):
    """Whom to look for: a name in any order, a UPN or an NHS number, with or without a date of birth."""

    text: str = Field(max_length=300)
    date_of_birth: dt.date | None = None


class WhyTold(Taken):
    """Why, in words that name nobody."""

    why: str = Field(max_length=20_000)


class ContactPersonOut(Schema):
    """Somebody named on a contact."""

    name: str
    role: str
    date_of_birth: dt.date | None
    person_id: uuid.UUID | None


class ContactOut(Schema):
    """A contact: where it stands, by when it is answered and by which rule."""

    id: uuid.UUID
    reference: str
    state: str
    route: str
    priority: str
    received_at: dt.datetime
    due_on: dt.date
    due_rule: str
    concern: str
    told: str
    family_id: uuid.UUID | None
    people: list[ContactPersonOut] = []
    version: int


class QueueRow(Schema):
    """A contact in the hub's queue."""

    id: uuid.UUID
    reference: str
    state: str
    priority: str
    area: str
    received_at: dt.datetime
    due_on: dt.date
    taken_by: str


class QueueOut(Schema):
    """A page of the queue; give `next` as `after` for the one that follows."""

    contacts: list[QueueRow]
    next: str


class StandingOut(Schema):
    """How a person stands with early help, as far as the asker may know."""

    state: str
    is_open: bool
    lead: str
    lead_agency: str
    lead_telephone: str
    family_id: uuid.UUID | None = Field(description="Only for who may open the family")


class FoundOut(Schema):
    """A person found, and why they match."""

    person_id: uuid.UUID
    name: str
    born: str
    age: int | None
    area: str
    why: list[str]
    standing: list[StandingOut]


class MemberOut(Schema):
    """Somebody in a family."""

    person_id: uuid.UUID
    name: str
    role: str
    born: str
    age: int | None
    doubts: list[str]


class TeamMemberOut(Schema):
    """Somebody in the team around a family."""

    name: str
    part: str
    agency: str
    telephone: str
    leads: bool


class FamilyOut(Schema):
    """A family: its people, how it stands, its team."""

    id: uuid.UUID
    label: str
    be_careful: str
    people: list[MemberOut]
    state: str
    level: str
    opened_on: dt.date | None
    times_helped: int
    agreement: str
    team: list[TeamMemberOut]
    version: int


class ActionOut(Schema):
    """Who does what by when."""

    id: uuid.UUID
    what: str
    owner: str
    due_on: dt.date
    state: str
    version: int


class OutcomeOut(Schema):
    """What the family works on, in its words."""

    id: uuid.UUID
    need: str
    words: str
    place: int
    state: str
    waits_for: list[uuid.UUID]
    actions: list[ActionOut]
    version: int


class PlanOut(Schema):
    """A family's plan."""

    id: uuid.UUID
    started_on: dt.date
    agreed_on: dt.date | None
    review_on: dt.date | None
    outcomes: list[OutcomeOut]
    version: int


class StoryLineOut(Schema):
    """A line of the chronology."""

    id: uuid.UUID
    kind: str
    happened_on: dt.date
    headline: str
    detail: str
    by: str
    agency: str


class ChronologyOut(Schema):
    """A page of the chronology, newest first; give `next` as `after` for the one that follows."""

    lines: list[StoryLineOut]
    next: str


class WorkOut(Schema):
    """One piece of work."""

    kind: str
    record_id: uuid.UUID
    family_id: uuid.UUID | None
    what: str
    due_on: dt.date | None
    since: dt.date


class WorklistOut(Schema):
    """What needs this person, and what they wait for; `more` names the kinds of which not all are listed."""

    needs_me: list[WorkOut]
    i_wait_for: list[WorkOut]
    more: list[str]


class ListedChildOut(Schema):
    """A child with open early help, and who leads; blank while nobody is named."""

    person_id: uuid.UUID
    name: str
    born: str
    lead: str
    lead_agency: str
    lead_telephone: str
    news: str = Field(description="new, lead_changed or blank: since the list the agency last confirmed")


class LeftListOut(Schema):
    """A child who was on the list the agency last confirmed, and is on it no longer."""

    person_id: uuid.UUID
    name: str


class RightHelpListOut(Schema):
    """The agency's children with open early help today; `list_*` tell of the dated list it was given last."""

    agency: str
    list_id: uuid.UUID | None
    list_made_at: dt.datetime | None
    confirm_by: dt.date | None
    confirmed_at: dt.datetime | None
    compared_with: dt.datetime | None = Field(description="When the list last confirmed was made")
    children: list[ListedChildOut]
    left: list[LeftListOut] = Field(description="On the first page only")
    next: str


class ActionMarked(Taken):
    """How an action of a plan stands: done, not_done (say in `note` why) or to_do."""

    state: str = Field(description="done, not_done or to_do")
    note: str = Field("", max_length=2000)
    done_on: dt.date | None = None


class CopyOut(Schema):
    """A copy of a document for one reader, and where its file is."""

    id: uuid.UUID
    person_id: uuid.UUID
    file: str


class ChoiceOut(Schema):
    """Something that can be chosen under the operating model."""

    id: str
    name: str


class RouteOut(ChoiceOut):
    """A way in: who may use it, and what it asks."""

    who_may_use: list[str]
    asks: list[ChoiceOut]


class OperatingModelOut(Schema):
    """The operating model in force, as far as a partner's system needs it."""

    council: str
    title: str
    version: str
    levels: list[ChoiceOut]
    routes: list[RouteOut]
    priorities: list[ChoiceOut]
    factors: list[ChoiceOut]
    needs: list[ChoiceOut]
    purposes: list[ChoiceOut] = Field(description="What information may be shared for")
    lawful_bases: list[ChoiceOut]
    data_categories: list[ChoiceOut] = Field(description="What may be shared")
