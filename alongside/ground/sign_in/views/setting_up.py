"""Setting up a second factor: at the first sign-in, and later from 'Your sign-in'."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from markupsafe import Markup

from alongside.ground.access.models import User
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.sign_in import actions, doorway, passkeys, session
from alongside.ground.sign_in.forms import AppForm, NewPasskeyForm, NothingForm, SecondFactorForm
from alongside.ground.sign_in.pages import ask_to_confirm
from alongside.ground.sign_in.queries import recovery_codes_of
from alongside.ground.sign_in.words import Factor


class SettingUp(FormPage):
    """For the signed-in person, who must have confirmed lately; or for somebody half way in who has no factor yet."""

    public = True
    whom: User

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who it is for; everybody else begins at the sign-in page."""
        if request.user.is_authenticated and not session.has_confirmed_recently(request):
            return ask_to_confirm(request)
        try:
            self.whom = doorway.who_sets_up(request)
        except NotFoundForYou:
            return redirect("sign_in")
        return super().dispatch(request, *args, **kwargs)

    def back(self) -> str:
        """To the choice, or to the list of one's own."""
        signed_in = self.request.user.is_authenticated
        return reverse("your_sign_in" if signed_in else "set_up_second_factor")


class Choose(SettingUp):
    """Which second factor."""

    title = "Set up a second way to show that it is you"
    template = "sign_in/choose.html"
    form_class = SecondFactorForm
    button = "Continue"

    def back(self) -> str:
        """To the list of one's own; a person half way in has nowhere to go back to."""
        return reverse("your_sign_in") if self.request.user.is_authenticated else ""

    def act(self, form: Form) -> str:
        """To the page of the chosen one."""
        return reverse("add_passkey" if form.cleaned_data["method"] == "passkey" else "add_app")


class AddApp(SettingUp):
    """An authenticator app: its secret as a QR code and in text, and a code to show that it works."""

    title = "Set up an authenticator app"
    template = "sign_in/add_app.html"
    form_class = AppForm
    button = "Finish"

    def context(self) -> dict[str, Any]:
        """The secret, which stays the same until a code shows that the app has it."""
        secret = get_totp_secret()
        adapter = get_adapter()
        picture = adapter.build_totp_svg(adapter.build_totp_url(self.whom, secret))
        groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return {"secret": groups, "picture": Markup(picture.partition("?>")[2])}  # noqa: S704  # nosec B704  # drawn by qrcode

    def act(self, form: Form) -> str:
        """Keep it."""
        secret, code = get_totp_secret(), form.cleaned_data["code"]
        new_codes = actions.add_app(user=self.whom, secret=secret, code=code, by=self.whom)
        clear_totp_secret(self.request)
        return doorway.finish_setting_up(self.request, self.whom, Factor.APP, new_codes=new_codes)


class AddPasskey(SettingUp):
    """A passkey, which a script has the browser make."""

    title = "Set up a passkey"
    template = "sign_in/add_passkey.html"
    form_class = NewPasskeyForm
    button = "Make the passkey"

    def context(self) -> dict[str, Any]:
        """What the browser needs to make one."""
        return {"options": passkeys.ask_to_make_one(self.whom)}

    def act(self, form: Form) -> str:
        """Keep it."""
        made = passkeys.answer(form.cleaned_data["credential"])
        passkeys.check_new(made)
        name = form.cleaned_data["name"]
        new_codes = actions.add_passkey(user=self.whom, name=name, credential=made, by=self.whom)
        return doorway.finish_setting_up(self.request, self.whom, Factor.PASSKEY, new_codes=new_codes)


class RecoveryCodes(FormPage):
    """The recovery codes, straight after they were made and never again."""

    title = "Your recovery codes"
    template = "sign_in/recovery_codes.html"
    form_class = NothingForm
    button = "I have kept them"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The codes, once; afterwards only how many are left."""
        if not request.session.get(doorway.SHOW_CODES):
            return redirect("your_sign_in")
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """The codes not used yet, five digits at a time."""
        if not isinstance(self.request.user, User):
            raise NotFoundForYou
        return {"codes": [f"{code[:5]} {code[5:]}" for code in recovery_codes_of(self.request.user)]}

    def act(self, form: Form) -> str:
        """On to where the person was going."""
        return str(self.request.session.pop(doorway.SHOW_CODES, "/"))
