"""The lists, one family of a list, and what each of its counts rests on."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Window
from django.db.models.functions import RowNumber

from alongside.ground.access.models import User
from alongside.ground.access.words import RecordClass
from alongside.ground.audit.reading import note
from alongside.ground.audit.words import Standing
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.lib.pages import KeysetPage, keyset
from alongside.ground.operating_models.queries import Criteria, FamilyList, Pack, TopList, current_pack
from alongside.helping.assessments.models import Assessment
from alongside.helping.assessments.words import AssessmentState
from alongside.improving.identification.models import (
    Candidate,
    CandidateStatus,
    CountedFamily,
    CountRun,
    EvidenceRow,
    Finding,
    Objection,
)
from alongside.improving.identification.rules import AnyOf, open_to, require_sees
from alongside.improving.identification.words import CandidateState, ObjectionOutcome, Place
from alongside.people.episodes.models import Episode
from alongside.people.episodes.queries import Standing as Helped
from alongside.people.episodes.queries import standing_of
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.models import Family, Person
from alongside.people.families.queries import people_named
from alongside.people.families.words import DateKnown
from alongside.people.matching.models import HouseholdMember

RANKS = {"groups": "-groups_met", "criteria": "-criteria_met", "records": "-records", "latest": "-latest_on"}


class Unnest(Func):
    """One row for each item of an array of texts."""

    function = "unnest"
    output_field = TextField()
    set_returning = True


@dataclass(frozen=True)
class Chosen:
    """Which list, which state, and what narrows it: an area of the pack, a school, need that falls."""

    list_id: str
    state: str = CandidateState.LISTED
    area: str = ""
    school: str = ""
    falling: bool = False


@dataclass(frozen=True)
class Somebody:
    """Somebody of a counted family: recorded here, or known to feeds only."""

    id: uuid.UUID
    name: str
    born: dt.date | None
    part: str
    is_recorded: bool
    sex: str = "U"
    postcode: str = ""
    has_objected: bool = False


def last_run() -> CountRun | None:
    """The last count; None before the first."""
    return CountRun.objects.order_by("-began_at", "-id").first()


def criteria_in_force() -> tuple[Pack, Criteria | None]:
    """The pack in force and its criteria."""
    pack = current_pack().pack
    return pack, pack.criteria


def ranked(found: FamilyList) -> list[str]:
    """How a list is put in order: by what the pack says, then by when it came onto the list."""
    return [*(RANKS[one.value] for one in found.rank_by), "id"]


def candidates(by: User, chosen: Chosen, found: FamilyList) -> QuerySet[Candidate]:
    """Families of a list as far as this person may see them; raises NotAllowed for whoever sees no lists."""
    require_sees(by)
    rows = Candidate.objects.filter(list_id=found.id, state=chosen.state).select_related("counted")
    rows = rows.filter(counted__in=open_to(CountedFamily.objects.all(), by))
    if chosen.falling:
        rows = rows.filter(groups_before__gt=F("groups_met")).filter(Exists(_open_episodes()))
    elif chosen.state == CandidateState.LISTED:
        rows = rows.filter(place=Place.NEED)
    if chosen.area:
        rows = rows.filter(counted__areas__contains=[chosen.area])
    if chosen.school:
        rows = rows.filter(counted__schools__contains=[chosen.school])
    if found.only is not None:
        rows = rows.exclude(Exists(_assessed()))
    return rows


def _open_episodes() -> QuerySet[Episode]:
    helped = Episode.objects.exclude(state=EpisodeState.CLOSED)
    return helped.filter(AnyOf(F("family_id"), OuterRef("counted__families")))


def _assessed() -> QuerySet[Assessment]:
    written = Assessment.objects.exclude(state=AssessmentState.DISCARDED)
    return written.filter(AnyOf(F("family_id"), OuterRef("counted__families")))


def page_of(by: User, chosen: Chosen, found: FamilyList, mark: str = "", size: int = 25) -> KeysetPage[Candidate]:
    """A page of a list, the first ranked first."""
    return keyset(candidates(by, chosen, found), order=ranked(found), mark=mark, size=size)


def top_of(by: User, top: TopList, found: FamilyList, size: int = 25) -> list[tuple[str, list[Candidate]]]:
    """The first so many families of a list, for each school or locality; the places by name. One query."""
    rows = candidates(by, Chosen(found.id), found)
    order = [F(name.lstrip("-")).desc() if name.startswith("-") else F(name).asc() for name in ranked(found)]
    field = "counted__schools" if top.by == "school" else "counted__areas"
    places = rows.annotate(where=Unnest(F(field))).annotate(
        at=Window(RowNumber(), partition_by=[F("where")], order_by=order)
    )
    by_place: dict[str, list[Candidate]] = {}
    for row in places.filter(at__lte=top.top).order_by("where", "at"):
        by_place.setdefault(str(row.where), []).append(row)
    return list(by_place.items())[:size]


def get_candidate(by: User, candidate_id: uuid.UUID) -> Candidate:
    """A family of a list; that it was looked at is noted. Raises NotFoundForYou for whoever may not see it."""
    require_sees(by)
    seen = Candidate.objects.filter(counted__in=open_to(CountedFamily.objects.all(), by))
    found = seen.select_related("counted", "contact").filter(pk=candidate_id).first()
    if found is None:
        raise NotFoundForYou
    families = found.counted.families
    note(
        by=by, record_type=found._meta.label_lower, record_id=found.pk, standing=Standing.DUTY,
        family_id=families[0] if families else None,
    )  # fmt: skip
    return found


def evidence_of(candidate: Candidate) -> list[tuple[Finding, list[EvidenceRow]]]:
    """The criteria met by each person of the family, each with its rows, the latest first. One query."""
    rows = EvidenceRow.objects.filter(counted=candidate.counted_id).select_related("finding")
    found: dict[uuid.UUID, tuple[Finding, list[EvidenceRow]]] = {}
    for row in rows.order_by("finding__criterion", "finding_id", F("event_on").desc(nulls_last=True), "id"):
        found.setdefault(row.finding_id, (row.finding, []))[1].append(row)
    return list(found.values())


def people_of(counted: CountedFamily, on: dt.date) -> list[Somebody]:
    """Who is counted to the family on a day, adults first; whoever objects is said to. Three queries."""
    told = Objection.objects.exclude(outcome=ObjectionOutcome.REFUSED)
    theirs = told.filter(Q(person=OuterRef("person")) | Q(feed_person_id=OuterRef("feed_person")))
    members = HouseholdMember.objects.filter(household=counted.household_id, since__lte=on).exclude(until__lte=on)
    rows = list(members.select_related("feed_person").annotate(has_objected=Exists(theirs)).order_by("part", "id"))
    named = people_named([row.person_id for row in rows if row.person_id])
    found = []
    for row in rows:
        if row.person_id and (member := named.get(row.person_id)):
            born = member.date_of_birth if member.date_known in (DateKnown.EXACT, DateKnown.ESTIMATED) else None
            found.append(
                Somebody(member.id, member.name, born, row.part, True, member.sex_code, has_objected=row.has_objected)
            )
        elif feed := row.feed_person:
            name = f"{feed.forename} {feed.surname}".strip() or "Name not known"
            found.append(
                Somebody(
                    feed.pk, name, feed.date_of_birth, row.part, False, feed.sex or "U", feed.postcode, row.has_objected
                )
            )
    return found


def helped_now(rows: Sequence[Candidate], by: User) -> dict[uuid.UUID, Helped]:
    """Who helps each candidate's family now, as far as the reader may know; those nobody helps are left out."""
    told = standing_of({person for row in rows for person in row.counted.people}, by)
    found = {}
    for row in rows:
        standings = [one for person in row.counted.people for one in told.get(person, []) if one.is_open]
        if standings:
            found[row.pk] = standings[0]
    return found


def statuses_of(candidate: Candidate) -> list[CandidateStatus]:
    """Everything that was decided, oldest first."""
    return list(candidate.statuses.select_related("by__agency").order_by("at", "id"))


def schools_listed(by: User, limit: int = 200) -> list[str]:
    """Schools of families on lists, by name, for a filter."""
    rows = open_to(CountedFamily.objects.all(), by).exclude(schools=[]).annotate(school=Unnest(F("schools")))
    return sorted(set(rows.order_by("school").values_list("school", flat=True).distinct()[:limit]))


def listed_for_jobs(found: FamilyList, *, area: str = "", school: str = "") -> QuerySet[Candidate]:
    """A list in its order for commands, which name nobody; families in which anybody is kept closely are left out."""
    kept = Q(record_class__gt=RecordClass.NORMAL)
    people = Person.objects.filter(kept).filter(AnyOf(F("pk"), OuterRef("counted__people")))
    families = Family.objects.filter(kept).filter(AnyOf(F("pk"), OuterRef("counted__families")))
    rows = Candidate.objects.filter(list_id=found.id, state=CandidateState.LISTED, place=Place.NEED)
    rows = rows.filter(~Exists(people), ~Exists(families)).select_related("counted")
    if area:
        rows = rows.filter(counted__areas__contains=[area])
    if school:
        rows = rows.filter(counted__schools__contains=[school])
    if found.only is not None:
        rows = rows.exclude(Exists(_assessed()))
    return rows.order_by(*ranked(found))
