"""Pages for what was noticed about a family's people, and what to be careful of."""

from typing import Any

from alongside.ground.design_system.forms import Form
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import current_pack
from alongside.people.families import actions
from alongside.people.families.forms import (
    BeCarefulForm,
    EndForm,
    FactorForm,
)
from alongside.people.families.queries import (
    get_factor,
)
from alongside.people.families.views import Changing


class NoticeFactor(Changing):
    """Record something noticed (A6)."""

    title = "Something you have noticed"
    form_class = FactorForm

    def form_options(self) -> dict[str, Any]:
        """The family's people and the pack's factors."""
        factors = [(f.id, f.text) for f in current_pack().pack.factors if f.in_use_on(today())]
        return {"members": self.members, "factors": factors}

    def act(self, form: Form) -> str:
        """Record it."""
        told = form.cleaned_data
        actions.notice_factor(
            family=self.family,
            person=self.people([told["person"]])[0],
            factor=told["factor"],
            evidence=told["evidence"],
            noticed_on=told["noticed_on"],
            by=self.by,
        )
        return self.done("What you noticed is recorded.")


class EndFactor(Changing):
    """Something noticed no longer holds."""

    title = "This no longer holds"
    form_class = EndForm

    def act(self, form: Form) -> str:
        """End it."""
        factor = get_factor(self.family, self.kwargs["factor_id"])
        actions.end_factor(factor=factor, on=form.cleaned_data["on"], by=self.by)
        return self.done("It no longer holds. That it did is kept.")


class BeCareful(Changing):
    """What whoever meets the family should be careful of."""

    title = "Be careful"
    form_class = BeCarefulForm

    def initial(self) -> dict[str, Any]:
        """What is written now."""
        return {"be_careful": self.family.be_careful, "seen_version": self.family.version}

    def act(self, form: Form) -> str:
        """Write it."""
        told = form.cleaned_data
        actions.say_be_careful(
            family=self.family, seen_version=told["seen_version"], text=told["be_careful"], by=self.by
        )
        return self.done("It is shown at the top of every page about this family.")
