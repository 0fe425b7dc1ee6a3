"""The panel in a real browser: readable by everybody at every width, errors included."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from alongside.ground.access.tests.factories import a_user
from alongside.helping.allocation.tests.test_panel import a_waiting, decide, put_off
from alongside.people.families.tests.factories import a_pack

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=False)]


def test_every_page_is_accessible(page: Page, live_server: Any, assert_accessible: Any) -> None:
    pack, chair = a_pack(), a_user("hub_manager")
    first, second = a_waiting(pack, chair), a_waiting(pack, chair, "Reed")
    decide(second, put_off(), chair)
    client = Client()
    client.force_login(chair)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    at = [
        reverse("allocation:panel"),
        reverse("allocation:loads"),
        reverse("allocation:finish", args=["level_3_panel"]),
    ]
    for address in [*at, reverse("allocation:decide", args=[first.pk])]:
        page.goto(address)
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert_accessible(page)
    page.get_by_role("button", name="Record the decision").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Select what the panel decided")
    assert_accessible(page)
    a_pack("stockton-2016")
    page.goto(reverse("allocation:panel"))
    expect(page.get_by_role("heading", level=1)).to_have_text("This council has no panel")
    assert_accessible(page)
