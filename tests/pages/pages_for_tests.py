"""Addresses and forms that exist only in the tests of the design system."""

from typing import Any

from django.urls import include, path

from alongside.ground.design_system import fields
from alongside.ground.design_system.forms import Form, Group, Questions
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.lib.models import Conflict


class Record:
    """Something two people may edit, kept in memory: as `lib.models.Versioned` behaves."""

    version = 1
    words = "the first words"
    level = "1"
    saves = 0


RECORD = Record()


class Child(Questions):
    name = fields.TextField(label="Name")


class NoteForm(Form):
    versioned = True
    groups = {"children": Group(Child, one="child", title="Children", minimum=0)}
    words = fields.LongText(label="Words")
    level = fields.ChoiceField(label="Level", choices=[("1", "One"), ("2", "Two")])


class Note(FormPage):
    title = "A note"
    form_class = NoteForm

    def draft_key(self) -> str:
        return "note"

    def initial(self) -> dict[str, Any]:
        return {"words": RECORD.words, "level": RECORD.level, "seen_version": RECORD.version}

    def act(self, form: Form) -> str:
        if form.cleaned_data["words"] == "refuse me":
            raise Refused("These words are refused.", what_to_do="Use others.", field="words")
        if form.cleaned_data["words"] == "forbid me":
            raise NotAllowed("You are not in this team.", what_to_do="Ask its manager.")
        if form.cleaned_data["seen_version"] != RECORD.version:
            raise Conflict(RECORD, {})  # type: ignore[arg-type]  # stands for a model
        RECORD.words, RECORD.level = form.cleaned_data["words"], form.cleaned_data["level"]
        RECORD.version += 1
        RECORD.saves += 1
        return f"/done/{RECORD.saves}/"


class Hidden(Page):
    title = "Hidden"

    def get(self, *args: Any, **kwargs: Any) -> Any:
        raise NotFoundForYou


class Closed(Page):
    title = "Closed"

    def get(self, *args: Any, **kwargs: Any) -> Any:
        raise Refused("This was closed on 3 March 2026.", what_to_do="Ask the hub to open it.")


class Breaks(FormPage):
    title = "Breaks"
    public = True
    form_class = NoteForm

    def act(self, form: Form) -> str:
        raise ZeroDivisionError


urlpatterns = [
    path("", include("alongside.ground.design_system.urls")),
    path("", include("alongside.ground.drafts.urls")),
    path("", include("alongside.ground.sign_in.urls")),
    path("note/", Note.as_view()),
    path("hidden/", Hidden.as_view()),
    path("closed/", Closed.as_view()),
    path("breaks/", Breaks.as_view()),
]
handler500 = "alongside.ground.design_system.refusals.broken"
