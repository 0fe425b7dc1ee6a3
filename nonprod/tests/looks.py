"""What to look for in a made-up council: each situation of the journey, and each persona's work."""

from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import Count

from alongside.ground.access.models import User
from alongside.ground.lib.clock import today
from alongside.ground.lib.working_days import is_working_day, next_working_day
from alongside.helping.assessments.models import Answer, Assessment, ScaleScore, ToolScore
from alongside.helping.front_door.models import Contact, PartnerEnquiry
from alongside.helping.plans.models import Closing, DriftNote, Meeting, Outcome, Plan, PlanAction, Review, ReviewVoice
from alongside.helping.plans.queries.drift import families_drifting
from alongside.helping.step_up_down.models import Consultation, Referral
from alongside.helping.worklists.queries import what_needs, what_waits
from alongside.people.consent.models import Agreement, SharingPreference
from alongside.people.episodes.models import Episode, Handover
from alongside.people.families.models import Membership, Person, PersonAddress, PersonName, Relationship

Look = Callable[[], bool]


def _contacts(**wanted: object) -> Look:
    return lambda: Contact.objects.filter(**wanted).exists()


def _episodes(**wanted: object) -> Look:
    return lambda: Episode.objects.filter(**wanted).exists()


def _referrals(state: str) -> Look:
    return lambda: Referral.objects.filter(state=state).exists()


def _two_families() -> bool:
    rows = Membership.objects.filter(until=None).values("person").annotate(families=Count("family", distinct=True))
    return rows.filter(families__gt=1).exists()


def _namesakes() -> bool:
    fathers = Relationship.objects.filter(kind="father").prefetch_related("person__names", "other__names")
    return any(str(row.person.names.all()[0]) == str(row.other.names.all()[0]) for row in fathers)


def _twins() -> bool:
    rows = Relationship.objects.filter(kind="sibling").select_related("person", "other")
    return any(row.person.date_of_birth == row.other.date_of_birth for row in rows)


def _today_or_next() -> tuple[date, date]:
    return today(), today() if is_working_day(today()) else next_working_day(today())


def _moved() -> bool:
    return PersonAddress.objects.exclude(until=None).exists()


def _sequence_plan() -> bool:
    return Outcome.objects.filter(waits__waits_for__state="working_on").exists()


def _agreement_ends_soon() -> bool:
    return Agreement.objects.filter(state="given", replaced_at=None, until__lte=today() + timedelta(days=21)).exists()


def _scales_over_time() -> bool:
    return (
        ScaleScore.objects.values("family", "need")
        .annotate(days=Count("on", distinct=True))
        .filter(days__gt=2)
        .exists()
    )


def _right_to_left() -> bool:
    return any("\u0600" <= name[:1] <= "\u06ff" for name in PersonName.objects.values_list("forename", flat=True))


SITUATIONS: dict[str, Look] = {
    "contact nobody graded": _contacts(state="received", graded_at=None),
    "contact graded": _contacts(state="graded"),
    "contact waiting for partners": _contacts(state="waiting_for_partners"),
    "contact returned": _contacts(state="returned"),
    "contact answered again": lambda: Contact.objects.filter(added__isnull=False, state="received").exists(),
    "contact advised": _contacts(state="advised"),
    "contact added to an open family": _contacts(state="attached"),
    "contact with a lead": _contacts(state="lead_named"),
    "contact passed up": _contacts(state="referred_up"),
    "contact taken by somebody": lambda: Contact.objects.exclude(taken_by=None).exists(),
    "contact from the public": _contacts(agency_kind="public"),
    "contact where a child is in danger": _contacts(in_danger="yes"),
    "contact overdue": lambda: Contact.objects.filter(state="graded", due_on__lt=today()).exists(),
    "contact due today": lambda: Contact.objects.filter(state="graded", due_on__range=_today_or_next()).exists(),
    "new contact about an open family": lambda: Contact.objects.filter(state="received").exclude(family=None).exists(),
    "enquiry answered": lambda: PartnerEnquiry.objects.filter(state="answered").exists(),
    "enquiry waiting": lambda: PartnerEnquiry.objects.filter(state="asked").exists(),
    "waiting for a lead": _episodes(state="waiting_for_lead"),
    "waiting for the panel": _episodes(state="waiting_for_panel"),
    "being helped": _episodes(state="being_helped"),
    "stepped up": _episodes(state="stepped_up"),
    "closed": _episodes(state="closed"),
    "second time": _episodes(number=2),
    "third time": _episodes(number=3),
    "hand-over offered": lambda: Handover.objects.filter(state="offered").exists(),
    "hand-over accepted": lambda: Handover.objects.filter(state="accepted").exists(),
    "hand-over declined": lambda: Handover.objects.filter(state="declined").exists(),
    "agreement given": lambda: Agreement.objects.filter(state="given").exists(),
    "agreement refused": lambda: Agreement.objects.filter(state="refused").exists(),
    "agreement withdrawn": lambda: Agreement.objects.filter(state="withdrawn").exists(),
    "agreement that ends soon": _agreement_ends_soon,
    "sharing agreed": lambda: SharingPreference.objects.filter(agrees=True).exists(),
    "sharing not agreed": lambda: SharingPreference.objects.filter(agrees=False).exists(),
    "assessment draft": lambda: Assessment.objects.filter(state="draft").exists(),
    "assessment shared": lambda: Assessment.objects.filter(state="shared").exists(),
    "assessment signed off": lambda: Assessment.objects.filter(state="signed_off").exists(),
    "second version": lambda: Assessment.objects.filter(state="superseded").exists(),
    "children's own words": lambda: Answer.objects.filter(question__in=["own_words", "child_says"]).exists(),
    "children asked at review": lambda: ReviewVoice.objects.exists(),
    "scales over time": _scales_over_time,
    "tool scores": lambda: ToolScore.objects.exists(),
    "outcomes in sequence": _sequence_plan,
    "outcome achieved": lambda: Outcome.objects.filter(state="achieved").exists(),
    "outcome carried over": lambda: Outcome.objects.exclude(carried_from=None).exists(),
    "action of a practitioner": lambda: PlanAction.objects.exclude(owner_member=None).exists(),
    "action of one of the family": lambda: PlanAction.objects.exclude(owner_person=None).exists(),
    "action done": lambda: PlanAction.objects.filter(state="done").exists(),
    "action given up": lambda: PlanAction.objects.filter(state="not_done").exists(),
    "action late": lambda: PlanAction.objects.filter(state="to_do", due_on__lt=today()).exists(),
    "meeting held": lambda: Meeting.objects.filter(state="held").exclude(notes="").exists(),
    "meeting coming": lambda: Meeting.objects.filter(state="called", starts_at__date__gt=today()).exists(),
    "meeting to write up": lambda: Meeting.objects.filter(state="called", ends_at__date__lt=today()).exists(),
    "review held": lambda: Review.objects.exists(),
    "review overdue": lambda: Plan.objects.filter(review_on__lt=today(), episode__state="being_helped").exists(),
    "closing": lambda: Closing.objects.exists(),
    "drift looked at": lambda: DriftNote.objects.exists(),
    "talk with a social worker": lambda: Consultation.objects.exists(),
    **{
        f"referral {state}": _referrals(state)
        for state in (
            "draft", "sent", "received", "more_asked", "accepted", "not_accepted", "challenged", "withdrawn",
        )
    },
    "child in two families": _two_families,
    "father and son of one name": _namesakes,
    "twins": _twins,
    "somebody who moved": _moved,
    "half siblings": lambda: Relationship.objects.filter(kind="half_sibling").exists(),
    "single name": lambda: PersonName.objects.filter(forename="", kind="usual").exists(),
    "unborn child": lambda: Person.objects.filter(date_known="expected").exists(),
    "estimated date of birth": lambda: Person.objects.filter(date_known="estimated").exists(),
    "unknown date of birth": lambda: Person.objects.filter(date_known="unknown").exists(),
    "no fixed address": lambda: PersonAddress.objects.filter(no_fixed_address=True).exists(),
    "right-to-left name": _right_to_left,
    "child at school": lambda: Person.objects.exclude(school=None).exclude(upn="").exists(),
}  # fmt: skip
ONLY_WITH_A_PANEL = {"waiting for the panel"}
ONLY_WITH_PARTNERS = {"contact waiting for partners", "enquiry answered", "enquiry waiting"}

# What each persona must find on their Today list (words.Need and words.Wait).
WORK: dict[str, set[str]] = {
    "pastoral_lead": {"answer_returned", "contact_news", "action", "invitation"},
    "health_visitor": {"assessment"},
    "charity_worker": {"action"},
    "hub_worker": {"decide_contact", "tell_sender", "name_lead"},
    "hub_manager": {"decide_contact"},
    "family_worker": {"assessment", "action", "review", "minutes", "answer_handover", "start_plan", "ask_again"},
    "social_worker": {"answer_referral"},
    "team_manager": {"answer_handover"},
    "panel_chair": {"decide_contact"},
}


def missing(has_panel: bool, has_partners: bool) -> list[str]:
    """The situations that nobody is in."""
    left_out = (set() if has_panel else ONLY_WITH_A_PANEL) | (set() if has_partners else ONLY_WITH_PARTNERS)
    return [name for name, look in SITUATIONS.items() if name not in left_out and not look()]


def work_of(user: User) -> set[str]:
    """The kinds of work on somebody's list, and what they wait for."""
    return {row.kind for row in [*what_needs(user).rows, *what_waits(user).rows]}


def drift_kinds(by: User) -> set[str]:
    """The ids of the drift rules that somebody's family shows."""
    found: set[str] = set()
    mark = ""
    while True:
        page = families_drifting(by, mark=mark)
        found |= {one.rule_id for row in page.rows for one in row.found}
        mark = page.next_mark
        if not mark:
            return found
