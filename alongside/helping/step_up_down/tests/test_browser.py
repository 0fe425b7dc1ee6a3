"""Stepping up in a real browser, without scripts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from alongside.ground.access.models import User
from alongside.helping.assessments.tests.factories import a_helped_family
from alongside.helping.step_up_down.models import Referral

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=False)]


def sign_in(page: Page, user: User, address: str) -> None:
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


def test_without_scripts_a_family_is_referred(page_without_scripts: Page, live_server: Any) -> None:
    page, helped = page_without_scripts, a_helped_family()
    sign_in(page, helped.lead, live_server.url)
    page.goto(reverse("step_up_down:family", args=[helped.made.family.pk]))
    page.get_by_role("button", name="Refer this family to social care").click()
    page.get_by_role("button", name="Continue to check it").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Write what you are worried about")
    page.get_by_label("What do you know about the child’s safety now?").fill("At school until three.")
    page.get_by_label("What are you worried about?").fill("A bruise nobody can explain.")
    page.get_by_label("A child may be at risk of significant harm").check()
    page.get_by_label("Social worker in the MASH").check()
    page.get_by_label("Not yet").check()
    page.get_by_role("button", name="Continue to check it").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check and send the referral")
    page.get_by_role("button", name="Send to social care now").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Referral to social care")
    assert Referral.objects.get().state == "sent"
