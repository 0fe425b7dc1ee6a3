"""The macros draw what the pinned GOV.UK Frontend publishes: its own fixtures, drawn by us, give its own markup."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.template import engines

COMPONENTS = Path(__file__).resolve().parents[4] / "node_modules/govuk-frontend/dist/govuk/components"
USED = {
    "back-link": "govukBackLink",
    "button": "govukButton",
    "character-count": "govukCharacterCount",
    "checkboxes": "govukCheckboxes",
    "date-input": "govukDateInput",
    "error-summary": "govukErrorSummary",
    "input": "govukInput",
    "notification-banner": "govukNotificationBanner",
    "radios": "govukRadios",
    "select": "govukSelect",
    "skip-link": "govukSkipLink",
    "textarea": "govukTextarea",
}


def plain(html: str) -> str:
    """The markup without white space between tags, and with characters written one way."""
    spaced = re.sub(r"\s+", " ", html.replace("&#39;", "'").replace("&#34;", "&quot;"))
    return re.sub(r"\s*(/?>)\s*", r"\1", re.sub(r"\s*<", "<", spaced)).strip()


def drawn(component: str, options: dict[str, Any]) -> str:
    macro = USED[component]
    address = f"govuk_frontend_jinja/components/{component}/macro.html"
    source = f'{{% from "{address}" import {macro} %}}{{{{ {macro}(options) }}}}'
    return str(engines["jinja2"].from_string(source).render({"options": options}))


@pytest.mark.parametrize("component", USED)
def test_the_published_example_is_drawn_alike(component: str) -> None:
    fixtures = json.loads((COMPONENTS / component / "fixtures.json").read_text(encoding="utf-8"))["fixtures"]
    visible = [fixture for fixture in fixtures if not fixture.get("hidden")]
    alike = [plain(drawn(component, fixture["options"])) == plain(fixture["html"]) for fixture in visible]
    assert alike[0], f"{component}: {visible[0]['name']} differs"
    assert sum(alike) / len(alike) >= 0.8, [f["name"] for f, same in zip(visible, alike, strict=True) if not same]
