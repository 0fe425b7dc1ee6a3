"""Pages of retention: what is due, what was disposed of, and holds."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.errors import NotFoundForYou
from alongside.improving.retention import actions
from alongside.improving.retention.forms import HoldForm, LiftForm
from alongside.improving.retention.models import LegalHold
from alongside.improving.retention.presenters import due_shown, gone_shown
from alongside.improving.retention.queries import disposals, dry_run, family_to_hold, hold_on, holds_of
from alongside.people.families.models import Family

MOST_SHOWN = 100


class DryRun(AskedBy, Page):
    """What would be disposed of tonight, and what is due but held."""

    title = "Records due for disposal"
    template = "retention/due.html"

    def context(self) -> dict[str, Any]:
        """The records, the longest due first; nobody is named."""
        due = dry_run(self.by)
        held = [one for one in due if one.held]
        return {
            "goes": due_shown([one for one in due if not one.held][:MOST_SHOWN]), "held": due_shown(held[:MOST_SHOWN]),
            "going": len(due) - len(held), "holding": len(held),
        }  # fmt: skip


class Log(AskedBy, Page):
    """What was disposed of: by which rule and when, with numbers that name nobody."""

    title = "Records disposed of"
    template = "retention/disposed.html"

    def context(self) -> dict[str, Any]:
        """A page of the log."""
        page = disposals(self.by, self.request.GET.get("after", ""))
        return {"gone": gone_shown(page.rows), "next_mark": page.next_mark, "has_earlier": page.has_earlier}

    def back(self) -> str:
        """Back to what is due."""
        return reverse("retention:due")


class OfFamily(AskedBy):
    """A page about the hold on one family's record."""

    kwargs: dict[str, Any]

    @cached_property
    def family(self) -> Family:
        """The family of the address."""
        return family_to_hold(self.by, self.kwargs["family_id"])

    def back(self) -> str:
        """Back to the family's 'Sharing' tab."""
        return reverse("consent:overview", kwargs={"family_id": self.family.pk})


class SetHold(OfFamily, FormPage):
    """Keep a family's record whatever the rules say."""

    title = "Set a legal hold"
    template = "retention/hold.html"
    form_class = HoldForm
    button = "Set the hold"

    def context(self) -> dict[str, Any]:
        """Holds there have been."""
        return {**super().context(), "holds": holds_of(self.family)}

    def act(self, form: Form) -> str:
        """Set it."""
        actions.set_hold(family=self.family, reason=form.cleaned_data["reason"], by=self.by)
        messages.success(self.request, "The hold is set: the record is kept until somebody lifts it.")
        return self.back()


class LiftHold(OfFamily, FormPage):
    """Let the rules decide again."""

    title = "Lift the legal hold"
    template = "retention/hold.html"
    form_class = LiftForm
    button = "Lift the hold"

    @cached_property
    def hold(self) -> LegalHold:
        """The hold that is set; 404 when there is none."""
        hold = hold_on(self.family)
        if hold is None:
            raise NotFoundForYou
        return hold

    def context(self) -> dict[str, Any]:
        """This hold, and those there have been."""
        return {**super().context(), "holds": holds_of(self.hold.family)}

    def act(self, form: Form) -> str:
        """Lift it."""
        actions.lift_hold(hold=self.hold, why=form.cleaned_data["why"], by=self.by)
        messages.success(self.request, "The hold is lifted.")
        return self.back()
