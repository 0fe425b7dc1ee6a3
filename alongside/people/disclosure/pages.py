"""What pages of other packages build on: a copy for one reader, and a warning before saving what a family reads.

Every document for a family goes through `OneCopy.checked`: there is no other way from its words to a file, and no way
to a file without a reader (security rules 17 and 18).
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase

from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.fields import Checkboxes
from alongside.ground.design_system.forms import Form, Typed
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.clock import as_text, local_date
from alongside.ground.lib.pdf import Typeset, typeset
from alongside.people.disclosure import actions
from alongside.people.disclosure.forms import GivenForm, ReaderForm
from alongside.people.disclosure.models import Copy
from alongside.people.disclosure.queries import (
    Saying,
    allows,
    check,
    copies_of,
    copy_for,
    looks_kept,
    note_printed,
    strings_in,
)
from alongside.people.disclosure.words import MAY_SAY, Document, Kind
from alongside.people.families.pages import FamilyPage
from alongside.people.families.queries import people_named


@dataclass(frozen=True)
class Content:
    """What a document says to one reader, and what was left out for them, in words."""

    says: dict[str, Any]
    left_out: list[str]
    template: bytes
    written_at: dt.datetime


def _typeset(content: Content) -> Typeset:
    return typeset(content.template, content.says, written_at=content.written_at)


def _words_of(made: Typeset) -> str:
    return "\n".join(strings_in(made.content))


class CopyPage(FamilyPage):
    """A page about copies of one document. The package that owns the document gives what is marked below."""

    document: ClassVar[Document]
    permission: Permission

    @property
    def record_id(self) -> uuid.UUID:
        """Of which assessment or plan."""
        raise NotImplementedError

    def content(self, copy: Copy, *, all_may_go: bool) -> Content:
        """The document for this reader, not yet checked; with names and places that must not go left out."""
        raise NotImplementedError

    def copy_address(self, name: str, **more: Any) -> str:
        """The address of the page 'choose', 'copy' or 'file'."""
        raise NotImplementedError

    def checked(self, copy: Copy) -> tuple[Typeset, Content]:
        """The document made for its one reader. Raises MayNotLeave when it holds what they must not learn.

        What is checked is the data as it was typeset, all of it.
        """
        content = self.content(copy, all_may_go=True)
        made = _typeset(content)
        if not allows([_words_of(made)], copy.family, copy.person)[0]:
            content = self.content(copy, all_may_go=False)
            made = _typeset(content)
            where = Document(copy.document).label
            saying = Saying(what="The copy", kept="Nothing was made. What is written is kept as it was.", where=where)
            check(_words_of(made), copy.family, copy.person, by=self.by, saying=saying)
        return made, content

    def context(self) -> dict[str, Any]:
        """The frame, for whoever may see the document."""
        require(self.by, self.permission, self.family)
        return super().context()


class ChooseReader(CopyPage, FormPage):
    """Choose for whom the copy is: one person, never 'both parents'."""

    template = "disclosure/choose.html"
    form_class: ClassVar[type[Form]] = ReaderForm
    button = "See the copy"
    says: ClassVar[str] = "Plain words, for one person of the family to keep."

    def pages(self) -> list[tuple[str, str]]:
        """Pages that can be left out: key and words."""
        return []

    def cancel_address(self) -> str:
        """Back to the document."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Copies made before."""
        told = super().context()
        made = copies_of(self.family, self.document, self.record_id)
        names = people_named(copy.person_id for copy in made)
        lines = [
            {
                "reader": names[copy.person_id].name, "made_on": as_text(local_date(copy.prepared_at)),
                "given": given_in_words(copy), "address": self.copy_address("copy", copy_id=copy.pk),
            }
            for copy in made if copy.person_id in names
        ]  # fmt: skip
        return {**told, "says": self.says, "copies": lines, "cancel_to": self.cancel_address()}

    def form_options(self) -> dict[str, Any]:
        """The family's people, and the pages."""
        people = [(str(one.id), one.name) for one in self.members]
        return {"people": people, "pages": self.pages(), "sizes": bool(self.pages())}

    def act(self, form: Form) -> str:
        """Prepare it, and see at once whether it may be made."""
        told = form.cleaned_data
        copy = actions.prepare_copy(
            family=self.family, person_id=uuid.UUID(told["reader"]), document=self.document, record_id=self.record_id,
            leave_out=told.get("leave_out", []), large=bool(told.get("large")), by=self.by,
        )  # fmt: skip
        self.checked(copy)
        return self.copy_address("copy", copy_id=copy.pk)


class OneCopy(CopyPage):
    """A page about one copy; 404 unless it is of this document."""

    @cached_property
    def copy(self) -> Copy:
        """The copy of the address."""
        return copy_for(self.by, self.family, self.kwargs["copy_id"], self.document, self.record_id)


class ShowCopy(OneCopy, FormPage):
    """Whom it is for, what it leaves out, the file; and saying that it was given."""

    template = "disclosure/copy.html"
    form_class: ClassVar[type[Form]] = GivenForm
    button = "Write down that it was given"

    def context(self) -> dict[str, Any]:
        """The copy, made and checked anew."""
        told, (_, content) = super().context(), self.checked(self.copy)
        reader = next((one for one in self.members if one.id == self.copy.person_id), None)
        return {
            **told,
            "copy": content.says,
            "reader": reader.name if reader else "somebody who is no longer in the family",
            "left_out": content.left_out,
            "given": given_in_words(self.copy) if self.copy.given_on else "",
            "file": self.copy_address("file", copy_id=self.copy.pk),
            "cancel_to": self.copy_address("choose"),
        }

    def act(self, form: Form) -> str:
        """Write it into the family's story."""
        actions.record_given(copy=self.copy, given_on=form.cleaned_data["given_on"], by=self.by)
        return self.copy_address("copy", copy_id=self.copy.pk)


class CopyFile(OneCopy, Page):
    """The file: made for its reader and checked each time; its name and its properties say nothing about anybody."""

    filename: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The PDF, once it is written down that it was printed."""
        require(self.by, self.permission, self.family)
        made, _ = self.checked(self.copy)
        note_printed(self.copy, self.by)
        answer = HttpResponse(made.pdf, content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{self.filename}"'
        return answer


def given_in_words(copy: Copy) -> str:
    """'Given on 3 March 2026.', or that it is not written down."""
    return f"Given on {as_text(copy.given_on)}." if copy.given_on else "Not written down as given."


class WarnsBeforeSaving(FamilyPage, FormPage):
    """A form whose words the family reads: warns whoever may know a protected value that it stands in them.

    To anybody else it says nothing, or saving a guess would tell whether it is right; what leaves is checked anyway.
    """

    family_reads: ClassVar[tuple[str, ...]] = ()

    def words_for_family(self, form: Form) -> list[str]:
        """What was typed that the family will read."""
        return [str(form.cleaned_data.get(name) or "") for name in self.family_reads]

    def _send(self, form: Form, data: QueryDict | Typed) -> HttpResponseBase:
        if "anyway" not in self.request.POST:
            found = looks_kept(self.words_for_family(form), self.family, self.by)
            if found:
                return self.show(with_warning(form, found), status=422)
        return super()._send(form, data)


def with_warning(form: Form, found: frozenset[Kind]) -> Form:
    """The form, saying what its words look like, with a box to tick to save them all the same."""
    said = " and ".join(MAY_SAY[kind] for kind in Kind if kind in found)
    form.refuse(
        f"This looks like it says {said}. The family reads it. Take it out, or tick the box at the end of the form to"
        " save it all the same: no copy of it can be made for anybody who must not know."
    )
    form.fields["anyway"] = Checkboxes(
        label="It is right to write it here", choices=[("yes", "Save it all the same")], required=False
    )
    return form
