"""The middleware of `benchmarks.without_walls`."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from alongside.ground.access import viewing
from alongside.ground.access.models import User
from alongside.ground.audit.collecting import Batch, collecting
from alongside.ground.lib.statements import planner_for, tell


class Forgotten(Batch):
    """Events that are collected and never written."""

    def write(self) -> None:
        """Nothing is kept."""


class InNobodysName:
    """One transaction a request, as the product has it, in the owner's name; nothing that is read is written down."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase:
        """Answer inside the transaction."""
        token = viewing._viewer.set(request.user if isinstance(request.user, User) else None)
        try:
            with transaction.atomic(), collecting(Forgotten()):
                tell(planner_for(kwargs))
                return view(request, *args, **kwargs)
        finally:
            viewing._viewer.reset(token)
