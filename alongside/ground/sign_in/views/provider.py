"""The council's own sign-in: out to its page, and back."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from alongside.ground.access.queries import the_system
from alongside.ground.design_system.views import Page
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.sign_in import actions, doorway, openid, saml
from alongside.ground.sign_in.providers import Asserted, NotLetIn, Provider, let_in, provider


class AtProvider(Page):
    """A page about one provider; 404 for one that is not configured."""

    title = "You are not signed in"
    public = True
    kind: ClassVar[str] = "openid_connect"

    @property
    def provider(self) -> Provider:
        """The provider the address names."""
        found = provider(self.kind, self.kwargs["provider_id"])
        if found is None:
            raise NotFoundForYou
        return found

    def said_why(self, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
        """The answer; or, when the provider's word was not enough, a page that says why, and a line in the audit."""
        try:
            return answer()
        except NotLetIn as refused:
            about = refused.user or the_system()
            actions.note_refusal(user=about, why=refused.why, provider=self.provider.id, by=the_system())
            return self.render("sign_in/not_let_in.html", status=403, refused=refused)

    def enter(self, said: Asserted, then: str) -> HttpResponse:
        """In, or on to our own second step."""
        user, factors = let_in(self.provider, said)
        return redirect(doorway.go_on(self.request, user, factors, doorway.safe_address(self.request, then)))


class ToOpenId(AtProvider):
    """To the provider's page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Remember what was asked, in the session, and go."""
        then, again = doorway.where_to(request), "again" in request.GET
        return self.said_why(lambda: openid.send_out(request, self.provider, then, again=again))


class FromOpenId(AtProvider):
    """Back from the provider's page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Signed in, if everything is right. The protocol comes back by GET, so this GET begins a session."""
        return self.said_why(lambda: self.enter(*openid.come_back(request, self.provider)))


class ToSaml(AtProvider):
    """To the provider's page."""

    kind = "saml"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Remember what was asked, in the session, and go."""
        then, again = doorway.where_to(request), "again" in request.GET
        return self.said_why(lambda: saml.send_out(request, self.provider, then, again=again))


@method_decorator(csrf_exempt, name="dispatch")  # posted by the provider's page; the answer is signed, and answers us
class SamlPosted(AtProvider):
    """Where the provider's page posts its answer."""

    kind = "saml"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Keep it for a moment, and look at it where our own cookie comes along."""
        return saml.keep(request, redirect("saml_finish_acs", provider_id=self.provider.key))


class FromSaml(AtProvider):
    """Back from the provider's page."""

    kind = "saml"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Signed in, if everything is right. A redirect leads here, so this GET begins a session."""
        return self.said_why(lambda: self.enter(*saml.come_back(request, self.provider)))


class SamlMetadata(AtProvider):
    """Our side, for the provider's administrators."""

    kind = "saml"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As SAML metadata."""
        return HttpResponse(saml.metadata(request, self.provider), content_type="application/samlmetadata+xml")
