"""What the API answers when none of its operations did: for the project's own refusals."""

from django.http import HttpRequest, HttpResponse

from alongside.doors.api.problems import NOT_FOUND, problem

BROKEN = "Something went wrong on our side, and what you sent may not have been saved."


def for_a_program(request: HttpRequest) -> bool:
    """Whether a request is for the API, whatever is or is not at its address."""
    return request.path.startswith("/api/")


def not_found() -> HttpResponse:
    """404: at this address there is no operation. It looks like a record that is not there."""
    return problem(404, "Not found", NOT_FOUND)


def broken() -> HttpResponse:
    """500: our fault."""
    return problem(500, "Sorry, there is a problem", BROKEN, what_to_do="Read it again before you send it again.")
