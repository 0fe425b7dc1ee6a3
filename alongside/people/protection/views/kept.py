"""Every record kept closely, and what can be changed about each."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.sign_in.pages import ConfirmedRecently
from alongside.people.protection import actions
from alongside.people.protection.forms import (
    AgreeForm,
    ClearForm,
    ReviewForm,
    WhyForm,
)
from alongside.people.protection.queries import (
    KeptRecord,
    kept_record,
    kept_records,
    may_be_cleared,
)
from alongside.people.protection.views.choosing import ChoosesSomebody


class KeptList(AskedBy, Page):
    """Every record kept closely: by reference, and by name for whoever is cleared."""

    title = "Records kept closely"
    template = "protection/list.html"

    def context(self) -> dict[str, Any]:
        """The records, the first to review first."""
        return {"kept": kept_records(self.by)}


class KeptPage(AskedBy):
    """A page about one of them."""

    kwargs: dict[str, Any]

    @cached_property
    def kept(self) -> KeptRecord:
        """The restriction of the address."""
        return kept_record(self.by, self.kwargs["restriction_id"])

    def address(self) -> str:
        """Its page."""
        return reverse("protection:kept", kwargs={"restriction_id": self.kept.restriction.pk})


class Kept(KeptPage, Page):
    """One restriction: who may see the record, when it is reviewed, and what can be done."""

    title = "A record kept closely"
    template = "protection/kept.html"

    def back(self) -> str:
        """Back to the list."""
        return reverse("protection:list")

    def context(self) -> dict[str, Any]:
        """The restriction in words."""
        row = self.kept.restriction
        mine = (row.family_id or row.person_id) in self.by.rights.cleared
        return {"kept": self.kept, "row": row, "is_cleared": mine, "by": self.by}


class Changing(KeptPage, FormPage):
    """A change to who may see it."""

    template = "protection/changing.html"

    def back(self) -> str:
        """Back to the restriction."""
        return self.address()

    def context(self) -> dict[str, Any]:
        """Which one it is."""
        return {**super().context(), "reference": self.kept.restriction.reference}

    def done(self, text: str) -> str:
        """Say what was done, and go back."""
        messages.success(self.request, text)
        return self.address()


class Clear(ConfirmedRecently, ChoosesSomebody, Changing):
    """Let somebody see it."""

    title = "Let somebody see it"
    form_class = ClearForm
    button = "Let them see it"

    def act(self, form: Form) -> str:
        """Clear them."""
        told = form.cleaned_data
        actions.clear_for(
            restriction=self.kept.restriction, user=self.chosen(form), kind=told["kind"], reason=told["reason"],
            by=self.by,
        )  # fmt: skip
        return self.done("They can see it from now on, until their time ends.")


class EndClearance(Changing):
    """Somebody no longer needs to see it."""

    title = "They no longer need to see it"
    form_class = AgreeForm
    button = "End it now"
    button_warns = True

    def act(self, form: Form) -> str:
        """End it."""
        wanted = self.kwargs["user_id"]
        if wanted not in {person.user_id for person in self.kept.cleared}:
            raise NotFoundForYou
        user = may_be_cleared().get(pk=wanted)
        actions.end_clearance(restriction=self.kept.restriction, user=user, by=self.by)
        if wanted == self.by.pk:
            messages.success(self.request, "You no longer see it.")
            return reverse("protection:list")
        return self.done("They no longer see it.")


class ReviewKept(Changing):
    """Is it still needed?"""

    title = "It is still needed"
    form_class = ReviewForm

    def act(self, form: Form) -> str:
        """Set the next review."""
        told = form.cleaned_data
        actions.review(restriction=self.kept.restriction, review_on=told["review_on"], why=told["why"], by=self.by)
        return self.done("The next review is set.")


class AskToLift(Changing):
    """It is no longer needed."""

    title = "It is no longer needed"
    form_class = WhyForm
    button = "Ask another person to agree"

    def act(self, form: Form) -> str:
        """Ask."""
        actions.ask_to_lift(restriction=self.kept.restriction, why=form.cleaned_data["why"], by=self.by)
        return self.done("Another person who is cleared must agree before anything changes.")


class Lift(ConfirmedRecently, Changing):
    """Agree that it is no longer needed."""

    title = "Agree that it is no longer needed"
    form_class = AgreeForm
    button = "Stop keeping it closely"
    button_warns = True

    def act(self, form: Form) -> str:
        """Lift it."""
        actions.lift(restriction=self.kept.restriction, by=self.by)
        messages.success(self.request, "It is no longer kept closely for this reason.")
        return reverse("protection:list")
