"""The frame around every page: whose council, which way round, who is signed in.

The design system stands below the packages that know these things, so they register a part of the frame in their
`AppConfig.ready()`:

    frame.register(lambda request: FramePart(navigation=(NavigationItem("Hub queue", "/hub/", order=40),)))
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.http import HttpRequest


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main navigation. `order` sorts (low first); `count` is shown beside it when not None.

    Pages below its address belong to it, and those of the named `routes` wherever they lie.
    """

    text: str
    href: str
    order: int = 50
    count: int | None = None
    routes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, in words ('Priya Shah', 'Pastoral lead, Millbrook School'), and where they sign out (POST)."""

    name: str
    role: str
    sign_out: str


@dataclass(frozen=True)
class FramePart:
    """What one package adds to the frame; blank means nothing to add."""

    council: str = ""
    home: str = ""
    sign_in: str = ""
    navigation: tuple[NavigationItem, ...] = ()
    signed_in: SignedIn | None = None
    made_up: bool = False
    footer: tuple[NavigationItem, ...] = ()


Part = Callable[[HttpRequest], FramePart]
_parts: dict[str, Part] = {}


def register(part: Part, *, name: str = "") -> None:
    """Add a part to every page's frame. Registering the same name (or function) again replaces it."""
    _parts[name or f"{part.__module__}.{part.__qualname__}"] = part


def unregister(name: str) -> None:
    """Take a named part out again; nothing happens when it is not there."""
    _parts.pop(name, None)


def page_frame(request: HttpRequest) -> FramePart:
    """The whole frame for this request: single values from the last part that has one, lists joined and in order.

    Worked out once a request, whichever templates ask.
    """
    kept: FramePart | None = getattr(request, "_page_frame", None)
    if kept is not None:
        return kept
    whole = FramePart(home="/")
    for part in _parts.values():
        whole = _joined(whole, part(request))
    whole = replace(whole, navigation=_sorted(whole.navigation), footer=_sorted(whole.footer))
    request._page_frame = whole  # type: ignore[attr-defined]  # kept for the length of the request
    return whole


def active_entry(request: HttpRequest) -> str:
    """The address of the one entry this page belongs to: by its route, else the nearest above it; '' when to none."""
    entries = page_frame(request).navigation
    route = request.resolver_match.view_name if request.resolver_match else ""
    by_route = [item.href for item in entries if route in item.routes]
    above = [item.href for item in entries if item.href != "/" and request.path.startswith(item.href)]
    return by_route[0] if by_route else max(above, key=len, default="")


def _joined(whole: FramePart, part: FramePart) -> FramePart:
    return FramePart(
        council=part.council or whole.council,
        home=part.home or whole.home,
        sign_in=part.sign_in or whole.sign_in,
        navigation=whole.navigation + part.navigation,
        signed_in=part.signed_in or whole.signed_in,
        made_up=part.made_up or whole.made_up,
        footer=whole.footer + part.footer,
    )


def _sorted(items: tuple[NavigationItem, ...]) -> tuple[NavigationItem, ...]:
    return tuple(sorted(items, key=lambda item: item.order))
