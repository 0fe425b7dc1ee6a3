"""E-mail of signing in. Its text names nobody: a message can be read over a shoulder or at the wrong address."""

from django.core.mail import send_mail
from django.urls import reverse
from procrastinate.contrib.django import app

from alongside.ground.sign_in.queries import active_person, reset_token

RESET = """Somebody asked to set a new password for an account at this address.

If it was you, open this link within one hour:

{link}

If it was not you, do nothing: your password stays as it is.
"""


@app.task(name="sign_in.send_reset", queue="mail", retry=3, pass_context=False)
def send_reset(user_id: int | None, address: str) -> None:
    """Send the link to set a new password; nothing when there is no such account. `address` is our own, with '/'."""
    user = active_person(user_id) if user_id is not None else None
    if user is None:
        return
    path = reverse("open_password_link", kwargs={"user_id": user.pk, "token": reset_token(user)})
    link = f"{address.rstrip('/')}{path}"
    send_mail("Set a new password", RESET.format(link=link), None, [user.email])
