"""An assessment in a real browser: its errors and conflicts, revealing what a number asks for, saving while typing."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from alongside.ground.drafts.models import Draft
from alongside.ground.operating_models.words import Repeat
from alongside.helping.assessments import actions
from alongside.helping.assessments.presenters import page_address
from alongside.helping.assessments.queries import open_sheet
from alongside.helping.assessments.tests.factories import Helped, a_helped_family, an_assessment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=False)]
WITHIN_TEN_SECONDS = 10_000


def sign_in(page: Page, helped: Helped, address: str) -> None:
    """Come as the lead practitioner."""
    client = Client()
    client.force_login(helped.lead)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


def test_errors_and_conflicts_are_accessible(page: Page, live_server: Any, assert_accessible: Any) -> None:
    helped = a_helped_family()
    assessment = an_assessment(helped)
    part = next(p for p in open_sheet(assessment).parts if p.section.repeat is Repeat.EACH_NEED)
    writing = next(q for q in part.section.questions if q.kind == "long_text")
    sign_in(page, helped, live_server.url)
    page.goto(page_address(assessment, *part.key))
    page.get_by_label(writing.label).fill("a" * 4000)
    page.get_by_role("button", name="Save and continue").last.click()
    expect(page.get_by_role("alert")).to_contain_text("characters or fewer")
    assert_accessible(page)
    page.get_by_label(writing.label).fill("Mine")
    actions.save_page(
        assessment=assessment, section=part.section.id, subject=part.subject.id, answers={writing.id: "Theirs"},
        seen_version=1, by=helped.lead,
    )  # fmt: skip
    page.wait_for_timeout(5100)
    page.get_by_role("button", name="Save and continue").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Somebody else has changed this")
    assert_accessible(page)


def test_a_low_number_reveals_what_it_asks_and_typing_saves_itself(page: Page, live_server: Any) -> None:
    helped = a_helped_family()
    assessment = an_assessment(helped)
    part = next(p for p in open_sheet(assessment).parts if p.section.repeat is Repeat.EACH_NEED)
    follows = next(q for q in part.section.questions if q.shown_if)
    writing = next(q for q in part.section.questions if q.kind == "long_text")
    sign_in(page, helped, live_server.url)
    page.goto(page_address(assessment, *part.key))
    expect(page.get_by_label(follows.label)).to_be_hidden()
    page.get_by_label("2", exact=True).check()
    expect(page.get_by_label(follows.label)).to_be_visible()
    page.get_by_label("9", exact=True).check()
    expect(page.get_by_label(follows.label)).to_be_hidden()
    expect(page.get_by_text("Saved at")).to_be_visible(timeout=WITHIN_TEN_SECONDS)
    page.get_by_label(writing.label).click()
    page.wait_for_load_state("networkidle")
    with page.expect_response(lambda answer: "/drafts/" in answer.url, timeout=WITHIN_TEN_SECONDS):
        page.get_by_label(writing.label).press_sequentially("Half a sentence")
    assert Draft.objects.get(owner=helped.lead).data[writing.id] == ["Half a sentence"]
    page.goto(page_address(assessment, *part.key))
    expect(page.get_by_label(writing.label)).to_have_value("Half a sentence")
