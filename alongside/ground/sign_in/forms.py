"""Forms of signing in. A password or code is never written back into a page."""

from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from alongside.ground.design_system.fields import ChoiceField, EmailField, TextField
from alongside.ground.design_system.forms import Form
from alongside.ground.sign_in.passwords import HINT


class SecretBoundField(BoundField):
    """A field shown again without what was typed."""

    def value(self) -> Any:
        """Nothing."""
        return ""


class PasswordField(TextField):
    """A password: exactly as typed, spaces and all."""

    def __init__(self, **asks: Any) -> None:
        super().__init__(
            kind="password", max_length=1000, autocomplete=asks.pop("autocomplete", "current-password"), **asks
        )

    def to_python(self, value: Any) -> str:
        """The password, untouched."""
        return str(value or "")

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        """Never filled in again."""
        return SecretBoundField(form, self, field_name)


class CodeField(TextField):
    """A code from an app, or a recovery code."""

    def __init__(self, **asks: Any) -> None:
        super().__init__(
            max_length=40, width=10, inputmode="numeric", autocomplete="one-time-code", spellcheck=False, **asks
        )

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        """Never filled in again."""
        return SecretBoundField(form, self, field_name)


class SecretForm(Form):
    """A form with secrets: a draft or a page kept while signed out never holds them."""

    never_refilled: ClassVar[tuple[str, ...]] = ("once", "password", "again", "current", "code", "credential")


class SignInForm(SecretForm):
    """E-mail address and password."""

    email = EmailField(label="E-mail address", missing="Enter your e-mail address", autocomplete="username")
    password = PasswordField(label="Password", missing="Enter your password")


class CodeForm(SecretForm):
    """The second step: a code."""

    code = CodeField(
        label="Code",
        hint="The six digits your authenticator app shows now, or one of your recovery codes.",
        missing="Enter the code",
    )


class PasskeyForm(SecretForm):
    """What the browser answers when it is asked for a passkey; a script fills it in."""

    credential = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)


class SecondFactorForm(Form):
    """Which second factor to set up."""

    method = ChoiceField(
        label="How do you want to show that it is you?",
        missing="Select how you want to show that it is you",
        choices=[("passkey", "A passkey"), ("app", "An authenticator app")],
        hints={
            "passkey": "Your phone, laptop or security key asks for your finger, face or PIN. The safest way: nobody "
            "can trick you into giving it away.",
            "app": "An app on your phone shows a new code every 30 seconds.",
        },
    )


class AppForm(SecretForm):
    """Shows that the app works."""

    code = CodeField(label="Code that the app shows", missing="Enter the code that the app shows")


class NewPasskeyForm(PasskeyForm):
    """A name for a passkey, and what the browser made."""

    name = TextField(
        label="What shall we call it?", hint="For example: work laptop", max_length=100, missing="Enter a name for it"
    )


class NewPasswordForm(SecretForm):
    """A new password, for somebody who opened the link they were sent."""

    password = PasswordField(label="New password", hint=HINT, autocomplete="new-password")
    again = PasswordField(label="New password again", autocomplete="new-password")

    def clean(self) -> dict[str, Any]:
        """The two must be alike."""
        cleaned = super().clean()
        if cleaned.get("password") and cleaned.get("again") and cleaned["password"] != cleaned["again"]:
            self.add_error("again", "The two passwords are not the same")
        return cleaned


class ChangePasswordForm(NewPasswordForm):
    """A new password, for somebody who knows the old one."""

    field_order = ["current", "password", "again"]
    current = PasswordField(label="Your password now", missing="Enter your password as it is now")


class ForgottenForm(Form):
    """Where to send the link."""

    email = EmailField(label="E-mail address", missing="Enter your e-mail address", autocomplete="username")


class NothingForm(Form):
    """Only a button."""


class ConfirmForm(PasskeyForm):
    """Shows again that it is you, by whichever of your methods; `resume` carries a form that waits to be sent."""

    password = PasswordField(label="Your password", required=False, mark_optional=False)
    code = CodeField(
        label="Or a code",
        hint="The six digits your authenticator app shows now, or a recovery code.",
        required=False,
        mark_optional=False,
    )
    resume = forms.CharField(widget=forms.HiddenInput, required=False)
    next = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, *args: Any, with_password: bool, with_code: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not with_password:
            del self.fields["password"]
            self.fields["code"].label = "Code"
        if not with_code:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Something must be given, where something is asked."""
        cleaned = super().clean()
        asked = [name for name in ("password", "code") if name in self.fields]
        if asked and not any(cleaned.get(name) for name in (*asked, "credential")):
            self.add_error(asked[0], "Enter your password or a code" if len(asked) > 1 else "Enter it to go on")
        return cleaned
