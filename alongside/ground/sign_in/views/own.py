"""'Your sign-in': one's methods, password and sessions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.errors import Refused
from alongside.ground.sign_in import actions, attempts, doorway
from alongside.ground.sign_in.forms import ChangePasswordForm, NothingForm
from alongside.ground.sign_in.pages import ConfirmedRecently, Remembering
from alongside.ground.sign_in.presenters import shown_session
from alongside.ground.sign_in.queries import methods_of, passkey_of, sessions_of


class YourSignIn(AskedBy, Page):
    """How one can sign in, and where one is signed in."""

    title = "Your sign-in"
    template = "sign_in/your_sign_in.html"

    def context(self) -> dict[str, Any]:
        """Methods and sessions."""
        sessions = sessions_of(self.by, self.request.session.session_key)
        return {"methods": methods_of(self.by), "sessions": [shown_session(one) for one in sessions]}


class Own(AskedBy, FormPage):
    """A form about one's own sign-in."""

    form_class = NothingForm

    def back(self) -> str:
        """The list."""
        return reverse("your_sign_in")

    def done(self, said: str) -> str:
        """Back to the list, which says what was done."""
        messages.success(self.request, said)
        return reverse("your_sign_in")


class RemoveApp(ConfirmedRecently, Own):
    """Stop using the authenticator app."""

    title = "Remove your authenticator app"
    template = "sign_in/sure.html"
    button = "Remove it"
    button_warns = True

    def context(self) -> dict[str, Any]:
        """What it means."""
        return {"says": "Its codes will stop working. You can set one up again at any time."}

    def act(self, form: Form) -> str:
        """Remove it, unless it is the last."""
        actions.remove_app(user=self.by, by=self.by)
        return self.done("Your authenticator app is removed")


class RemovePasskey(ConfirmedRecently, Own):
    """Stop accepting a passkey."""

    title = "Remove a passkey"
    template = "sign_in/sure.html"
    button = "Remove it"
    button_warns = True

    def context(self) -> dict[str, Any]:
        """Which."""
        name = passkey_of(self.by, self.kwargs["passkey_id"]).name
        return {"says": f"‘{name}’ will no longer sign you in. Remove it from the device as well."}

    def act(self, form: Form) -> str:
        """Remove it, unless it is the last."""
        actions.remove_passkey(user=self.by, passkey_id=self.kwargs["passkey_id"], by=self.by)
        return self.done("The passkey is removed")


class NewCodes(ConfirmedRecently, Own):
    """New recovery codes."""

    title = "Make new recovery codes"
    template = "sign_in/sure.html"
    button = "Make new codes"

    def context(self) -> dict[str, Any]:
        """What it means."""
        return {"says": "Your old recovery codes will stop working."}

    def act(self, form: Form) -> str:
        """Make them, and show them once."""
        actions.make_recovery_codes(user=self.by, by=self.by)
        return doorway.codes_page(self.request, reverse("your_sign_in"))


class ChangePassword(AskedBy, Remembering):
    """A new password, by who knows the old one; every other session ends."""

    title = "Change your password"
    form_class = ChangePasswordForm
    button = "Change password"

    def back(self) -> str:
        """The list."""
        return reverse("your_sign_in")

    def act(self, form: Form) -> str:
        """Change it; this session goes on, the others end."""
        attempts.check(self.request, self.by.email)
        if not self.by.check_password(form.cleaned_data["current"]):
            attempts.failed(self.request, self.by.email)
            raise Refused("This is not your password as it is now.", field="current")
        this = self.request.session.session_key
        actions.set_password(user=self.by, password=form.cleaned_data["password"], by=self.by, keep_session=this)
        update_session_auth_hash(self.request, self.by)
        actions.note_session_key(old=str(this), new=str(self.request.session.session_key), by=self.by)
        messages.success(self.request, "Your password is changed. You are signed out everywhere else.")
        return reverse("your_sign_in")


class EndSession(Own):
    """Sign out in one place."""

    title = "Sign out in another place"
    template = "sign_in/sure.html"
    button = "Sign out there"

    def context(self) -> dict[str, Any]:
        """What it means."""
        return {"says": "Whoever uses that browser will have to sign in again."}

    def act(self, form: Form) -> str:
        """End it."""
        actions.end_session(user=self.by, session_id=self.kwargs["session_id"], by=self.by)
        return self.done("You are signed out there")


class EndOthers(Own):
    """Sign out everywhere else."""

    title = "Sign out everywhere else"
    template = "sign_in/sure.html"
    button = "Sign out everywhere else"

    def context(self) -> dict[str, Any]:
        """What it means."""
        return {"says": "Only this browser will stay signed in."}

    def act(self, form: Form) -> str:
        """End the others."""
        actions.end_sessions(user=self.by, by=self.by, but=self.request.session.session_key)
        return self.done("You are signed out everywhere else")
