"""Reading what people agreed to: standing of agreement, of sharing, and whether something may be shared."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import get_visible, visible_to
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import as_text, today
from alongside.ground.operating_models.queries import Pack, current_pack, pack_at
from alongside.people.consent.models import Agreement, LawfulBasis, SharingPreference
from alongside.people.consent.words import AgreementState
from alongside.people.families.models import Family, Membership
from alongside.people.families.queries import people_named
from alongside.people.families.words import FamilyRole

Names = Mapping[uuid.UUID, str]
Row = TypeVar("Row", Agreement, LawfulBasis, SharingPreference)


@dataclass(frozen=True)
class PersonAnswer:
    """One person's answer to 'do you want early help?', in words."""

    agreement_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    state: str
    in_words: str
    given_on: dt.date
    until: dt.date | None
    holds: bool
    ask_again: bool
    answered_by: str
    how: str
    own_words: str
    safeguarding_referral_needed: bool | None
    safeguarding_reason: str


@dataclass(frozen=True)
class AgreementStanding:
    """Whether a family agrees to be helped: at least one person's agreement holds today.

    `until` is when the first of those that hold ends; `refused_by` names who refused or changed their mind.
    """

    agreed: bool
    people: list[PersonAnswer] = field(default_factory=list)
    until: dt.date | None = None
    refused_by: list[str] = field(default_factory=list)
    ask_again: bool = False
    in_words: str = ""


@dataclass(frozen=True)
class Shared:
    """One person's wish about sharing with one agency for one purpose, in words."""

    id: uuid.UUID
    person_id: uuid.UUID
    name: str
    agency_id: uuid.UUID
    agency: str
    purpose_id: str
    purpose: str
    categories: list[str]
    agrees: bool
    holds: bool
    since: dt.date
    until: dt.date | None
    withdrawn_at: dt.datetime | None
    answered_by: str
    note: str


@dataclass(frozen=True)
class Basis:
    """A lawful basis recorded for a family, in the pack's words."""

    id: uuid.UUID
    purpose_id: str
    purpose: str
    basis: str
    article: str
    plain: str
    reason: str
    since: dt.date
    despite_objection: bool
    recorded_by: str


@dataclass(frozen=True)
class SharingStanding:
    """Who may be told what about a family: wishes in force, wishes that ended, and the lawful bases."""

    in_force: list[Shared]
    ended: list[Shared]
    bases: list[Basis]


@dataclass(frozen=True)
class SharingVerdict:
    """May this be shared? With the reason in words, whose information, and which kinds (names from the pack)."""

    allowed: bool
    reason: str
    people: list[uuid.UUID] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.allowed


def agreement_standing(family: Family, on: dt.date | None = None, *, known: Names | None = None) -> AgreementStanding:
    """Whether the family agrees to be helped on a day (today unless said).

    Three queries; one when `known` names everybody, as a page that has the family's people does.
    """
    return _standing(list(_answers_in_force(family)), on or today(), known or {})


def agreement_with_history(family: Family, known: Names) -> tuple[AgreementStanding, list[PersonAnswer]]:
    """The family's standing today, and every answer that a later one replaced, newest first; read together."""
    rows = list(Agreement.objects.filter(family=family).order_by("given_on", "id"))
    replaced = sorted((row for row in rows if row.replaced_at), key=lambda r: (r.recorded_at, r.pk), reverse=True)
    names = _names(replaced, known)
    standing = _standing([row for row in rows if row.replaced_at is None], today(), known)
    return standing, [_person_answer(row, names, today()) for row in replaced]


def _standing(rows: list[Agreement], day: dt.date, known: Names) -> AgreementStanding:
    if not rows:
        return AgreementStanding(False, in_words="Nobody has been asked yet.")
    names = _names(rows, known)
    people = [_person_answer(row, names, day) for row in rows]
    holding = [answer for answer in people if answer.holds]
    ends = [answer.until for answer in holding if answer.until]
    return AgreementStanding(
        agreed=bool(holding), people=people, until=min(ends, default=None),
        refused_by=[a.name for a in people if a.state != AgreementState.GIVEN],
        ask_again=any(answer.ask_again for answer in people),
        in_words=" ".join(answer.in_words for answer in people),
    )  # fmt: skip


def agreed_among(families: Iterable[uuid.UUID], on: dt.date | None = None) -> set[uuid.UUID]:
    """Which of these families agree to be helped on a day. One query."""
    held = Agreement.objects.filter(
        family_id__in=set(families), replaced_at=None, state=AgreementState.GIVEN, until__gt=on or today()
    )
    return set(held.values_list("family_id", flat=True))


def agreements_to_ask_again(by: User) -> QuerySet[Agreement]:
    """Agreements that end within the pack's notice or have ended, of families this person works with, soonest first."""
    last = today() + dt.timedelta(days=current_pack().pack.consent.ask_again_before_days)
    ending = Agreement.objects.filter(replaced_at=None, state=AgreementState.GIVEN, until__lte=last)
    return visible_to(ending, by, Permission.RECORD_CONSENT).select_related("family").order_by("until", "id")


def sharing_standing(family: Family, on: dt.date | None = None, *, known: Names | None = None) -> SharingStanding:
    """Every wish about sharing and every lawful basis of a family, in words. Four queries, two with `known` names."""
    day = on or today()
    rows = list(
        SharingPreference.objects.filter(family=family, replaced_at=None)
        .select_related("agency").order_by("agency__name", "purpose", "id")
    )  # fmt: skip
    names = _names(rows, known or {})
    shared = [_shared(row, names, day) for row in rows]
    return SharingStanding(
        in_force=[one for one in shared if one.holds],
        ended=[one for one in shared if not one.holds],
        bases=[_basis(row) for row in bases_of(family)],
    )


def bases_of(family: Family) -> QuerySet[LawfulBasis]:
    """The lawful bases in force for a family."""
    in_force = LawfulBasis.objects.filter(family=family, ended_at=None)
    return in_force.select_related("recorded_by").order_by("since", "id")


def may_share(
    family: Family, agency: Agency, purpose: str, *, person: uuid.UUID | None = None, on: dt.date | None = None
) -> SharingVerdict:
    """Whether information about a family (or one person of it) may go to an agency for a purpose, and why.

    Yes needs a lawful basis recorded for the purpose and, unless that basis stands despite objections, a person who
    agrees. Only what those who agree named is shared; whoever does not agree, or was never asked, is left out.
    """
    day = on or today()
    pack = current_pack().pack
    bases = [basis for basis in bases_of(family) if basis.purpose == purpose and basis.since <= day]
    if not bases:
        return SharingVerdict(False, "No lawful basis is recorded for this purpose.")
    override = next((basis for basis in bases if basis.despite_objection), None)
    if override:
        everything = [category.name for category in pack.consent.data_categories if category.in_use_on(day)]
        reason = f"It may be shared whether or not anybody agrees, because: {override.reason}"
        return SharingVerdict(True, reason, [person] if person else [], everything)
    wishes = SharingPreference.objects.filter(
        family=family, agency=agency, purpose=purpose, replaced_at=None, withdrawn_at=None, since__lte=day
    ).filter(Q(until=None) | Q(until__gt=day))
    wishes = wishes.filter(person_id=person) if person else wishes
    return _judged(list(wishes), pack, agency)


def children_shared_with(
    agency: Agency, purposes: Collection[str], on: dt.date | None = None
) -> "QuerySet[Membership]":
    """Children about whom an agency may be told for any of these purposes, without anybody asking each time.

    Stricter than `may_share`: a child's own wish decides; a parent's covers a child who was never asked about this
    agency; a basis that stands despite objections is for one disclosure somebody decides on, so it lists nobody.
    """
    day = on or today()
    based = LawfulBasis.objects.filter(
        family=OuterRef("family"), purpose=OuterRef("purpose"), ended_at=None, since__lte=day
    )
    said = SharingPreference.objects.filter(
        family=OuterRef("family"), agency=agency, purpose__in=purposes, replaced_at=None
    )
    in_time = Q(withdrawn_at=None, since__lte=day) & (Q(until=None) | Q(until__gt=day))
    agreed = said.filter(in_time, Exists(based), agrees=True)
    own = {"person": OuterRef("person")}
    parent = Membership.objects.filter(
        family=OuterRef("family"), person=OuterRef("person"), until=None, role=FamilyRole.PARENT
    )
    by_a_parent = Exists(agreed.filter(Exists(parent)))
    return Membership.objects.filter(until=None, role=FamilyRole.CHILD, since__lte=day).filter(
        (Q(Exists(agreed.filter(**own))) & ~Exists(said.filter(**own, agrees=False, withdrawn_at=None)))
        | (~Exists(said.filter(**own)) & by_a_parent)
    )


def get_agreement(by: User, agreement_id: uuid.UUID) -> Agreement:
    """An answer in force, if this person may see it; raises NotFoundForYou otherwise."""
    rows = Agreement.objects.filter(replaced_at=None).select_related("family", "person")
    return get_visible(rows, by, Permission.SEE_FAMILY, pk=agreement_id)


def get_preference(by: User, preference_id: uuid.UUID) -> SharingPreference:
    """A wish about sharing in force, if this person may see it; raises NotFoundForYou otherwise."""
    rows = SharingPreference.objects.filter(replaced_at=None, withdrawn_at=None)
    return get_visible(rows.select_related("family", "person", "agency"), by, Permission.SEE_FAMILY, pk=preference_id)


PAST: dict[type[Model], Q] = {
    Agreement: ~Q(replaced_at=None), LawfulBasis: ~Q(ended_at=None), SharingPreference: ~Q(withdrawn_at=None),
}  # fmt: skip
"""When an answer is no longer in force."""


def is_past(by: User, family: Family, model: type[Row], row_id: uuid.UUID) -> bool:
    """Whether the family's answer of this kind and id was in force once and is not any more."""
    rows = model._default_manager.filter(PAST[model], family=family, pk=row_id)
    return visible_to(rows, by, Permission.SEE_FAMILY).exists()


def get_basis(by: User, basis_id: uuid.UUID) -> LawfulBasis:
    """A lawful basis in force, if this person may see it; raises NotFoundForYou otherwise."""
    rows = LawfulBasis.objects.filter(ended_at=None).select_related("family")
    return get_visible(rows, by, Permission.SEE_FAMILY, pk=basis_id)


def agreement_in_brief(family: Family) -> str:
    """The line of the family bar: 'Agreed until 3 March 2027', 'Not agreed', 'Not asked yet'. One query."""
    rows = list(_answers_in_force(family))
    held = [row.until for row in rows if row.state == AgreementState.GIVEN and row.until]
    if not rows:
        return "Not asked yet"
    if not held:
        return "Does not agree to early help"
    if max(held) <= today():
        return f"Ended {as_text(max(held))}: ask again"
    others = " (not everybody)" if len(held) < len(rows) else ""
    return f"Agreed until {as_text(max(held))}{others}"


def _answers_in_force(family: Family) -> QuerySet[Agreement]:
    return Agreement.objects.filter(family=family, replaced_at=None).order_by("given_on", "id")


def _names(rows: Iterable[Agreement | SharingPreference], known: Names) -> Names:
    ids = {one for row in rows for one in (row.person_id, row.answered_by_id) if one} - set(known)
    return {**known, **({key: member.name for key, member in people_named(ids).items()} if ids else {})}


def _person_answer(row: Agreement, names: Names, day: dt.date) -> PersonAnswer:
    notice = dt.timedelta(days=pack_at(row.pack_version_id).consent.ask_again_before_days)
    given = row.state == AgreementState.GIVEN and row.until is not None
    holds = given and row.replaced_at is None and row.given_on <= day < (row.until or day)
    return PersonAnswer(
        agreement_id=row.pk, person_id=row.person_id, name=names[row.person_id], state=row.state,
        in_words=_in_words(row, names[row.person_id], day), given_on=row.given_on, until=row.until, holds=holds,
        ask_again=given and (row.until or day) - notice <= day,
        answered_by=names[row.answered_by_id] if row.answered_by_id else "", how=row.get_how_display(),
        own_words=row.own_words, safeguarding_referral_needed=row.safeguarding_referral_needed,
        safeguarding_reason=row.safeguarding_reason,
    )  # fmt: skip


def _in_words(row: Agreement, name: str, day: dt.date) -> str:
    if row.state == AgreementState.REFUSED:
        return f"{name} did not agree on {as_text(row.given_on)}."
    if row.state == AgreementState.WITHDRAWN:
        return f"{name} changed their mind on {as_text(row.given_on)}."
    if row.until and row.until <= day:
        return f"{name}’s agreement ended on {as_text(row.until)}: ask again."
    return f"{name} agreed on {as_text(row.given_on)}, until {as_text(row.until)}."


def _shared(row: SharingPreference, names: Names, day: dt.date) -> Shared:
    pack = pack_at(row.pack_version_id)
    in_time = row.since <= day and (row.until is None or row.until > day)
    return Shared(
        id=row.pk, person_id=row.person_id, name=names[row.person_id], agency_id=row.agency_id, agency=row.agency.name,
        purpose_id=row.purpose, purpose=_purpose(pack, row.purpose),
        categories=[c.name for c in pack.consent.data_categories if c.id in row.data_categories], agrees=row.agrees,
        holds=row.withdrawn_at is None and in_time, since=row.since, until=row.until, withdrawn_at=row.withdrawn_at,
        answered_by=names[row.answered_by_id] if row.answered_by_id else "", note=row.note,
    )  # fmt: skip


def _basis(row: LawfulBasis) -> Basis:
    pack = pack_at(row.pack_version_id)
    basis = next(basis for basis in pack.consent.lawful_bases if basis.id == row.basis)
    return Basis(
        row.pk, row.purpose, _purpose(pack, row.purpose), basis.name, basis.article, basis.plain, row.reason, row.since,
        row.despite_objection, row.recorded_by.name,
    )  # fmt: skip


def _purpose(pack: Pack, purpose_id: str) -> str:
    return next(purpose.name for purpose in pack.consent.purposes if purpose.id == purpose_id)


def _judged(wishes: list[SharingPreference], pack: Pack, agency: Agency) -> SharingVerdict:
    agreeing = [wish for wish in wishes if wish.agrees]
    refusing = len(wishes) - len(agreeing)
    if not agreeing:
        not_agreed = f"The family did not agree to share with {agency.name}."
        return SharingVerdict(False, not_agreed if refusing else f"Nobody has agreed to share with {agency.name}.")
    named = {category for wish in agreeing for category in wish.data_categories}
    categories = [category.name for category in pack.consent.data_categories if category.id in named]
    reason = f"Agreed, for: {', '.join(categories)}."
    if refusing:
        reason += " Somebody in the family does not agree: leave out what is about them."
    return SharingVerdict(True, reason, [wish.person_id for wish in agreeing], categories)
