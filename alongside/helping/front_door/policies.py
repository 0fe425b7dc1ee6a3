"""What is possible with a contact: its lifecycle, what a report must hold, and which doubts to say aloud."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from stdnum.gb import nhs as nhs_number_check
from stdnum.gb import upn as upn_check

from alongside.ground.lib.clock import as_text
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.lifecycle import Lifecycle, Transition
from alongside.ground.lib.text import is_postcode
from alongside.ground.operating_models.queries import (
    Due,
    Pack,
    due_on,
    locality_of_ward,
    postcode_inside,
    priority_due,
    why_not_age,
    why_not_route,
)
from alongside.ground.operating_models.words import ClockKind, DecisionNeed, Follows
from alongside.helping.front_door.words import DECIDED, TO_DECIDE, Agreement, Danger, EnquiryState, TellHow
from alongside.helping.front_door.words import ContactState as State
from alongside.people.families.words import DateKnown, FamilyRole, RelationshipKind, Sex

MOST_TEXT = 20_000
UNDECIDED = (*TO_DECIDE, State.RETURNED)

CONTACT = Lifecycle(
    "The contact",
    State.RECEIVED,
    [
        Transition("grade", (State.RECEIVED, State.GRADED), State.GRADED, "graded"),
        Transition("regrade", (State.WAITING_FOR_PARTNERS,), State.WAITING_FOR_PARTNERS, "graded"),
        Transition(
            "ask_partners", (State.GRADED, State.WAITING_FOR_PARTNERS), State.WAITING_FOR_PARTNERS, "partners_asked"
        ),
        Transition("partners_answered", (State.WAITING_FOR_PARTNERS,), State.GRADED, "partners_answered"),
        Transition("return_for_more", TO_DECIDE, State.RETURNED, "returned"),
        Transition("reopen", (State.RETURNED,), State.RECEIVED, "reopened"),
        Transition("advise", UNDECIDED, State.ADVISED, "decided"),
        Transition("attach", UNDECIDED, State.ATTACHED, "decided"),
        Transition("name_lead", UNDECIDED, State.LEAD_NAMED, "decided"),
        Transition("send_to_panel", UNDECIDED, State.SENT_TO_PANEL, "decided"),
        Transition("refer_up", UNDECIDED, State.REFERRED_UP, "decided"),
    ],
)
TRANSITION_OF = {
    Follows.ADVICE_AND_CLOSE: "advise",
    Follows.ATTACH_TO_OPEN_FAMILY: "attach",
    Follows.NAME_LEAD_PRACTITIONER: "name_lead",
    Follows.WAIT_FOR_PANEL: "send_to_panel",
    Follows.REFER_UP: "refer_up",
    Follows.RETURN_FOR_MORE: "return_for_more",
}


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody a report is about. One part of the name is enough; everything else may be unknown."""

    forename: str = ""
    surname: str = ""
    role: str = FamilyRole.CHILD
    date_of_birth: dt.date | None = None
    date_known: str = ""
    sex: str = Sex.UNKNOWN
    has_send: bool | None = None
    upn: str = ""
    nhs_number: str = ""
    telephone: str = ""
    no_fixed_address: bool = False
    lines: str = ""
    postcode: str = ""
    ward_code: str = ""
    school: str = ""
    relationship: str = ""
    person_id: uuid.UUID | None = None

    @property
    def known(self) -> str:
        """How much of the date of birth is known, worked out when it was not said."""
        return self.date_known or (DateKnown.EXACT if self.date_of_birth else DateKnown.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Noticed:
    """A factor of the pack that was noticed; `about` is the position of somebody in the report, None for the family."""

    factor: str
    evidence: str = ""
    about: int | None = None


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything a sender says. `agency_kind` '' means the kind of the sender's own agency.

    `from_file` excuses what a spreadsheet cannot have asked: the danger question, agreement, and the route's questions.
    """

    route: str
    concern: str
    people: tuple[Named, ...] = ()
    factors: tuple[Noticed, ...] = ()
    agency_kind: str = ""
    in_danger: str = ""
    going_well: str = ""
    tried: str = ""
    family_view: str = ""
    anything_else: str = ""
    agreement: str = ""
    agreement_why: str = ""
    outside_age_reason: str = ""
    route_answers: Mapping[str, Any] = field(default_factory=dict)
    sender_name: str = ""
    sender_role: str = ""
    sender_agency: str = ""
    sender_telephone: str = ""
    sender_email: str = ""
    tell_how: str = TellHow.ON_SCREEN
    family_id: uuid.UUID | None = None
    received_at: dt.datetime | None = None
    source_key: str | None = None
    from_file: bool = False


def wrong_with_person(named: Named, today: dt.date) -> Refused | None:
    """Why somebody cannot be recorded like this; None when they can. Unborn, estimated and unknown dates all pass."""
    if not named.forename.strip() and not named.surname.strip():
        return Refused("Enter a name, even if only one is known.", field="forename")
    if named.role not in FamilyRole.values:
        return Refused("Say whether this is a child, a parent or carer, or somebody else.", field="role")
    if named.known not in DateKnown.values:
        return Refused("Say how well the date of birth is known.", field="date_known")
    if named.date_of_birth is None and named.known != DateKnown.UNKNOWN:
        return Refused("Enter a date of birth, or say that it is not known.", field="date_of_birth")
    return wrong_birth(named.date_of_birth, DateKnown(named.known), today)


def wrong_birth(born: dt.date | None, known: DateKnown, today: dt.date) -> Refused | None:
    """Why nobody was born, or is expected, on that day; None when somebody can be.

    An estimated date stands for its month or year, so only a later year is in the future.
    """
    if born is None or known == DateKnown.UNKNOWN:
        return None
    if known == DateKnown.EXPECTED:
        if today - dt.timedelta(days=60) <= born <= today + dt.timedelta(days=310):
            return None
        return Refused("The expected date must be within the next ten months.", field="date_of_birth")
    if born > today and (known == DateKnown.EXACT or born.year > today.year):
        return Refused(
            "The date of birth is in the future.",
            what_to_do="If the child is not born yet, say so and enter the expected date.",
            field="date_of_birth",
        )
    if born.year < today.year - 120:
        return Refused("The date of birth is more than 120 years ago.", field="date_of_birth")
    return None


def outside_age(pack: Pack, people: Collection[Named], today: dt.date) -> str | None:
    """The sentence about a child outside the service age, if there is one. It asks for a reason and never blocks."""
    for named in people:
        if named.role == FamilyRole.CHILD and named.date_of_birth and named.known != DateKnown.EXPECTED:
            found = why_not_age(pack, age_on(named.date_of_birth, today), has_send=bool(named.has_send))
            if found:
                return found
    return None


def age_on(born: dt.date, day: dt.date) -> int:
    """Completed years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def wrong_with_report(pack: Pack, report: Report, *, agency_kind: str, today: dt.date) -> Refused | None:
    """The first thing to put right before the report can be sent; None when it can."""
    checks = (_wrong_route, _wrong_texts, _wrong_people, _wrong_factors, _wrong_age)
    for check in checks:
        found = check(pack, report, agency_kind, today)
        if found:
            return found
    return None if report.from_file else _left_unanswered(pack, report, agency_kind)


def _wrong_route(pack: Pack, report: Report, agency_kind: str, today: dt.date) -> Refused | None:
    if report.route not in {route.id for route in pack.routes}:
        return Refused("Choose the way in from the list.", field="route")
    why = why_not_route(pack, report.route, agency_kind)
    return Refused(why, what_to_do="Choose another way in.", field="route") if why else None


def _wrong_texts(pack: Pack, report: Report, agency_kind: str, today: dt.date) -> Refused | None:
    if not report.concern.strip():
        return Refused("Say what you are worried about, or what help is wanted.", field="concern")
    for name in ("concern", "going_well", "tried", "family_view", "anything_else"):
        if len(getattr(report, name)) > MOST_TEXT:
            return Refused(f"Use {MOST_TEXT:,} characters or fewer.", what_to_do="Keep what matters most.", field=name)
    if report.received_at and report.received_at.date() > today + dt.timedelta(days=1):
        return Refused("The day it was received is in the future.", field="received_at")
    for name, values in (("agreement", Agreement.values), ("in_danger", Danger.values), ("tell_how", TellHow.values)):
        if getattr(report, name) and getattr(report, name) not in values:
            return Refused("Choose one of the answers.", field=name)
    return None


def _wrong_people(pack: Pack, report: Report, agency_kind: str, today: dt.date) -> Refused | None:
    if not report.people and agency_kind != "public":
        return Refused("Say who it is about, even if you know only one name.", field="people")
    return next((wrong for named in report.people if (wrong := wrong_with_person(named, today))), None)


def _wrong_factors(pack: Pack, report: Report, agency_kind: str, today: dt.date) -> Refused | None:
    known = {factor.id for factor in pack.factors}
    for noticed in report.factors:
        if noticed.factor not in known:
            return Refused("This factor is not in the council's list.", field="factors")
        if noticed.about is not None and not 0 <= noticed.about < len(report.people):
            return Refused("Say whom the factor is about.", field="factors")
    return None


def _wrong_age(pack: Pack, report: Report, agency_kind: str, today: dt.date) -> Refused | None:
    outside = outside_age(pack, report.people, today)
    if outside is None or report.outside_age_reason.strip() or agency_kind == "public":
        return None
    return Refused(outside, what_to_do="You can go on: say why you are telling us.", field="outside_age_reason")


def _left_unanswered(pack: Pack, report: Report, agency_kind: str) -> Refused | None:
    if not report.in_danger:
        return Refused("Say whether a child is in danger now.", field="in_danger")
    route = pack.route(report.route)
    for ask in route.asks:
        if ask.required and report.route_answers.get(ask.id) in (None, ""):
            return Refused(f"Answer: {ask.label}", field=ask.id)
    if agency_kind == "public" or not route.expects_agreement:
        return None
    if not report.agreement:
        return Refused("Say whether the family agrees.", field="agreement")
    if report.agreement != Agreement.AGREED and not report.agreement_why.strip():
        return Refused("Say why the family has not agreed.", field="agreement_why")
    return None


def doubts_about(pack: Pack, named: Named) -> list[str]:
    """What looks wrong about somebody but is kept as it is: it is said, and stops nobody from helping."""
    doubts = []
    if named.nhs_number and not nhs_number_check.is_valid(named.nhs_number):
        doubts.append("The NHS number fails its check: it may be mistyped. It is kept as given.")
    if named.upn and not upn_check.is_valid(named.upn):
        doubts.append("The UPN fails its check: it may be mistyped. It is kept as given.")
    if named.postcode and not is_postcode(named.postcode):
        doubts.append("The postcode does not look like one. It is kept as given.")
    elif named.postcode and not postcode_inside(pack, named.postcode):
        doubts.append(f"The postcode seems to be outside {pack.info.council}. You can go on all the same.")
    if named.known == DateKnown.ESTIMATED:
        doubts.append("The date of birth is an estimate.")
    return doubts


def first_due(pack: Pack, received: dt.datetime, in_danger: str = "") -> Due:
    """When a contact nobody has graded must be looked at: by the pack's first clock, or by its decision clock.

    Where the sender says that a child is in danger now, it is due as the pack's most urgent priority.
    """
    if in_danger == Danger.YES:
        return priority_due(pack, min(pack.priorities, key=lambda priority: priority.in_order).id, received)
    kinds = {clock.id for clock in pack.clocks}
    kind = ClockKind.CONTACT_RESPONSE if ClockKind.CONTACT_RESPONSE in kinds else ClockKind.CONTACT_DECISION
    return due_on(pack, kind, received)


def area_of(pack: Pack, ward_codes: Collection[str]) -> str:
    """The smallest area of the first ward the pack places; '' when none is known."""
    for ward in ward_codes:
        areas = list(locality_of_ward(pack, ward).values()) if ward else []
        if areas:
            tiers = [tier.id for tier in pack.localities.tiers]
            return max(areas, key=lambda area: tiers.index(area.tier)).id
    return ""


def areas_within(pack: Pack, area_id: str) -> set[str]:
    """The area and every area inside it."""
    within = {area_id}
    while True:
        more = {area.id for area in pack.localities.areas if area.parent in within} - within
        if not more:
            return within
        within |= more


@dataclass(frozen=True)
class Standing:
    """What is on record when a decision is made: what the needs of the pack's decisions are checked against."""

    rationale: bool
    lead: bool
    agreement: bool
    safeguarding: bool
    partners: bool

    @property
    def has(self) -> set[DecisionNeed]:
        """The needs that are met."""
        met = {
            DecisionNeed.RATIONALE: self.rationale,
            DecisionNeed.LEAD_PRACTITIONER: self.lead,
            DecisionNeed.AGREEMENT: self.agreement,
            DecisionNeed.SAFEGUARDING_QUESTION: self.safeguarding,
            DecisionNeed.PARTNER_ANSWERS: self.partners,
        }
        return {need for need, is_met in met.items() if is_met}


def partners_settled(pack: Pack, enquiries: Mapping[str, str], not_waiting_because: str) -> bool:
    """Whether every partner who must answer has (declining is an answer), or a reason for not waiting is on record.

    `enquiries` maps a partner's id to its state.
    """
    if not_waiting_because.strip():
        return True
    if EnquiryState.ASKED in enquiries.values():
        return False
    return all(partner.id in enquiries for partner in pack.partners_asked if partner.must_answer)


def statutory_way_up(pack: Pack) -> tuple[str, str]:
    """The level and decision ids by which a contact goes straight to social care; ('', '') where the pack has none."""
    for level in pack.levels:
        for decision in pack.decisions:
            if decision.follows is Follows.REFER_UP and level.id in decision.levels and decision.id in level.outcomes:
                return level.id, decision.id
    return "", ""


def already_decided(state: str) -> bool:
    """Whether a contact in this state has had its decision."""
    return state in DECIDED


def relationship_kind(text: str) -> RelationshipKind | None:
    """The relationship somebody's words name ('Mum', 'step parent', 'grandparent'); None for words we do not know."""
    said = text.strip().casefold().replace("-", "_").replace(" ", "_")
    everyday = {
        "mum": "mother", "mummy": "mother", "mam": "mother", "dad": "father", "daddy": "father",
        "stepmother": "step_parent",
        "stepfather": "step_parent", "stepdad": "step_parent", "stepmum": "step_parent", "stepparent": "step_parent",
        "guardian": "carer", "foster_carer": "carer", "grandmother": "grandparent", "grandfather": "grandparent",
        "nan": "grandparent", "gran": "grandparent", "grandad": "grandparent", "brother": "sibling",
        "sister": "sibling",
    }  # fmt: skip
    said = everyday.get(said, said)
    by_label = {kind.label.casefold().replace("-", "_").replace(" ", "_"): kind.value for kind in RelationshipKind}
    said = by_label.get(said, said)
    return RelationshipKind(said) if said in RelationshipKind.values else None


def feedback(template: str, **words: str) -> str:
    """The pack's words to the sender with {reference}, {council}, {front_door}, {level} and {lead} filled in."""
    text = template
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return " ".join(text.split())


def decided_sentence(state: str, name: str, at: dt.datetime) -> str:
    """Who decided what and when, for the second of two people."""
    return f"{name} has decided this already: {State(state).label.lower()}, {as_text(at)}."
