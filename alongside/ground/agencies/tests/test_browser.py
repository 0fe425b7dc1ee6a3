"""The page that an invitation opens, in a real browser: no barrier that axe finds, at three widths."""

import pytest
from playwright.sync_api import Page

from alongside.ground.agencies import actions
from alongside.ground.agencies.tests.factories import the_council
from tests.support import axe

WIDTHS = (1280, 768, 320)
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_joining_has_no_barrier(page: Page) -> None:
    invited = actions.invite_agency(name="Doorstep", kind="voluntary", email="h@doorstep.example", by=the_council())
    token = actions.new_secret(invitation=invited, by=invited.invited_by)
    page.goto(f"/join/{token}/")
    page.get_by_role("heading", name="Join Alongside").wait_for()
    look(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("There is a problem").wait_for()
    look(page)


def look(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        axe.assert_accessible(page)
        assert not page.evaluate(SIDEWAYS), width
    page.set_viewport_size({"width": 1280, "height": 900})
