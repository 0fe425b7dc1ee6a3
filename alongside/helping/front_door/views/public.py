"""Asking for help without an account: everybody's business."""

import datetime as dt
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from alongside.ground.access.queries import public_door
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import Pack, current_pack, routes_for
from alongside.helping.front_door import actions
from alongside.helping.front_door.actions import Named, Report
from alongside.helping.front_door.forms import PublicForm
from alongside.helping.front_door.words import TellHow
from alongside.people.families.words import DateKnown, FamilyRole

SENT = "public_contact"


class AskForHelp(FormPage):
    """What you can do, what there is, what to do if a child is in danger; and a short form."""

    title = "Ask for help, or tell us you are worried"
    template = "front_door/ask_for_help.html"
    public = True
    form_class = PublicForm
    button = "Send"

    @cached_property
    def pack(self) -> Pack:
        """The operating model in force."""
        return current_pack().pack

    def context(self) -> dict[str, Any]:
        """The council's words for everybody."""
        words = self.pack.words
        return {
            "emergency": words.emergency, "out_of_hours": words.out_of_hours, "council": self.pack.info.council,
            "front_door": words.front_door_full,
            "everyday": next(level for level in self.pack.levels if not level.is_statutory),
        }  # fmt: skip

    def act(self, form: Form) -> str | HttpResponseBase:
        """Put it in the hub's queue. A robot that fills in the hidden field is thanked, and nothing is kept."""
        door = public_door()
        if form.cleaned_data["website"]:
            return reverse("help_asked")
        actions.knock(address=address_of(self.request), by=door)
        contact = actions.record_contact(report=self.report(form.cleaned_data), by=door)
        self.request.session[SENT] = str(contact.reference)
        return reverse("help_asked")

    def report(self, given: dict[str, Any]) -> Report:
        """What was said, as a report."""
        route = next(route for route in routes_for(self.pack, "public") if "public" in route.who_may_use)
        name = given["child_name"]
        child = (named_child(name, given["child_age"], given["postcode"]),) if name else ()
        place = "" if name or not given["postcode"] else f"Postcode: {given['postcode']}"
        age = f"Age: about {given['child_age']}" if given["child_age"] and not name else ""
        return Report(
            route=route.id, concern=given["concern"], people=child, in_danger=given["in_danger"],
            sender_name=given["your_name"], sender_role=given["who_you_are"], sender_telephone=given["telephone"] or "",
            sender_email=given["email"] or "", tell_how=TellHow(given["tell_how"]),
            anything_else="\n".join(part for part in (place, age) if part),
            route_answers={ask.id: dict(self.form_class.base_fields["tell_how"].choices).get(given["tell_how"], "") for ask in route.asks[:1]},  # type: ignore[attr-defined]  # noqa: E501
        )  # fmt: skip


def named_child(name: str, age: str, postcode: str) -> Named:
    """The child as somebody outside would put it: one line of name, about so many years old."""
    forename, _, surname = name.rpartition(" ")
    born = today() - dt.timedelta(days=int(int(age) * 365.25) + 183) if age else None
    return Named(
        forename=forename or surname, surname=surname if forename else "", role=FamilyRole.CHILD, date_of_birth=born,
        date_known=DateKnown.ESTIMATED if born else DateKnown.UNKNOWN, postcode=postcode,
    )  # fmt: skip


class HelpAsked(Page):
    """What happens now, for somebody without an account."""

    title = "Thank you: we have your message"
    template = "front_door/help_asked.html"
    public = True

    def context(self) -> dict[str, Any]:
        """The reference, and how to reach the hub."""
        words = current_pack().pack.words
        return {
            "reference": self.request.session.get(SENT, ""), "emergency": words.emergency,
            "front_door": words.front_door_full, "out_of_hours": words.out_of_hours,
        }  # fmt: skip


def address_of(request: HttpRequest) -> str:
    """The network address a request comes from; behind our own proxy, the one the proxy saw."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
