"""Changes to what people agreed to. Withdrawing takes effect at once and deletes nothing."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import models

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import as_text, now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.hooks import Hook
from alongside.ground.operating_models.queries import AdoptedPack, current_pack
from alongside.people.consent.models import Agreement, LawfulBasis, SharingPreference
from alongside.people.consent.opening import open_sections
from alongside.people.consent.policies import check_answered_on, check_safety_considered, check_until, months_later
from alongside.people.consent.words import AgreementState, HowGiven
from alongside.people.families.actions import stop_reading
from alongside.people.families.models import Family, Person


@dataclass(frozen=True)
class Change:
    """What changed, told to higher packages in the same transaction: they write the story, or start something."""

    family: Family
    record: models.Model
    headline: str
    detail: str
    happened_on: dt.date
    people: tuple[uuid.UUID, ...]
    by: User


AGREEMENT_CHANGED: Hook[[Change], None] = Hook()
STILL_NEEDED: Hook[[Family, Agency], Sequence[int]] = Hook()
"""Principals of an agency that must go on reading a family after sharing stops: whoever leads, until they hand over."""


@action
def record_agreement(
    *, family: Family, person: Person, state: str, how: str, by: User, given_on: dt.date | None = None,
    until: dt.date | None = None, own_words: str = "", answered_by: Person | None = None,
    safeguarding_referral_needed: bool | None = None, safeguarding_reason: str = "",
) -> Agreement:  # fmt: skip
    """Record a person's answer to being helped; it replaces their answer before, which is kept.

    Agreement ends on `until`, or after the pack's months. Refusing (and changing one's mind) asks whether a
    safeguarding referral is needed, with the reason. Raises NotAllowed; Refused when something is missing or cannot be.
    """
    require(by, Permission.RECORD_CONSENT, family)
    adopted = current_pack()
    day = given_on or today()
    check_answered_on(day, today())
    _check_members(family, person, answered_by)
    state = AgreementState(state)
    if state == AgreementState.GIVEN:
        longest = months_later(day, adopted.pack.consent.agreement_valid_months)
        until = until or longest
        check_until(until, day, longest)
        safeguarding_referral_needed, safeguarding_reason = None, ""
    else:
        until = None
        check_safety_considered(safeguarding_referral_needed, safeguarding_reason)
    before = Agreement.objects.select_for_update().filter(family=family, person=person, replaced_at=None)
    before.update(replaced_at=now())
    agreement = Agreement.objects.create(
        family=family, person=person, answered_by=_somebody_else(answered_by, person), state=state, given_on=day,
        until=until, how=HowGiven(how), own_words=own_words.strip(), recorded_by=by, recorded_at=now(),
        safeguarding_referral_needed=safeguarding_referral_needed, safeguarding_reason=safeguarding_reason.strip(),
        pack_version_id=adopted.version_id,
    )  # fmt: skip
    audit.record(
        kind=f"consent.agreement_{state.value}", by=by, record=agreement, family_id=family.pk,
        pack_version_id=adopted.version_id,
        detail={"person": str(person.pk), "safeguarding_referral_needed": safeguarding_referral_needed},
    )  # fmt: skip
    headline = {
        AgreementState.GIVEN: "Agreed to early help",
        AgreementState.REFUSED: "Did not agree to early help",
        AgreementState.WITHDRAWN: "Changed their mind about early help",
    }[state]
    detail = f"Until {as_text(until)}." if until else _safety_in_words(agreement)
    AGREEMENT_CHANGED(Change(family, agreement, headline, detail, day, (person.pk,), by))
    return agreement


@action
def withdraw_agreement(
    *, agreement: Agreement, how: str, by: User, safeguarding_referral_needed: bool | None, safeguarding_reason: str,
    own_words: str = "", on: dt.date | None = None, answered_by: Person | None = None,
) -> Agreement:  # fmt: skip
    """Record that a person who agreed no longer does. What was written stays, and so does the lawful basis."""
    locked = Agreement.objects.select_for_update(of=("self",)).select_related("family", "person").get(pk=agreement.pk)
    if locked.replaced_at or locked.state != AgreementState.GIVEN:
        raise Refused(
            "There is no agreement to withdraw: their answer has changed since.",
            what_to_do="Reload the page to see their latest answer.",
        )
    return record_agreement(
        family=locked.family, person=locked.person, state=AgreementState.WITHDRAWN, how=how, by=by, given_on=on,
        own_words=own_words, answered_by=answered_by, safeguarding_referral_needed=safeguarding_referral_needed,
        safeguarding_reason=safeguarding_reason,
    )  # fmt: skip


@action
def record_lawful_basis(
    *, family: Family, purpose: str, basis: str, reason: str, by: User, despite_objection: bool = False,
    since: dt.date | None = None,
) -> LawfulBasis:  # fmt: skip
    """Record why information about a family may be used for a purpose. The same one already in force changes nothing.

    Raises NotAllowed; Refused without a reason, or for a basis that the pack does not allow for the purpose.
    """
    require(by, Permission.RECORD_CONSENT, family)
    adopted = current_pack()
    _check_purpose(adopted, purpose)
    allowed = {b.id for b in adopted.pack.consent.lawful_bases if purpose in b.purposes and b.in_use_on(today())}
    if basis not in allowed:
        raise Refused("This lawful basis does not cover this purpose.", what_to_do="Choose another.", field="basis")
    if not reason.strip():
        raise Refused("Say why this is the lawful basis.", field="reason")
    check_answered_on(since or today(), today())
    recorded, is_new = LawfulBasis.objects.get_or_create(
        family=family, purpose=purpose, basis=basis, ended_at=None,
        defaults={"reason": reason.strip(), "despite_objection": despite_objection, "since": since or today(),
                  "recorded_by": by, "recorded_at": now(), "pack_version_id": adopted.version_id},
    )  # fmt: skip
    if is_new:
        audit.record(
            kind="consent.lawful_basis_recorded", by=by, record=recorded, family_id=family.pk,
            pack_version_id=adopted.version_id,
            detail={"purpose": purpose, "basis": basis, "despite_objection": despite_objection},
        )  # fmt: skip
        AGREEMENT_CHANGED(Change(family, recorded, "Lawful basis recorded", reason.strip(), recorded.since, (), by))
        open_sections(family, by=by)
    return recorded


@action
def end_lawful_basis(*, lawful_basis: LawfulBasis, why: str, by: User) -> LawfulBasis:
    """Record that a lawful basis no longer applies; it stays on the record."""
    require(by, Permission.RECORD_CONSENT, lawful_basis)
    if not why.strip():
        raise Refused("Say why it no longer applies.", field="why")
    ended = LawfulBasis.objects.filter(pk=lawful_basis.pk, ended_at=None).update(ended_at=now(), why_ended=why.strip())
    lawful_basis.refresh_from_db()
    if ended:
        audit.record(kind="consent.lawful_basis_ended", by=by, record=lawful_basis, family_id=lawful_basis.family_id)
        AGREEMENT_CHANGED(Change(lawful_basis.family, lawful_basis, "Lawful basis ended", why.strip(), today(), (), by))
        open_sections(lawful_basis.family, by=by)
    return lawful_basis


@action
def record_sharing(
    *, family: Family, person: Person, agency: Agency, purpose: str, agrees: bool | None, by: User,
    data_categories: Iterable[str] = (), since: dt.date | None = None, until: dt.date | None = None, note: str = "",
    answered_by: Person | None = None,
) -> SharingPreference:  # fmt: skip
    """Record whether a person agrees to share with one agency, for one purpose: which kinds, until when.

    It replaces their earlier wish for that agency and purpose. Not agreeing takes effect at once, as withdrawing does.
    """
    require(by, Permission.RECORD_CONSENT, family)
    adopted = current_pack()
    if agrees is None:
        raise Refused("Say whether they agree.", field="agrees")
    _check_purpose(adopted, purpose)
    _check_members(family, person, answered_by)
    day = since or today()
    check_answered_on(day, today())
    categories = _categories(adopted, data_categories) if agrees else []
    if agrees:
        longest = months_later(day, adopted.pack.consent.agreement_valid_months)
        until = until or longest
        check_until(until, day, longest)
    in_force = SharingPreference.objects.select_for_update().filter(
        family=family, person=person, agency=agency, purpose=purpose, replaced_at=None, withdrawn_at=None
    )
    in_force.update(replaced_at=now())
    wish = SharingPreference.objects.create(
        family=family, person=person, agency=agency, purpose=purpose, agrees=agrees, data_categories=categories,
        since=day, until=until if agrees else None, note=note.strip(), recorded_by=by, recorded_at=now(),
        answered_by=_somebody_else(answered_by, person), pack_version_id=adopted.version_id,
    )  # fmt: skip
    audit.record(
        kind="consent.sharing_agreed" if agrees else "consent.sharing_refused", by=by, record=wish, family_id=family.pk,
        pack_version_id=adopted.version_id,
        detail={"person": str(person.pk), "agency": str(agency.pk), "purpose": purpose, "categories": categories},
    )  # fmt: skip
    headline = f"{'Agreed' if agrees else 'Did not agree'} to share with {agency.name}"
    AGREEMENT_CHANGED(Change(family, wish, headline, wish.note, day, (person.pk,), by))
    if not agrees:
        _stop_if_nobody_agrees(family, agency, by)
    open_sections(family, by=by)
    return wish


@action
def withdraw_sharing(*, preference: SharingPreference, by: User, note: str = "") -> SharingPreference:
    """Stop sharing with the agency for this person and purpose, at once. Doing it again changes nothing."""
    require(by, Permission.RECORD_CONSENT, preference)
    locked = (
        SharingPreference.objects.select_for_update(of=("self",))
        .select_related("family", "agency")
        .get(pk=preference.pk)
    )
    if locked.withdrawn_at or locked.replaced_at:
        return locked
    locked.withdrawn_at, locked.note = now(), "\n".join(part for part in (locked.note, note.strip()) if part)
    locked.save(update_fields=["withdrawn_at", "note"])
    audit.record(
        kind="consent.sharing_withdrawn", by=by, record=locked, family_id=locked.family_id,
        detail={"person": str(locked.person_id), "agency": str(locked.agency_id), "purpose": locked.purpose},
    )  # fmt: skip
    headline = f"Sharing with {locked.agency.name} withdrawn"
    AGREEMENT_CHANGED(Change(locked.family, locked, headline, note.strip(), today(), (locked.person_id,), by))
    _stop_if_nobody_agrees(locked.family, locked.agency, by)
    open_sections(locked.family, by=by)
    return locked


def _stop_if_nobody_agrees(family: Family, agency: Agency, by: User) -> None:
    """End the agency's reading of the family, unless somebody still agrees, the law overrides, or one of them leads."""
    wishes = SharingPreference.objects.filter(
        family=family, agency=agency, agrees=True, replaced_at=None, withdrawn_at=None
    )
    overriding = LawfulBasis.objects.filter(family=family, ended_at=None, despite_objection=True)
    if wishes.exists() or overriding.exists():
        return
    needed = {principal for found in STILL_NEEDED(family, agency) for principal in found}
    theirs = {
        agency.principal,
        *agency.teams.values_list("principal", flat=True),
        *agency.people.values_list("principal", flat=True),
    }
    stop_reading(family=family, principals=theirs - needed, by=by)


def _check_members(family: Family, *people: Person | None) -> None:
    wanted = {person.pk for person in people if person}
    if family.memberships.filter(person__in=wanted, until=None).count() < len(wanted):
        raise Refused("This person does not belong to the family.", what_to_do="Add them first.", field="person")


def _check_purpose(adopted: AdoptedPack, purpose: str) -> None:
    if purpose not in {p.id for p in adopted.pack.consent.purposes if p.in_use_on(today())}:
        raise Refused("This purpose is not in the council's list.", what_to_do="Choose another.", field="purpose")


def _categories(adopted: AdoptedPack, wanted: Iterable[str]) -> list[str]:
    known = [c.id for c in adopted.pack.consent.data_categories if c.in_use_on(today())]
    chosen = list(dict.fromkeys(wanted))
    if not chosen:
        raise Refused("Say what may be shared.", field="data_categories")
    if unknown := set(chosen) - set(known):
        raise Refused(f"The council's list has no kind of information '{sorted(unknown)[0]}'.", field="data_categories")
    return [category for category in known if category in chosen]


def _somebody_else(answered_by: Person | None, person: Person) -> Person | None:
    return answered_by if answered_by and answered_by.pk != person.pk else None


def _safety_in_words(agreement: Agreement) -> str:
    answer = "is" if agreement.safeguarding_referral_needed else "is not"
    return f"A safeguarding referral {answer} needed: {agreement.safeguarding_reason}"
