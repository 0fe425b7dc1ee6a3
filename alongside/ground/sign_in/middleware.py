"""Ends sessions that are over, before a page is asked for; the page then keeps what was typed, as for anybody."""

from collections.abc import Callable

import structlog
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from alongside.ground.sign_in import session

Respond = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("alongside.sign_in")


class SessionRules:
    """Thirty minutes idle, eight hours at most, second factor proved, begun by our own sign-in."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            why = session.over(request)
            if why is None:
                session.note_use(request)
            else:
                log.info("session_over", why=why.value, user=request.user.pk)
                logout(request)
        return self.respond(request)
