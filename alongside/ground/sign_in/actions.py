"""Changes to how somebody signs in, and to their sessions. None of them says anything about what the person may see."""

from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.ground.sign_in.adapters import sealed_anew
from alongside.ground.sign_in.passwords import check_password
from alongside.ground.sign_in.queries import methods_of
from alongside.ground.sign_in.words import Factor

TYPES = Authenticator.Type


@action
def note_sign_in(
    *, user: User, session_key: str, address: str, user_agent: str, factors: list[Factor], by: User
) -> None:
    """Write down that a session begins, so that its owner can see and end it; sessions long over are forgotten."""
    known = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    live = Session.objects.filter(session_key__in=list(known)).values_list("session_key", flat=True)
    UserSession.objects.filter(user=user).exclude(session_key__in=list(live)).delete()
    UserSession.objects.update_or_create(
        session_key=session_key, defaults={"user": user, "ip": address, "user_agent": user_agent[:200]}
    )
    audit.record(kind="sign_in.signed_in", by=by, record=user, detail={"factors": [str(one) for one in factors]})


@action
def note_refusal(*, user: User, why: str, by: User, provider: str = "") -> None:
    """Write down that somebody was not let in; `user` is whom it was about, or the system where nobody is known."""
    audit.record(kind="sign_in.refused", by=by, record=user, detail={"why": why, "provider": provider})


@action
def note_confirmed(*, user: User, factor: Factor, by: User) -> None:
    """Write down that somebody showed again that it is they."""
    audit.record(kind="sign_in.confirmed", by=by, record=user, detail={"factor": str(factor)})


@action
def use_code(*, user: User, code: str, by: User) -> Factor | None:
    """Which factor the code proves: the app's, or a recovery code, which is then used up; None when neither.

    A code of the app is taken once: its counter must be later than that of the last code taken.
    """
    typed = "".join(code.split()).replace("-", "")
    kept = Authenticator.objects.select_for_update().filter(user=user, type__in=(TYPES.TOTP, TYPES.RECOVERY_CODES))
    by_type = {one.type: one for one in kept}
    app, codes = by_type.get(TYPES.TOTP), by_type.get(TYPES.RECOVERY_CODES)
    if app is not None and (counter := _counter_of(app, typed)) is not None:
        app.data |= {"last_counter": counter, "secret": sealed_anew(app.data["secret"])}
        app.last_used_at = now()
        app.save(update_fields=["data", "last_used_at"])
        return Factor.APP
    if codes is not None and RecoveryCodes(codes).validate_code(typed):
        audit.record(kind="sign_in.recovery_code_used", by=by, record=user)
        return Factor.RECOVERY_CODE
    return None


@action
def add_app(*, user: User, secret: str, code: str, by: User) -> bool:
    """Have an authenticator app, once it shows the right code; True when recovery codes come with it. Or Refused."""
    if methods_of(user).app_since is not None:
        raise Refused("You already have an authenticator app.", what_to_do="Remove it first.", field="code")
    counter = next((at for at in yield_hotp_counters_from_time() if _is_code(secret, at, "".join(code.split()))), None)
    if counter is None:
        raise Refused(
            "This is not the code the app should show now.",
            what_to_do="Check that your phone’s time is right, and enter the newest code.",
            field="code",
        )
    added = TOTP.activate(user, secret).instance
    added.data["last_counter"] = counter
    added.save(update_fields=["data"])
    audit.record(kind="sign_in.app_added", by=by, record=user)
    return _have_codes(user)


@action
def add_passkey(*, user: User, name: str, credential: dict[str, Any], by: User) -> bool:
    """Have a passkey that the browser made and the library checked; True when recovery codes came with it."""
    WebAuthn.add(user, name.strip()[:100] or "Passkey", credential)
    audit.record(kind="sign_in.passkey_added", by=by, record=user)
    return _have_codes(user)


@action
def note_passkey_used(*, passkey: Authenticator, by: User) -> None:
    """Remember when a passkey was last used."""
    passkey.record_usage()


@action
def make_recovery_codes(*, user: User, by: User) -> None:
    """New recovery codes in place of the old ones, which stop working."""
    if not methods_of(user).has_second_factor:
        raise Refused("Set up an authenticator app or a passkey first.")
    Authenticator.objects.filter(user=user, type=TYPES.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    audit.record(kind="sign_in.recovery_codes_made", by=by, record=user)


@action
def remove_app(*, user: User, by: User) -> None:
    """Stop using the authenticator app. The last second factor cannot be removed."""
    _remove(user, Authenticator.objects.filter(user=user, type=TYPES.TOTP))
    audit.record(kind="sign_in.app_removed", by=by, record=user)


@action
def remove_passkey(*, user: User, passkey_id: int, by: User) -> None:
    """Stop accepting a passkey. The last second factor cannot be removed."""
    _remove(user, Authenticator.objects.filter(user=user, type=TYPES.WEBAUTHN, pk=passkey_id))
    audit.record(kind="sign_in.passkey_removed", by=by, record=user)


@action
def start_again(*, user: User, by: User) -> None:
    """Take away the second factors of somebody who lost theirs, and sign them out: their next sign-in sets one up."""
    Authenticator.objects.filter(user=user).delete()
    audit.record(kind="sign_in.second_factor_taken_away", by=by, record=user)
    end_sessions(user=user, by=by)


@action
def set_password(*, user: User, password: str, by: User, keep_session: str | None = None) -> None:
    """Set a password, and sign the person out everywhere but in `keep_session`. Raises Refused with what is wrong."""
    check_password(user, password)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(kind="sign_in.password_set", by=by, record=user)
    end_sessions(user=user, by=by, but=keep_session)


@action
def note_session_key(*, old: str, new: str, by: User) -> None:
    """A session goes on under another key."""
    UserSession.objects.filter(user=by, session_key=old).update(session_key=new)


@action
def end_session(*, user: User, session_id: int, by: User) -> None:
    """Sign a person out in one place. Raises NotFoundForYou for a session that is not theirs."""
    row = UserSession.objects.filter(user=user, pk=session_id).first()
    if row is None:
        raise NotFoundForYou
    SessionStore().delete(row.session_key)
    row.delete()
    audit.record(kind="sign_in.session_ended", by=by, record=user)


@action
def end_sessions(*, user: User, by: User, but: str | None = None) -> None:
    """Sign a person out everywhere, except in the session `but`."""
    rows = UserSession.objects.select_for_update().filter(user=user).exclude(session_key=but or "")
    keys = [row.session_key for row in rows]
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    audit.record(kind="sign_in.sessions_ended", by=by, record=user, detail={"how_many": len(keys)})


@action
def link_provider(*, user: User, provider: str, uid: str, by: User) -> None:
    """Remember which identity of a provider a person has, at their first sign-in with it. Its claims are not kept."""
    SocialAccount.objects.create(user=user, provider=provider, uid=uid, extra_data={})
    audit.record(kind="sign_in.provider_linked", by=by, record=user, detail={"provider": provider})


def _remove(user: User, rows: Any) -> None:
    User.objects.select_for_update().get(pk=user.pk)
    if not rows.exists():
        raise NotFoundForYou
    if methods_of(user).factors < 2:
        raise Refused("This is your only second factor.", what_to_do="Add another before you remove it.")
    rows.delete()


def _have_codes(user: User) -> bool:
    if Authenticator.objects.filter(user=user, type=TYPES.RECOVERY_CODES).exists():
        return False
    RecoveryCodes.activate(user)
    return True


def _counter_of(app: Authenticator, typed: str) -> int | None:
    secret, last = decrypt(app.data["secret"]), app.data.get("last_counter", 0)
    return next((at for at in yield_hotp_counters_from_time() if at > last and _is_code(secret, at, typed)), None)


def _is_code(secret: str, counter: int, typed: str) -> bool:
    return bool(compare_user_code(actual=typed, expected=format_hotp_value(hotp_value(secret, counter))))
