"""Reading referrals to social care and consultations."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.queries import get_visible, may, visible_to
from alongside.ground.access.words import Permission
from alongside.helping.step_up_down.carrying import Absent, Bundle, Part, gather
from alongside.helping.step_up_down.models import Consultation, Referral, ReferralMessage
from alongside.helping.step_up_down.words import UNANSWERED, WITH_SOCIAL_CARE, ReferralState
from alongside.people.families.models import Family

__all__ = [
    "Absent", "Bundle", "Part", "answered_for", "consultations_of", "gather", "get_referral", "inbox", "messages_of",
    "referral_of_contact", "referrals_made_by", "referrals_of", "referrals_waiting_for", "waiting_on_referrer",
]  # fmt: skip

RECENT = 20


def visible_referrals(by: User) -> QuerySet[Referral]:
    """Referrals this person may see: their own, those of families they see, and for social workers all that were sent.

    A draft is its author's alone.
    """
    rows = visible_to(Referral.objects.all(), by, Permission.SEE_FAMILY)
    drafts = rows.filter(state=ReferralState.DRAFT).exclude(made_by_user=by)
    return rows.exclude(pk__in=drafts.values("pk")).select_related(
        "family", "episode", "made_by_user__agency", "received_by", "answered_by"
    )


def get_referral(by: User, referral_id: uuid.UUID) -> Referral:
    """The referral, if this person may see it; raises NotFoundForYou otherwise."""
    return get_visible(visible_referrals(by), by, Permission.SEE_FAMILY, pk=referral_id)


def inbox(by: User) -> QuerySet[Referral]:
    """Referrals that wait for social care, first due first; empty for who may not answer."""
    if not may(by, Permission.ANSWER_REFERRAL):
        return Referral.objects.none()
    return visible_referrals(by).filter(state__in=WITH_SOCIAL_CARE).order_by("due_on", "id")


def referrals_made_by(user: User) -> QuerySet[Referral]:
    """What this person referred, newest first."""
    return Referral.objects.filter(made_by_user=user).select_related("family").order_by("-made_at", "-id")


def referrals_waiting_for(user: User) -> QuerySet[Referral]:
    """What this person referred and social care has not answered, first due first: what they wait for."""
    waiting = Referral.objects.filter(made_by_user=user, state__in=WITH_SOCIAL_CARE)
    return waiting.select_related("family").order_by("due_on", "id")


def waiting_on_referrer(user: User) -> QuerySet[Referral]:
    """Referrals that need this person: unsent drafts, and those about which social care asked more."""
    mine = Referral.objects.filter(made_by_user=user, state__in=[ReferralState.DRAFT, ReferralState.MORE_ASKED])
    return mine.select_related("family").order_by("made_at", "id")


def answered_for(user: User, since: object) -> QuerySet[Referral]:
    """This person's referrals answered since a moment, newest first."""
    answered = Referral.objects.filter(made_by_user=user, answered_at__gte=since)
    return answered.select_related("family").order_by("-answered_at", "-id")


def referrals_of(family: Family, by: User) -> list[Referral]:
    """The family's latest referrals that this person may see."""
    return list(visible_referrals(by).filter(family=family)[:RECENT])


def open_referrals_of(families: Iterable[uuid.UUID]) -> dict[uuid.UUID, Referral]:
    """For each family with a referral that nobody has answered: the latest one. One query."""
    rows = Referral.objects.filter(family_id__in=set(families), state__in=UNANSWERED).order_by("made_at", "id")
    return {row.family_id: row for row in rows if row.family_id}


def referral_of_contact(contact_id: uuid.UUID) -> Referral | None:
    """The latest referral made from a contact, if any."""
    return Referral.objects.filter(from_contact=contact_id).order_by("-made_at", "-id").first()


def messages_of(referral: Referral) -> list[ReferralMessage]:
    """What was said since it was sent, oldest first."""
    return list(ReferralMessage.objects.filter(referral=referral).select_related("by__agency"))


def consultations_of(family: Family) -> list[Consultation]:
    """Talks with a social worker about a family, newest first."""
    return list(Consultation.objects.filter(family=family).select_related("by")[:RECENT])
