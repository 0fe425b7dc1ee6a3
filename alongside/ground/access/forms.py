"""The form to sign in with."""

from typing import Any, ClassVar

from alongside.ground.design_system.fields import EmailField, TextField
from alongside.ground.design_system.forms import Form


class PasswordField(TextField):
    """A password: exactly as typed, spaces and all."""

    def to_python(self, value: Any) -> str:
        """The password, untouched."""
        return str(value or "")


class SignInForm(Form):
    """E-mail address and password."""

    never_refilled: ClassVar[tuple[str, ...]] = ("once", "password")

    email = EmailField(label="E-mail address", missing="Enter your e-mail address")
    password = PasswordField(label="Password", missing="Enter your password", kind="password")
