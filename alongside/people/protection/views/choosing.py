"""Choosing somebody among those who could see families at all: to let them see something, or to bar them."""

from functools import cached_property
from typing import Any

from alongside.ground.access.models import User
from alongside.ground.access.pages import AskedBy
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.people.protection.queries import may_be_cleared

MOST_TO_CHOOSE = 500


class ChoosesSomebody(AskedBy, FormPage):
    """A form whose field `user` names one of them; oneself is not among them."""

    @cached_property
    def candidates(self) -> list[User]:
        """Whoever can be chosen."""
        return [user for user in may_be_cleared()[:MOST_TO_CHOOSE] if user.pk != self.by.pk]

    def form_options(self) -> dict[str, Any]:
        """Whoever can be chosen."""
        return {"people": self.candidates}

    def chosen(self, form: Form) -> User:
        """Who was chosen."""
        return next(user for user in self.candidates if str(user.pk) == form.cleaned_data["user"])
