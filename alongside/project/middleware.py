"""What every request passes through: headers that protect the reader, and a log line without personal data."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

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

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Log where it broke, without the error's own text, which may quote what a person typed."""
        where = error.__traceback__
        while where is not None and where.tb_next is not None:
            where = where.tb_next
        self.log.error(
            "request_broke",
            route=request.resolver_match.route if request.resolver_match else "",
            error=type(error).__name__,
            file=where.tb_frame.f_code.co_filename.rpartition("alongside/")[2] if where else "",
            line=where.tb_lineno if where else 0,
        )
        return None
