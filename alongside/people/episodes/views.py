"""Finding a person: who it is, and whether their family is open already and with whom."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import may, require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.views import Page
from alongside.people.episodes.forms import FindForm
from alongside.people.episodes.next_steps import can_start_contact, start_contact
from alongside.people.episodes.presenters import people_found
from alongside.people.episodes.queries import standing_of
from alongside.people.families.queries import find_people, households_of, localities_of, understand

MOST_SHOWN = 20


class Find(AskedBy, Page):
    """Look somebody up. The search is sent in the body of a POST, so that no name is in an address; it only reads."""

    title = "Find a person"
    template = "episodes/find.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An empty search: nothing has been looked for."""
        require(self.by, Permission.FIND_PEOPLE)
        return self.show(FindForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """What was found; or, with the other button, a contact that begins with what was typed."""
        require(self.by, Permission.FIND_PEOPLE)
        form = FindForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        typed = form.cleaned_data["q"]
        if "start_contact" in request.POST:
            require(self.by, Permission.RECORD_CONTACT)
            return redirect(start_contact(self.by, typed))
        found = find_people(understand(typed, form.cleaned_data["date_of_birth"]))
        shown = found[:MOST_SHOWN]
        ids = [one.person.pk for one in shown]
        people = people_found(shown, standing_of(ids, self.by), localities_of(ids), households_of(ids)) if ids else []
        return self.show(form, searched=True, people=people, there_are_more=len(found) > MOST_SHOWN)

    def show(self, form: FindForm, *, status: int = 200, **more: Any) -> HttpResponseBase:
        """The page: not searched, searched with nothing found, and found never look alike."""
        told = {"searched": False, "people": [], "there_are_more": False, **more}
        may_start = can_start_contact() and bool(may(self.by, Permission.RECORD_CONTACT))
        may_match = bool(may(self.by, Permission.MATCH_RECORDS))
        return self.render(status=status, form=form, may_start=may_start, may_match=may_match, **told)
