"""The way in: what happens after somebody has proved something, whichever page they proved it on."""

from typing import NoReturn

from django.contrib.auth import authenticate, login
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from alongside.ground.access.models import User
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.ground.sign_in import actions, attempts, session
from alongside.ground.sign_in.policies import has_second_factor
from alongside.ground.sign_in.queries import active_person, methods_of
from alongside.ground.sign_in.words import Factor

NO_MATCH = "The e-mail address and password do not match an account."
BACKEND = "alongside.ground.access.backends.EmailBackend"


def safe_address(request: HttpRequest, asked: str) -> str:
    """`asked` if it is a page of ours; otherwise the home page."""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else "/"


def where_to(request: HttpRequest) -> str:
    """The page asked for before signing in, if it is one of ours; otherwise the home page."""
    return safe_address(request, request.POST.get("next") or request.GET.get("next") or "/")


def know_by_password(request: HttpRequest, email: str, password: str) -> User:
    """Whose e-mail address and password these are. A wrong try is counted, so nothing around it may be rolled back.

    Raises Refused without saying which of the two is wrong, or after too many wrong tries.
    """
    attempts.check(request, email.casefold())
    user = authenticate(request, username=email.casefold(), password=password)
    if isinstance(user, User):
        return user
    attempts.check(request, email.casefold())
    raise Refused(NO_MATCH, field="password")


def know_by_code(request: HttpRequest, user: User, code: str) -> Factor:
    """Which factor of this person the code proves. A wrong try is counted; raises Refused."""
    attempts.check(request, user.email)
    factor = actions.use_code(user=user, code=code, by=user)
    if factor is None:
        wrong(request, user, "This code is not right, or was used before.", "code", "Wait for the next.")
    return factor


def wrong(request: HttpRequest, user: User, says: str, field: str, what_to_do: str = "") -> NoReturn:
    """Count a wrong try, and refuse it."""
    attempts.failed(request, user.email)
    attempts.check(request, user.email)
    raise Refused(says, what_to_do=what_to_do, field=field)


def confirm_by(request: HttpRequest, user: User, *, password: str = "", code: str = "") -> Factor:
    """Have somebody who is in show again that it is they, by what they give. Raises Refused, and counts a wrong try."""
    attempts.check(request, user.email)
    if code:
        return know_by_code(request, user, code)
    if not password:
        raise Refused("Confirm in one of the ways shown.")
    if not user.check_password(password):
        wrong(request, user, "This is not your password.", "password")
    return Factor.PASSWORD


def go_on(request: HttpRequest, user: User, factors: tuple[Factor, ...], then: str) -> str:
    """Let the person in when what they proved is enough; otherwise ask for what is missing. Returns where to go."""
    methods = methods_of(user)
    if has_second_factor(factors) or (not session.second_factor_needed() and not methods.has_second_factor):
        return come_in(request, user, factors, then)
    session.wait(request, user.pk, factors, then)
    if not methods.has_second_factor:
        return reverse("set_up_second_factor")
    return reverse("sign_in_code" if methods.app_since is not None else "sign_in_passkey")


def come_in(request: HttpRequest, user: User, factors: tuple[Factor, ...], then: str) -> str:
    """Begin the session. Returns where to go."""
    login(request, user, backend=BACKEND)
    session.begin(request, factors)
    if not request.session.session_key:
        request.session.create()
    actions.note_sign_in(
        user=user,
        session_key=str(request.session.session_key),
        address=attempts.address_of(request),
        user_agent=str(request.META.get("HTTP_USER_AGENT", "")),
        factors=list(factors),
        by=user,
    )
    attempts.succeeded(user.email)
    return then


def half_way_in(request: HttpRequest) -> tuple[User, session.Pending] | None:
    """Whoever proved something and has one thing left to do; None when nobody has, or too long ago."""
    waiting = session.pending(request)
    user = active_person(waiting.user_id) if waiting else None
    return (user, waiting) if waiting and user else None


def who_sets_up(request: HttpRequest) -> User:
    """Who may add a second factor here: the signed-in person, or somebody half way in who has none yet.

    Somebody half way in who has one may not: a stolen password must not be enough to add a factor of one's own.
    Raises NotFoundForYou for anybody else.
    """
    if isinstance(request.user, User):
        return request.user
    found = half_way_in(request)
    if found is None or methods_of(found[0]).has_second_factor:
        raise NotFoundForYou
    return found[0]


def finish_setting_up(request: HttpRequest, user: User, factor: Factor, *, new_codes: bool) -> str:
    """After a factor was added: somebody half way in is in. Returns where to go: to the recovery codes, when new."""
    found = half_way_in(request)
    then = reverse("your_sign_in")
    if not request.user.is_authenticated and found is not None:
        then = come_in(request, user, (*found[1].factors, factor), found[1].then)
    return codes_page(request, then) if new_codes else then


def codes_page(request: HttpRequest, then: str) -> str:
    """The page that shows the recovery codes once, and goes on to `then`."""
    request.session[SHOW_CODES] = then
    return reverse("recovery_codes")


SHOW_CODES = "sign_in_show_codes"
