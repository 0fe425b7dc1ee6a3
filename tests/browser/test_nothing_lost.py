"""Nothing lost, nothing twice: double clicks, the back button, an expired session, two people, a closed laptop."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from alongside.ground.drafts.queries import draft_for
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door.models import Contact, Decision
from alongside.helping.front_door.tests.factories import a_contact
from alongside.helping.plans.models import Outcome
from alongside.helping.plans.tests.factories import a_plan, an_open_family, an_outcome
from alongside.people.episodes.actions import add_to_team
from alongside.people.families.models import Family
from tests.browser.conftest import NewTab
from tests.browser.council import Council
from tests.browser.lead import LeadPractitioner
from tests.browser.people import Child, HubWorker, PastoralLead

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class HubManager(HubWorker):
    """Another who may decide."""

    persona = "hub_manager"


class SchoolInTheTeam(LeadPractitioner):
    """A partner who works on the same plan."""

    persona = "pastoral_lead"


def count_of(model: type[Contact] | type[Decision] | type[Outcome]) -> int:
    return model.objects.count()


def the_outcome(council: Council) -> tuple[Family, Outcome]:
    """A plan that the family worker leads and the school works on too, with one outcome."""
    lead, school = council.people["family_worker"], council.people["pastoral_lead"]
    helped = an_open_family(lead=lead)
    add_to_team(episode=helped.episode, user=school, by=lead)
    return helped.family, an_outcome(a_plan(helped), "Keep our home")


def test_a_double_click_sends_once_and_going_back_sends_nothing_again(new_tab: NewTab, council: Council) -> None:
    school = PastoralLead(new_tab(), council)
    school.given_signed_in()
    school.when_answering_everything(Child())
    page = school.page
    with page.expect_navigation(url=re.compile("/sent/")):
        page.get_by_role("button", name="Send", exact=True).last.dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contact sent")
    reference = page.locator(".govuk-panel__body strong").inner_text()
    assert count_of(Contact) == 1
    page.go_back()
    send = page.get_by_role("button", name="Send", exact=True).last
    if send.is_visible():
        with page.expect_navigation(wait_until="domcontentloaded"):
            send.click()
    assert count_of(Contact) == 1
    page.goto("/contacts/")
    expect(page.get_by_role("main")).to_contain_text(reference)


def test_the_same_form_sent_twice_gives_the_first_result_again(new_tab: NewTab, council: Council) -> None:
    family, _ = the_outcome(council)
    lead = LeadPractitioner(new_tab(), council)
    lead.given_signed_in()
    lead.go(f"/families/{family.pk}/plan/outcomes/add/")
    lead.fill("What does the family want to be different?", "We eat together")
    lead.select("Which need is this about?", council.pack.needs[0].name)
    filled = lead.page.evaluate("() => Object.fromEntries(new FormData(document.querySelector('main form')))")
    answers = [lead.page.request.post(lead.page.url, form=filled) for _ in range(2)]
    assert [one.status for one in answers] == [200, 200]
    assert answers[0].url == answers[1].url != lead.page.url
    assert Outcome.objects.filter(words="We eat together").count() == 1


def test_a_session_that_ends_mid_form_keeps_what_was_typed(new_tab: NewTab, council: Council) -> None:
    family, _ = the_outcome(council)
    lead = LeadPractitioner(new_tab(), council)
    lead.given_signed_in()
    lead.go(f"/families/{family.pk}/plan/outcomes/add/")
    lead.fill("What does the family want to be different?", "We eat together")
    lead.select("Which need is this about?", council.pack.needs[0].name)
    lead.page.context.clear_cookies(name="sessionid")
    save(lead.page)
    expect(lead.page.get_by_role("heading", level=1)).to_have_text("You have been signed out")
    other = lead.page.context.new_page()
    other.goto("/sign-in/")
    other.get_by_role("button", name=f"Sign in as {lead.name}").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Today")
    lead.press("I have signed in: carry on")
    lead.page.get_by_role("main").get_by_role("button").last.click()
    expect(lead.page.get_by_label("What does the family want to be different?")).to_have_value("We eat together")
    lead.press("Save")
    assert Outcome.objects.filter(words="We eat together").count() == 1


def test_two_people_cannot_both_decide_a_contact(new_tab: NewTab, council: Council) -> None:
    contact = a_contact(council.people["pastoral_lead"])
    first, second = HubWorker(new_tab(), council), HubManager(new_tab(), council)
    for one in (first, second):
        one.given_signed_in()
        one.go(f"/contacts/{contact.pk}/decide/")
    first.when_deciding(Follows.NAME_LEAD_PRACTITIONER, lead=council.people["family_worker"].name, lowest=True)
    second.pick("Level of need", council.pack.levels[0].name)
    advice = next(one for one in council.pack.decisions if one.follows is Follows.ADVICE_AND_CLOSE)
    second.pick("What follows", advice.name)
    second.page.locator("#id_rationale").fill("Advice is enough.")
    second.page.get_by_role("button", name="Record the decision", exact=True).last.click()
    expect(second.page.get_by_role("main")).to_contain_text(re.compile("decided|changed", re.IGNORECASE))
    assert count_of(Decision) == 1
    assert Contact.objects.get().state == "lead_named"


def test_two_people_changing_the_same_outcome_keep_both_texts(new_tab: NewTab, council: Council) -> None:
    family, outcome = the_outcome(council)
    first, second = LeadPractitioner(new_tab(), council), SchoolInTheTeam(new_tab(), council)
    for one in (first, second):
        one.given_signed_in()
        one.go(f"/families/{family.pk}/plan/outcomes/{outcome.pk}/")
    first.fill("What does the family want to be different?", "Keep our home on Ropery Row")
    first.press("Save")
    second.fill("What does the family want to be different?", "Keep our home and the dog")
    save(second.page)
    expect(second.page.get_by_role("heading", level=1)).to_have_text("Somebody else has changed this")
    second.sees("Keep our home on Ropery Row")
    second.sees("Keep our home and the dog")
    assert Outcome.objects.get().words == "Keep our home on Ropery Row"
    second.page.get_by_role("radio", name="Use what I typed").first.check()
    second.press("Save these choices")
    assert Outcome.objects.get().words == "Keep our home and the dog"


def test_what_is_typed_into_an_assessment_is_kept_within_ten_seconds(new_tab: NewTab, council: Council) -> None:
    family, _ = the_outcome(council)
    lead = LeadPractitioner(new_tab(), council)
    lead.given_signed_in()
    lead.go(f"/families/{family.pk}/")
    lead.when_the_family_agrees()
    lead.tab("Assessment")
    lead.follow(re.compile("^Start an assessment"))
    lead.press("Start")
    lead.page.locator(".govuk-task-list__link").nth(2).click()
    box = lead.page.locator("main textarea:visible").first
    typed = time.monotonic()
    box.press_sequentially("Half a thought")
    expect(lead.page.get_by_role("status").filter(has_text="Saved at")).to_be_visible(timeout=10_000)
    assert time.monotonic() - typed < 10
    key = lead.page.locator("form[data-autosave]").get_attribute("data-autosave")
    kept = draft_for(council.people["family_worker"], key or "")
    assert kept is not None and ["Half a thought"] in kept.data.values()
    address = lead.page.url
    lead.page.close()
    again = LeadPractitioner(new_tab(), council)
    again.given_signed_in()
    again.go(address)
    again.sees("You have a draft from")
    expect(again.page.locator("main textarea:visible").first).to_have_value("Half a thought")


def save(page: Page) -> None:
    """Send the form, whatever comes of it."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("button", name="Save", exact=True).last.click()


def test_going_back_across_a_refused_form_finds_the_question_again(new_tab: NewTab, council: Council) -> None:
    school = PastoralLead(new_tab(), council)
    school.given_signed_in()
    school.go("/contacts/new/")
    carry_on = school.page.get_by_role("button", name="Continue", exact=True).last
    with school.page.expect_navigation():
        carry_on.click()
    expect(school.page.get_by_role("alert")).to_contain_text("There is a problem")
    with school.page.expect_navigation():
        school.page.get_by_role("radio", name="No", exact=True).check()
        carry_on.click()
    expect(school.page.get_by_role("heading", level=1)).to_have_text("Who are you worried about?")
    school.page.go_back()
    expect(school.page.get_by_role("heading", level=1)).to_have_text("If a child is in danger")
    expect(school.page.get_by_role("radio", name="No", exact=True)).to_be_checked()


def test_what_a_refused_form_held_is_there_after_leaving_it(new_tab: NewTab, council: Council) -> None:
    family, _ = the_outcome(council)
    lead = LeadPractitioner(new_tab(), council)
    lead.given_signed_in()
    lead.go(f"/families/{family.pk}/plan/outcomes/add/")
    lead.fill("What does the family want to be different?", "We eat together")
    save(lead.page)
    expect(lead.page.get_by_role("alert")).to_contain_text("There is a problem")
    lead.page.reload()
    lead.sees("You have a draft from")
    expect(lead.page.get_by_label("What does the family want to be different?")).to_have_value("We eat together")
