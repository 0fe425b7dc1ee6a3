"""Where a form saves itself while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.views import View

from alongside.ground.drafts import actions


class SaveDraft(View):
    """POST the form's own inputs: 204 when kept, 401 when signed out, 413 above 200 kB. Nothing is sent back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Keep what was sent."""
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        try:
            data = {name: request.POST.getlist(name) for name in request.POST}
            actions.keep_while_typing(by=request.user, key=key, data=data)
        except actions.TooLarge:
            return HttpResponse(status=413)
        return HttpResponse(status=204)
