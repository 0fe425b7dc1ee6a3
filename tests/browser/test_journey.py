"""A family's whole journey, by the people in it, under two operating models that disagree."""

import datetime as dt
import re

import pytest

from alongside.ground.operating_models.words import Follows
from alongside.helping.plans.words import ReviewDecision
from tests.browser import measured
from tests.browser.clock import Clock
from tests.browser.conftest import NewTab
from tests.browser.council import PACKS, Council
from tests.browser.lead import LeadPractitioner, Parent
from tests.browser.people import Child, HubWorker, PanelChair, PastoralLead, SocialWorker

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TILLY = Child()
FIRST, THEN = "Mornings without shouting", "Tilly is at school on time"


class Everybody:
    """The people of the journey, each in a tab of their own."""

    def __init__(self, new_tab: NewTab, council: Council) -> None:
        self.school = PastoralLead(new_tab(), council)
        self.hub = HubWorker(new_tab(), council)
        self.chair = PanelChair(new_tab(), council)
        self.lead = LeadPractitioner(new_tab(), council)
        self.social_worker = SocialWorker(new_tab(), council)

    def sign_in(self) -> None:
        for one in vars(self).values():
            one.given_signed_in()

    def name_a_lead(self, reference: str, council: Council) -> str:
        """By the panel where the council has one for its highest level of early help; by the hub where it has not."""
        self.hub.begin()
        self.hub.when_opening(reference)
        self.hub.when_taking()
        self.hub.when_grading()
        if any(one.must_answer for one in council.pack.partners_asked):
            self.hub.when_asking_partners()
        if council.pack.panels:
            self.hub.when_deciding(Follows.WAIT_FOR_PANEL)
            self.hub.tally.stop()
            self.chair.when_the_panel_names(self.lead.name)
        else:
            self.hub.when_deciding(Follows.NAME_LEAD_PRACTITIONER, lead=self.lead.name)
            self.hub.tally.stop()
        return self.hub.decided.tells_referrer


def said_in(template: str) -> str:
    """The longest stretch of the council's words that has no blank to fill in."""
    return max(re.split(r"\{\w+\}", template), key=len).strip()


def from_a_worry_to_help_and_back(new_tab: NewTab, council: Council, clock: Clock) -> None:
    """The whole story."""
    everybody = Everybody(new_tab, council)
    everybody.sign_in()
    school, hub, lead, social_worker = everybody.school, everybody.hub, everybody.lead, everybody.social_worker

    school.when_looking_up("Marwood, Tilly")
    school.then_nobody_is_found()
    reference = school.when_raising_a_contact(TILLY)
    school.then_is_told_who_looks_at_it(reference)
    measured.note(council, "Raise a contact", school.tally)

    told = everybody.name_a_lead(reference, council)
    measured.note(council, "Decide it", hub.tally)
    school.then_sees_what_happened(reference, said_in(told))

    lead.when_opening_their_family(TILLY)
    lead.then_the_family_is_open(TILLY)
    lead.when_the_family_agrees()
    lead.when_assessing()
    lead.when_signing_off()
    measured.note(council, "Assess", lead.tally)

    needs = council.pack.needs
    lead.when_starting_the_plan()
    lead.when_adding_an_outcome(FIRST, needs[0].name)
    lead.when_adding_an_outcome(THEN, needs[1].name, waits_for=FIRST)
    lead.when_making_it_wait_too(FIRST, THEN)
    lead.then_the_circle_is_named(FIRST, THEN)
    lead.tab("Plan")
    lead.when_adding_an_action("Ring the school nurse", FIRST, lead.name, clock.today() + dt.timedelta(days=7))

    lead.when_calling_a_meeting(clock.now() + dt.timedelta(days=2))
    clock.go_on(days=3)
    lead.when_writing_it_up(
        action="Try the new alarm clock", outcome=FIRST, by_when=clock.today() + dt.timedelta(days=5)
    )
    measured.note(council, "Hold a meeting and update the plan", lead.tally)

    clock.go_on(days=11)
    lead.when_reviewing(ReviewDecision.CARRY_ON, next_on=clock.today() + dt.timedelta(days=21))
    lead.when_stepping_up()
    social_worker.when_answering()

    lead.when_opening_their_family(TILLY)
    lead.when_finishing_actions()
    lead.when_outcome_ends(FIRST)
    lead.when_outcome_ends(THEN)
    lead.when_reviewing(ReviewDecision.CLOSE)
    lead.when_closing()
    measured.note(council, "Review and close", lead.tally)

    clock.go_on(days=90)
    school.when_looking_up("Tilly Marwood")
    school.then_somebody_is_found("Tilly Marwood", "Not open")
    again = school.when_raising_a_contact(TILLY)
    everybody.name_a_lead(again, council)
    lead.when_opening_their_family(TILLY)
    lead.tab("Plan")
    lead.sees("How help ended before")
    lead.sees("She is at school before the bell")


@pytest.mark.parametrize("council", PACKS[:1], indirect=True)
class TestWithAPanel:
    """York: partners are asked, and a panel names the lead. (A class each, so that two processes share the work.)"""

    def test_from_a_worry_to_help_and_back(self, new_tab: NewTab, council: Council, clock: Clock) -> None:
        assert council.pack.panels
        from_a_worry_to_help_and_back(new_tab, council, clock)


@pytest.mark.parametrize("council", PACKS[1:], indirect=True)
class TestWithoutAPanel:
    """Stockton: the hub names the lead."""

    def test_from_a_worry_to_help_and_back(self, new_tab: NewTab, council: Council, clock: Clock) -> None:
        assert not council.pack.panels
        from_a_worry_to_help_and_back(new_tab, council, clock)


def test_a_parent_asks_for_help_and_it_is_in_the_hubs_queue(new_tab: NewTab, council: Council) -> None:
    parent = Parent(new_tab())
    parent.when_asking_for_help(TILLY)
    reference = parent.then_is_told_that_it_arrived()
    hub = HubWorker(new_tab(), council)
    hub.given_signed_in()
    hub.when_opening(reference)
    hub.sees("Mornings are a fight and I am worn out.")
