"""Deciding a contact: its words, what is known, the council's thresholds, and what follows. Who is who. Partners."""

import uuid
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.operating_models.queries import Pack, current_pack
from alongside.helping.front_door import actions, presenters
from alongside.helping.front_door.forms import AnswerForm, AskPartnersForm, DecideForm, GradeForm
from alongside.helping.front_door.models import Contact, PartnerEnquiry
from alongside.helping.front_door.queries import (
    contact_to_decide,
    enquiries_of,
    enquiry_for,
    families_by_id,
    person_known,
    person_on,
    possible_leads,
    who_can_answer,
)
from alongside.helping.front_door.views import person
from alongside.helping.front_door.words import EnquiryState


class _Deciding:
    """What the pages of deciding one contact share."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def contact(self) -> Contact:
        """The contact, if this person may decide it."""
        return contact_to_decide(person(self.request), self.kwargs["contact_id"])

    @cached_property
    def pack(self) -> Pack:
        """The operating model in force."""
        return current_pack().pack

    def there(self) -> str:
        """The page on which it is decided."""
        return reverse("decide_contact", args=[self.contact.pk])

    def back(self) -> str:
        """Back to deciding it."""
        return self.there()


class Decide(_Deciding, FormPage):
    """Decides a contact."""

    template = "front_door/decide.html"
    form_class = DecideForm
    button = "Record the decision"

    def heading(self) -> str:
        """Its reference."""
        return f"Decide contact {self.contact.reference}"

    def back(self) -> str:
        """To the queue."""
        return reverse("queue")

    def draft_key(self) -> str:
        """One draft a contact."""
        return f"decide-{self.kwargs['contact_id']}"

    def initial(self) -> dict[str, Any]:
        """The version seen, and what the sender said of the family's agreement."""
        return {
            "seen_version": self.contact.version, "agreement": self.contact.agreement,
            "agreement_why": self.contact.agreement_why,
        }  # fmt: skip

    @cached_property
    def page(self) -> presenters.DecidePage:
        """Everything beside the form."""
        return presenters.decide_page(self.contact, self.pack, person(self.request))

    def form_options(self) -> dict[str, Any]:
        """The pack's levels and decisions, who can lead, which families the people belong to."""
        return {
            "pack": self.pack, "route": self.contact.route, "leads": possible_leads(), "families": self.page.families,
            "waiting": self.page.waits_for_partners,
        }  # fmt: skip

    def context(self) -> dict[str, Any]:
        """The contact, what is known, and the thresholds."""
        grading = GradeForm(initial={"seen_version": self.contact.version}, pack=self.pack, auto_id="grade_%s")
        return {"page": self.page, "grading": grading, "by": person(self.request)}

    def act(self, form: Form) -> str:
        """Record the decision; what follows, follows."""
        given = form.cleaned_data
        family_id = given.get("family") or ""
        lead = next((user for user in possible_leads() if str(user.pk) == given["lead"]), None)
        actions.decide(
            contact=self.contact, seen_version=given["seen_version"], level=given["level"], decision=given["decision"],
            rationale=given["rationale"], by=person(self.request), lead=lead, lead_why=given["lead_why"] or "",
            family=families_by_id([uuid.UUID(family_id)]).get(uuid.UUID(family_id)) if family_id else None,
            agreement=given["agreement"], agreement_why=given["agreement_why"] or "",
            safeguarding_needed=given["safeguarding_needed"], safeguarding_why=given["safeguarding_why"] or "",
            not_waiting_because=given.get("not_waiting_because") or "", words=given["words"],
        )  # fmt: skip
        return reverse("contact", args=[self.contact.pk])


class Grade(_Deciding, FormPage):
    """Gives a contact its priority."""

    title = "Give the contact a priority"
    form_class = GradeForm
    button = "Save the priority"

    def initial(self) -> dict[str, Any]:
        """The version seen."""
        return {"seen_version": self.contact.version}

    def form_options(self) -> dict[str, Any]:
        """The pack's priorities."""
        return {"pack": self.pack}

    def act(self, form: Form) -> str:
        """Grade it."""
        actions.grade(
            contact=self.contact, seen_version=form.cleaned_data["seen_version"],
            priority=form.cleaned_data["priority"],
            by=person(self.request),
        )  # fmt: skip
        return self.there()


class WhoIs(_Deciding, Page):
    """Settles who somebody named on the contact is."""

    title = "Is this somebody already known?"
    template = "front_door/who_is.html"

    def context(self) -> dict[str, Any]:
        """The person as named, and everybody they might be."""
        named = person_on(self.contact, self.kwargs["named_id"])
        if named is None:
            raise Http404
        return {"who": presenters.who_is(named, person(self.request))}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The same as somebody known, or somebody new."""
        named = person_on(self.contact, self.kwargs["named_id"])
        chosen = str(request.POST.get("person", ""))
        try:
            known = person_known(uuid.UUID(chosen)) if chosen != "new" else None
        except ValueError:
            known = None
        if named is None or (known is None and chosen != "new"):
            raise Http404
        actions.match_person(named=named, person=known, by=person(request))
        return redirect(self.there())


class AskPartners(_Deciding, FormPage):
    """Asks partners in the hub what they know."""

    title = "Ask partners what they know"
    form_class = AskPartnersForm
    button = "Ask them"

    def form_options(self) -> dict[str, Any]:
        """The partners not asked yet, and who could answer."""
        kinds = {partner.agency_kind for partner in self.pack.partners_asked}
        already = [enquiry.partner for enquiry in enquiries_of(self.contact)]
        return {"pack": self.pack, "already": already, "people": who_can_answer(kinds)}

    def act(self, form: Form) -> str:
        """Ask them."""
        kinds = {partner.agency_kind for partner in self.pack.partners_asked}
        people = {str(user.pk): user for user in who_can_answer(kinds)}
        partners = form.cleaned_data["partners"]
        asked = {partner: people[chosen] for partner in partners if (chosen := form.cleaned_data.get(f"who_{partner}"))}
        actions.ask_partners(contact=self.contact, partners=partners, asked_of=asked, by=person(self.request))
        return self.there()


class AnswerEnquiry(FormPage):
    """A partner answers what the hub asked."""

    title = "What do you know?"
    template = "front_door/enquiry.html"
    form_class = AnswerForm
    button = "Send the answer"

    @cached_property
    def enquiry(self) -> PartnerEnquiry:
        """The question, if this person may answer it."""
        return enquiry_for(person(self.request), self.kwargs["enquiry_id"])

    def draft_key(self) -> str:
        """One draft a question."""
        return f"enquiry-{self.kwargs['enquiry_id']}"

    def context(self) -> dict[str, Any]:
        """What is asked, about whom, on which basis, by when."""
        return {"enquiry": presenters.enquiry(self.enquiry), "is_open": self.enquiry.state == EnquiryState.ASKED}

    def act(self, form: Form) -> str:
        """Answer it."""
        by = person(self.request)
        actions.answer_enquiry(
            enquiry=self.enquiry,
            answer=form.cleaned_data["answer"],
            declined=form.cleaned_data["declined"] == "yes",
            by=by,
        )
        return reverse("enquiry", args=[self.enquiry.pk])
