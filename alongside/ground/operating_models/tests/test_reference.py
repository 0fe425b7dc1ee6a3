"""The pack reference says what the schema and the checks say now."""

from django.conf import settings

from alongside.ground.operating_models.checks import CHECKS
from alongside.ground.operating_models.reference import pack_reference


def test_the_reference_is_current() -> None:
    page = settings.BASE_DIR / "docs" / "pack-reference.md"
    assert page.read_text(encoding="utf-8") == pack_reference(), "Run 'python tools/generated_docs.py'"


def test_the_reference_names_every_check_with_what_it_says() -> None:
    text = pack_reference()
    assert all(f"| `{name}` |" in text and (function.__doc__ or "") for name, function in CHECKS.items())
    assert "`level`" not in text.split("## Checks")[1]
    assert "| `count` | `working`, `calendar` | required |" in text
