"""Pages about closely kept records: a family's, the list of all, opening one in an emergency, and knowing somebody."""

import uuid
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.clock import as_text
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.sign_in.pages import ConfirmedRecently
from alongside.people.families.models import Family, Person, PersonAddress
from alongside.people.families.pages import FamilyPage
from alongside.people.families.queries import Member, people_of
from alongside.people.protection import actions
from alongside.people.protection.forms import (
    AgreeForm,
    BarForm,
    ClearForm,
    EmergencyForm,
    KinshipForm,
    RestrictForm,
    ReviewForm,
    UnbarForm,
    WhyForm,
)
from alongside.people.protection.queries import (
    KeptRecord,
    barred_from,
    barred_with,
    cleared_people,
    confidential_address,
    kept_record,
    kept_records,
    may_be_cleared,
    person_known_to,
    restricted_subject,
    restrictions_of,
    somebody_barred,
)


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


class Bar(ConfirmedRecently, ProtectionPage, FormPage):
    """Bar somebody from the family's record, whatever their role."""

    title = "Somebody may not see this record"
    template = "protection/bar.html"
    form_class = BarForm
    button = "Bar them now"
    button_warns = True

    def back(self) -> str:
        """Back to the tab."""
        return self.tab_address()

    @cached_property
    def candidates(self) -> list[User]:
        """Whoever could see families at all."""
        return [user for user in may_be_cleared()[:500] if user.pk != self.by.pk]

    def form_options(self) -> dict[str, Any]:
        """Whoever could see families at all."""
        return {"people": self.candidates}

    def act(self, form: Form) -> str:
        """Bar them."""
        told = form.cleaned_data
        user = next(user for user in self.candidates if str(user.pk) == told["user"])
        actions.bar(family=self.family, user=user, kind=told["kind"], reason=told["reason"], by=self.by)
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


class Clear(ConfirmedRecently, Changing):
    """Let somebody see it."""

    title = "Let somebody see it"
    form_class = ClearForm
    button = "Let them see it"

    @cached_property
    def candidates(self) -> list[User]:
        """Whoever could be cleared."""
        return [user for user in may_be_cleared()[:500] if user.pk != self.by.pk]

    def form_options(self) -> dict[str, Any]:
        """Whoever could be cleared."""
        return {"people": self.candidates}

    def act(self, form: Form) -> str:
        """Clear them."""
        told = form.cleaned_data
        user = next(user for user in self.candidates if str(user.pk) == told["user"])
        actions.clear_for(
            restriction=self.kept.restriction, user=user, kind=told["kind"], reason=told["reason"], by=self.by
        )
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


class ShowAddress(ConfirmedRecently, AskedBy, FormPage):
    """Let somebody see a confidential address."""

    title = "Who may see this address?"
    template = "protection/show_address.html"
    form_class = ClearForm
    button = "Let them see it"

    @cached_property
    def confidential(self) -> PersonAddress:
        """The address, for whoever sees it."""
        return confidential_address(self.by, self.kwargs["address_id"])

    @cached_property
    def candidates(self) -> list[User]:
        """Whoever could be told."""
        return [user for user in may_be_cleared()[:500] if user.pk != self.by.pk]

    def form_options(self) -> dict[str, Any]:
        """Whoever could be told."""
        return {"people": self.candidates}

    def context(self) -> dict[str, Any]:
        """Who sees it already."""
        address = self.confidential
        cleared = cleared_people([address.pk]).get(address.pk, [])
        return {**super().context(), "writer": address.recorded_by, "cleared": cleared}

    def act(self, form: Form) -> str:
        """Show it to them."""
        told = form.cleaned_data
        user = next(user for user in self.candidates if str(user.pk) == told["user"])
        actions.show_address(address=self.confidential, user=user, kind=told["kind"], reason=told["reason"], by=self.by)
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
