"""One's own contacts, and one contact whole: as its sender sees it, and as the hub does."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from alongside.ground.access.queries import may, require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.front_door import actions, presenters
from alongside.helping.front_door.forms import MoreForm, StraightForm, ToldForm
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.queries import contact_for, my_contacts
from alongside.helping.front_door.rules import may_give_more, may_send_up
from alongside.helping.front_door.views import person


class Mine(Page):
    """The contacts I sent, and what happened to them."""

    title = "My contacts"
    template = "front_door/mine.html"

    def context(self) -> dict[str, Any]:
        """A page of them, latest first."""
        by = person(self.request)
        require(by, Permission.RECORD_CONTACT)
        page = keyset(my_contacts(by), order=("-id",), mark=self.request.GET.get("after", ""))
        here = reverse("my_contacts")
        return {
            "rows": presenters.my_rows(page.rows),
            "next_href": f"{here}?after={page.next_mark}" if page.next_mark else "",
            "first_href": here if page.has_earlier else "",
        }  # fmt: skip


class _About:
    """What pages about one contact share."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def contact(self) -> Contact:
        """The contact, if this person may see it."""
        return contact_for(person(self.request), self.kwargs["contact_id"])

    def there(self) -> str:
        """The contact's own page."""
        return reverse("contact", args=[self.contact.pk])

    def back(self) -> str:
        """Back to the contact."""
        return self.there()


class One(_About, Page):
    """One contact."""

    template = "front_door/contact.html"

    def heading(self) -> str:
        """Its reference: no names in a title."""
        return f"Contact {self.contact.reference}"

    def back(self) -> str:
        """To the list one came from."""
        mine = self.contact.author_id == person(self.request).pk
        return reverse("my_contacts") if mine else reverse("queue")

    def context(self) -> dict[str, Any]:
        """The sender's words and what happened; for the hub, what it may do."""
        by = person(self.request)
        return {
            "contact": presenters.whole(self.contact, by),
            "may_decide": bool(may(by, Permission.DECIDE_CONTACT, self.contact)),
            "may_send_up": bool(may_send_up(by, self.contact)), "may_give_more": bool(may_give_more(by, self.contact)),
            "is_sender": self.contact.author_id == by.pk,
        }  # fmt: skip

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The sender has read what was decided."""
        actions.mark_seen(contact=self.contact, by=person(request))
        return redirect(self.there())


class More(_About, FormPage):
    """Answers what the hub asked."""

    title = "Answer the questions about your contact"
    template = "front_door/more.html"
    form_class = MoreForm
    button = "Send the answer"

    def draft_key(self) -> str:
        """One draft a contact."""
        return f"contact-more-{self.kwargs['contact_id']}"

    def context(self) -> dict[str, Any]:
        """What was asked."""
        if not may_give_more(person(self.request), self.contact):
            raise NotFoundForYou
        return {"told_text": self.contact.told_text}

    def act(self, form: Form) -> str:
        """Send it."""
        actions.give_more(contact=self.contact, text=form.cleaned_data["text"], by=person(self.request))
        return self.there()


class Straight(_About, FormPage):
    """Sends a contact straight to social care."""

    title = "Send this straight to social care"
    template = "front_door/straight.html"
    form_class = StraightForm
    button = "Send to social care now"

    def context(self) -> dict[str, Any]:
        """What to do at once."""
        if not may_send_up(person(self.request), self.contact):
            raise NotFoundForYou
        words = current_pack().pack.words
        return {"emergency": words.emergency, "social_care": words.social_care_front_door.text}

    def act(self, form: Form) -> str:
        """Hand it over."""
        actions.send_to_social_care(contact=self.contact, why=form.cleaned_data["why"], by=person(self.request))
        return self.there()


class Told(_About, FormPage):
    """Records how a sender without a page of their own was told."""

    title = "Tell the sender"
    template = "front_door/told.html"
    form_class = ToldForm

    def context(self) -> dict[str, Any]:
        """What to tell them, and how they asked to be told."""
        require(person(self.request), Permission.DECIDE_CONTACT, self.contact)
        return {"contact": presenters.whole(self.contact, person(self.request))}

    def act(self, form: Form) -> str:
        """Record it."""
        actions.record_told(contact=self.contact, how=form.cleaned_data["how"], by=person(self.request))
        return self.there()
