"""The pages of refusal: not here, not allowed, not now, broken. Each says why and what to do, and none says a name."""

import logging
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.ground.design_system import resume
from alongside.ground.design_system.frame import FramePart
from alongside.ground.lib.errors import Refused, Restricted
from alongside.ground.lib.hooks import Hook
from alongside.ground.lib.ids import new_id

log = logging.getLogger(__name__)

WHERE_TO_ASK: Hook[[HttpRequest, uuid.UUID], str] = Hook()
"""Answers with the address at which a restricted record can be opened in an emergency, or ''."""


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing is here, or nothing this person may know of. The two look the same."""
    return render(request, "design_system/not_found.html", {"title": "Page not found"}, status=404)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the person may not; the reason and whom to ask, when the refusal says."""
    told = {"title": "You cannot do this", **_said(exception)}
    if isinstance(exception, Restricted):
        told |= {
            "title": "This record is restricted",
            "emergency": next(iter(WHERE_TO_ASK(request, exception.subject)), ""),
        }
    return render(request, "design_system/not_allowed.html", told, status=403)


def not_now(request: HttpRequest, refused: Refused) -> HttpResponse:
    """409: it cannot be done as things stand."""
    return render(
        request, "design_system/not_allowed.html", {"title": "This cannot be done now", **_said(refused)}, status=409
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. Gives a reference, and carries what was typed so that it can be sent again.

    Uses nothing that may be broken too: no database, no navigation.
    """
    reference = str(new_id())[-8:].upper()
    log.error("a page broke", extra={"reference": reference})
    request._page_frame = FramePart(home="/")  # type: ignore[attr-defined]  # the frame, without asking anybody
    request._no_messages = True  # type: ignore[attr-defined]  # none are read: they may live in the database
    typed = resume.unpack(resume.pack(request)) if request.method == "POST" else None
    told = {"title": "Sorry, there is a problem", "reference": reference, "typed": typed}
    return render(request, "design_system/broken.html", told, status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose security token is out of date (set as CSRF_FAILURE_VIEW): it can be sent again as it was."""
    told = {"title": "Please send this again", "kept": resume.unpack(resume.pack(request))}
    return render(request, "design_system/resume.html", told, status=403)


def carry_on(request: HttpRequest, kept: resume.Resumed | None) -> HttpResponse:
    """After signing in again: what was typed is kept, with a button back to the filled form."""
    told = {"title": "What you typed is kept" if kept else "What you typed is no longer here", "kept": kept}
    return render(request, "design_system/resume.html", told, status=200 if kept else 410)


def _said(refused: Exception | None) -> dict[str, str]:
    if isinstance(refused, Refused):
        return {"message": refused.message, "what_to_do": refused.what_to_do}
    return {
        "message": "You do not have permission to do this.",
        "what_to_do": "If you think you should, ask your manager.",
    }
