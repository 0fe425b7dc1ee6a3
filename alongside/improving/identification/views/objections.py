"""Pages of objections to being counted."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.pages import keyset
from alongside.improving.identification.actions import answer_objection, record_objection
from alongside.improving.identification.forms import AnswerObjectionForm, ObjectForm
from alongside.improving.identification.models import Objection
from alongside.improving.identification.queries.objections import get_objection, objections, somebody
from alongside.improving.identification.rules import require_decides
from alongside.improving.identification.words import ObjectionOutcome
from alongside.people.families.models import Person
from alongside.people.families.queries import people_named
from alongside.people.matching.models import FeedPerson

FEED_ONLY = "Somebody known to feeds only"


class Objections(AskedBy, Page):
    """Who objected, those that wait for an answer first; nobody is named until one is opened."""

    title = "Objections to being counted"
    template = "identification/objections.html"

    def back(self) -> str:
        """Back to the lists."""
        return reverse("identification:list")

    def context(self) -> dict[str, Any]:
        """A page of them."""
        page = keyset(
            objections(self.by), order=("-outcome", "objected_on", "id"), mark=self.request.GET.get("after", "")
        )
        return {"objections": page.rows, "next_mark": page.next_mark, "has_earlier": page.has_earlier}


class Object(AskedBy, FormPage):
    """Write down that somebody objects."""

    title = "Record an objection"
    template = "identification/objecting.html"
    form_class = ObjectForm
    button = "Record the objection"

    @cached_property
    def about(self) -> Person | FeedPerson:
        """Whoever objects."""
        require_decides(self.by)
        return somebody(self.by, self.kwargs["somebody_id"])

    def back(self) -> str:
        """Back to all of them."""
        return reverse("identification:objections")

    def context(self) -> dict[str, Any]:
        """Who it is."""
        return {"name": name_of(self.about), "says": SAYS, "lines": []}

    def act(self, form: Form) -> str:
        """Record it."""
        told = form.cleaned_data
        record_objection(somebody=self.about, says=told["says"], objected_on=told["objected_on"], by=self.by)
        messages.success(self.request, "Recorded. Nothing about them is counted from the next count on.")
        return reverse("identification:objections")


class AnswerObjection(AskedBy, FormPage):
    """Answer an objection."""

    title = "An objection"
    template = "identification/objecting.html"
    form_class = AnswerObjectionForm
    button = "Answer"

    @cached_property
    def objection(self) -> Objection:
        """The objection of the address."""
        return get_objection(self.by, self.kwargs["objection_id"])

    def back(self) -> str:
        """Back to all of them."""
        return reverse("identification:objections")

    def initial(self) -> dict[str, Any]:
        """The version it is answered from."""
        return {"seen_version": self.objection.version}

    def context(self) -> dict[str, Any]:
        """What they said, and how it stands."""
        one = self.objection
        lines = [("They said", one.says), ("On", one.objected_on), ("It stands as", one.get_outcome_display())]
        if one.answer:
            lines.append(("They were told", one.answer))
        name = name_of(one.person) if one.person else FEED_ONLY
        return {"name": name, "says": "", "lines": lines, "is_open": self._is_open()}

    def _is_open(self) -> bool:
        waits = self.objection.outcome == ObjectionOutcome.WAITING
        return waits and bool(may(self.by, Permission.DECIDE_MAY_NEED_HELP))

    def act(self, form: Form) -> str:
        """Answer it."""
        told = form.cleaned_data
        answer_objection(
            objection=self.objection, outcome=told["outcome"], answer=told["answer"],
            seen_version=told["seen_version"], by=self.by,
        )  # fmt: skip
        messages.success(self.request, "The answer is kept. Tell them yourself.")
        return reverse("identification:objections")


SAYS = (
    "Everybody may object to being counted for these lists. Until it is answered, nothing about them is counted. It may"
    " be refused only for a compelling reason, which they are told."
)


def name_of(one: Person | FeedPerson) -> str:
    """What to call somebody on a page about their objection."""
    if isinstance(one, FeedPerson):
        return f"{one.forename} {one.surname}".strip() or FEED_ONLY
    return people_named([one.pk])[one.pk].name
