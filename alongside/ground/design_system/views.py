"""The two kinds of page: `Page` shows, `FormPage` asks. Both look after sign-in, refusals and what must not be lost."""

import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.views import View

from alongside.ground.design_system import keeping, refusals, resume
from alongside.ground.design_system.conflicts import conflict_context, settled
from alongside.ground.design_system.forms import Form, Typed, with_rows_changed
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.lib.models import Conflict
from alongside.ground.lib.once import once


class Page(View):
    """A page that shows something. Give `title`, `template`, and `context()`; `self.kwargs` holds the address's parts.

    Sign-in is required unless `public = True`. Raise NotFoundForYou for what may not be known of (404), NotAllowed for
    what may not be done (403), any other Refused for what cannot be done now (409): each gets its page, in words.
    """

    title: ClassVar[str] = ""
    template: ClassVar[str] = ""
    public: ClassVar[bool] = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Check sign-in, answer, and turn refusals into pages."""
        if not self.public and not request.user.is_authenticated:
            return signed_out(request)
        try:
            return super().dispatch(request, *args, **kwargs)
        except (NotFoundForYou, Http404):
            return refusals.not_found(request)
        except NotAllowed as refused:
            return refusals.not_allowed(request, refused)
        except Refused as refused:
            return refusals.not_now(request, refused)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the page."""
        return self.render()

    def heading(self) -> str:
        """The page's title and first heading; no names in it."""
        return self.title

    def context(self) -> dict[str, Any]:
        """What the template is told, beside `title`, `back`, `breadcrumbs` and `request`."""
        return {}

    def back(self) -> str:
        """The address of the back link; '' for none."""
        return ""

    def render(self, template: str = "", status: int = 200, **more: Any) -> HttpResponse:
        """The page as a response."""
        told = {"title": self.heading(), "back": self.back(), **self.context(), **more}
        return render(self.request, template or self.template, told, status=status)


@dataclass(frozen=True)
class Autosave:
    """Where a form saves its draft, for the script."""

    key: str
    url: str


class FormPage(Page):
    """A page with a form. Give `form_class` and `act(form)`, which returns the address to go to next.

    Also: `initial()`; `draft_key()` to keep drafts; `current_answers(record)` when the conflict page should
    compare more than attributes of the same names. The form's one-time token sees to it that sending twice acts once.
    """

    form_class: ClassVar[type[Form]]
    template: ClassVar[str] = "design_system/form_page.html"
    button: ClassVar[str] = "Save and continue"
    button_warns: ClassVar[bool] = False
    cancel: ClassVar[str] = ""

    def initial(self) -> dict[str, Any]:
        """Values the form begins with; `seen_version` too, for a `versioned` form."""
        return {}

    def act(self, form: Form) -> str | HttpResponseBase:
        """Do it, through an action, with `form.cleaned_data`; return the next address (or a response)."""
        raise NotImplementedError

    def draft_key(self) -> str:
        """The key of this form's draft, without names ('contact', 'assessment-<id>'); '' keeps none."""
        return ""

    def current_answers(self, record: Any) -> dict[str, Any]:
        """The record's values by field name, for the conflict page."""
        names = self.form_class.base_fields
        return {name: getattr(record, name) for name in names if hasattr(record, name)}

    def form_options(self) -> dict[str, Any]:
        """More keywords for the form's constructor (choices from a pack, say)."""
        return {}

    def make_form(self, **given: Any) -> Form:
        """The form, with the page's initial values and options."""
        return self.form_class(initial=self.initial(), **self.form_options(), **given)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form, filled with the draft when there is one."""
        kept = self._keeper_says()
        return self.show(self.make_form(typed=resume.as_query(kept.answers) if kept else None), draft=kept)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Act on the form, or show what to put right."""
        if "discard_draft" in request.POST:
            self._forget_draft()
            return redirect(request.get_full_path())
        if "resumed" in request.POST:
            return self.show(self.make_form(typed=request.POST))
        if "add" in request.POST or "remove" in request.POST:
            return self.show(self.make_form(typed=with_rows_changed(request.POST, self.form_class.groups)))
        data, undecided = settled(request.POST)
        if undecided:
            return self.ask_again(data, undecided)
        form = self.make_form(data=data, files=request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        return self._send(form, data)

    def _send(self, form: Form, data: QueryDict | Typed) -> HttpResponseBase:
        answered: list[HttpResponseBase] = []

        def act_and_tidy() -> str:
            result = self.act(form)
            self._forget_draft()
            if isinstance(result, HttpResponseBase):
                answered.append(result)
                return result.url if isinstance(result, HttpResponseRedirect) else self.request.path
            return result

        token = form.cleaned_data.get("once") or uuid.uuid4()
        owner = self.request.user.pk if self.request.user.is_authenticated else None
        try:
            address, _ = once(token, owner, act_and_tidy)
        except NotAllowed:
            raise
        except Refused as refused:
            form.refuse(str(refused), refused.field)
            return self.show(form, status=422)
        except Conflict as conflict:
            told = conflict_context(form, conflict, self.current_answers(conflict.current), data)
            return self.render("design_system/conflict.html", status=409, **told)
        return answered[0] if answered else redirect(address)

    def ask_again(self, data: Typed, undecided: list[str]) -> HttpResponse:
        """Show the form with both people's choices still open, filled with this person's text."""
        form = self.make_form(data=data, files=self.request.FILES)
        for name in undecided:
            form.refuse("Choose which to keep: this is what you typed, and nothing has been saved yet", name)
        return self.show(form, status=422)

    def show(self, form: Form, *, status: int = 200, draft: keeping.Kept | None = None) -> HttpResponse:
        """The form on its page."""
        return self.render(
            status=status,
            form=form,
            draft=draft,
            autosave=self._autosave(),
            button=self.button,
            button_warns=self.button_warns,
            cancel=self.cancel,
        )

    def _autosave(self) -> Autosave | None:
        keeper, key = keeping.keeper(), self.draft_key()
        if keeper is None or not key or not self.request.user.is_authenticated:
            return None
        return Autosave(key, keeper.address(key))

    def _keeper_says(self) -> keeping.Kept | None:
        keeper, key = keeping.keeper(), self.draft_key()
        signed_in = self.request.user.is_authenticated
        return keeper.kept(self.request.user, key) if keeper and key and signed_in else None

    def _forget_draft(self) -> None:
        keeper, key = keeping.keeper(), self.draft_key()
        if keeper and key and self.request.user.is_authenticated:
            keeper.discard(self.request.user, key)


def sign_in_address(request: HttpRequest, path: str = "") -> str:
    """Where to sign in and come back to `path` (this page unless told)."""
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': path or request.get_full_path()})}"


def signed_out(request: HttpRequest, kept: str = "") -> HttpResponseBase:
    """Ask to sign in. What was typed in a POST is carried along (401), never dropped."""
    if request.method != "POST":
        return redirect(sign_in_address(request))
    kept = kept or resume.pack(request)
    found = resume.unpack(kept)
    told = {
        "title": "You have been signed out",
        "resume": kept,
        "sign_in": sign_in_address(request, found.path if found else "/"),
        "had_files": bool(request.FILES),
    }
    return render(request, "design_system/signed_out.html", told, status=401)
