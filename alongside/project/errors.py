"""Pages for when something is missing, refused or broken; each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string

NOT_FOUND = "Page not found. If you followed a link, go back and try again. You may not be allowed to see this page."
NOT_ALLOWED = "You cannot do that. Go back, check that you are signed in, and try again."
BROKEN = "Sorry, there is a problem with the service. Try again in a few minutes. What you saved is safe."


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: it is not there, or this reader may not know that it is."""
    return _page(request, "design_system/not_found.html", NOT_FOUND, 404)


def not_allowed(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403, and the answer to a form whose protection has expired."""
    return _page(request, "design_system/not_allowed.html", NOT_ALLOWED, 403)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; the log says where."""
    return _page(request, "design_system/broken.html", BROKEN, 500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent makes no sense to us."""
    return _page(request, "design_system/broken.html", BROKEN, 400)


def _page(request: HttpRequest, template: str, plain: str, status: int) -> HttpResponse:
    """The page, or its plain text when even the page cannot be made: an error page must not fail."""
    try:
        return HttpResponse(render_to_string(template, {}, request=request), status=status)
    except TemplateDoesNotExist:
        return HttpResponse(plain, status=status, content_type="text/plain; charset=utf-8")
    except Exception:
        if status != 500:
            raise
        return HttpResponse(plain, status=status, content_type="text/plain; charset=utf-8")
