"""The design system's own pages."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from alongside.ground.design_system import refusals, resume
from alongside.ground.design_system.showcase import ShowcaseForm, examples
from alongside.ground.design_system.views import FormPage, signed_out


@method_decorator(csrf_exempt, name="dispatch")
class Resume(View):
    """Gives back what was typed before being signed out. It only shows a page, so an old token is no bar."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """What was typed, or once more the way to sign in."""
        payload = str(request.POST.get("resume", ""))
        if not request.user.is_authenticated and resume.unpack(payload) is not None:
            return signed_out(request, payload)
        return carry_on(request, payload)


def carry_on(request: HttpRequest, payload: str) -> HttpResponseBase:
    """The page after signing in again: 'what you typed is kept', with a button back to the filled form."""
    return refusals.carry_on(request, resume.unpack(payload))


class Components(FormPage):
    """Every component and field on one page: for looking at, and for the accessibility tests. Demo and tests only."""

    title = "Design system"
    template = "design_system/showcase.html"
    public = True
    form_class = ShowcaseForm
    button = "Check the answers"

    def context(self) -> dict[str, Any]:
        """One example of each component."""
        return examples()

    def act(self, form: Any) -> str:
        """Nothing is kept."""
        return self.request.path
