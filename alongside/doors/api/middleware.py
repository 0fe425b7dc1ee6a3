"""What the API asks of every request before it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from alongside.doors.api.pages import for_a_program
from alongside.doors.api.problems import problem


class ApiOverTlsOnly:
    """The API refuses what came without TLS and does not send it on, so that a careless program is noticed: whatever it
    sent, its password or a family's name, has travelled in the open already (OWASP ASVS 5.0, 4.1.2).
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SECURE_SSL_REDIRECT and for_a_program(request) and not request.is_secure():
            return problem(403, "This may not be done", "The API answers over HTTPS only. What you sent was not read.")
        return self.respond(request)
