"""What the search finds in a real browser: nothing for axe to find, at three widths."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from alongside.people.episodes.tests.factories import an_open_family
from alongside.people.families.tests.factories import a_pack
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("sought", ["Child1 Harper", "Nobody Atall"])
def test_what_the_search_finds_is_accessible(
    page: Page, live_server: Any, assert_accessible: axe.Check, sought: str
) -> None:
    a_pack()
    client = Client()
    client.force_login(an_open_family().cast.lead)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto("/find/")
    page.get_by_label("Name, UPN or NHS number").fill(sought)
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("button", name="Search").click()
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
