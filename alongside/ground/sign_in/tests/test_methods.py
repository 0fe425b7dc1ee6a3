"""Second factors: set up at the first sign-in before anything else, added and removed later, never the last."""

import datetime as dt

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django.fixtures import Settings

from alongside.ground.access.queries import the_system
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.ground.sign_in import actions
from alongside.ground.sign_in.queries import methods_of, passkey_of, recovery_codes_of
from alongside.ground.sign_in.tests.people import Somebody, code_of, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("for_real")]
SET_UP = "/sign-in/set-up/"


@pytest.fixture
def worker() -> Somebody:
    return somebody()


def secret_of(client: Client) -> str:
    """The key that the page shows and the app would scan."""
    page = client.get(f"{SET_UP}app/").content.decode()
    assert "<svg" in page
    return str(client.session["mfa.totp.secret"])


def test_the_first_sign_in_sets_up_an_app_before_anything_else() -> None:
    new = somebody(app=False)
    assert new.password(then="/waiting/") == SET_UP
    assert new.client.get("/waiting/").status_code == 302
    assert not new.is_in()
    assert "Select how you want" in new.client.post(SET_UP, {}).content.decode()
    assert new.client.post(SET_UP, {"method": "app"})["Location"] == f"{SET_UP}app/"
    new.secret = secret_of(new.client)
    assert "not the code the app should show" in new.client.post(f"{SET_UP}app/", {"code": "000000"}).content.decode()
    assert (
        new.client.post(f"{SET_UP}app/", {"code": code_of(new.secret)})["Location"] == "/your-sign-in/recovery-codes/"
    )
    assert new.is_in()


def test_recovery_codes_are_shown_once_and_then_one_goes_on() -> None:
    new = somebody(app=False)
    new.password(then="/waiting/")
    new.client.post(f"{SET_UP}app/", {"code": code_of(secret_of(new.client))})
    page = new.client.get("/your-sign-in/recovery-codes/").content.decode()
    codes = recovery_codes_of(new.user)
    assert len(codes) == 10
    assert all(f"{code[:5]} {code[5:]}" in page for code in codes)
    assert new.client.post("/your-sign-in/recovery-codes/")["Location"] == "/waiting/"
    assert new.client.get("/your-sign-in/recovery-codes/")["Location"] == "/your-sign-in/"


def test_a_stolen_password_is_not_enough_to_add_a_factor_of_ones_own(worker: Somebody) -> None:
    assert worker.password() == "/sign-in/code/"
    for address in (SET_UP, f"{SET_UP}app/", f"{SET_UP}passkey/"):
        assert worker.client.get(address)["Location"] == "/sign-in/"
        assert worker.client.post(address, {"code": "123456", "credential": "{}"})["Location"] == "/sign-in/"


def test_the_last_second_factor_cannot_be_removed(worker: Somebody) -> None:
    worker.sign_in()
    assert "Its codes will stop working." in worker.client.get("/your-sign-in/app/remove/").content.decode()
    refused = worker.client.post("/your-sign-in/app/remove/")
    assert refused.status_code == 422
    assert "This is your only second factor. Add another before you remove it." in refused.content.decode()
    assert methods_of(worker.user).app_since is not None


def test_one_of_two_can_be_removed(worker: Somebody) -> None:
    worker.sign_in()
    passkey = _a_passkey(worker)
    page = worker.client.get(f"/your-sign-in/passkeys/{passkey}/remove/").content.decode()
    assert "‘Work laptop’ will no longer sign you in." in page
    assert worker.client.post(f"/your-sign-in/passkeys/{passkey}/remove/")["Location"] == "/your-sign-in/"
    _a_passkey(worker)
    assert worker.client.post("/your-sign-in/app/remove/")["Location"] == "/your-sign-in/"
    page = worker.client.get("/your-sign-in/").content.decode()
    assert "Passkey: Work laptop" in page
    assert methods_of(worker.user).factors == 1


def _a_passkey(worker: Somebody) -> int:
    actions.add_passkey(user=worker.user, name="Work laptop", credential={}, by=worker.user)
    return int(Authenticator.objects.get(user=worker.user, type="webauthn").pk)


def test_nobody_sees_or_removes_the_passkey_of_somebody_else(worker: Somebody) -> None:
    passkey = _a_passkey(worker)
    stranger = somebody(email="stranger@example.test")
    stranger.sign_in()
    address = f"/your-sign-in/passkeys/{passkey}/remove/"
    assert stranger.client.get(address).status_code == 404
    assert stranger.client.post(address).status_code == 404
    with pytest.raises(NotFoundForYou):
        passkey_of(stranger.user, passkey)


def test_new_recovery_codes_put_the_old_ones_out_of_use(worker: Somebody) -> None:
    worker.sign_in()
    old = recovery_codes_of(worker.user)
    assert "will stop working" in worker.client.get("/your-sign-in/recovery-codes/new/").content.decode()
    assert worker.client.post("/your-sign-in/recovery-codes/new/")["Location"] == "/your-sign-in/recovery-codes/"
    assert not set(old) & set(recovery_codes_of(worker.user))
    with pytest.raises(Refused, match="Set up an authenticator app or a passkey first"):
        actions.make_recovery_codes(user=somebody(app=False, email="new@example.test").user, by=worker.user)


def test_there_is_one_app(worker: Somebody) -> None:
    with pytest.raises(Refused, match="You already have an authenticator app"):
        actions.add_app(user=worker.user, secret=worker.secret, code=code_of(worker.secret), by=worker.user)


def test_somebody_who_lost_everything_starts_again(worker: Somebody) -> None:
    worker.sign_in()
    actions.start_again(user=worker.user, by=the_system())
    assert not worker.is_in()
    assert worker.password() == SET_UP


def test_secrets_are_not_readable_in_the_database(worker: Somebody) -> None:
    kept = Authenticator.objects.get(user=worker.user, type="totp").data["secret"]
    assert worker.secret not in kept
    assert len(kept) > len(worker.secret)


def test_the_secret_survives_a_change_of_the_installations_key(worker: Somebody, settings: Settings) -> None:
    from django.conf import settings as now

    old = now.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key, long enough to be one", [old]
    assert actions.use_code(user=worker.user, code=code_of(worker.secret), by=worker.user) == "app"
    settings.SECRET_KEY_FALLBACKS = []
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)):
        assert actions.use_code(user=worker.user, code=code_of(worker.secret), by=worker.user) == "app"


def test_your_sign_in_needs_few_queries(worker: Somebody, django_assert_max_num_queries: object) -> None:
    worker.sign_in()
    with django_assert_max_num_queries(15):  # type: ignore[operator]
        worker.client.get("/your-sign-in/")
