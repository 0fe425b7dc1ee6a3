"""Somebody who signs in, for tests: the password, the app on the phone, the browser."""

import time
from dataclasses import dataclass, field

from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from alongside.ground.access import actions as access
from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import an_agency
from alongside.ground.sign_in import actions
from alongside.ground.sign_in.queries import recovery_codes_of

PASSWORD = "three unrelated words"


def code_of(secret: str, periods: int = 0) -> str:
    """What an authenticator app shows, now or some periods of 30 seconds later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods)))


@dataclass
class Somebody:
    """A person with an account, and a browser of their own."""

    user: User
    secret: str = ""
    client: Client = field(default_factory=Client)

    def password(self, password: str = PASSWORD, then: str = "") -> str:
        """Give e-mail and password; where that leads."""
        query = f"?next={then}" if then else ""
        answer = self.client.post(f"/sign-in/{query}", {"email": self.user.email, "password": password})
        return answer.headers.get("Location", f"{answer.status_code}")

    def code(self, code: str = "") -> str:
        """Give the app's code; where that leads."""
        answer = self.client.post("/sign-in/code/", {"code": code or code_of(self.secret)})
        return answer.headers.get("Location", f"{answer.status_code}")

    def sign_in(self, then: str = "", recovery_code: str = "") -> None:
        """All the way in."""
        assert self.password(then=then) == "/sign-in/code/"
        assert self.code(recovery_code or self.a_recovery_code()) == (then or "/")

    def a_recovery_code(self) -> str:
        """One of the codes kept; an app's code would be taken once in 30 seconds."""
        return recovery_codes_of(self.user)[0]

    def is_in(self) -> bool:
        """Whether a page that needs sign-in opens."""
        return self.client.get("/your-sign-in/").status_code == 200


def somebody(*, app: bool = True, email: str = "worker@example.test", password: str = PASSWORD) -> Somebody:
    """A person with a password, and an authenticator app unless told."""
    user = access.add_person(email=email, name="Wendy Worker", agency=an_agency(), by=the_system(), password=password)
    made = Somebody(user)
    if app:
        made.secret = generate_totp_secret()
        actions.add_app(user=user, secret=made.secret, code=code_of(made.secret, -1), by=user)
    return made
