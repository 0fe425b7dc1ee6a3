"""One person's session with the API, for its tests."""

import json
from typing import Any

from django.test import Client

from alongside.ground.access.models import User


class Api:
    """Every answer as (status, content)."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def __call__(self, method: str, path: str, **told: Any) -> tuple[int, Any]:
        """Ask for something below /api/v1/."""
        body = {} if method in ("get", "delete") else {"data": json.dumps(told, default=str)}
        answer = getattr(self.client, method)(f"/api/v1/{path}", **body, content_type="application/json")
        return answer.status_code, json.loads(answer.content) if answer.content else None
