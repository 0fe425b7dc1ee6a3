"""Every page of retention, and who can do what, in a real browser, by axe, on a telephone and on a desk."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.improving.retention import actions
from alongside.improving.retention.tasks import run
from alongside.improving.retention.tests.test_disposal import old_family
from alongside.people.families.tests.factories import a_pack


@pytest.fixture
def manager(transactional_db: None) -> User:
    a_pack()
    return a_user("hub_manager", name="Helen Manager")


def test_every_page_works_on_a_telephone_and_on_a_desk(
    page: Page, client: Client, live_server: Any, manager: User, assert_accessible: Any
) -> None:
    old_family()
    run()
    held, free = old_family(), old_family()
    actions.set_hold(family=held.family, reason="A claim for what happened at school.", by=manager)
    client.force_login(manager)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (
            "/retention/", "/retention/disposed/", f"/families/{free.family.pk}/sharing/hold/",
            f"/families/{held.family.pk}/sharing/hold/lift/", "/who-can-do-what/",
        ):  # fmt: skip
            page.goto(f"{live_server.url}{address}")
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} scrolls sideways"
