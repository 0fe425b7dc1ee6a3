"""What the session remembers of signing in: who is on the way in, and what those who are in have proved."""

import time
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from alongside.ground.sign_in.policies import (
    NOTED_EVERY_SECONDS,
    PENDING_SECONDS,
    Standing,
    confirmed_recently,
    why_over,
)
from alongside.ground.sign_in.words import Factor, Over

STANDING = "sign_in"
PENDING = "sign_in_pending"


@dataclass(frozen=True)
class Pending:
    """Somebody half way in: they proved something, and one thing is missing."""

    user_id: int
    since: float
    factors: tuple[Factor, ...]
    then: str


def made_up() -> bool:
    """True in the demonstration and in tests, where one click signs in as a persona."""
    return bool(settings.DEMO or settings.TESTING)


def second_factor_needed() -> bool:
    """False only in the demonstration."""
    return not settings.DEMO


def standing(request: HttpRequest) -> Standing | None:
    """What this session knows of itself; None when it was not begun by signing in here."""
    return as_standing(request.session.get(STANDING))


def as_standing(kept: dict[str, Any] | None) -> Standing | None:
    """A standing as the session keeps it."""
    if not kept:
        return None
    return Standing(kept["began"], kept["seen"], kept["confirmed"], tuple(Factor(one) for one in kept["factors"]))


def begin(request: HttpRequest, factors: tuple[Factor, ...]) -> None:
    """Note that the session begins now, with these things proved."""
    now = time.time()
    _keep(request, Standing(now, now, now, factors))
    request.session.pop(PENDING, None)


def confirm(request: HttpRequest, factor: Factor) -> None:
    """Note that the person has just shown again that it is they."""
    known, now = standing(request), time.time()
    if known is None:
        begin(request, (factor,))
        return
    factors = known.factors if factor in known.factors else (*known.factors, factor)
    _keep(request, replace(known, confirmed=now, seen=now, factors=factors))


def over(request: HttpRequest) -> Over | None:
    """Why the session of a signed-in person must end now; None when it may go on.

    Django's test client signs people in without any of this: such a session is good in tests alone.
    """
    known = standing(request)
    if known is None and settings.TESTING:
        return None
    return why_over(known, time.time(), made_up=made_up(), second_factor_needed=second_factor_needed())


def note_use(request: HttpRequest) -> None:
    """Remember that the session was used, once a minute at most."""
    known, now = standing(request), time.time()
    if known is not None and now - known.seen >= NOTED_EVERY_SECONDS:
        _keep(request, replace(known, seen=now))


def has_confirmed_recently(request: HttpRequest) -> bool:
    """Whether the person showed within ten minutes that it is they. In tests, the test client's sessions have."""
    known = standing(request)
    if known is None and settings.TESTING:
        return True
    return confirmed_recently(known, time.time())


def wait(request: HttpRequest, user_id: int, factors: tuple[Factor, ...], then: str) -> None:
    """Remember somebody half way in, for a quarter of an hour."""
    request.session[PENDING] = {"user": user_id, "since": time.time(), "factors": list(factors), "then": then}


def pending(request: HttpRequest) -> Pending | None:
    """Whoever is half way in, unless that was too long ago."""
    kept = request.session.get(PENDING)
    if not kept or time.time() - kept["since"] >= PENDING_SECONDS:
        return None
    return Pending(kept["user"], kept["since"], tuple(Factor(one) for one in kept["factors"]), kept["then"])


def forget_pending(request: HttpRequest) -> None:
    """Begin again at the sign-in page."""
    request.session.pop(PENDING, None)


def _keep(request: HttpRequest, known: Standing) -> None:
    request.session[STANDING] = {
        "began": known.began,
        "seen": known.seen,
        "confirmed": known.confirmed,
        "factors": list(known.factors),
    }
