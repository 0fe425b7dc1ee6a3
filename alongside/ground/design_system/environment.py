"""The Jinja2 environment every page is rendered with."""

import os
from collections.abc import Iterable, MutableMapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from jinja2 import (
    ChainableUndefined,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
)
from jinja2.utils import internalcode

from alongside.ground.design_system.filters import FILTERS
from alongside.ground.design_system.frame import active_entry, page_frame
from alongside.ground.lib import clock

MACROS = "govuk_frontend_jinja/"


class Pages(Environment):
    """Our templates, strict; and GOV.UK's macros beside them, which rely on leaving things out.

    In our templates an undefined name is an error, never a blank. The macros of `govuk_frontend_jinja` ask for every
    option whether given or not, so they are loaded in an environment of their own that allows it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "undefined": StrictUndefined})
        macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja", "templates")})
        self.macros = Environment(autoescape=True, loader=macros, undefined=ChainableUndefined, auto_reload=False)

    @internalcode
    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002  # Jinja2 names it
        if name.startswith(MACROS):
            return self.macros.get_template(name)
        return super()._load_template(name, globals)


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page; `query` (a dict) adds a query string, leaving out what is blank."""
    query = kwargs.pop("query", None) or {}
    given = {key: value for key, value in query.items() if value not in ("", None, [])}
    path = reverse(name, args=args, kwargs=kwargs)
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def messages_for(request: HttpRequest) -> Iterable[Any]:
    """What the last page wanted said; nothing on the page for a broken one, which may not ask the database."""
    return [] if getattr(request, "_no_messages", False) else get_messages(request)


def csp_nonce(request: HttpRequest) -> str:
    """What a script element of this page must carry to be allowed to run (settings.CONTENT_SECURITY_POLICY)."""
    return str(getattr(request, "csp_nonce", ""))


def mode() -> str:
    """How this installation runs: 'demo', 'test', or '' for real work."""
    return os.environ.get("ALONGSIDE_MODE", "")


def environment(**options: Any) -> Environment:
    """Build the environment: strict, escaping, with our filters, and what every template may call (`url` and more)."""
    options.setdefault("loader", FileSystemLoader([]))
    built = Pages(**{**options, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True})
    built.globals.update(
        url=address,
        static=static,
        page_frame=page_frame,
        active_entry=active_entry,
        messages_for=messages_for,
        mode=mode,
        csp_nonce=csp_nonce,
        today=clock.today,
    )
    built.filters.update(FILTERS)
    return built
