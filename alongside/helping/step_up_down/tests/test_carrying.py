"""A referral carries what early help already knows, as far as the referrer may see it, and never asks for it again."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import AdoptedPack, current_pack
from alongside.helping.assessments.tests.factories import Helped, a_helped_family, a_signed_off_assessment
from alongside.helping.front_door.actions import send_to_social_care
from alongside.helping.front_door.tests.factories import a_contact, a_named
from alongside.helping.plans.actions import add_action, add_outcome, start_plan
from alongside.helping.plans.queries import STEP_UP_LINKS
from alongside.helping.step_up_down import actions
from alongside.helping.step_up_down.actions import Said
from alongside.helping.step_up_down.models import Referral
from alongside.helping.step_up_down.queries import gather, referral_of_contact
from alongside.helping.step_up_down.tests.conftest import Cast
from alongside.helping.step_up_down.words import ReferralState as State
from alongside.people.consent.actions import record_lawful_basis
from alongside.people.episodes.actions import add_to_team
from alongside.people.families.actions import notice_factor, record_address


def a_said() -> Said:
    step_up = current_pack().pack.step_up
    return Said(
        receiver=step_up.receivers[0].id, reason=step_up.reasons[0].id, safety_now="At school.", concern="A bruise.",
        family_told="told", family_view="Mum knows.",
    )  # fmt: skip


def a_well_known_family(pack: str) -> Helped:
    """Everything a referral can carry is on record."""
    helped = a_helped_family(pack, children=1)
    made, lead = helped.made, helped.lead
    a_signed_off_assessment(helped, scale=3)
    plan = start_plan(episode=helped.episode, by=lead)
    outcome = add_outcome(plan=plan, need=helped.pack.pack.needs[0].id, words="Sleep through", by=lead)
    block = helped.pack.pack.plans.building_blocks[0].id
    add_action(
        outcome=outcome, what="Read a story", owner=made.parents[0], block=block, due_on=plan.started_on, by=lead
    )
    record_address(people=made.people, lines="1 Mill Lane", postcode="YO1 6GA", by=lead)
    record_address(people=made.parents, no_fixed_address=True, by=lead)
    notice_factor(
        family=made.family, person=made.children[0], factor=helped.pack.pack.factors[0].id, evidence="Seen", by=lead
    )
    purpose = helped.pack.pack.consent.purposes[0].id
    basis = next(one.id for one in helped.pack.pack.consent.lawful_bases if purpose in one.purposes)
    record_lawful_basis(family=made.family, purpose=purpose, basis=basis, reason="To help.", by=lead)
    add_to_team(episode=helped.episode, by=lead, name="Aunt Jo", part="Helps on Fridays")
    return helped


@pytest.mark.parametrize("pack", ["york-2020", "stockton-2016"])
@pytest.mark.django_db
def test_everything_known_is_carried_and_nothing_is_missing(pack: str) -> None:
    helped = a_well_known_family(pack)
    referral = actions.begin_referral(said=a_said(), family=helped.made.family, by=helped.lead)
    bundle = gather(referral, helped.lead)
    carried = {part.part: part.lines for part in bundle.carried}
    must = {str(part) for part in helped.pack.pack.step_up.must_carry}
    assert not bundle.missing
    assert set(carried) == must
    assert any("No fixed address" in line for line in carried["addresses"])
    assert any("1 Mill Lane, YO1 6GA" in line for line in carried["addresses"])
    assert carried["plan"] == ["Sleep through: working on it, 0 of 1 actions done"]
    assert len(carried["assessment"]) > 3
    assert any("To help." in line for line in carried["agreement"])
    assert "Aunt Jo, Helps on Fridays" in carried["who_involved"]
    if "scales" in must:
        assert any("3 on" in line for line in carried["scales"])
        assert carried["child_voice"]


@pytest.mark.django_db
def test_what_the_referrer_may_not_see_stays_behind_and_says_so() -> None:
    helped = a_well_known_family("york-2020")
    referral = actions.begin_referral(said=a_said(), family=helped.made.family, by=helped.lead)
    bundle = gather(referral, a_user("model_lead"))
    behind = {part.part: part.why for part in bundle.left_behind}
    assert {"assessment", "plan", "scales", "child_voice", "history"} <= set(behind)
    assert "may not see" in behind["assessment"]


def test_a_contact_the_hub_passes_on_becomes_a_referral_at_once(pack: AdoptedPack) -> None:
    sender = a_user()
    contact = send_to_social_care(contact=a_contact(sender), why="He is afraid to go home.", by=sender)
    referral = referral_of_contact(contact.pk)
    assert referral
    assert referral.state == State.SENT
    assert referral.family == contact.family
    assert "He is afraid to go home." in referral.concern


def test_a_contact_without_names_becomes_one_too(pack: AdoptedPack) -> None:
    hub = a_user("hub_manager")
    contact = a_contact(hub, people=(a_named(),))
    contact.people.all().delete()
    send_to_social_care(contact=contact, why="Heard through the wall.", by=hub)
    referral = referral_of_contact(contact.pk)
    assert referral
    assert referral.family is None
    assert [person.name for person in referral.people.all()] == ["Name not known"]


def test_a_plan_leads_to_the_page_where_its_family_is_referred(cast: Cast) -> None:
    episode = cast.family.episodes.get()
    assert reverse("step_up_down:new_for_family", args=[cast.family.pk]) in STEP_UP_LINKS(episode)


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_sends() -> None:
    helped = a_helped_family()
    referral = actions.begin_referral(said=a_said(), family=helped.made.family, by=helped.lead)
    start, outcomes = threading.Barrier(2), []

    def press() -> None:
        try:
            start.wait()
            actions.send_referral(referral=referral, by=helped.lead)
            outcomes.append("sent")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert sorted(outcomes) == ["refused", "sent"]
    assert Referral.objects.get().statuses.filter(state=State.SENT).count() == 1
