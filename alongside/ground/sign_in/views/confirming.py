"""Confirming that it is you, before something only you may do."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system import refusals, resume
from alongside.ground.design_system.forms import Form
from alongside.ground.lib.errors import Refused
from alongside.ground.sign_in import actions, attempts, doorway, passkeys, session
from alongside.ground.sign_in.forms import ConfirmForm
from alongside.ground.sign_in.pages import Remembering
from alongside.ground.sign_in.presenters import ways_in
from alongside.ground.sign_in.queries import methods_of
from alongside.ground.sign_in.words import Factor

WAITING = "sign_in.waiting_form"
"""Where the session keeps a signed, half-typed form while its writer confirms at an identity provider."""


class Confirm(AskedBy, Remembering):
    """Password, code or passkey; one click in the demonstration."""

    title = "Confirm that it is you"
    template = "sign_in/confirm.html"
    form_class = ConfirmForm
    button = "Confirm"

    def initial(self) -> dict[str, Any]:
        """Where to go back to, and the form that waits to be sent."""
        return {"next": doorway.where_to(self.request), "resume": self.request.POST.get("resume", "")}

    def form_options(self) -> dict[str, Any]:
        """Only what this person has is asked for; nothing in the demonstration."""
        if self._one_click():
            return {"with_password": False, "with_code": False}
        methods = methods_of(self.by)
        return {"with_password": methods.password, "with_code": methods.app_since is not None}

    def context(self) -> dict[str, Any]:
        """The other ways to confirm."""
        one_click, methods = self._one_click(), methods_of(self.by)
        then = doorway.where_to(self.request)
        return {
            "one_click": one_click,
            "options": passkeys.ask_for_one(self.by) if methods.passkeys and not one_click else "",
            "ways_in": ways_in(self._comes_back(then), again=True) if methods.providers else [],
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask; or, back from an identity provider, give back the form that waits."""
        if "waiting" in request.GET and session.has_confirmed_recently(request) and WAITING in request.session:
            return refusals.carry_on(request, resume.unpack(request.session.pop(WAITING)))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask, when somebody comes here with a form that waits; otherwise look at what was given."""
        if "ask" in request.POST:
            request.session[WAITING] = request.POST.get("resume", "")
            return self.show(self.make_form())
        return super().post(request, *args, **kwargs)

    def act(self, form: Form) -> str | HttpResponseBase:
        """Note that it is they, and go back; a form that waits is given back filled in."""
        factor = self._proved(form.cleaned_data)
        session.confirm(self.request, factor)
        actions.note_confirmed(user=self.by, factor=factor, by=self.by)
        waiting = form.cleaned_data.get("resume")
        self.request.session.pop(WAITING, None)
        if waiting:
            return refusals.carry_on(self.request, resume.unpack(waiting))
        return doorway.safe_address(self.request, form.cleaned_data.get("next") or "/")

    def _comes_back(self, then: str) -> str:
        """Where a provider sends back to: here, while a form waits, which the trip out and back would lose."""
        return f"{reverse('confirm')}?waiting=yes" if "ask" in self.request.POST else then

    def _one_click(self) -> bool:
        known = session.standing(self.request)
        return session.made_up() and (known is None or Factor.DEMONSTRATION in known.factors)

    def _proved(self, given: dict[str, Any]) -> Factor:
        if self._one_click():
            return Factor.DEMONSTRATION
        if given.get("credential"):
            return self._passkey(given["credential"])
        password, code = given.get("password", ""), given.get("code", "")
        return doorway.confirm_by(self.request, self.by, password=password, code=code)

    def _passkey(self, credential: str) -> Factor:
        attempts.check(self.request, self.by.email)
        try:
            shown = passkeys.check_shown(self.by, passkeys.answer(credential))
        except Refused as refused:
            doorway.wrong(self.request, self.by, str(refused), "")
        actions.note_passkey_used(passkey=shown, by=self.by)
        return Factor.PASSKEY
