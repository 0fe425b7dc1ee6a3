"""Pages about requests for one's own record: writing one down, answering it item by item, agreeing, and the copy."""

import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.clock import now
from alongside.ground.operating_models.queries import current_pack
from alongside.improving.governance import actions
from alongside.improving.governance.forms import ItemForm, NothingToAsk, RequestForm, ReviewerForm, TakeOnForm, WhyForm
from alongside.improving.governance.models import SubjectItem, SubjectRequest
from alongside.improving.governance.presenters import counts_in_words, possible
from alongside.improving.governance.queries import (
    all_items,
    counts_of,
    get_item,
    get_request,
    items_of,
    may_read_about,
    requests_page,
    reviewers_for,
)
from alongside.improving.governance.record_copy import record_copy
from alongside.improving.governance.words import RequestState
from alongside.people.families.pages import FamilyPage
from alongside.people.families.queries import people_of


class RecordRequest(FamilyPage, FormPage):
    """Write down that somebody asked for what is held about a person of the family."""

    title = "Somebody asks for their record"
    template = "governance/record_request.html"
    tab = "sharing"
    form_class = RequestForm

    def context(self) -> dict[str, Any]:
        """The frame, for whoever may record what the family agrees to."""
        require(self.by, Permission.RECORD_CONSENT, self.family)
        return super().context()

    def form_options(self) -> dict[str, Any]:
        """The family's people."""
        return {"people": self.members}

    def back(self) -> str:
        """Back to the tab."""
        return reverse("consent:overview", kwargs={"family_id": self.family.pk})

    def act(self, form: Form) -> str:
        """Write it down."""
        told = form.cleaned_data
        (person,) = people_of(self.family, [uuid.UUID(told["person"])])
        made = actions.record_request(
            family=self.family, person=person, asked_on=told["asked_on"], asked_as=told["asked_as"], by=self.by
        )
        messages.success(self.request, f"It is written down as {made.reference}. Those who answer requests are told.")
        return self.back()


class Requests(AskedBy, Page):
    """Requests that are not answered yet, the first due first."""

    title = "Requests for a record"
    template = "governance/requests.html"

    def context(self) -> dict[str, Any]:
        """A page of them."""
        page = requests_page(self.by, self.request.GET.get("after", ""))
        return {"requests": page.rows, "next_mark": page.next_mark, "has_earlier": page.has_earlier}


class RequestPage(AskedBy):
    """A page about one request, for those who answer requests."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def asked(self) -> SubjectRequest:
        """The request of the address."""
        return get_request(self.by, self.kwargs["request_id"])

    def address(self) -> str:
        """Its page."""
        return reverse("governance:request", kwargs={"request_id": self.asked.pk})

    def done(self, text: str) -> str:
        """Say what was done, and go back to the request."""
        messages.success(self.request, text)
        return self.address()


class OneRequest(RequestPage, Page):
    """A request: where it stands, what can be done, and what was gathered."""

    title = "A request for a record"
    template = "governance/request.html"

    def back(self) -> str:
        """Back to all of them."""
        return reverse("governance:requests")

    def context(self) -> dict[str, Any]:
        """How it stands, and a page of its items."""
        wanted = self.request.GET.get("show") == "undecided"
        page = items_of(self.by, self.asked, undecided=wanted, mark=self.request.GET.get("after", ""))
        return {
            "asked": self.asked, "history": list(self.asked.history.select_related("by")), "items": page.rows,
            "counts": counts_in_words(counts_of(self.by, self.asked)), "next_mark": page.next_mark,
            "only_undecided": wanted, "can": possible(self.asked, self.by),
            "readable": may_read_about(self.asked),
        }  # fmt: skip


class Changing(RequestPage, FormPage):
    """A form about a request."""

    template = "governance/changing.html"

    def back(self) -> str:
        """Back to the request."""
        return self.address()

    def context(self) -> dict[str, Any]:
        """Its reference."""
        return {"reference": self.asked.reference, "says": self.says}

    says = ""


class TakeOn(Changing):
    """Answer it oneself."""

    title = "Answer this request"
    form_class = TakeOnForm
    button = "I answer it"
    says = "Only you, and the second person you choose later, read what is gathered."

    def act(self, form: Form) -> str:
        """Take it on, and have it gathered."""
        actions.take_on(request=self.asked, identity_checked=form.cleaned_data["identity_checked"], by=self.by)
        return self.done("You answer it. What is held is being gathered: look again in a few minutes.")


class OneItem(Changing):
    """One item: what it says, what is proposed, and what becomes of it."""

    title = "What becomes of this item?"
    template = "governance/item.html"
    form_class = ItemForm
    button = "Save and go on"

    @cached_property
    def item(self) -> SubjectItem:
        """The item of the address."""
        return get_item(self.by, self.asked, self.kwargs["item_id"])

    def initial(self) -> dict[str, Any]:
        """What was decided; the proposed text to work on."""
        item = self.item
        return {
            "decision": item.decision, "shown": item.shown or item.proposed, "exemption": item.exemption,
            "reason": item.reason,
        }  # fmt: skip

    def context(self) -> dict[str, Any]:
        """The item, and whether it can be decided now by this person."""
        mine = self.asked.handled_by_id == self.by.pk and self.asked.state == RequestState.GATHERING
        return {**super().context(), "item": self.item, "may_decide": mine}

    def act(self, form: Form) -> str:
        """Decide it, and go on to the next that is undecided."""
        told = form.cleaned_data
        actions.decide_item(
            item=self.item, decision=told["decision"], shown=told["shown"], exemption=told["exemption"],
            reason=told["reason"], by=self.by,
        )  # fmt: skip
        waiting = items_of(self.by, self.asked, undecided=True).rows
        if not waiting:
            return self.done("Every item is decided.")
        return reverse("governance:item", kwargs={"request_id": self.asked.pk, "item_id": waiting[0].pk})


class DisclosePlain(Changing):
    """Give everything in which nothing about others was found."""

    title = "Give what is about nobody else"
    form_class = NothingToAsk
    button = "Give these as they are"
    says = (
        "This decides every undecided item in which no name, address or number of anybody else was found. Read them "
        "first: a person can be described without being named."
    )

    def act(self, form: Form) -> str:
        """Decide them."""
        count = actions.disclose_plain(request=self.asked, by=self.by)
        return self.done(f"{count} items are decided.")


class AskForReview(Changing):
    """Ask a second person to agree."""

    title = "Ask a second person to agree"
    form_class = ReviewerForm
    button = "Ask them"
    says = "Every item must be decided. They read all of it."

    def form_options(self) -> dict[str, Any]:
        """Whoever else answers requests."""
        return {"people": reviewers_for(self.by)}

    def act(self, form: Form) -> str:
        """Ask them."""
        reviewer = reviewers_for(self.by).get(pk=form.cleaned_data["reviewer"])
        actions.ask_for_review(request=self.asked, reviewer=reviewer, by=self.by)
        return self.done(f"{reviewer.name} is asked to agree.")


class SendBack(Changing):
    """Do not agree yet."""

    title = "Something should change first"
    form_class = WhyForm
    button = "Send it back"
    says = "Say what should change, by the number of the item; name nobody."

    def act(self, form: Form) -> str:
        """Send it back."""
        actions.send_back(request=self.asked, why=form.cleaned_data["why"], by=self.by)
        return self.done("It is sent back.")


class Send(Changing):
    """Agree."""

    title = "Agree that this is given"
    form_class = NothingToAsk
    button = "I agree"
    says = "It is checked once more for protected addresses, numbers and names. Then the copy can be fetched and sent."

    def act(self, form: Form) -> str:
        """Agree."""
        actions.send(request=self.asked, by=self.by)
        return self.done("It is agreed. The copy can be fetched now.")


class Refuse(Changing):
    """Refuse the request."""

    title = "Refuse this request"
    form_class = WhyForm
    button = "Refuse it"
    button_warns = True
    says = "The person is told why, and that they may complain to the Information Commissioner."

    def act(self, form: Form) -> str:
        """Refuse it."""
        actions.refuse(request=self.asked, why=form.cleaned_data["why"], by=self.by)
        return self.done("It is refused.")


class RecordFile(RequestPage, Page):
    """The copy that is sent, as a PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The file; its name says nothing about anybody."""
        actions.note_export(request=self.asked, by=self.by)
        items, council = all_items(self.by, self.asked), current_pack().pack.info.council
        answer = HttpResponse(record_copy(self.asked, items, council, now()), content_type="application/pdf")
        answer.headers["Content-Disposition"] = f'attachment; filename="{self.asked.reference}.pdf"'
        return answer
