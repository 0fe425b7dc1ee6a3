"""Every page of the package in a real browser, by axe, on a telephone and on a desk; errors too."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from alongside.helping.plans.models import Plan, PlanAction
from alongside.helping.plans.tests.factories import Helped, a_meeting, a_plan, an_action, an_open_family, an_outcome
from alongside.people.families.tests.factories import a_pack

PAGES = (
    "plan/", "plan/copy/", "plan/outcomes/add/", "plan/actions/add/", "team/", "team/add/", "team/lead/", "team/level/",
    "meetings/", "meetings/call/", "reviews/", "reviews/hold/", "reviews/close/",
)  # fmt: skip


@pytest.fixture
def full(transactional_db: None) -> Helped:
    """A family with something of everything."""
    a_pack()
    helped = an_open_family()
    plan: Plan = a_plan(helped)
    first = an_outcome(plan, "Keep our home", different="The rent is paid")
    an_outcome(plan, "Less shouting", waits_for=[first.pk])
    for number in range(9):
        an_action(first, f"Do {number}")
    return helped


@pytest.mark.browser
@pytest.mark.slow
def test_no_page_fails_axe(page: Page, live_server: Any, client: Client, full: Helped, assert_accessible: Any) -> None:
    client.force_login(full.lead)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    meeting, at = a_meeting(full), f"/families/{full.family.pk}/"
    action = PlanAction.objects.earliest("due_on", "id")
    pages = [*PAGES, f"meetings/{meeting.pk}/", f"meetings/{meeting.pk}/minutes/", f"plan/actions/{action.pk}/"]
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for address in pages:
            page.goto(at + address)
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} scrolls sideways"
    for address in ("plan/outcomes/add/", "meetings/call/", "reviews/hold/"):
        page.goto(at + address)
        page.get_by_role("button").last.click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        assert_accessible(page)
