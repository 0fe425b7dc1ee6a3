"""Reading accounts: who this is, how they can sign in, where they are signed in."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session

from alongside.ground.access.models import User
from alongside.ground.access.queries import PUBLIC_DOOR, SYSTEM
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.sign_in.policies import Standing
from alongside.ground.sign_in.session import STANDING, as_standing

TYPES = Authenticator.Type


@dataclass(frozen=True)
class Passkey:
    """One passkey: what its owner calls it."""

    id: int
    name: str
    added_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True)
class Methods:
    """How a person can sign in."""

    password: bool
    app_since: dt.datetime | None
    passkeys: tuple[Passkey, ...]
    codes_left: int | None
    providers: tuple[str, ...]

    @property
    def has_second_factor(self) -> bool:
        """True with an app or a passkey; codes alone come from one of those."""
        return self.app_since is not None or bool(self.passkeys)

    @property
    def factors(self) -> int:
        """How many apps and passkeys there are."""
        return len(self.passkeys) + (self.app_since is not None)


@dataclass(frozen=True)
class OwnSession:
    """One place where a person is signed in."""

    id: int
    user_agent: str
    began: dt.datetime
    used: dt.datetime
    is_this_one: bool


def active_person(user_id: int) -> User | None:
    """The person with this number, if they may sign in: not the two actors without a person."""
    people = User.objects.select_related("agency", "team").filter(is_active=True)
    return people.exclude(email__in=(PUBLIC_DOOR, SYSTEM)).filter(pk=user_id).first()


def person_by_email(email: str) -> User | None:
    """The active person with this address, whatever its capitals; None when nobody has it."""
    people = User.objects.select_related("agency", "team").filter(is_active=True, email__iexact=email)
    return people.exclude(email__in=(PUBLIC_DOOR, SYSTEM)).first()


def methods_of(user: User) -> Methods:
    """How this person can sign in."""
    kept = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    apps = [one.created_at for one in kept if one.type == TYPES.TOTP]
    codes = [one.wrap().get_unused_codes() for one in kept if one.type == TYPES.RECOVERY_CODES]
    return Methods(
        password=user.has_usable_password(),
        app_since=apps[0] if apps else None,
        passkeys=tuple(
            Passkey(one.pk, one.wrap().name, one.created_at, one.last_used_at)
            for one in kept
            if one.type == TYPES.WEBAUTHN
        ),
        codes_left=len(codes[0]) if codes else None,
        providers=tuple(SocialAccount.objects.filter(user=user).values_list("provider", flat=True)),
    )


def recovery_codes_of(user: User) -> list[str]:
    """The codes not used yet. Shown once, when they are made."""
    kept = Authenticator.objects.filter(user=user, type=TYPES.RECOVERY_CODES).first()
    return list(kept.wrap().get_unused_codes()) if kept else []


def passkey_of(user: User, passkey_id: int) -> Passkey:
    """One of the person's own passkeys; raises NotFoundForYou."""
    found = next((one for one in methods_of(user).passkeys if one.id == passkey_id), None)
    if found is None:
        raise NotFoundForYou
    return found


def owner_of_passkey(answer: dict[str, Any]) -> User | None:
    """Whose passkey the browser's answer names; None when it names nobody who may sign in."""
    try:
        named = webauthn.extract_user_from_response(answer)
    except Exception:  # an answer made up by hand can break anywhere in the library
        return None
    return active_person(named.pk)


def sessions_of(user: User, this_key: str | None) -> list[OwnSession]:
    """Where the person is signed in, the latest used first. Sessions that are over are left out."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    live = Session.objects.filter(session_key__in=rows, expire_date__gt=now())
    found = [
        OwnSession(rows[key].pk, rows[key].user_agent, moment(known.began), moment(known.seen), key == this_key)
        for key, known in ((one.session_key, _standing(one, user)) for one in live)
        if known is not None
    ]
    return sorted(found, key=lambda one: one.used, reverse=True)


def last_signed_in(users: list[User]) -> dict[int, dt.datetime | None]:
    """When each of these people signed in last, by their number."""
    return {user.pk: user.last_login for user in users}


def reset_token(user: User) -> str:
    """What the link to set a new password carries: good for an hour, and until the password or a sign-in changes it."""
    return default_token_generator.make_token(user)


def person_of_reset(user_id: int, token: str) -> User | None:
    """Who may set a new password with this link; None when it is used, too old or made up."""
    user = active_person(user_id)
    return user if user is not None and default_token_generator.check_token(user, token) else None


def linked(provider: str, uid: str) -> User | None:
    """The person this identity of a provider was linked to at their first sign-in with it."""
    found = (
        SocialAccount.objects.select_related("user__agency", "user__team").filter(provider=provider, uid=uid).first()
    )
    return found.user if found else None


def identity_at(user: User, provider: str) -> str:
    """Which identity of a provider this person is linked to; blank when none."""
    return str(SocialAccount.objects.filter(user=user, provider=provider).values_list("uid", flat=True).first() or "")


def moment(seconds: float) -> dt.datetime:
    """A moment the session keeps as seconds since 1970."""
    return dt.datetime.fromtimestamp(seconds, tz=dt.UTC)


def _standing(row: Session, user: User) -> Standing | None:
    kept = row.get_decoded()
    if kept.get("_auth_user_hash") != user.get_session_auth_hash():
        return None
    return as_standing(kept.get(STANDING))
