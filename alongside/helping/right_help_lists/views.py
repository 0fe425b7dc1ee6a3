"""Pages of Right Early Help lists: an agency's own, and the hub manager's of every agency's."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from alongside.ground.access.models import Agency
from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.csv_files import as_csv
from alongside.ground.lib.pages import keyset
from alongside.ground.sign_in.pages import ConfirmedRecently
from alongside.helping.right_help_lists import actions, queries
from alongside.helping.right_help_lists.forms import SearchForm
from alongside.helping.right_help_lists.presenters import as_rows, shown, shown_agency
from alongside.people.families.pages import FamilyPage


class OwnList(AskedBy, Page):
    """The agency's children with open early help today, and who leads. A search is a POST: no name in an address."""

    title = "Right Early Help list"
    template = "right_help_lists/own.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The list, or why there is none."""
        try:
            found = queries.list_today(self.by, request.GET.get("after", ""))
        except queries.NoList as why:
            return self.render("right_help_lists/none.html", why=why.message)
        return self.show(found, SearchForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Those on the list whose name is like what was typed."""
        form = SearchForm(request.POST)
        if not form.is_valid():
            return self.show(queries.list_today(self.by), form, status=422)
        return self.show(queries.search_list(self.by, form.cleaned_data["q"]), form, searched=True)

    def show(
        self, found: queries.ListToday, form: SearchForm, *, status: int = 200, searched: bool = False
    ) -> HttpResponse:
        """The page."""
        children = [shown(one) for one in found.children]
        return self.render(status=status, found=found, children=children, form=form, searched=searched)


class OwnListFile(ConfirmedRecently, AskedBy, Page):
    """The list to print or keep for a day, as CSV."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file, safe to open in a spreadsheet."""
        rows = as_rows(queries.whole_list(self.by))
        answer = HttpResponse(b"".join(as_csv(rows)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="right-early-help-list.csv"'
        return answer


class ConfirmList(AskedBy, FormPage):
    """'I have read it', for the whole agency."""

    title = "Confirm that you have read the list"
    template = "right_help_lists/confirm.html"
    form_class = Form
    button = "I have read it"

    def back(self) -> str:
        """The list."""
        return reverse("right_help_list")

    def context(self) -> dict[str, Any]:
        """Which list."""
        return {"the_list": queries.own_list(self.by, self.kwargs["list_id"])}

    def act(self, form: Form) -> str:
        """Confirm it."""
        found = queries.own_list(self.by, self.kwargs["list_id"])
        actions.confirm_receipt(the_list=found, by=self.by)
        messages.success(self.request, "You have confirmed the list for your agency.")
        return reverse("right_help_list")


class AskForList(AskedBy, FormPage):
    """A dated list for one's own agency now, before the next is due."""

    title = "Have a new list made"
    template = "right_help_lists/make.html"
    form_class = Form
    button = "Make the list now"

    def back(self) -> str:
        """The list."""
        return reverse("right_help_list")

    def context(self) -> dict[str, Any]:
        """For whom."""
        require(self.by, Permission.SEE_RIGHT_HELP_LIST)
        return {"agency": self.by.agency.name}

    def act(self, form: Form) -> str:
        """Make it."""
        actions.make_list(agency=self.by.agency, by=self.by)
        messages.success(self.request, "The list is made. Read it and confirm that you have.")
        return reverse("right_help_list")


class AllLists(AskedBy, Page):
    """Which agencies have not confirmed their list; or all of them."""

    title = "Right Early Help lists"
    template = "right_help_lists/all.html"

    def context(self) -> dict[str, Any]:
        """A page of agencies."""
        everybody = self.request.GET.get("show") == "all"
        rows = queries.agencies_with_lists(self.by, waiting=not everybody)
        page = keyset(rows, order=["name", "id"], mark=self.request.GET.get("after", ""))
        return {
            "agencies": [shown_agency(row) for row in page.rows], "everybody": everybody,
            "next_mark": page.next_mark, "has_earlier": page.has_earlier,
        }  # fmt: skip


class WhatWasTold(AskedBy, Page):
    """One list as it was made: which agency was told of whom, and who confirmed it."""

    title = "What a Right Early Help list said"
    template = "right_help_lists/told.html"

    def back(self) -> str:
        """All lists."""
        return reverse("right_help_lists")

    def context(self) -> dict[str, Any]:
        """The list and its children."""
        found, children = queries.what_was_told(self.by, self.kwargs["list_id"])
        return {"the_list": found, "children": [shown(one) for one in children]}


class ToldOfFamily(FamilyPage):
    """Which agencies were told of a family by a list, when, and who read it: what a family may ask."""

    tab = "overview"
    title = "Told by Right Early Help lists"
    template = "right_help_lists/told_of_family.html"

    def context(self) -> dict[str, Any]:
        """A page of lists, latest first."""
        rows = queries.told_about(self.by, self.family)
        page = keyset(rows, order=["-made_at", "-id"], mark=self.request.GET.get("after", ""))
        return {
            **super().context(), "lists": page.rows, "next_mark": page.next_mark, "has_earlier": page.has_earlier,
        }  # fmt: skip


class MakeForAgency(AskedBy, FormPage):
    """A list for an agency now, asked for by whoever checks lists."""

    title = "Have a new list made"
    template = "right_help_lists/make.html"
    form_class = Form
    button = "Make the list now"

    @property
    def agency(self) -> Agency:
        """The agency of the address."""
        return queries.agency_for_list(self.by, self.kwargs["agency_id"])

    def back(self) -> str:
        """All lists."""
        return reverse("right_help_lists")

    def context(self) -> dict[str, Any]:
        """For whom."""
        return {"agency": self.agency.name}

    def act(self, form: Form) -> str:
        """Make it."""
        actions.make_list(agency=self.agency, by=self.by)
        messages.success(self.request, "The list is made. The agency is asked to confirm it.")
        return reverse("right_help_lists")
