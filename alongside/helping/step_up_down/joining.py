"""Where stepping up joins in below: a contact the hub passes to social care, and the way from a plan to a referral."""

from django.urls import reverse

from alongside.ground.operating_models.queries import current_pack
from alongside.helping.front_door.actions import ReferredUp
from alongside.helping.step_up_down.actions import Said, TypedPerson, begin_referral, send_referral
from alongside.helping.step_up_down.models import Referral
from alongside.helping.step_up_down.words import FamilyTold
from alongside.people.episodes.models import Episode
from alongside.people.families.words import FamilyRole


def refer_contact(passed: ReferredUp) -> Referral:
    """Send social care what a contact says, at once and in the decision's own transaction.

    The hub gives no reason of its own list, so it goes under the pack's first, which is its gravest.
    """
    contact, step_up = passed.contact, current_pack().pack.step_up
    said = Said(
        receiver=step_up.receivers[0].id,
        reason=step_up.reasons[0].id,
        safety_now=f"In danger now? The sender answered: {contact.get_in_danger_display() or 'not asked'}.",
        concern=f"{contact.concern}\n\nWhy the front door passes it on: {passed.why}",
        family_told=FamilyTold.NOT_YET,
        family_view=contact.family_view,
    )
    people = [] if passed.family else [TypedPerson("Name not known", FamilyRole.CHILD)]
    referral = begin_referral(said=said, family=passed.family, people=people, from_contact=contact.pk, by=passed.by)
    return send_referral(referral=referral, by=passed.by)


def page_for(episode: Episode) -> str:
    """The page where a family being helped is referred to social care."""
    return reverse("step_up_down:new_for_family", args=[episode.family_id])
