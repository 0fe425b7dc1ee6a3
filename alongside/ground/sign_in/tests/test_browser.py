"""In a real browser: passkeys on a made-up device, every page by axe at three widths, and without scripts."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from alongside.ground.access.tests.factories import a_user
from alongside.ground.sign_in.queries import methods_of
from alongside.ground.sign_in.tests.people import PASSWORD, Somebody, code_of, somebody
from tests.support import axe

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("for_real"),
]
WIDTHS = (1280, 768, 320)
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Device:
    """A phone or laptop that keeps passkeys, inside the browser's debugger."""

    def __init__(self, page: Page, **differently: Any) -> None:
        self.tool = page.context.new_cdp_session(page)
        self.tool.send("WebAuthn.enable")
        made = self.tool.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, **differently}})
        self.id = made["authenticatorId"]

    def is_verified(self, verified: bool) -> None:
        """Whether finger, face or PIN are right."""
        told = {"authenticatorId": self.id, "isUserVerified": verified}
        self.tool.send("WebAuthn.setUserVerified", told)


@pytest.fixture
def worker(page: Page) -> Somebody:
    """Somebody half way in at their first sign-in, in the browser."""
    person = somebody(app=False)
    give_password(page, person)
    return person


def give_password(page: Page, person: Somebody) -> None:
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(person.user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def make_a_passkey(page: Page) -> None:
    page.get_by_label("A passkey").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What shall we call it?").fill("Work laptop")
    page.get_by_role("button", name="Make the passkey").click()


def test_a_passkey_is_made_and_then_signs_in_alone(page: Page, worker: Somebody) -> None:
    Device(page)
    make_a_passkey(page)
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.get_by_role("button", name="I have kept them").click()
    (passkey,) = methods_of(worker.user).passkeys
    assert passkey.name == "Work laptop"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()
    page.goto("/your-sign-in/")
    page.get_by_text("Passkey: Work laptop").wait_for()


def test_a_passkey_is_the_second_step_and_confirms(page: Page, worker: Somebody) -> None:
    Device(page)
    make_a_passkey(page)
    page.get_by_role("button", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    give_password(page, worker)
    page.wait_for_url("**/sign-in/passkey/")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()
    page.goto("/confirm/?next=/your-sign-in/")
    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_text("Passkey: Work laptop").wait_for()


def test_a_passkey_without_finger_or_pin_is_not_enough(page: Page, worker: Somebody) -> None:
    device = Device(page)
    make_a_passkey(page)
    page.get_by_role("button", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    device.is_verified(False)
    page.goto("/sign-in/passkey/")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("The passkey was not used. Try again, or use another way.").wait_for()


def test_an_answer_altered_on_the_way_is_refused(page: Page, worker: Somebody) -> None:
    Device(page)
    make_a_passkey(page)
    page.get_by_role("button", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    seen: list[str] = []

    def alter(route: Any) -> None:
        from urllib.parse import parse_qs, urlencode

        if route.request.method != "POST":
            route.continue_()
            return
        form = parse_qs(route.request.post_data, keep_blank_values=True)
        credential = json.loads(form["credential"][0])
        signature = credential["response"]["signature"]
        credential["response"]["signature"] = signature[:-6] + ("AAAAAA" if signature[-6:] != "AAAAAA" else "BBBBBB")
        seen.append(credential["id"])
        form["credential"] = [json.dumps(credential)]
        route.continue_(post_data=urlencode(form, doseq=True))

    page.route("**/sign-in/passkey/", alter)
    page.goto("/sign-in/passkey/")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("This passkey was not accepted.").first.wait_for()
    assert seen
    assert page.goto("/your-sign-in/") is not None
    assert "/sign-in/" in page.url


def test_without_scripts_the_app_signs_in(page_without_scripts: Page) -> None:
    page = page_without_scripts
    person = somebody()
    give_password(page, person)
    page.get_by_label("Code").fill(code_of(person.secret))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()


def wrong_on(page: Page, address: str) -> list[str]:
    """What stands in somebody's way on the page, at three widths."""
    answer = page.goto(address)
    assert answer is not None and answer.status in (200, 410), f"{address}: {answer and answer.status}"
    return [*_at_each_width(page, address), *_sent_blank(page, address)]


def _at_each_width(page: Page, name: str) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{name} at {width}: {one['id']}: {one['help']}" for one in axe.violations(page)]
        if page.evaluate(SIDEWAYS):
            found.append(f"{name} at {width} scrolls sideways")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


BLANK = ("/password/", "/your-sign-in/password/", "/sign-in/set-up/", "/sign-in/set-up/app/")


def _sent_blank(page: Page, address: str) -> list[str]:
    if address not in BLANK:
        return []
    page.locator("main form .govuk-button-group button").last.click()
    page.get_by_text("There is a problem").wait_for()
    return _at_each_width(page, f"{address} sent blank")


def test_no_page_has_a_barrier(page: Page, worker: Somebody) -> None:
    wrong = []
    for address in ("/sign-in/set-up/", "/sign-in/set-up/app/", "/sign-in/set-up/passkey/"):
        wrong += wrong_on(page, address)
    Device(page)
    page.goto("/sign-in/set-up/")
    make_a_passkey(page)
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    wrong += wrong_on(page, "/your-sign-in/recovery-codes/")
    (passkey,) = methods_of(worker.user).passkeys
    for address in (
        "/your-sign-in/", "/your-sign-in/password/", "/confirm/", "/your-sign-in/recovery-codes/new/",
        f"/your-sign-in/passkeys/{passkey.id}/remove/", "/your-sign-in/sessions/end-others/",
        "/your-sign-in/app/remove/",
    ):  # fmt: skip
        wrong += wrong_on(page, address)
    page.context.clear_cookies()
    for address in ("/sign-in/", "/sign-in/passkey/", "/password/", "/password/sent/", "/password/new/"):
        wrong += wrong_on(page, address)
    give_password(page, somebody(email="other@example.test"))
    wrong += wrong_on(page, "/sign-in/code/")
    assert not wrong, "\n".join(wrong)


def test_the_policy_stops_what_is_not_ours(page: Page) -> None:
    a_user()
    page.goto("/sign-in/")
    page.evaluate(
        """() => {
          const script = document.createElement('script')
          script.textContent = 'window.ranFromInside = true'
          document.body.append(script)
        }"""
    )
    assert page.evaluate("() => window.ranFromInside") is None
    assert page.evaluate("() => document.body.classList.contains('js-enabled')"), "our own scripts run"
