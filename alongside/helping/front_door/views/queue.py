"""The hub's queue: what is overdue or due next, and taking, passing on and giving out."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.front_door import actions, presenters
from alongside.helping.front_door.forms import PassOnForm
from alongside.helping.front_door.queries import (
    QueueFilter,
    contact_to_decide,
    contacts_with_ids,
    how_many,
    people_who_decide,
    queue,
)
from alongside.helping.front_door.views import person

FILTERS = ("priority", "area", "route", "state", "whose")
MOST_AT_ONCE = 100


class Queue(Page):
    """The queue, oldest due first."""

    title = "Hub queue"
    template = "front_door/queue.html"

    def chosen(self) -> QueueFilter:
        """The filters in the address."""
        given = {name: str(self.request.GET.get(name, ""))[:60] for name in FILTERS}
        return QueueFilter(**given, overdue=self.request.GET.get("overdue") == "yes")

    def context(self) -> dict[str, Any]:
        """A page of the queue, its count, and the filters."""
        by, pack, chosen = person(self.request), current_pack().pack, self.chosen()
        rows = queue(by, chosen, pack)
        total, overdue = how_many(rows)
        page = keyset(rows, order=("due_on", "id"), mark=self.request.GET.get("after", ""), size=30)
        shown = presenters.queue_page(page.rows, pack, by)
        filters = presenters.queue_filters(chosen, pack, reverse("queue"))
        return {
            "rows": shown, "total": total, "overdue": overdue, "filters": filters, "colleagues": people_who_decide(),
            "next_href": filters.with_mark(page.next_mark) if page.next_mark else "",
            "first_href": filters.with_mark("") if page.has_earlier else "", "by": by,
            "query": self.request.GET.urlencode(),
        }  # fmt: skip

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Give the ticked contacts to somebody, and say honestly how many were given."""
        by = person(request)
        require(by, Permission.DECIDE_CONTACT)
        ids = [found for text in request.POST.getlist("contact")[:MOST_AT_ONCE] if (found := _uuid(text))]
        wanted = request.POST.get("to") or str(by.pk)
        to = next((user for user in people_who_decide() if str(user.pk) == wanted), None)
        if to is None:
            raise Http404
        result = actions.assign_many(contacts=contacts_with_ids(by, ids), to=to, by=by)
        done = f"{result.done} of {len(ids)} given to {to.name}." if ids else "Tick the contacts first."
        messages.success(request, done) if result.done else messages.warning(request, done)
        for reference, why in result.refused:
            messages.warning(request, f"{reference}: {why}")
        return redirect(request.get_full_path())


class Take(Page):
    """Takes a contact, or puts it back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Take it and go to decide it; or put it back."""
        by = person(request)
        contact = contact_to_decide(by, kwargs["contact_id"])
        if "put_back" in request.POST:
            actions.put_back(contact=contact, by=by)
            return redirect("queue")
        actions.take(contact=contact, by=by)
        return redirect("decide_contact", contact_id=contact.pk)


class PassOn(FormPage):
    """Passes a contact on."""

    title = "Pass a contact on"
    form_class = PassOnForm
    button = "Pass on"

    def back(self) -> str:
        """Back to deciding it."""
        return reverse("decide_contact", args=[self.kwargs["contact_id"]])

    def form_options(self) -> dict[str, Any]:
        """To whom."""
        contact_to_decide(person(self.request), self.kwargs["contact_id"])
        return {"people": people_who_decide()}

    def act(self, form: Form) -> str:
        """Give it to them."""
        by = person(self.request)
        to = next(user for user in people_who_decide() if str(user.pk) == form.cleaned_data["to"])
        actions.pass_on(contact=contact_to_decide(by, self.kwargs["contact_id"]), to=to, by=by)
        return reverse("queue")


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
