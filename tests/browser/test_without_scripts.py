"""The core of the journey with JavaScript off: raise, decide, agree, assess, plan."""

import datetime as dt

import pytest

from alongside.ground.operating_models.words import Follows
from tests.browser.clock import Clock
from tests.browser.conftest import NewTab
from tests.browser.council import Council
from tests.browser.lead import LeadPractitioner, Parent
from tests.browser.people import Child, HubWorker, PastoralLead

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TILLY = Child()


@pytest.mark.parametrize("council", ["stockton-2016"], indirect=True)
def test_from_a_worry_to_a_plan(new_tab: NewTab, council: Council, clock: Clock) -> None:
    page = new_tab(java_script_enabled=False)
    school, hub, lead = PastoralLead(page, council), HubWorker(page, council), LeadPractitioner(page, council)
    school.given_signed_in()
    reference = school.when_raising_a_contact(TILLY)
    school.then_is_told_who_looks_at_it(reference)

    hub.given_signed_in()
    hub.when_opening(reference)
    hub.when_taking()
    hub.when_grading()
    hub.when_deciding(Follows.NAME_LEAD_PRACTITIONER, lead=lead.name, lowest=True)

    lead.given_signed_in()
    lead.when_opening_their_family(TILLY)
    lead.when_the_family_agrees()
    lead.when_assessing()
    lead.when_signing_off()
    lead.when_starting_the_plan()
    lead.when_adding_an_outcome("Mornings without shouting", council.pack.needs[0].name)
    lead.when_adding_an_action(
        "Ring the school nurse", "Mornings without shouting", lead.name, clock.today() + dt.timedelta(days=7)
    )


def test_a_parent_asks_for_help(new_tab: NewTab, council: Council) -> None:
    parent = Parent(new_tab(java_script_enabled=False))
    parent.when_asking_for_help(TILLY)
    assert parent.then_is_told_that_it_arrived()
