"""Pages of partner data: the feeds and how fresh they are, loading a file, and what came of each load."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import Feed, current_pack
from alongside.ground.sign_in.pages import ConfirmedRecently
from alongside.people.partner_data import actions, presenters, queries
from alongside.people.partner_data.forms import LoadForm, RecordForm, TakeForm, WithdrawForm
from alongside.people.partner_data.models import Load, SentFile
from alongside.people.partner_data.spreadsheets import as_csv, as_xlsx
from alongside.people.partner_data.words import COLUMN_NAMES

SMALL = 300_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Feeds(AskedBy, Page):
    """Every feed: as of when, from whom, whom to ask, and whether it is fresh; files that wait."""

    title = "Partner data"
    template = "partner_data/feeds.html"

    def context(self) -> dict[str, Any]:
        """The feeds, and files that were sent and not settled."""
        waiting = list(queries.sent_and_open(self.by)[:20])
        lines = queries.all_freshness()
        names = {one.feed: one.name for one in lines}
        return {
            "feeds": [presenters.shown_feed(one) for one in lines],
            "waiting": [presenters.shown_sent(one, names.get(one.feed, one.feed)) for one in waiting],
        }


class _OfFeed(AskedBy):
    kwargs: dict[str, Any]

    @cached_property
    def feed(self) -> Feed:
        """The feed of the address, for whoever loads feeds."""
        queries.require_may_see_loads(self.by)
        try:
            return queries.feed_called(self.kwargs["feed"])
        except Refused as unknown:
            raise NotFoundForYou from unknown

    def heading(self) -> str:
        """What the feed is called."""
        return self.feed.name


class OneFeed(_OfFeed, Page):
    """One feed: by what right, which columns, and its loads."""

    template = "partner_data/feed.html"

    def back(self) -> str:
        """All feeds."""
        return reverse("feeds")

    def context(self) -> dict[str, Any]:
        """What the operating model says of it, and what was loaded."""
        feed = self.feed
        page = keyset(
            queries.loads_of(self.by, feed.id), order=("-number",), mark=self.request.GET.get("after", ""), size=20
        )
        columns = [
            (COLUMN_NAMES[column.to], ", ".join(column.headings), "Needed" if column.needed else "May be missing")
            for column in feed.layout.columns
        ]
        return {
            "feed": feed, "standing": presenters.shown_feed(queries.freshness(feed.id)), "columns": columns,
            "loads": [presenters.shown_load(load) for load in page.rows], "next_mark": page.next_mark,
            "has_earlier": page.has_earlier, "may_see_rows": bool(may(self.by, Permission.SEE_FEED_ROWS)),
        }  # fmt: skip


class LoadFile(_OfFeed, FormPage):
    """Send a file of the feed: it is checked first, and taken in when somebody has looked at the check."""

    template = "partner_data/load_form.html"
    form_class = LoadForm
    button = "Check the file"

    def heading(self) -> str:
        """Which feed."""
        return f"Load a file: {self.feed.name}"

    def back(self) -> str:
        """The feed."""
        return reverse("feed", args=[self.feed.id])

    def context(self) -> dict[str, Any]:
        """The feed, and whether anybody may send it."""
        return {"feed": self.feed, "senders": self.senders}

    @cached_property
    def senders(self) -> list[Any]:
        """Agencies it can be from."""
        return queries.senders(self.feed)

    def form_options(self) -> dict[str, Any]:
        """Whose data it can be."""
        return {"agencies": self.senders}

    def act(self, form: Form) -> str:
        """Small files are checked at once; others by the worker, while the page says how it stands."""
        upload, told = form.cleaned_data["file"], form.cleaned_data
        agency = next(one for one in self.senders if str(one.pk) == told["agency"])
        content = upload.read()
        sent = actions.send_file(
            feed=self.feed, content=content, file_name=str(upload.name), agency=agency, as_of=told["as_of"],
            extent=told["extent"], by=self.by,
        )  # fmt: skip
        _work_on(sent, len(content), self.by)
        return reverse("sent_feed_file", args=[sent.pk])


def _work_on(sent: SentFile, size: int, by: Any) -> None:
    if size <= SMALL:
        actions.work_on(sent=sent, by=by)
    else:
        actions.have_worked_on(sent=sent, by=by)


class _OfSent(AskedBy):
    kwargs: dict[str, Any]

    @cached_property
    def sent(self) -> SentFile:
        """The file of the address, for whoever loads feeds."""
        return queries.sent_file(self.by, self.kwargs["sent_id"])


class Sent(_OfSent, Page):
    """How a file that was sent stands, and what the check found."""

    title = "A file that was sent"
    template = "partner_data/sent.html"

    def back(self) -> str:
        """The feed."""
        return reverse("feed", args=[self.sent.feed])

    def context(self) -> dict[str, Any]:
        """Its state and the check."""
        pack = current_pack().pack
        name = next((feed.name for feed in pack.feeds if feed.id == self.sent.feed), self.sent.feed)
        report = self.sent.report
        return {
            "sent": presenters.shown_sent(self.sent, name),
            "remarks": presenters.shown_remarks(report.get("remarks", [])),
            "completeness": presenters.completeness(report.get("completeness", {}), report.get("good", 0)),
        }


class Take(_OfSent, FormPage):
    """Take a checked file in."""

    title = "Take the file in"
    template = "partner_data/take.html"
    form_class = TakeForm
    button = "Take it in"

    def back(self) -> str:
        """The check."""
        return reverse("sent_feed_file", args=[self.sent.pk])

    def context(self) -> dict[str, Any]:
        """Why it may not be whole, where it is far smaller than what is held."""
        return {"why_too_small": queries.why_far_smaller(self.sent)}

    def form_options(self) -> dict[str, Any]:
        """Whether it must be said that the file is right."""
        return {"asks_about_size": bool(queries.why_far_smaller(self.sent))}

    def act(self, form: Form) -> str:
        """Have it taken in; a small file at once."""
        smaller = form.cleaned_data.get("accept_smaller", False)
        sent = actions.ask_to_take(sent=self.sent, by=self.by, accept_smaller=bool(smaller))
        _work_on(sent, len(sent.content or b""), self.by)
        return reverse("sent_feed_file", args=[sent.pk])


class PutAway(_OfSent, FormPage):
    """Do not take a checked file in."""

    title = "Do not take the file in"
    template = "partner_data/put_away.html"
    form_class = Form
    button = "Do not take it in"

    def back(self) -> str:
        """The check."""
        return reverse("sent_feed_file", args=[self.sent.pk])

    def context(self) -> dict[str, Any]:
        """Only for whoever loads feeds."""
        return {"sent_id": self.sent.pk}

    def act(self, form: Form) -> str:
        """Forget its content."""
        actions.put_away(sent=self.sent, by=self.by)
        messages.success(self.request, "The file was not taken in, and is not kept.")
        return reverse("feed", args=[self.sent.feed])


class _OfLoad(AskedBy):
    kwargs: dict[str, Any]

    @cached_property
    def loaded(self) -> Load:
        """The load of the address, for whoever loads feeds."""
        return queries.load_for(self.by, self.kwargs["load_id"])


class OneLoad(_OfLoad, Page):
    """What came of a load: counts, how complete each column is, what was left out, rows to correct."""

    template = "partner_data/load.html"

    def heading(self) -> str:
        """Its number."""
        return f"Load {self.loaded.number}"

    def back(self) -> str:
        """The feed."""
        return reverse("feed", args=[self.loaded.feed])

    def context(self) -> dict[str, Any]:
        """The load in words."""
        load = self.loaded
        good = load.rows - load.refused - load.repeated
        return {
            "load": presenters.shown_load(load), "remarks": presenters.shown_remarks(load.remarks),
            "completeness": presenters.completeness(load.completeness, good),
            "may_see_rows": bool(may(self.by, Permission.SEE_FEED_ROWS)),
        }  # fmt: skip


class RefusedRows(ConfirmedRecently, _OfLoad, Page):
    """The refused rows, to correct and send again: CSV or XLSX, safe to open."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file."""
        rows = presenters.rows_to_correct(self.loaded, queries.refused_to_correct(self.by, self.loaded))
        if kwargs["kind"] == "csv":
            answer = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
        else:
            answer = HttpResponse(as_xlsx(rows), content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="rows-to-correct.{kwargs["kind"]}"'
        return answer


class Withdraw(ConfirmedRecently, _OfLoad, FormPage):
    """Withdraw a load with all that came from it."""

    title = "Withdraw this load"
    template = "partner_data/withdraw.html"
    form_class = WithdrawForm
    button = "Withdraw the load"
    button_warns = True

    def back(self) -> str:
        """The load."""
        return reverse("feed_load", args=[self.loaded.pk])

    def context(self) -> dict[str, Any]:
        """What will be undone."""
        return {"load": presenters.shown_load(self.loaded)}

    def act(self, form: Form) -> str:
        """Withdraw it."""
        actions.withdraw(load=self.loaded, because=form.cleaned_data["because"], by=self.by)
        messages.success(self.request, "The load was withdrawn, with all that came from it.")
        return reverse("feed_load", args=[self.loaded.pk])


class FindRecord(_OfFeed, FormPage):
    """Find a record by its number: a POST, so that no number stands in an address."""

    form_class = RecordForm
    button = "Find it"

    def heading(self) -> str:
        """Which feed."""
        return f"Find a record: {self.feed.name}"

    def back(self) -> str:
        """The feed."""
        return reverse("feed", args=[self.feed.id])

    def context(self) -> dict[str, Any]:
        """Only for whoever may see rows."""
        queries.require_may_see_rows(self.by)
        return {}

    def act(self, form: Form) -> str:
        """To the form of it that stands, or the last that stood."""
        found = queries.find_record(self.by, self.feed.id, form.cleaned_data["record_id"])
        return reverse("feed_row", args=[found.pk])


class OneRow(AskedBy, Page):
    """One form of a record: what each cell says, what was written, and the file and line it came from."""

    title = "Where a record came from"
    template = "partner_data/row.html"

    def context(self) -> dict[str, Any]:
        """Its cells, and the other forms it had."""
        row = queries.row_for(self.by, self.kwargs["row_id"])
        found = queries.provenance(row)
        forms = [
            presenters.shown_form(one, is_shown=one.pk == row.pk) for one in queries.forms_of(row.feed, row.record_id)
        ]
        return {
            "row": presenters.shown_form(row, is_shown=True), "load": presenters.shown_load(found.load),
            "line": found.line, "cells": presenters.shown_cells(found.cells), "forms": forms,
        }  # fmt: skip
