"""Pages of stepping up: making a referral, sending it, and answering it."""

import uuid
from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import current_pack, pack_at
from alongside.ground.operating_models.words import StepUpPart
from alongside.helping.step_up_down import actions, forms, queries
from alongside.helping.step_up_down.models import Referral
from alongside.helping.step_up_down.presenters import row, shown
from alongside.helping.step_up_down.words import ReferralState
from alongside.people.families.models import Family
from alongside.people.families.pages import FamilyPage
from alongside.people.families.queries import get_family

ALWAYS_SENT = {StepUpPart.REASON, StepUpPart.CONCERN, StepUpPart.SAFETY_NOW, StepUpPart.PEOPLE}


def said_in(form: Form) -> actions.Said:
    """What the referrer wrote, from the form."""
    return actions.Said(**{name: form.cleaned_data[name] for name in actions.TEXTS})


class Start(AskedBy, Page):
    """What to do if a child is in danger now; then refer, or talk to a social worker first."""

    title = "Step up: ask social care to help"
    template = "step_up_down/start.html"

    def context(self) -> dict[str, Any]:
        """The pack's words for an emergency, and this person's own referrals."""
        require(self.by, Permission.REFER_UP)
        pack = current_pack().pack
        mine = queries.referrals_made_by(self.by).select_related("made_by_user__agency")[: queries.RECENT]
        return {
            "emergency": pack.words.emergency,
            "out_of_hours": pack.words.out_of_hours.text,
            "anyone": pack.step_up.anyone_may_refer,
            "rows": [row(one) for one in mine],
        }


class NewReferral(AskedBy, FormPage):
    """A referral about people just typed in, or from a contact."""

    title = "Refer a family to social care"
    template = "step_up_down/new.html"
    form_class: ClassVar[type[Form]] = forms.TypedReferralForm
    button = "Continue to check it"

    def context(self) -> dict[str, Any]:
        """What to do in an emergency comes first."""
        require(self.by, Permission.REFER_UP)
        return {**super().context(), "emergency": current_pack().pack.words.emergency}

    def back(self) -> str:
        """To the start."""
        return reverse("step_up_down:start")

    def form_options(self) -> dict[str, Any]:
        """The pack's receivers and reasons."""
        return {"pack": current_pack().pack}

    def draft_key(self) -> str:
        """One draft for each thing it is about."""
        return f"step-up-{self.contact_id or 'new'}"

    @property
    def contact_id(self) -> uuid.UUID | None:
        """The contact it follows from, if the address names one."""
        try:
            return uuid.UUID(self.request.GET.get("contact", ""))
        except ValueError:
            return None

    def act(self, form: Form) -> str:
        """Write it, and go on to check and send."""
        people = [actions.TypedPerson(**person) for person in form.cleaned_data["people"]]
        referral = actions.begin_referral(said=said_in(form), people=people, from_contact=self.contact_id, by=self.by)
        return reverse("step_up_down:send", args=[referral.pk])


class FamilyStepUp(FamilyPage):
    """A family's referrals to social care and talks with social workers."""

    tab = "step_up"
    title = "Step up"
    template = "step_up_down/family.html"

    def context(self) -> dict[str, Any]:
        """Emergency first, then what was referred and what came back."""
        pack = current_pack().pack
        return {
            **super().context(),
            "emergency": pack.words.emergency,
            "anyone": pack.step_up.anyone_may_refer,
            "rows": [row(one) for one in queries.referrals_of(self.family, self.by)],
            "talks": queries.consultations_of(self.family),
        }


class NewForFamily(FamilyPage, NewReferral):
    """A referral about a family known here: people, assessment, plan and history fill themselves in."""

    tab = "step_up"
    template = "step_up_down/new_for_family.html"
    form_class = forms.ReferralForm

    def back(self) -> str:
        """The tabs lead back."""
        return ""

    def draft_key(self) -> str:
        """One draft for each family."""
        return f"step-up-{self.family.pk}"

    def act(self, form: Form) -> str:
        """Write it, and go on to check and send."""
        referral = actions.begin_referral(said=said_in(form), family=self.family, by=self.by)
        return reverse("step_up_down:send", args=[referral.pk])


class OfReferral(AskedBy, Page):
    """A page about one referral; 404 unless the asker may see it."""

    @cached_property
    def referral(self) -> Referral:
        """The referral of the address."""
        return queries.get_referral(self.by, self.kwargs["referral_id"])

    def back(self) -> str:
        """To the referral."""
        return reverse("step_up_down:referral", args=[self.referral.pk])

    def context(self) -> dict[str, Any]:
        """The referral in words."""
        return {**super().context(), "referral": row(self.referral)}


class OneReferral(OfReferral):
    """A referral: what it carries, its clock, and what came back."""

    title = "Referral to social care"
    template = "step_up_down/referral.html"

    def back(self) -> str:
        """To the list this person came from."""
        return reverse("step_up_down:start")

    def context(self) -> dict[str, Any]:
        """As it was sent; a draft as it would be sent now."""
        parts: dict[str, Any] = {
            "carried": self.referral.carried,
            "missing": self.referral.missing,
            "left_behind": self.referral.left_behind,
        }
        if self.referral.state == ReferralState.DRAFT:
            parts = vars(queries.gather(self.referral, self.by))
        page = shown(self.referral, queries.messages_of(self.referral), self.by)
        return {**super().context(), **parts, "page": page}


class ChangeReferral(OfReferral, FormPage):
    """Change what was written, before it is sent."""

    title = "Change the referral"
    form_class = forms.ChangeReferralForm
    button = "Save and check"

    def form_options(self) -> dict[str, Any]:
        """The receivers and reasons of its pack."""
        return {"pack": pack_at(self.referral.pack_version_id)}

    def initial(self) -> dict[str, Any]:
        """As written before."""
        return {
            **{name: getattr(self.referral, name) for name in actions.TEXTS},
            "seen_version": self.referral.version,
        }

    def act(self, form: Form) -> str:
        """Save and go back to the check."""
        seen = form.cleaned_data["seen_version"]
        actions.change_referral(referral=self.referral, seen_version=seen, said=said_in(form), by=self.by)
        return reverse("step_up_down:send", args=[self.referral.pk])


class SendReferral(OfReferral, FormPage):
    """Check what goes to social care, and send it."""

    title = "Check and send the referral"
    template = "step_up_down/send.html"
    form_class = forms.SendForm
    button = "Send to social care now"

    @cached_property
    def bundle(self) -> queries.Bundle:
        """What it would carry now."""
        return queries.gather(self.referral, self.by)

    def context(self) -> dict[str, Any]:
        """Everything that will be sent, what is missing, what stays behind."""
        page = shown(self.referral, [], self.by)
        return {**super().context(), **vars(self.bundle), "page": page}

    def form_options(self) -> dict[str, Any]:
        """What may be left out."""
        return {"parts": [(p.part, p.title) for p in self.bundle.carried if p.part not in ALWAYS_SENT]}

    def act(self, form: Form) -> str:
        """Send it."""
        why = form.cleaned_data["why_left_out"]
        leave_out = dict.fromkeys(form.cleaned_data["leave_out"], why)
        actions.send_referral(referral=self.referral, leave_out=leave_out, by=self.by)
        return reverse("step_up_down:referral", args=[self.referral.pk])


class Inbox(AskedBy, Page):
    """Social care's inbox: what was referred and waits for an answer, first due first."""

    title = "Referrals from early help"
    template = "step_up_down/inbox.html"

    def context(self) -> dict[str, Any]:
        """A page of the inbox."""
        require(self.by, Permission.ANSWER_REFERRAL)
        mark = self.request.GET.get("after", "")
        page = keyset(queries.inbox(self.by), order=["due_on", "id"], mark=mark)
        return {"rows": [row(one) for one in page.rows], "next_mark": page.next_mark, "has_earlier": page.has_earlier}


class Receive(OfReferral, FormPage):
    """Say that social care has it."""

    title = "Receive this referral"
    template = "step_up_down/receive.html"
    form_class = forms.ReceiveForm
    button = "I have received it"

    def act(self, form: Form) -> str:
        """Received, by this person."""
        actions.receive_referral(referral=self.referral, by=self.by)
        return self.back()


class Answer(OfReferral, FormPage):
    """Social care answers."""

    title = "Answer this referral"
    form_class = forms.AnswerForm
    button = "Send the answer"

    def form_options(self) -> dict[str, Any]:
        """The answers of its pack."""
        return {"pack": pack_at(self.referral.pack_version_id)}

    def act(self, form: Form) -> str:
        """Answered."""
        given = {name: form.cleaned_data[name] for name in ("answer", "why", "advice")}
        actions.answer_referral(referral=self.referral, by=self.by, **given)
        return self.back()


class AskMore(OfReferral, FormPage):
    """Social care asks for more."""

    title = "Ask the referrer for more"
    form_class = forms.QuestionForm
    button = "Send the question"

    def act(self, form: Form) -> str:
        """Asked."""
        actions.ask_more(referral=self.referral, question=form.cleaned_data["question"], by=self.by)
        return self.back()


class Reply(OfReferral, FormPage):
    """The referrer replies."""

    title = "Reply to social care"
    template = "step_up_down/reply.html"
    form_class: ClassVar[type[Form]] = forms.ReplyForm
    button = "Send the reply"

    def context(self) -> dict[str, Any]:
        """With what was asked."""
        return {**super().context(), "page": shown(self.referral, queries.messages_of(self.referral), self.by)}

    def act(self, form: Form) -> str:
        """Replied."""
        actions.reply(referral=self.referral, text=form.cleaned_data["text"], by=self.by)
        return self.back()


class Challenge(Reply):
    """The referrer disagrees: it is looked at again."""

    title = "Challenge the answer"
    form_class = forms.ChallengeForm
    button = "Ask social care to look again"

    def act(self, form: Form) -> str:
        """Challenged."""
        actions.challenge(referral=self.referral, why=form.cleaned_data["why"], by=self.by)
        return self.back()


class Withdraw(OfReferral, FormPage):
    """Take a referral back."""

    title = "Withdraw this referral"
    form_class = forms.WithdrawForm
    button = "Withdraw it"
    button_warns = True

    def act(self, form: Form) -> str:
        """Withdrawn."""
        actions.withdraw_referral(referral=self.referral, why=form.cleaned_data["why"], by=self.by)
        return self.back()


class RecordConsultation(AskedBy, FormPage):
    """Write down a talk with a social worker, about a family or in general."""

    title = "Talked to a social worker"
    form_class = forms.ConsultationForm
    button = "Save"

    @cached_property
    def family(self) -> Family | None:
        """The family it was about, if the address names one."""
        try:
            return (
                get_family(self.by, uuid.UUID(self.request.GET["family"])) if self.request.GET.get("family") else None
            )
        except ValueError:
            return None

    def context(self) -> dict[str, Any]:
        """Only for who may refer."""
        require(self.by, Permission.REFER_UP)
        return super().context()

    def back(self) -> str:
        """To the family, or to the start."""
        if self.family:
            return reverse("step_up_down:family", args=[self.family.pk])
        return reverse("step_up_down:start")

    def act(self, form: Form) -> str:
        """Saved."""
        names = ("spoken_to", "spoken_on", "asked", "advice", "what_next")
        given = {name: form.cleaned_data[name] for name in names}
        actions.record_consultation(family=self.family, by=self.by, **given)
        return self.back()
