"""Pages about agreement and sharing: a family's 'Sharing' tab and the questions behind it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from alongside.ground.access.queries import agencies, may, names_of_principals, require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.operating_models.queries import current_pack
from alongside.people.consent import actions
from alongside.people.consent.forms import (
    THEMSELVES,
    AgreementForm,
    EndBasisForm,
    LawfulBasisForm,
    SharingForm,
    StopSharingForm,
    WithdrawalForm,
)
from alongside.people.consent.models import Agreement, LawfulBasis, SharingPreference
from alongside.people.consent.next_steps import MORE_PAGES, referral_address
from alongside.people.consent.queries import (
    agreement_with_history,
    get_agreement,
    get_basis,
    get_preference,
    is_past,
    sharing_standing,
)
from alongside.people.families.models import Person
from alongside.people.families.pages import FamilyPage
from alongside.people.families.queries import people_of


class SharingPage(FamilyPage):
    """A page of the 'Sharing' tab."""

    tab = "sharing"

    def overview_address(self) -> str:
        """The tab's first page."""
        return reverse("consent:overview", kwargs={"family_id": self.family.pk})

    def longest(self) -> str:
        """How long an answer stands, in words."""
        months = current_pack().pack.consent.agreement_valid_months
        return f"{months} months" if months > 1 else "a month"


class Overview(SharingPage):
    """Who can see what, since when, by whose agreement, until when."""

    title = "Agreement and sharing"
    template = "consent/overview.html"

    def context(self) -> dict[str, Any]:
        """Agreement, sharing, lawful bases and who reads the family's pages now."""
        known = {member.id: member.name for member in self.members}
        standing, history = agreement_with_history(self.family, known)
        asked = {answer.person_id for answer in standing.people}
        return {
            **super().context(),
            "agreement": standing,
            "not_asked": [member for member in self.members if member.id not in asked],
            "history": history,
            "sharing": sharing_standing(self.family, known=known),
            "readers": names_of_principals(self.family.readers),
            "referral": referral_address(self.family),
            "needs_referral": any(a.safeguarding_referral_needed for a in standing.people),
            "may_record": may(self.by, Permission.RECORD_CONSENT, self.family),
            "more_pages": [link for found in MORE_PAGES(self.family, self.by) for link in found],
        }


class Asking(SharingPage, FormPage):
    """A form of the 'Sharing' tab; 403 for whoever may not record answers."""

    template = "consent/asking.html"

    def back(self) -> str:
        """Back to the tab."""
        return self.overview_address()

    def already(self) -> str:
        """What to tell whoever comes back to a question that has been settled since; '' while it is open."""
        return ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The question, or the tab when it has been settled."""
        if told := self.already():
            return redirect(self.done(told))
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """What the council's pack says about who can agree."""
        require(self.by, Permission.RECORD_CONSENT, self.family)
        return {**super().context(), "who_can_agree": current_pack().pack.consent.who_can_agree, "about": self.about()}

    def about(self) -> str:
        """What the form is about, in a sentence; '' when its title says it."""
        return ""

    def done(self, text: str) -> str:
        """Say what was done, and go back to the tab."""
        messages.success(self.request, text)
        return self.overview_address()

    def after_refusal(self, agreement: Agreement) -> str:
        """On to the referral when one is needed."""
        referral = referral_address(self.family)
        if agreement.safeguarding_referral_needed and referral:
            messages.warning(self.request, "Recorded. Make the safeguarding referral now: what is known is filled in.")
            return referral
        return self.done("Their answer is recorded.")

    def people(self, ids: list[str]) -> list[Person]:
        """The family's people with these ids."""
        return people_of(self.family, [uuid.UUID(one) for one in ids])

    def answered_by(self, form: Form) -> Person | None:
        """Who answered, when it was somebody else."""
        chosen = form.cleaned_data["answered_by"]
        return self.people([chosen])[0] if chosen and chosen != THEMSELVES else None


class Agree(Asking):
    """Record an answer to being helped."""

    title = "Do they agree to early help?"
    form_class = AgreementForm
    button = "Save their answer"

    def form_options(self) -> dict[str, Any]:
        """The family's people."""
        return {"members": self.members, "longest": self.longest()}

    def act(self, form: Form) -> str:
        """Record the answer for each person chosen."""
        told = form.cleaned_data
        names = ("state", "how", "given_on", "until", "own_words", "safeguarding_referral_needed")
        recorded = [
            actions.record_agreement(
                family=self.family,
                person=person,
                answered_by=self.answered_by(form),
                safeguarding_reason=told["safeguarding_reason"] or "",
                by=self.by,
                **{name: told[name] for name in names},
            )
            for person in self.people(told["people"])
        ]
        return self.after_refusal(recorded[0])


class ChangeOfMind(Asking):
    """Somebody who agreed no longer does."""

    title = "They changed their mind"
    form_class = WithdrawalForm
    button = "Save"

    def already(self) -> str:
        """An answer is followed by another once."""
        past = is_past(self.by, self.family, Agreement, self.kwargs["agreement_id"])
        return "A later answer is recorded already." if past else ""

    def agreement(self) -> Agreement:
        """The answer in the address, of this family."""
        agreement = get_agreement(self.by, self.kwargs["agreement_id"])
        if agreement.family_id != self.family.pk:
            raise NotFoundForYou
        return agreement

    def about(self) -> str:
        """Whose answer."""
        person = self.agreement().person_id
        return next((f"About {member.name}." for member in self.members if member.id == person), "")

    def act(self, form: Form) -> str:
        """Withdraw their agreement."""
        told = form.cleaned_data
        return self.after_refusal(
            actions.withdraw_agreement(
                agreement=self.agreement(),
                how=told["how"],
                on=told["on"],
                own_words=told["own_words"],
                safeguarding_referral_needed=told["safeguarding_referral_needed"],
                safeguarding_reason=told["safeguarding_reason"],
                by=self.by,
            )
        )


class Share(Asking):
    """Record who agrees to share what."""

    title = "Sharing with an agency"
    form_class = SharingForm
    button = "Save their answer"

    def form_options(self) -> dict[str, Any]:
        """The family's people, the agencies, the pack's words."""
        return {
            "members": self.members,
            "agencies": agencies(),
            "pack": current_pack().pack,
            "longest": self.longest(),
        }

    def act(self, form: Form) -> str:
        """Record the wish of each person chosen."""
        told = form.cleaned_data
        agency = agencies().get(pk=told["agency"])
        for person in self.people(told["people"]):
            actions.record_sharing(
                family=self.family,
                person=person,
                agency=agency,
                answered_by=self.answered_by(form),
                by=self.by,
                **{name: told[name] for name in ("purpose", "agrees", "data_categories", "since", "until", "note")},
            )
        return self.done("Their answer is recorded. It holds from now on.")


class StopSharing(Asking):
    """Stop sharing with an agency, at once."""

    title = "Stop sharing"
    form_class = StopSharingForm
    button = "Stop sharing now"
    button_warns = True

    def already(self) -> str:
        """Sharing stops once."""
        past = is_past(self.by, self.family, SharingPreference, self.kwargs["preference_id"])
        return "Sharing has stopped already." if past else ""

    def about(self) -> str:
        """Which sharing."""
        wish = get_preference(self.by, self.kwargs["preference_id"])
        if wish.family_id != self.family.pk:
            raise NotFoundForYou
        return f"Sharing with {wish.agency.name} stops at once. Nothing that was written is deleted."

    def act(self, form: Form) -> str:
        """Withdraw it."""
        self.about()
        wish = get_preference(self.by, self.kwargs["preference_id"])
        actions.withdraw_sharing(preference=wish, note=form.cleaned_data["note"], by=self.by)
        self.family.refresh_from_db()
        if not may(self.by, Permission.SEE_FAMILY, self.family):
            messages.success(self.request, "Sharing has stopped, and your agency no longer sees this family.")
            return "/"
        return self.done("Sharing has stopped.")


class RecordBasis(Asking):
    """Record a lawful basis."""

    title = "Record a lawful basis"
    form_class = LawfulBasisForm
    button = "Save"

    def form_options(self) -> dict[str, Any]:
        """The pack's purposes and bases."""
        return {"pack": current_pack().pack}

    def about(self) -> str:
        """How it differs from agreeing."""
        return "The lawful basis says why information may be used. It is not the same as agreeing to be helped."

    def act(self, form: Form) -> str:
        """Record it."""
        told = form.cleaned_data
        names = ("purpose", "basis", "reason", "despite_objection")
        actions.record_lawful_basis(family=self.family, by=self.by, **{name: told[name] for name in names})
        return self.done("The lawful basis is recorded.")


class EndBasis(Asking):
    """Say that a lawful basis no longer applies."""

    title = "This lawful basis no longer applies"
    form_class = EndBasisForm
    button = "Save"

    def already(self) -> str:
        """A lawful basis ends once."""
        past = is_past(self.by, self.family, LawfulBasis, self.kwargs["basis_id"])
        return "It is recorded already that this lawful basis no longer applies." if past else ""

    def act(self, form: Form) -> str:
        """End it."""
        basis = get_basis(self.by, self.kwargs["basis_id"])
        if basis.family_id != self.family.pk:
            raise NotFoundForYou
        actions.end_lawful_basis(lawful_basis=basis, why=form.cleaned_data["why"], by=self.by)
        return self.done("Recorded. What was written stays.")
