"""Which page answers when something is missing, refused or broken; the pages themselves are the design system's."""

import structlog
from django.http import HttpRequest, HttpResponse

from alongside.doors.api import pages as api
from alongside.ground.design_system import refusals

PLAIN = "Sorry, there is a problem with the service. Try again in a few minutes. What you saved is safe."

not_allowed = refusals.not_allowed


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: a page, or for a program a problem document; both the same as for what may not be known of."""
    if api.for_a_program(request):
        return api.not_found()
    return refusals.not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. When even the page for that cannot be made, its text: an error page must not fail."""
    if api.for_a_program(request):
        return api.broken()
    try:
        return refusals.broken(request)
    except Exception as trouble:  # whatever broke it, the person still gets an answer
        structlog.get_logger("alongside.request").error("error_page_broke", error=type(trouble).__name__)
        return HttpResponse(PLAIN, status=500, content_type="text/plain; charset=utf-8")


def bad_request(_request: HttpRequest, _exception: Exception | None = None) -> HttpResponse:
    """400: what was sent makes no sense to us."""
    text = "What was sent cannot be understood. Go back and try again."
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
