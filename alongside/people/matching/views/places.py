"""The page of places that make no family: the list in force, and putting another in force."""

from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.people.matching import actions
from alongside.people.matching.actions.places import NamedPlace
from alongside.people.matching.forms import PlacesForm
from alongside.people.matching.queries.pages import places_listed
from alongside.people.matching.queries.people import places_in_force

PARTS = ("kind", "uprn", "postcode", "address", "name")


class Places(AskedBy, FormPage):
    """Refuges, hostels, care homes and blocks: whoever lives there is no family for that."""

    title = "Places that make no family"
    template = "matching/places.html"
    form_class = PlacesForm
    button = "Put this list in force"

    def make_form(self, **given: Any) -> Form:
        """The form, for whoever keeps records closely."""
        require(self.by, Permission.KEEP_CLOSELY)
        return super().make_form(**given)

    def context(self) -> dict[str, Any]:
        """The list in force."""
        return {"in_force": places_in_force(), "listed": places_listed()}

    def act(self, form: Form) -> str:
        """Put it in force."""
        places = [_place(line) for line in form.cleaned_data["places"].splitlines() if line.strip()]
        actions.put_places_in_force(places=places, source=form.cleaned_data["source"], by=self.by)
        messages.success(self.request, f"The list is in force, with {len(places)} places. The next run matches anew.")
        return reverse("matching:places")


def _place(line: str) -> NamedPlace:
    parts = [part.strip() for part in line.split(";")]
    return NamedPlace(**dict(zip(PARTS, parts, strict=False)))
