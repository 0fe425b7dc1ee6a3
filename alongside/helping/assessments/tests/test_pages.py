"""The 'Assessment' tab: what its pages show and ask, who may, and how many queries they take."""

import re

import pytest
from django.test import Client

from alongside.ground.access.tests.factories import a_user
from alongside.ground.drafts.queries import draft_for
from alongside.ground.lib.clock import as_text, today
from alongside.ground.operating_models.words import Repeat
from alongside.helping.assessments import actions
from alongside.helping.assessments.models import Answer, Assessment
from alongside.helping.assessments.presenters import page_address
from alongside.helping.assessments.queries import numbers_of, open_sheet
from alongside.helping.assessments.tests.factories import (
    Helped,
    a_colleague,
    a_helped_family,
    a_signed_off_assessment,
    an_assessment,
    answers_for,
    complete,
)
from alongside.helping.assessments.tests.looking import a_need_page, fields, text_of, where
from alongside.helping.assessments.words import AssessmentState
from alongside.people.families.actions import notice_factor

pytestmark = pytest.mark.django_db
QUERIES_AT_MOST = 15


def test_the_tab_offers_to_start_with_the_levels_form(as_lead: Client, helped: Helped) -> None:
    page = text_of(as_lead.get(where("overview", helped)))
    form = helped.pack.pack.form(helped.pack.pack.level(helped.episode.level).form_id or "")
    assert "Start an assessment" in page
    assert form.title in page
    assert "No assessment to read yet" in page
    assert "No numbers yet" in page


def test_it_says_why_none_can_be_started(client: Client) -> None:
    helped = a_helped_family(agreed=False)
    client.force_login(helped.lead)
    for name in ("overview", "start"):
        page = text_of(client.get(where(name, helped)))
        assert "An assessment cannot be started now. The family has not agreed to be helped." in page
    assert client.post(where("start", helped), {}).status_code == 422
    assert not Assessment.objects.exists()


def test_starting_leads_to_the_task_list(as_lead: Client, helped: Helped) -> None:
    assert "What is known already is filled in" in text_of(as_lead.get(where("start", helped)))
    response = as_lead.post(where("start", helped), {"seen_version": "0"}, follow=True)
    page = text_of(response)
    assessment = Assessment.objects.get()
    assert f"Started. It is due by {as_text(assessment.due_on)}." in page
    assert "Not started" in page
    assert f"0 of {len(open_sheet(assessment).parts)} pages complete" in page
    assert "Draft, private to its author" in page
    assert f"Carry on with assessment {assessment.number}" in text_of(as_lead.get(where("overview", helped)))


def test_a_page_is_saved_incomplete_and_shown_as_such(as_lead: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    part, scale, writing = a_need_page(helped, assessment)
    address = page_address(assessment, *part.key)
    page = as_lead.get(address).content.decode()
    assert 'data-autosave="assessment-' in page
    assert f'data-shown-if="{scale}"' in page
    assert "(optional)" not in page.split(f'name="{scale}"')[0].rsplit("<legend", 1)[-1]
    assert f'href="{where("assessment", helped, assessment)}">Back to the list of pages' in page
    response = as_lead.post(address, {"seen_version": "1", writing: "Sleeps well"})
    assert response.status_code == 302
    following = open_sheet(assessment).parts[[p.key for p in open_sheet(assessment).parts].index(part.key) + 1]
    assert response.headers["Location"] == page_address(assessment, *following.key)
    listed = text_of(as_lead.get(where("assessment", helped, assessment)))
    assert "Looked at, not complete" in listed
    assert f"Leila Lead, {helped.lead.agency.name}, {as_text(today())}" in listed


def test_a_low_number_asks_more_and_a_high_one_blanks_it(as_lead: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    part, scale, _ = a_need_page(helped, assessment)
    follows = next(q.id for q in part.section.questions if q.shown_if and q.shown_if.at_most is not None)
    address = page_address(assessment, *part.key)
    as_lead.post(address, {"seen_version": "1", scale: "2", follows: "Sleep"})
    assert Answer.objects.get(question=follows).value == "Sleep"
    as_lead.post(address, {"seen_version": "2", scale: "9", follows: "Sleep"})
    assert not Answer.objects.filter(question=follows).exists()


def test_each_person_gives_their_own_number(as_lead: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    part, scale, _ = a_need_page(helped, assessment)
    child = helped.made.children[0]
    address = page_address(assessment, *part.key)
    as_lead.post(address, {"seen_version": "1", scale: "6", f"number-{child.pk}": "3"})
    assert numbers_of(open_sheet(assessment), part.subject.id) == {str(child.pk): 3}
    page = as_lead.get(address).content.decode()
    assert re.search(rf'id="id_number-{child.pk}".*?<option value="3" selected', page, re.DOTALL)
    assert "Child1 Harper: 3" in text_of(as_lead.get(where("answers", helped, assessment)))


def test_an_answer_that_does_not_fit_is_refused_at_its_field(as_lead: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    part, _, writing = a_need_page(helped, assessment)
    response = as_lead.post(page_address(assessment, *part.key), {"seen_version": "1", writing: "a" * 5000})
    assert response.status_code == 422
    assert "characters or fewer" in text_of(response)
    assert "a" * 5000 in response.content.decode()
    assert not Answer.objects.filter(question=writing).exists()


def test_two_people_see_both_texts_and_choose(as_lead: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    part, scale, writing = a_need_page(helped, assessment)
    actions.share(assessment=assessment, seen_version=1, by=helped.lead)
    actions.save_page(
        assessment=assessment, section=part.section.id, subject=part.subject.id, answers={writing: "Theirs", scale: 4},
        seen_version=1, by=a_colleague(helped),
    )  # fmt: skip
    address = page_address(assessment, *part.key)
    response = as_lead.post(address, {"seen_version": "1", writing: "Mine", scale: "4"})
    assert response.status_code == 409
    page = text_of(response)
    assert "Theirs" in page
    assert "Mine" in page
    chosen = {"seen_version": "2", writing: "Mine", scale: "4", "differs": writing, f"theirs-{writing}": "Theirs",
              f"choice-{writing}": "both", f"merged-{writing}": "Theirs and mine"}  # fmt: skip
    assert as_lead.post(address, chosen).status_code == 302
    assert Answer.objects.get(question=writing, subject=part.subject.id).value == "Theirs and mine"


def test_what_is_typed_is_kept_as_a_draft_and_offered_again(as_lead: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    part, _, writing = a_need_page(helped, assessment)
    address = page_address(assessment, *part.key)
    saving = re.search(r'data-autosave-url="([^"]+)"', as_lead.get(address).content.decode())
    assert saving
    assert as_lead.post(saving[1], {"seen_version": "1", writing: "Half a sen"}).status_code < 300
    assert "Half a sen" in as_lead.get(address).content.decode()
    key = f"assessment-{assessment.pk}-{part.section.id}-{part.subject.id}"
    assert draft_for(a_user(), key) is None
    as_lead.post(address, {"seen_version": "1", writing: "Half a sentence"})
    assert draft_for(helped.lead, key) is None


def test_filled_in_answers_say_where_they_come_from(as_lead: Client, helped: Helped) -> None:
    factor = helped.pack.pack.factors[0]
    notice_factor(
        family=helped.made.family, person=helped.made.children[0], factor=factor.id, evidence="", by=helped.lead
    )
    assessment = an_assessment(helped)
    part = open_sheet(assessment).parts[0]
    page = text_of(as_lead.get(page_address(assessment, *part.key)))
    assert f"Filled in from the family&#39;s record of {as_text(today())}." in page
    assert "Filled in, please check" in text_of(as_lead.get(where("assessment", helped, assessment)))
    answers = text_of(as_lead.get(where("answers", helped, assessment)))
    assert f"The family&#39;s record, {as_text(today())}, not looked at yet" in answers


def test_a_childs_page_has_no_name_in_its_title_or_address(as_lead: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    part = next(p for p in open_sheet(assessment).parts if p.section.repeat is Repeat.EACH_CHILD)
    address = page_address(assessment, *part.key)
    page = as_lead.get(address).content.decode()
    title = re.search("<title>(.*?)</title>", page, re.DOTALL)
    assert title
    assert "Child1" not in title[1] + address
    assert "Child1 Harper" in page


def test_checking_signing_off_and_reading(as_lead: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    part = open_sheet(assessment).parts[0]
    for name in ("answers", "sign_off"):
        page = as_lead.get(where(name, helped, assessment))
        assert "Still missing before it can be signed off" in text_of(page)
        assert page_address(assessment, *part.key) in page.content.decode()
    refused = as_lead.post(where("sign_off", helped, assessment), {"seen_version": "1"})
    assert refused.status_code == 422
    assert "still missing" in text_of(refused)
    complete(assessment, helped.lead)
    stale = as_lead.post(where("sign_off", helped, assessment), {"seen_version": "1"})
    assert stale.status_code == 409
    done = as_lead.post(where("sign_off", helped, assessment), {"seen_version": str(assessment.version)}, follow=True)
    assert "Signed off. Print a copy for the family" in text_of(done)
    assert f"Signed off by Leila Lead on {as_text(today())}" in text_of(done)
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.SIGNED_OFF
    read = as_lead.get(where("answers", helped, assessment))
    assert "The answers" in text_of(read)
    assert page_address(assessment, *part.key) not in read.content.decode()
    assert as_lead.get(page_address(assessment, *part.key)).status_code == 409
    overview = as_lead.get(where("overview", helped)).content.decode()
    assert "Start a new version" in overview
    assert overview.count("Scored once") == len(helped.pack.pack.needs)
    drawn = as_lead.get(where("scales", helped)).content.decode()
    assert drawn.count("<figure") == len(helped.pack.pack.needs)


def test_every_page_can_be_filled_in_through_the_browser(as_lead: Client, helped: Helped) -> None:
    assessment = an_assessment(helped)
    goes_on_to = ""
    for part in open_sheet(assessment).parts:
        sheet = open_sheet(assessment)
        sent = fields(part, dict(answers_for(sheet, part, scale=2)))
        response = as_lead.post(page_address(assessment, *part.key), {"seen_version": "1", **sent})
        assert response.status_code == 302, text_of(response)
        goes_on_to = response.headers["Location"]
    assert goes_on_to == where("answers", helped, assessment)
    assert open_sheet(assessment).missing() == []
    assert "Complete" in text_of(as_lead.get(where("assessment", helped, assessment)))


def test_what_changed_between_versions(as_lead: Client, helped: Helped) -> None:
    a_signed_off_assessment(helped, scale=3)
    second = an_assessment(helped)
    assert "Nothing has changed yet" in text_of(as_lead.get(where("changes", helped, second)))
    complete(second, helped.lead, scale=8)
    page = text_of(as_lead.get(where("changes", helped, second)))
    assert "3 out of 10" in page
    assert "8 out of 10" in page
    assert "What changed since the version before" in text_of(as_lead.get(where("assessment", helped, second)))


@pytest.mark.parametrize(("then", "says"), [(3, "Up 1"), (1, "Down 1"), (2, "No change")])
def test_how_each_need_has_changed_in_words(client: Client, then: int, says: str) -> None:
    helped = a_helped_family()
    client.force_login(helped.lead)
    assert "No numbers yet" in text_of(client.get(where("scales", helped)))
    need, child = helped.pack.pack.needs[0], helped.made.children[0]
    for value, person in ((2, None), (9, child), (then, None)):
        actions.record_scale(
            episode=helped.episode, need=need.id, value=value, scored_by="Somebody", source="review", by=helped.lead,
            scored_by_person=person,
        )  # fmt: skip
    assert says in text_of(client.get(where("overview", helped)))


def test_a_need_with_only_somebodys_own_number_is_not_summed_up(client: Client) -> None:
    helped = a_helped_family()
    client.force_login(helped.lead)
    actions.record_scale(
        episode=helped.episode, need=helped.pack.pack.needs[0].id, value=9, scored_by="Child1 Harper", source="review",
        by=helped.lead, scored_by_person=helped.made.children[0],
    )  # fmt: skip
    assert "No numbers yet" in text_of(client.get(where("overview", helped)))
