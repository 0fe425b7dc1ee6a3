"""Stepping up in a real browser, with and without scripts: readable by everybody at every width."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.helping.assessments.tests.factories import a_helped_family
from alongside.helping.step_up_down import actions
from alongside.helping.step_up_down.models import Referral
from alongside.helping.step_up_down.tests.test_carrying import a_said

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=False)]
WIDTHS = (320, 768, 1280)


def sign_in(page: Page, user: User, address: str) -> None:
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


def look(page: Page, addresses: list[str], assert_accessible: Any) -> None:
    for address in addresses:
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert_accessible(page)


def test_every_page_is_accessible(page: Page, live_server: Any, assert_accessible: Any) -> None:
    helped = a_helped_family()
    social_worker = a_user("social_worker", agency=an_agency(kind="social_care"))
    draft = actions.begin_referral(said=a_said(), family=helped.made.family, by=helped.lead)
    sent = actions.begin_referral(said=a_said(), family=helped.made.family, by=helped.lead)
    actions.send_referral(referral=sent, by=helped.lead)
    actions.receive_referral(referral=sent, by=social_worker)
    actions.ask_more(referral=sent, question="Who saw it?", by=social_worker)
    actions.record_consultation(family=helped.made.family, spoken_to="Duty", asked="?", advice="Wait.", by=helped.lead)
    family = [helped.made.family.pk]
    at = [reverse(f"step_up_down:{name}", args=family) for name in ("family", "new_for_family")]
    at += [reverse(f"step_up_down:{name}") for name in ("start", "new", "consultation")]
    at += [reverse(f"step_up_down:{name}", args=[draft.pk]) for name in ("referral", "send", "change", "withdraw")]
    at += [reverse(f"step_up_down:{name}", args=[sent.pk]) for name in ("referral", "reply", "challenge")]
    sign_in(page, helped.lead, live_server.url)
    look(page, at, assert_accessible)
    sign_in(page, social_worker, live_server.url)
    inbox = [reverse("step_up_down:inbox")]
    names = ("receive", "answer", "ask_more", "referral")
    look(page, inbox + [reverse(f"step_up_down:{name}", args=[sent.pk]) for name in names], assert_accessible)


def test_without_scripts_a_family_is_referred(
    page_without_scripts: Page, live_server: Any, assert_accessible: Any
) -> None:
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
