"""A confidential address shown to somebody, a record opened in an emergency, and knowing somebody."""

import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.ground.lib.clock import as_text
from alongside.ground.sign_in.pages import ConfirmedRecently
from alongside.people.families.models import Family, Person, PersonAddress
from alongside.people.protection import actions
from alongside.people.protection.forms import (
    ClearForm,
    EmergencyForm,
    KinshipForm,
)
from alongside.people.protection.queries import (
    cleared_people,
    confidential_address,
    person_known_to,
    restricted_subject,
)
from alongside.people.protection.views.choosing import ChoosesSomebody


class ShowAddress(ConfirmedRecently, ChoosesSomebody):
    """Let somebody see a confidential address."""

    title = "Who may see this address?"
    template = "protection/show_address.html"
    form_class = ClearForm
    button = "Let them see it"

    @cached_property
    def confidential(self) -> PersonAddress:
        """The address, for whoever sees it."""
        return confidential_address(self.by, self.kwargs["address_id"])

    def context(self) -> dict[str, Any]:
        """Who sees it already."""
        address = self.confidential
        cleared = cleared_people([address.pk]).get(address.pk, [])
        return {**super().context(), "writer": address.recorded_by, "cleared": cleared}

    def act(self, form: Form) -> str:
        """Show it to them."""
        told = form.cleaned_data
        actions.show_address(
            address=self.confidential, user=self.chosen(form), kind=told["kind"], reason=told["reason"], by=self.by
        )
        messages.success(self.request, "They can see the address until their time ends.")
        return self.request.path


class Emergency(ConfirmedRecently, AskedBy, FormPage):
    """Open a restricted record without being cleared: recorded, reviewed, and over after 24 hours."""

    title = "Open a restricted record in an emergency"
    template = "protection/emergency.html"
    form_class = EmergencyForm
    button = "Open the record"
    button_warns = True

    @cached_property
    def subject(self) -> Person | Family:
        """The restricted record of the address."""
        require(self.by, Permission.OPEN_IN_EMERGENCY)
        return restricted_subject(self.by, self.kwargs["subject_id"])

    def context(self) -> dict[str, Any]:
        """Whom to ask instead."""
        return {**super().context(), "whom_to_ask": self.subject.whom_to_ask}

    def act(self, form: Form) -> str:
        """Open it."""
        until = actions.open_in_emergency(subject=self.subject, by=self.by, **_told(form))
        messages.warning(
            self.request, f"You can see this record until {as_text(until)}. The privacy officer has been told."
        )
        if isinstance(self.subject, Family):
            return reverse("families:people", kwargs={"family_id": self.subject.pk})
        return "/"


def _told(form: Form) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("category", "reason", "case_reference")}


class IKnowThem(AskedBy, FormPage):
    """I know this person: from now on their record is not mine to open."""

    title = "I know this person"
    template = "protection/i_know.html"
    form_class = KinshipForm
    button = "Take them out of my sight"
    button_warns = True

    @cached_property
    def person(self) -> Person:
        """The person of the address."""
        require(self.by, Permission.FIND_PEOPLE)
        person_id: uuid.UUID = self.kwargs["person_id"]
        return person_known_to(self.by, person_id)

    def context(self) -> dict[str, Any]:
        """404 before anything is asked, where there is nobody to know."""
        return {**super().context(), "found": self.person is not None}

    def act(self, form: Form) -> str:
        """Bar it."""
        told = form.cleaned_data
        actions.declare_kinship(person=self.person, kinship=told["kinship"], reason=told["reason"], by=self.by)
        messages.success(self.request, "Thank you. You can no longer find or open their record.")
        return "/"
