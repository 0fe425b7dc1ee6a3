"""Spreadsheets of contacts: taking them in, and getting the wrong rows back to correct."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.front_door import actions, presenters
from alongside.helping.front_door.columns import COLUMNS, template_headings
from alongside.helping.front_door.forms import FileForm
from alongside.helping.front_door.models import ContactFile
from alongside.helping.front_door.queries import file_for, files_sent, wrong_rows_of
from alongside.helping.front_door.sheets import as_csv, as_xlsx
from alongside.helping.front_door.taking import SMALL, take_in
from alongside.helping.front_door.tasks import take_in_contacts
from alongside.helping.front_door.views import person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Import(FormPage):
    """Takes in a spreadsheet."""

    title = "Take in a spreadsheet of contacts"
    template = "front_door/import.html"
    form_class = FileForm
    button = "Take it in"

    def context(self) -> dict[str, Any]:
        """The columns, and files sent before."""
        by = person(self.request)
        require(by, Permission.IMPORT_CONTACTS)
        return {"columns": COLUMNS, "files": presenters.files(files_sent(by))}

    def act(self, form: Form) -> str:
        """Small files at once; big ones by the worker, while the page shows how far it is."""
        by, upload = person(self.request), form.cleaned_data["file"]
        kind = str(upload.name).lower().rpartition(".")[2]
        content = upload.read()
        file = actions.accept_file(content=content, kind=kind, by=by)
        if len(content) <= SMALL:
            take_in(file, by=by)
        else:
            take_in_contacts.defer(file_id=str(file.pk))
        return reverse("contact_file", args=[file.pk])


class _OfFile:
    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def file(self) -> ContactFile:
        """The file, if this person sent it."""
        return file_for(person(self.request), self.kwargs["file_id"])


class File(_OfFile, Page):
    """How the taking in of a file stands."""

    title = "Spreadsheet of contacts"
    template = "front_door/file.html"

    def back(self) -> str:
        """To the files."""
        return reverse("import_contacts")

    def context(self) -> dict[str, Any]:
        """Counts, and the first rows that are wrong."""
        return {"file": presenters.file(self.file), "wrong": list(wrong_rows_of(self.file)[:50])}


class WrongRows(_OfFile, Page):
    """The rows that could not be taken, to correct and send again."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As CSV or XLSX, safe to open."""
        rows = presenters.rows_to_correct(self.file, wrong_rows_of(self.file).iterator(chunk_size=2000))
        if kwargs["kind"] == "csv":
            response = HttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
        else:
            response = HttpResponse(as_xlsx(rows), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="rows-to-correct.{kwargs["kind"]}"'
        return response


class Template(Page):
    """The file to download and fill in."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One row of headings, of this council's model."""
        require(person(request), Permission.IMPORT_CONTACTS)
        rows = [template_headings(current_pack().pack)]
        if kwargs["kind"] == "csv":
            response = HttpResponse(b"".join(as_csv(rows)), content_type="text/csv; charset=utf-8")
        else:
            response = HttpResponse(as_xlsx(rows), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="contacts.{kwargs["kind"]}"'
        return response
