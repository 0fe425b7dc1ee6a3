"""Refusals as RFC 9457 problem documents, in the same words the pages use."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from alongside.doors.api.seen import ChangedSince, NotSeen, etag
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.lib.models import Conflict

REFUSALS = {
    400: "What was sent cannot be read",
    401: "Nobody is signed in",
    403: "This may not be done",
    404: "Nothing, or nothing that may be known of",
    409: "Somebody else changed it meanwhile",
    415: "Not JSON",
    422: "What was sent does not fit, or cannot be done",
}
NOT_FOUND = "There is nothing here, or nothing that you may know of."


def problem(status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """A problem document; what is blank is left out."""
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    content |= {name: value for name, value in more.items() if value}
    return HttpResponse(json.dumps(content), status=status, content_type="application/problem+json")


class InWords(NinjaAPI):
    """An API whose description says how refusals look, so that partners' systems can rely on it."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """The description, with every operation's refusals."""
        document = super().get_openapi_schema(**given)
        refusals = {status: {"description": said, "content": _CONTENT} for status, said in REFUSALS.items()}
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"] = {**refusals, **operation["responses"]}
        return document


_TEXT = {"type": "string"}
_CONTENT = {
    "application/problem+json": {
        "schema": {
            "type": "object",
            "title": "Problem",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                **dict.fromkeys(("type", "title", "detail", "what_to_do", "field"), _TEXT),
                "status": {"type": "integer"},
                "version": {"type": "integer"},
                "errors": {
                    "type": "array",
                    "items": {"type": "object", "properties": {"field": _TEXT, "message": _TEXT}},
                },
            },
        }
    }
}


def answer_in_words(api: NinjaAPI) -> None:
    """Have every refusal of the API answered with a problem document."""
    _answer_edits(api)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return problem(422, "This cannot be done", error.message, what_to_do=error.what_to_do, field=error.field)

    @api.exception_handler(NotAllowed)
    def not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
        return problem(403, "You may not do this", error.message, what_to_do=error.what_to_do)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        wrong = [{"field": _field(one["loc"]), "message": one["msg"]} for one in error.errors]
        detail = "; ".join(f"{one['field']}: {one['message']}" for one in wrong)
        return problem(422, "What was sent does not fit", detail, errors=wrong)

    @api.exception_handler(AuthenticationError)
    def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "You are not signed in", "Sign in first, and send the session's cookie.")

    @api.exception_handler(HttpError)
    def http(request: HttpRequest, error: HttpError) -> HttpResponse:
        ours = error.__cause__ if isinstance(error.__cause__, HttpError) else error  # Ninja wraps what parsing raised
        return problem(ours.status_code, "The request was refused", str(ours))

    @api.exception_handler(NotFoundForYou)
    def unknown(request: HttpRequest, error: NotFoundForYou) -> HttpResponse:
        return problem(404, "Not found", NOT_FOUND)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "Not found", NOT_FOUND)


def _answer_edits(api: NinjaAPI) -> None:
    """What an edit is refused for: somebody else was quicker, or it does not say what it was made from."""

    @api.exception_handler(Conflict)
    def conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
        return problem(409, "Somebody else changed this", str(error), version=error.current.version)

    @api.exception_handler(NotSeen)
    def not_seen(request: HttpRequest, error: NotSeen) -> HttpResponse:
        return problem(428, "If-Match is needed", error.message, what_to_do=error.what_to_do)

    @api.exception_handler(ChangedSince)
    def changed(request: HttpRequest, error: ChangedSince) -> HttpResponse:
        answer = problem(
            412, "Somebody else changed this", str(error), version=error.current.version,
            what_to_do="Read it again, and send your change with the ETag it has now.",
        )  # fmt: skip
        answer["ETag"] = etag(error.current)
        return answer


def _field(path: tuple[Any, ...]) -> str:
    """'people.0.role' of ('body', 'report', 'people', 0, 'role'): where it is in what was sent."""
    return ".".join(str(part) for part in path[2:] or path)
