"""Pages of the directory for everybody."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import public_door
from alongside.ground.design_system.views import Page
from alongside.ground.lib.clock import today
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import Pack, current_pack
from alongside.helping.directory import actions, queries
from alongside.helping.directory.forms import (
    SearchForm,
)
from alongside.helping.directory.models import Service
from alongside.helping.directory.pictures import TYPE
from alongside.helping.directory.policies import is_stale
from alongside.helping.directory.presenters import facts, row
from alongside.helping.directory.queries import Sought
from alongside.helping.directory.rules import may_keep_service
from alongside.helping.directory.words import ServiceState


class ForEverybody(Page):
    """A page anybody may open; `by` is the public page's actor where nobody is signed in."""

    public = True

    @cached_property
    def by(self) -> User:
        """Whoever looks."""
        return self.request.user if isinstance(self.request.user, User) else public_door()

    @cached_property
    def by_practitioner(self) -> bool:
        """Whether whoever looks has an account."""
        return isinstance(self.request.user, User)

    @cached_property
    def pack(self) -> Pack:
        """The operating model in force."""
        return current_pack().pack


class Services(ForEverybody):
    """What there is, by need, age, place and words; for practitioners by level too."""

    title = "Services for families"
    template = "directory/services.html"

    def context(self) -> dict[str, Any]:
        """A page of what was looked for."""
        given = self.request.GET
        asked = any(given.get(name) for name in SearchForm.base_fields)
        form = SearchForm(given if asked else None, pack=self.pack, by_practitioner=self.by_practitioner)
        sought = _sought(form) if asked and form.is_valid() else Sought()
        rows = queries.find(sought, self.pack)
        page = keyset(rows, order=["name", "id"], mark=given.get("after", ""))
        searched = given.copy()
        searched.pop("after", None)
        return {
            "by_practitioner": self.by_practitioner, "keeps": queries.keeps_some(self.by), "form": form,
            "searched": bool(sought), "count": rows.count(),
            "services": [row(one, self.pack, by_practitioner=self.by_practitioner) for one in page.rows],
            "query": searched.urlencode(), "next_mark": page.next_mark, "has_earlier": page.has_earlier,
        }  # fmt: skip


def _sought(form: SearchForm) -> Sought:
    found = form.cleaned_data
    return Sought(found["q"], found["need"], found.get("level", ""), found.get("area", ""), found["age"])


class OneService(ForEverybody):
    """One service: what it is, whom it is for, how to get it, and when it was last said to be right."""

    template = "directory/service.html"

    @cached_property
    def service(self) -> Service:
        """The service of the address."""
        return queries.service_for(self.by, self.kwargs["service_id"])

    def heading(self) -> str:
        """What it is called."""
        return self.service.name

    def back(self) -> str:
        """What there is."""
        return reverse("services")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page; opening it is counted."""
        answer = self.render()
        if request.method == "GET" and self.service.state == ServiceState.PUBLISHED:
            actions.count_use(service=self.service, by=self.by)
        return answer

    def context(self) -> dict[str, Any]:
        """What it says."""
        service = self.service
        return {
            "service": service, "facts": facts(service, self.pack, by_practitioner=self.by_practitioner),
            "is_published": service.state == ServiceState.PUBLISHED,
            "picture_says": queries.says_of_picture(service), "stale": is_stale(service.checked_on, today()),
            "keeps": may_keep_service(self.by, service), "by_practitioner": self.by_practitioner,
        }  # fmt: skip


class ThePicture(ForEverybody):
    """The picture of a service, sent as an attachment: a browser draws it in a page, and opens it nowhere else."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The JPEG."""
        picture = queries.picture_for(self.by, self.kwargs["service_id"])
        answer = HttpResponse(bytes(picture.content), content_type=TYPE)
        answer["Content-Disposition"] = 'attachment; filename="picture.jpg"'
        return answer
