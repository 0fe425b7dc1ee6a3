"""Every page of the package in a real browser, by axe, on a telephone and on a desk; errors too."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit import actions as audit
from alongside.ground.audit.models import Alert
from alongside.ground.audit.reading import note, request_scope
from alongside.ground.lib.clock import today
from alongside.improving.governance import actions
from alongside.improving.governance.models import SubjectItem
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack


@pytest.fixture
def officer(transactional_db: None) -> User:
    a_pack()
    return a_user("privacy_officer", name="Miriam Castle")


@pytest.fixture
def worker(officer: User) -> User:
    return a_user("family_worker", name="Wendy Worker")


@pytest.fixture
def made(worker: User) -> MadeFamily:
    """A family whose readers are known, and alerts about one of them: open, about the officer, closed."""
    made = a_family(readers=(worker.principal,))
    with request_scope():
        note(
            by=worker, record_type="families.family", record_id=made.family.pk, family_id=made.family.pk,
            standing="role",
        )  # fmt: skip
    return made


def an_alert(about: User) -> Alert:
    detail = {"families": 12, "limit": 10}
    return audit.raise_alert(kind="odd_reading", about=about, by=the_system(), detail=detail)


def look(page: Page, client: Client, user: User, address: str, addresses: list[str], check: Any) -> None:
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for one in addresses:
            page.goto(one)
            check(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{one} scrolls sideways"


@pytest.mark.browser
@pytest.mark.slow
def test_no_page_fails_axe(
    page: Page, live_server: Any, client: Client, officer: User, worker: User, made: MadeFamily, assert_accessible: Any
) -> None:
    waits, own, closed = an_alert(worker), an_alert(officer), an_alert(worker)
    look(page, client, officer, live_server.url, ["/alerts/closed/"], assert_accessible)
    audit.close_alert(alert=closed, outcome="explained", note="She covered the duty desk.", by=officer)
    pages = ["/", "/alerts/", "/alerts/closed/", *(f"/alerts/{one.pk}/" for one in (waits, own, closed))]
    look(page, client, officer, live_server.url, pages, assert_accessible)
    page.goto(f"/alerts/{waits.pk}/")
    page.get_by_role("button", name="Close the alert").last.click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert_accessible(page)
    at = f"/families/{made.family.pk}/sharing/"
    pages = [at, f"{at}readers/", f"{at}readers/for-the-family/"]
    look(page, client, worker, live_server.url, pages, assert_accessible)


@pytest.mark.browser
@pytest.mark.slow
def test_no_page_about_a_request_fails_axe(
    page: Page, live_server: Any, client: Client, officer: User, worker: User, made: MadeFamily, assert_accessible: Any
) -> None:
    asked = actions.record_request(
        family=made.family, person=made.parents[0], asked_on=today(), asked_as="themselves", by=worker
    )
    look(
        page,
        client,
        worker,
        live_server.url,
        [f"/families/{made.family.pk}/sharing/asks-for-record/"],
        assert_accessible,
    )
    at = f"/record-requests/{asked.pk}/"
    look(page, client, officer, live_server.url, ["/record-requests/", at, f"{at}take-on/"], assert_accessible)
    actions.take_on(request=asked, identity_checked="Saw her passport.", by=officer)
    actions.gather(request=asked, by=the_system())
    item = SubjectItem.objects.exclude(others=[]).earliest("number")
    forms = [f"{at}{one}/" for one in (f"items/{item.pk}", "plain", "review", "send-back", "send", "refuse")]
    look(page, client, officer, live_server.url, [at, *forms], assert_accessible)
    page.goto(forms[0])
    page.get_by_role("button", name="Save and go on").last.click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert_accessible(page)
