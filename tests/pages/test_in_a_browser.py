"""The components in a real browser: accessible at three widths, with errors too, and useful without scripts."""

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from alongside.ground.access.tests.factories import a_user
from alongside.ground.drafts.queries import draft_for
from tests.pages import pages_for_tests
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEST_PAGES = pytest.mark.urls("tests.pages.pages_for_tests")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_every_component_is_accessible(page: Page, assert_accessible: axe.Check, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/design-system/")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Check the answers").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(page).to_have_title(re.compile("^Error: "))
    assert_accessible(page)


def test_the_title_of_a_table_has_the_tables_width_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    page.goto("/design-system/")
    table = page.get_by_role("table", name="Contacts waiting")
    width = "one => one.getBoundingClientRect().width"
    assert table.locator("caption").evaluate(width) == table.evaluate(width)


def test_a_question_appears_when_it_is_called_for(page: Page) -> None:
    page.goto("/design-system/")
    question = page.get_by_label("Why not?")
    expect(question).to_be_hidden()
    page.get_by_role("group", name="Does the family agree?").get_by_label("No").check()
    expect(question).to_be_visible()


def test_it_works_without_scripts(page_without_scripts: Page) -> None:
    page = page_without_scripts
    page.goto("/design-system/")
    expect(page.get_by_label("Why not?")).to_be_visible()
    page.get_by_label("Full name").fill("Sam Example")
    page.get_by_role("button", name="Add another person").click()
    expect(page.get_by_role("group", name="Person 2")).to_be_visible()
    expect(page.get_by_label("Full name").first).to_have_value("Sam Example")


def sign_in(page: Page, live_server: Any) -> Any:
    ann = a_user()
    client = Client()
    client.force_login(ann)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return ann


@TEST_PAGES
def test_what_is_typed_is_saved_and_a_lost_session_says_so(page: Page, live_server: Any) -> None:
    pages_for_tests.RECORD = pages_for_tests.Record()
    ann = sign_in(page, live_server)
    page.goto("/note/")
    page.get_by_label("Words").fill("half a thought")
    page.get_by_label("Words").blur()
    expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    kept = draft_for(ann, "note")
    assert kept is not None and kept.data["words"] == ["half a thought"]
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Words").fill("half a thought and more")
    page.get_by_label("Words").blur()
    expect(page.get_by_text("Not saved: you have been signed out.")).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value("half a thought and more")


@TEST_PAGES
def test_the_conflict_and_signed_out_pages_are_accessible(
    page: Page, live_server: Any, assert_accessible: axe.Check
) -> None:
    pages_for_tests.RECORD = pages_for_tests.Record()
    sign_in(page, live_server)
    page.goto("/note/")
    page.get_by_label("Words").fill("my words")
    pages_for_tests.RECORD.version, pages_for_tests.RECORD.words = 2, "their words"
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Somebody else has changed this")
    assert_accessible(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save these choices").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have been signed out")
    assert_accessible(page)
    sign_in(page, live_server)
    page.get_by_role("button", name="I have signed in: carry on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you typed is kept")
    assert_accessible(page)


@TEST_PAGES
@pytest.mark.parametrize("address", ["/hidden/", "/closed/"])
def test_refusal_pages_are_accessible(page: Page, live_server: Any, assert_accessible: axe.Check, address: str) -> None:
    sign_in(page, live_server)
    page.goto(address)
    assert_accessible(page)
