"""The pages about people, agreement and the search in a real browser: nothing for axe to find, at three widths."""

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import an_agency
from alongside.people.consent import actions as consent
from alongside.people.episodes.tests.factories import an_open_family
from alongside.people.families import actions as families
from alongside.people.families.tests.factories import a_pack, a_person
from tests.support import axe

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WIDTHS = (320, 768, 1280)


def sign_in(page: Page, user: User, live_server: Any) -> None:
    """Be this person, without the sign-in page, which has tests of its own."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def check(page: Page, assert_accessible: axe.Check) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)


def test_pages_about_people_are_accessible(page: Page, live_server: Any, assert_accessible: axe.Check) -> None:
    pack = a_pack()
    opened = an_open_family()
    family, by, child = opened.made.family, opened.cast.lead, opened.made.children[0]
    unborn = a_person("Baby", date_of_birth=dt.date.today() + dt.timedelta(60), date_known="expected")  # noqa: DTZ011
    families.join_family(family=family, person=unborn, role="child", by=by)
    families.change_person(person=child, seen_version=1, changes={"upn": "A123456789012"}, by=by)
    families.record_address(people=opened.made.people, lines="1 High Street", ward_code="E05010313", by=by)
    families.notice_factor(family=family, person=child, factor=pack.pack.factors[0].id, evidence="Seen", by=by)
    agreement = consent.record_agreement(
        family=family, person=opened.made.parents[0], state="given", how="in_person", by=by
    )
    school = an_agency("Millbrook School")
    wish = consent.record_sharing(
        family=family, person=child, agency=school, purpose="early_help", agrees=True, data_categories=["plan"], by=by
    )
    consent.record_lawful_basis(family=family, purpose="early_help", basis="public_task", reason="To help", by=by)
    sign_in(page, by, live_server)
    people, sharing = f"/families/{family.pk}/people/", f"/families/{family.pk}/sharing/"
    for address in (
        people, f"{people}add/", f"{people}move/", f"{people}relationships/add/", f"{people}noticed/add/",
        f"{people}{child.pk}/change/", f"{people}{child.pk}/leave/", sharing,
        f"{sharing}agreement/", f"{sharing}agencies/",
        f"{sharing}lawful-basis/", f"{sharing}agreement/{agreement.pk}/withdraw/", f"{sharing}agencies/{wish.pk}/stop/",
        "/find/",
    ):  # fmt: skip
        page.goto(address)
        check(page, assert_accessible)
    for address in (f"{people}add/", f"{people}move/", f"{sharing}agreement/", f"{sharing}agencies/", "/find/"):
        page.goto(address)
        page.locator("main form button.govuk-button").last.click()
        assert page.locator(".govuk-error-summary").is_visible()
        check(page, assert_accessible)
    for sought in ("Child1 Harper", "Nobody Atall"):
        page.goto("/find/")
        page.get_by_label("Name, UPN or NHS number").fill(sought)
        page.get_by_role("button", name="Search").click()
        check(page, assert_accessible)
