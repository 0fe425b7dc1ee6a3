"""Addresses of drafts."""

from django.urls import URLPattern, path, register_converter

from alongside.ground.drafts.views import SaveDraft


class DraftKey:
    """Letters, digits, '-', '_', '.' and ':', up to 120: no names belong in a key."""

    regex = r"[A-Za-z0-9._:-]{1,120}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(DraftKey, "draft_key")
urlpatterns: list[URLPattern] = [path("drafts/<draft_key:key>", SaveDraft.as_view(), name="save_draft")]
