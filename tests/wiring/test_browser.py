"""The browser the other tests drive really sees pages, broken scripts and barriers."""

import pytest
from playwright.sync_api import Browser, Page

from tests.support import axe, browsers

pytestmark = pytest.mark.browser


@pytest.mark.django_db(transaction=True)
def test_the_running_product_answers_a_browser(page: Page) -> None:
    answer = page.goto("/health/ready")
    assert answer is not None
    assert answer.json() == {"ready": True, "reason": ""}


def test_axe_sees_a_barrier(browser: Browser) -> None:
    with browsers.tab(browser, "about:") as tab:
        tab.set_content('<html lang="en"><title>t</title><main><h1>t</h1><img src="data:,"></main></html>')
        with pytest.raises(AssertionError, match="image-alt"):
            axe.assert_accessible(tab)
        tab.set_content('<html lang="en"><title>t</title><main><h1>t</h1><p>Well</p></main></html>')
        axe.assert_accessible(tab)


@pytest.mark.django_db(transaction=True)
def test_axe_works_where_our_content_security_policy_rules(page: Page) -> None:
    page.goto("/health/alive")
    assert any(found["id"] == "document-title" for found in axe.violations(page))


def test_a_broken_script_fails_the_test(browser: Browser) -> None:
    def look() -> None:
        with browsers.tab(browser, "about:") as tab:
            tab.set_content("<script>throw new Error('no')</script>")

    with pytest.raises(AssertionError, match="script broke"):
        look()
