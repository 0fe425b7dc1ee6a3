"""What every answer of Open Referral carries."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


class OpenToAnyPage:
    """Lets a page of any other site read what is published, refusals too: nothing in it is about a person, and it is
    the same whoever asks (Open Referral UK 3.0 asks for it).
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.respond(request)
        if request.path.startswith("/open-referral/"):
            answer["Access-Control-Allow-Origin"] = "*"
        return answer
