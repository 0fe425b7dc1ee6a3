"""Reading assessments: one at a time with its form and answers, a family's versions, and scores over time."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.queries import ALLOWED, Verdict, may, visible_to
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import local_date, today
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.operating_models.queries import Form, Need, Pack, current_pack, form_for_level, pack_at
from alongside.helping.assessments.models import (
    Answer,
    Assessment,
    AssessmentStatus,
    EarlierAssessment,
    PageWork,
    ScaleScore,
    ToolScore,
)
from alongside.helping.assessments.policies import (
    BySubject,
    Changed,
    Choosable,
    FormPart,
    Missing,
    Subject,
    missing_from,
    numbers_given,
    parts_of,
    what_changed,
)
from alongside.helping.assessments.rules import may_decide, may_write, readable
from alongside.helping.assessments.words import FINISHED, LIVE, AssessmentState
from alongside.people.consent.queries import agreed_among, agreement_standing
from alongside.people.episodes.models import Episode
from alongside.people.episodes.queries import lead_of
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.models import Family, Membership
from alongside.people.families.queries import Member, members_of
from alongside.people.matching.models import MatchedRow
from alongside.people.matching.words import Standing
from alongside.people.partner_data.queries import rows_now

__all__ = [
    "Point", "Sheet", "agreement_standing", "assessments_in_hand_of", "assessments_of", "changes_since_previous",
    "earlier_of", "earlier_told", "form_to_use", "get_assessment", "has_agreed", "in_force", "in_hand",
    "latest_finished", "needs_of", "numbers_of", "open_sheet", "scales_over_time", "statuses_of", "tool_scores_of",
    "why_not_decide", "why_not_start", "why_not_write",
]  # fmt: skip


WHOSE = ("feed", "record_id", "description__person_id")


@dataclass(frozen=True)
class Sheet:
    """An assessment laid out: its pages, what is answered, and (while in hand) which pages somebody saved."""

    assessment: Assessment
    pack: Pack
    form: Form
    members: list[Member]
    parts: list[FormPart]
    rows: dict[tuple[str, str], Answer]
    saved: dict[tuple[str, str], PageWork]

    @property
    def answers(self) -> BySubject:
        """The values by subject and question."""
        found: dict[str, dict[str, object]] = {}
        for (question, subject), row in self.rows.items():
            found.setdefault(subject, {})[question] = row.value
        return found  # type: ignore[return-value]  # JSON values of answers are answers

    @property
    def choosable(self) -> Choosable:
        """What questions about people and factors may be answered with."""
        return Choosable({str(m.id) for m in self.members}, {factor.id for factor in self.pack.factors})

    def part(self, section: str, subject: str) -> FormPart:
        """One page; raises NotFoundForYou when this assessment has no such page."""
        for part in self.parts:
            if part.key == (section, subject):
                return part
        raise NotFoundForYou

    def missing(self) -> list[Missing]:
        """What must still be done before sign-off."""
        looked_at = {key for key, work in self.saved.items() if work.saved_at}
        return missing_from(self.form, self.parts, self.answers, looked_at)

    @property
    def is_open(self) -> bool:
        """True while it can be written."""
        return self.assessment.state in LIVE and self.assessment.episode.state != EpisodeState.CLOSED


def numbers_of(sheet: Sheet, need: str) -> dict[str, int]:
    """Each person's own number for a need, by person id."""
    return numbers_given(sheet.answers.get(need, {}))


def needs_of(pack: Pack, day: dt.date) -> list[Subject]:
    """The pack's needs in use on a day, as subjects of a form."""
    in_use: list[Need] = [need for need in pack.needs if need.in_use_on(day)]
    return [Subject(need.id, need.name, need.family_name, need.prompt) for need in in_use]


def lay_out(form: Form, pack: Pack, members: list[Member], day: dt.date) -> list[FormPart]:
    """Every page of the form for these people."""
    people = [Subject(str(member.id), member.name, member.forename) for member in members]
    children = [Subject(str(member.id), member.name, member.forename) for member in members if member.is_child]
    return parts_of(form, needs=needs_of(pack, day), children=children, people=people)


def open_sheet(assessment: Assessment, members_now: list[Member] | None = None) -> Sheet:
    """The assessment laid out: the people are those of today, or of the day it was signed off. Five queries.

    Two fewer when the caller has read the family's people already and it is not signed off.
    """
    pack = pack_at(assessment.pack_version_id)
    form = pack.form(assessment.form_id)
    day = local_date(assessment.signed_off_at) if assessment.signed_off_at else today()
    read = members_now is not None and not assessment.signed_off_at
    members = members_now if read and members_now is not None else members_of(assessment.family, on=day)
    answers = Answer.objects.filter(assessment=assessment).select_related("answered_by__agency")
    pages = PageWork.objects.filter(assessment=assessment).select_related("saved_by__agency")
    return Sheet(
        assessment, pack, form, members, lay_out(form, pack, members, assessment.started_on),
        {(row.question, row.subject): row for row in answers},
        {(row.section, row.subject): row for row in (pages if assessment.state in LIVE else [])},
    )  # fmt: skip


def get_assessment(by: User, assessment_id: uuid.UUID) -> Assessment:
    """The assessment, if this person may read it; raises NotFoundForYou otherwise (somebody else's draft included)."""
    found = _whole(readable(Assessment.objects.all(), by)).filter(pk=assessment_id).first()
    if found is None:
        raise NotFoundForYou
    return found


def assessments_of(family: Family, by: User) -> list[Assessment]:
    """The family's assessments this person may read, latest first; discarded drafts are left out."""
    rows = readable(Assessment.objects.filter(family=family), by).exclude(state=AssessmentState.DISCARDED)
    return list(_whole(rows).order_by("-number"))


def earlier_of(family: Family, by: User) -> list[EarlierAssessment]:
    """What the system used before says of the family's people, latest first, for whoever may read its assessments."""
    rows = EarlierAssessment.objects.filter(family=family)
    return list(visible_to(rows, by, Permission.SEE_ASSESSMENT).order_by(F("began_on").desc(nulls_last=True), "id"))


def earlier_told() -> Iterator[EarlierAssessment]:
    """What the files of the system used before say of people in families now, each once a family; not written down."""
    feeds = {feed.id: feed for feed in current_pack().pack.feeds if feed.of_system_before}
    given = MatchedRow.objects.filter(feed__in=feeds, description__standing=Standing.JOINED)
    whose = {(feed, record): person for feed, record, person in given.values_list(*WHOSE)}
    families: dict[uuid.UUID, list[uuid.UUID]] = {}
    in_them = Membership.objects.filter(person__in=set(whose.values()), until=None).order_by("pk")
    for who, family in in_them.values_list("person_id", "family_id"):
        families.setdefault(who, []).append(family)
    for row in rows_now(feeds).select_related("load").order_by("feed", "record_id"):
        person = whose.get((row.feed, row.record_id))
        if person is None:
            continue
        for family in families.get(person, []):
            yield EarlierAssessment(
                family_id=family, person_id=person, feed=row.feed, record_id=row.record_id,
                kind=feeds[row.feed].kind_name(row.event_kind), began_on=row.event_on, ended_on=row.event_until,
                says=row.detail, as_of=row.load.as_of,
            )  # fmt: skip


def in_hand(family: Family) -> Assessment | None:
    """The assessment being written now, whoever may read it; show no more of a draft than that there is one."""
    rows = Assessment.objects.filter(family=family, state__in=LIVE).exclude(episode__state=EpisodeState.CLOSED)
    return _whole(rows).first()


def in_force(family: Family, by: User) -> Assessment | None:
    """The signed-off assessment the plan stands on, if there is one and this person may read it."""
    rows = readable(Assessment.objects.filter(family=family, state=AssessmentState.SIGNED_OFF), by)
    return _whole(rows).first()


def latest_finished(family: Family) -> Assessment | None:
    """The last assessment signed off, in whichever episode: what a new version begins with."""
    return Assessment.objects.filter(family=family, state__in=FINISHED).order_by("-number").first()


def assessments_in_hand_of(user: User) -> QuerySet[Assessment]:
    """Assessments this person is writing, the first due first: for their worklist."""
    rows = Assessment.objects.filter(author=user, state__in=LIVE).exclude(episode__state=EpisodeState.CLOSED)
    return _whole(rows).order_by("due_on", "id")


def statuses_of(assessment: Assessment) -> list[AssessmentStatus]:
    """Every change of state or author, oldest first."""
    return list(AssessmentStatus.objects.filter(assessment=assessment).select_related("by", "author"))


def changes_since_previous(sheet: Sheet) -> list[Changed]:
    """What differs from the version before, on this version's form; everything when there was none."""
    before: dict[str, dict[str, object]] = {}
    if sheet.assessment.previous_id:
        for row in Answer.objects.filter(assessment=sheet.assessment.previous_id):
            before.setdefault(row.subject, {})[row.question] = row.value
    return what_changed(sheet.form, sheet.parts, before, sheet.answers)  # type: ignore[arg-type]  # JSON values


def form_to_use(episode: Episode) -> Form | None:
    """The form of the episode's level under the pack it began with: short, full, or none, as the pack says."""
    return form_for_level(pack_at(episode.pack_version_id), episode.level)


@dataclass(frozen=True)
class Point:
    """One number on one need's scale, in words; `own` when it is one person's own beside the agreed one."""

    need_id: str
    need: str
    on: dt.date
    value: int
    scored_by: str
    source: str
    about: uuid.UUID | None
    own: bool = False


def scales_over_time(family: Family) -> list[Point]:
    """Every number given for the family's needs, oldest first: from assessments, reviews and at the end."""
    rows = list(ScaleScore.objects.filter(family=family).order_by("on", "id"))
    return [
        Point(
            row.need, pack_at(row.pack_version_id).need(row.need).name, row.on, row.value, row.scored_by,
            row.get_source_display(), row.about_id, row.scored_by_person_id is not None,
        )
        for row in rows
    ]  # fmt: skip


def tool_scores_of(family: Family) -> list[ToolScore]:
    """Every score of a tool about the family's people, oldest first."""
    rows = ToolScore.objects.filter(family=family).select_related("person", "recorded_by__agency")
    return list(rows.prefetch_related("person__names").order_by("on", "id"))


def why_not_start(
    by: User, family: Family, episode: Episode | None, current: Assessment | None, *, agreed: bool
) -> Verdict:
    """Whether this person may start an assessment now; a false verdict says why, for the page and the refusal alike.

    Give the open episode, the assessment in hand and whether the family agrees to be helped: an assessment without
    agreement would be done to them, not with them.
    """
    allowed = may(by, Permission.WRITE_ASSESSMENT, family)
    if not allowed:
        return allowed
    if episode is None:
        return Verdict(False, "This family is not open to early help.")
    if form_to_use(episode) is None:
        level = pack_at(episode.pack_version_id).level(episode.level).name
        return Verdict(False, f"No early help assessment is made at {level}.")
    if current is not None:
        return Verdict(False, f"{current.author.name} ({current.author.agency.name}) has one in hand already.")
    if not agreed:
        return Verdict(False, "The family has not agreed to be helped. Ask them, and record their agreement first.")
    return ALLOWED


def has_agreed(family: Family) -> bool:
    """Whether anybody in the family agrees to be helped today. One query."""
    return family.pk in agreed_among([family.pk])


def why_not_write(by: User, assessment: Assessment) -> Verdict:
    """Whether this person may change the assessment."""
    return may_write(by, assessment)


def why_not_decide(by: User, assessment: Assessment) -> Verdict:
    """Whether this person may sign it off or hand it over."""
    lead = lead_of(assessment.episode)
    return may_decide(by, assessment, lead.user_id if lead else None)


def _whole(rows: QuerySet[Assessment]) -> QuerySet[Assessment]:
    return rows.select_related("family", "episode", "author__agency", "signed_off_by")
