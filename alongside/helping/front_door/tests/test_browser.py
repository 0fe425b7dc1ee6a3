"""The front door's pages in a real browser: nothing a screen reader would stumble over."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from alongside.ground.access.models import User
from alongside.ground.operating_models.queries import Pack
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door import actions
from alongside.helping.front_door.tests.factories import a_contact, a_decided_contact, a_graded_contact

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]


def sign_in(page: Page, live_server: Any, user: User) -> None:
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


def test_the_hubs_pages(york: Pack, hub: User, page: Page, live_server: Any, assert_accessible: Any) -> None:
    contact = a_graded_contact(hub)
    (asked, *_) = actions.ask_partners(contact=contact, partners=["police"], by=hub)
    decided = a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, a_contact())
    sign_in(page, live_server, hub)
    person = contact.people.get().pk
    for where in (
        "/queue/", f"/contacts/{contact.pk}/decide/", f"/contacts/{decided.pk}/", f"/enquiries/{asked.pk}/",
        f"/contacts/{contact.pk}/people/{person}/", f"/contacts/{contact.pk}/partners/", "/contacts/import/",
        f"/contacts/{contact.pk}/told/",
    ):  # fmt: skip
        page.goto(where)
        assert_accessible(page)
    page.goto(f"/contacts/{contact.pk}/decide/")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert_accessible(page)


def test_the_senders_pages(
    stockton: Pack, school_lead: User, page: Page, live_server: Any, assert_accessible: Any
) -> None:
    contact = a_contact(school_lead)
    sign_in(page, live_server, school_lead)
    for where in (
        "/contacts/new/", "/contacts/new/who/", "/contacts/new/who/add/", "/contacts/new/worries/",
        "/contacts/new/family/", "/contacts/new/you/", "/contacts/new/route/", "/contacts/new/questions/",
        "/contacts/new/check/", "/contacts/", f"/contacts/{contact.pk}/", f"/contacts/{contact.pk}/sent/",
        f"/contacts/{contact.pk}/social-care/",
    ):  # fmt: skip
        page.goto(where)
        assert_accessible(page)


def test_the_public_page(york: Pack, page: Page, assert_accessible: Any) -> None:
    page.goto("/ask-for-help/")
    assert_accessible(page)
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert_accessible(page)
