"""What others need of the API: what it answers when none of its operations did, and how it refuses in words."""

from django.http import HttpRequest, HttpResponse

from alongside.doors.api.parsing import CarefulParser
from alongside.doors.api.problems import NOT_FOUND, InWords, answer_in_words, problem

__all__ = ["CarefulParser", "InWords", "answer_in_words", "broken", "for_a_program", "not_found"]

BROKEN = "Something went wrong on our side, and what you sent may not have been saved."


def for_a_program(request: HttpRequest) -> bool:
    """Whether a request is for the API or for Open Referral, whatever is or is not at its address."""
    return request.path.startswith(("/api/", "/open-referral/"))


def not_found() -> HttpResponse:
    """404: at this address there is no operation. It looks like a record that is not there."""
    return problem(404, "Not found", NOT_FOUND)


def broken() -> HttpResponse:
    """500: our fault."""
    return problem(500, "Sorry, there is a problem", BROKEN, what_to_do="Read it again before you send it again.")
