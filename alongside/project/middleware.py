"""What every request passes through: headers that protect the reader, and a log line without personal data."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from alongside.ground.access.models import User
from alongside.ground.access.queries import public_door
from alongside.ground.access.viewing import viewing_as
from alongside.ground.audit.reading import NotWritten, request_scope
from alongside.ground.lib.statements import planner_for
from alongside.ground.operating_models.queries import pack_found_once

Respond = Callable[[HttpRequest], HttpResponseBase]


class ProtectTheReader:
    """No page uses the camera or stays in a shared computer's cache. What may run in pages: CONTENT_SECURITY_POLICY."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.respond(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cache-Control", "no-store")
        return response


NOT_WRITTEN = (
    "Nothing can be shown just now, because the record of who looked cannot be written. Nothing you did was saved. "
    "Try again in a few minutes."
)


class InTheReadersName:
    """Everything a page reads and writes happens in one transaction, which PostgreSQL knows to be this person's.

    Whoever is not signed in reads as the public page's actor, who may see nobody. Must stand last, next to the view.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Answer inside the transaction; None (Django answers by itself) for pages that ask the database nothing."""
        if getattr(view, "asks_nobody", False):
            return None
        by = request.user if isinstance(request.user, User) else public_door()
        device, address = request.headers.get("User-Agent", ""), request.META.get("REMOTE_ADDR", "")
        scope = request_scope(user_agent=device, address=address)
        try:
            with scope, pack_found_once(), viewing_as(by, planner_for(kwargs)):
                answer = view(request, *args, **kwargs)
                if isinstance(answer, StreamingHttpResponse):
                    answer.streaming_content = list(answer)  # out of here nobody reads, and every table would be empty
                return answer
        except NotWritten as error:
            log_broken(request, error)
            return HttpResponse(NOT_WRITTEN, status=503, content_type="text/plain; charset=utf-8")
        except Http404:
            raise
        except Exception as error:
            log_broken(request, error)
            raise


class RequestLog:
    """One line a request: method, route (not the address, which may hold a search), status, milliseconds."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.log = structlog.get_logger("alongside.request")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.respond(request)
        match = request.resolver_match
        self.log.info(
            "request",
            method=request.method,
            route=match.route if match else "(no such page)",
            status=response.status_code,
            milliseconds=round((time.perf_counter() - began) * 1000, 1),
        )
        return response


def log_broken(request: HttpRequest, error: Exception) -> None:
    """Log where it broke, without the error's own text, which may quote what a person typed."""
    where = error.__traceback__
    while where is not None and where.tb_next is not None:
        where = where.tb_next
    structlog.get_logger("alongside.request").error(
        "request_broke",
        route=request.resolver_match.route if request.resolver_match else "",
        error=type(error).__name__,
        file=where.tb_frame.f_code.co_filename.rpartition("alongside/")[2] if where else "",
        line=where.tb_lineno if where else 0,
    )
