"""A family's 'Protection' tab: how closely it is kept, who may see it, and who may not."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.sign_in.pages import ConfirmedRecently
from alongside.people.families.models import Family, Person
from alongside.people.families.pages import FamilyPage
from alongside.people.families.queries import Member, people_of
from alongside.people.protection import actions
from alongside.people.protection.forms import (
    BarForm,
    RestrictForm,
    UnbarForm,
)
from alongside.people.protection.queries import (
    barred_from,
    barred_with,
    cleared_people,
    may_be_cleared,
    restrictions_of,
    somebody_barred,
)
from alongside.people.protection.views.choosing import ChoosesSomebody


class ProtectionPage(FamilyPage):
    """A page of a family's 'Protection' tab; 403 for whoever may not keep records closely."""

    tab = "protection"

    def context(self) -> dict[str, Any]:
        """The frame, for whoever may keep records closely."""
        require(self.by, Permission.KEEP_CLOSELY, self.family)
        return super().context()

    def tab_address(self) -> str:
        """The tab's first page."""
        return reverse("protection:family", kwargs={"family_id": self.family.pk})


class FamilyProtection(ProtectionPage):
    """How closely this family's record is kept, and who may see it."""

    title = "Protection"
    template = "protection/family.html"

    def context(self) -> dict[str, Any]:
        """What keeps it closely, and its people, each of whom can be kept closely too."""
        return {
            **super().context(),
            "restrictions": restrictions_of(self.family),
            "cleared": cleared_people([self.family.pk]).get(self.family.pk, []),
            "people": self.members,
            "barred": barred_from(self.family),
        }


class KeepFamily(ConfirmedRecently, ProtectionPage, FormPage):
    """Keep the family's record closely."""

    title = "Keep this family’s record closely"
    template = "protection/keep.html"
    form_class = RestrictForm
    button = "Keep it closely"
    button_warns = True

    def back(self) -> str:
        """Back to the tab."""
        return self.tab_address()

    @cached_property
    def candidates(self) -> list[User]:
        """Whoever reads the family's record now by name, and could go on."""
        people = may_be_cleared().filter(principal__in=self.family.readers)
        return [user for user in people if user.pk != self.by.pk]

    def form_options(self) -> dict[str, Any]:
        """Whoever works with the family now."""
        return {"people": self.candidates}

    def subject(self) -> Person | Family:
        """What is kept closely."""
        return self.family

    def act(self, form: Form) -> str:
        """Keep it."""
        told = form.cleaned_data
        actions.restrict(
            subject=self.subject(), record_class=int(told["record_class"]), category=told["category"],
            reason=told["reason"], whom_to_ask=told["whom_to_ask"], review_on=told["review_on"],
            cleared=[user for user in self.candidates if str(user.pk) in told["cleared"]], by=self.by,
        )  # fmt: skip
        messages.success(self.request, "It is kept closely from now on. Only the people you named see it.")
        return self.tab_address()


class KeepPerson(KeepFamily):
    """Keep one person's record closely."""

    title = "Keep this person’s record closely"

    @cached_property
    def member(self) -> Member:
        """The person of the address, who must belong to the family."""
        found = next((one for one in self.members if one.id == self.kwargs["person_id"]), None)
        if found is None:
            raise NotFoundForYou
        return found

    def context(self) -> dict[str, Any]:
        """Whom it is about."""
        return {**super().context(), "about": self.member.name}

    def subject(self) -> Person | Family:
        """The person."""
        return people_of(self.family, [self.member.id])[0]


class Bar(ConfirmedRecently, ChoosesSomebody, ProtectionPage):
    """Bar somebody from the family's record, whatever their role."""

    title = "Somebody may not see this record"
    template = "protection/bar.html"
    form_class = BarForm
    button = "Bar them now"
    button_warns = True

    def back(self) -> str:
        """Back to the tab."""
        return self.tab_address()

    def act(self, form: Form) -> str:
        """Bar them."""
        told = form.cleaned_data
        actions.bar(family=self.family, user=self.chosen(form), kind=told["kind"], reason=told["reason"], by=self.by)
        messages.success(self.request, "They can no longer find or open this record.")
        return self.tab_address()


class EndBar(ConfirmedRecently, ProtectionPage, FormPage):
    """Somebody who was barred may see the record again."""

    title = "They may see this record again"
    template = "protection/bar.html"
    form_class = UnbarForm
    button = "Let them see it again"

    def back(self) -> str:
        """Back to the tab."""
        return self.tab_address()

    @cached_property
    def barred(self) -> User:
        """The person of the address, who must be barred now."""
        return somebody_barred(self.family, self.kwargs["user_id"])

    def context(self) -> dict[str, Any]:
        """Who it is."""
        return {**super().context(), "about": self.barred.name}

    def act(self, form: Form) -> str:
        """End it."""
        actions.end_exclusion(
            user=self.barred, subjects=barred_with(self.family), why=form.cleaned_data["why"], by=self.by
        )
        messages.success(self.request, "They may see this record again, as far as their role goes.")
        return self.tab_address()
