"""The page on which an address is recorded: for several people at once, with the ward that decides the area."""

from typing import Any

from django.contrib import messages

from alongside.ground.design_system.forms import Form
from alongside.ground.localities.queries import wards_of
from alongside.ground.operating_models.queries import current_pack, postcode_inside
from alongside.people.families import actions
from alongside.people.families.forms import NOT_KNOWN, MoveForm
from alongside.people.families.queries import ward_last_used
from alongside.people.families.views import Changing


class Move(Changing):
    """People of the family live somewhere else from a day on."""

    title = "A new address"
    form_class = MoveForm

    def form_options(self) -> dict[str, Any]:
        """The family's people and the council's wards."""
        wards = [(ward.code, ward.name) for ward in wards_of(current_pack().pack.info.area_code)]
        return {"members": self.members, "wards": wards, "suggest": ward_last_used}

    def act(self, form: Form) -> str:
        """Record it; a postcode outside the council is said, and no bar."""
        told = form.cleaned_data
        ward = "" if told["ward"] == NOT_KNOWN else told["ward"]
        actions.record_address(
            people=self.people(told["people"]),
            lines=told["lines"],
            postcode=told["postcode"] or "",
            ward_code=ward,
            no_fixed_address=told["has_address"] is False,
            confidential=bool(told["confidential"]),
            since=told["since"],
            by=self.by,
        )
        if told["postcode"] and not postcode_inside(current_pack().pack, told["postcode"]):
            messages.warning(
                self.request,
                "The address is recorded. Its postcode looks to be outside the council: check whether another council "
                "should help as well.",
            )
            return self.people_address()
        return self.done("The address is recorded.")
