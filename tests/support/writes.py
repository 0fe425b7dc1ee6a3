"""Notices when answering a GET request writes to the database."""

import re
from collections.abc import Callable
from typing import Any

from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

WRITES = re.compile(
    r"""^\s*(?:WITH\b.*?\b)?(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)""", re.IGNORECASE | re.DOTALL
)
ALLOWED = frozenset(
    {
        "django_session",  # signing in and out, and one-time messages
        "audit_event",  # every read is written down, in the request's own transaction
        "audit_alert",  # and the tenth odd one asks for somebody to look, in the same
        "directory_serviceuse",  # how often a service is opened, of nobody in particular
    }
)
# Identity providers send people back by GET (OpenID Connect; SAML after our own redirect), which begins a session.
BACK_FROM_PROVIDER = re.compile(r"^/sign-in/(openid|saml)/[^/]+/(back/)?$")

written_by_get_requests: list[str] = []


def written_table(sql: str) -> str | None:
    """The table a statement writes to, or None for one that only reads (or writes where a GET may)."""
    found = WRITES.match(sql)
    return found[2] if found and found[2] not in ALLOWED else None


def watched(respond: Callable[[BaseHandler, HttpRequest], HttpResponseBase]) -> Any:
    """Wrap Django's request handler, in whichever thread it answers (test client and live server alike)."""

    def get_response(handler: BaseHandler, request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"} or BACK_FROM_PROVIDER.match(request.path):
            return respond(handler, request)

        def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            if written_table(str(sql)):
                written_by_get_requests.append(f"{request.method} {request.path}: {str(sql)[:200]}")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(watch):
            return respond(handler, request)

    return get_response


BaseHandler.get_response = watched(BaseHandler.get_response)  # type: ignore[method-assign]
