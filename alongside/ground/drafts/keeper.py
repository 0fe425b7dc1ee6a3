"""Drafts as form pages ask for them (`design_system.keeping.Keeper`)."""

from typing import Any

from django.urls import reverse

from alongside.ground.design_system.keeping import Kept
from alongside.ground.drafts import actions, queries


class Drafts:
    """The keeper that form pages use."""

    def kept(self, by: Any, key: str) -> Kept | None:
        """The draft, if there is one."""
        draft = queries.draft_for(by, key)
        return Kept(draft.data, draft.updated_at) if draft else None

    def discard(self, by: Any, key: str) -> None:
        """Forget the draft."""
        actions.discard(by=by, key=key)

    def address(self, key: str) -> str:
        """Where the page saves it."""
        return reverse("save_draft", args=[key])
