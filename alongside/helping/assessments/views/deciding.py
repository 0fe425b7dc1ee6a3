"""What becomes of an assessment: share, sign off, hand over, discard."""

from typing import Any, ClassVar

from django.contrib import messages

from alongside.ground.access.models import User
from alongside.ground.access.queries import people_who_may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.ground.lib.errors import NotAllowed
from alongside.helping.assessments import actions, presenters
from alongside.helping.assessments.forms import HandOverForm, SureForm
from alongside.helping.assessments.policies import check_in_hand
from alongside.helping.assessments.queries import why_not_decide, why_not_write
from alongside.helping.assessments.views.base import AssessmentPage
from alongside.people.episodes.words import EpisodeState


class Deciding(AssessmentPage, FormPage):
    """Asks to be sure, with the version that was read: a change meanwhile is a conflict."""

    template = "assessments/sure.html"
    form_class: ClassVar[type[Form]] = SureForm
    says: ClassVar[str] = ""
    may_do = staticmethod(why_not_write)

    def initial(self) -> dict[str, Any]:
        """The version as read."""
        return {"seen_version": self.assessment.version}

    def seen(self, form: Form) -> int:
        """The version as it was read."""
        return form.cleaned_data.get("seen_version") or 0

    def context(self) -> dict[str, Any]:
        """What it means, in a sentence; refused to whoever may not, and when it can't be done any more."""
        verdict = self.may_do(self.by, self.assessment)
        if not verdict:
            raise NotAllowed(verdict.reason)
        check_in_hand(self.assessment.state, self.assessment.episode.state != EpisodeState.CLOSED)
        return {**super().context(), "says": self.says, "missing": []}


class Share(Deciding):
    """Share a draft with the team."""

    title = "Share with the team around the family"
    button = "Share"
    says = "Everybody who works with the family will be able to read this assessment and write in it."

    def act(self, form: Form) -> str:
        """Share it."""
        actions.share(assessment=self.assessment, seen_version=self.seen(form), by=self.by)
        messages.success(self.request, "Shared with the team.")
        return presenters.address("assessment", self.assessment)


class SignOff(Deciding):
    """Sign off: lists what is missing with links, or asks to be sure."""

    title = "Sign off"
    may_do = staticmethod(why_not_decide)
    button = "Sign off"
    says = "Once signed off it stays as it is. Changes are made in a new version, which begins with these answers."

    def context(self) -> dict[str, Any]:
        """What is missing, with links."""
        return {**super().context(), "missing": presenters.missing_links(self.sheet)}

    def act(self, form: Form) -> str:
        """Sign it off."""
        actions.sign_off(assessment=self.assessment, seen_version=self.seen(form), by=self.by)
        messages.success(self.request, "Signed off. Print a copy for the family, and make the plan with them.")
        return presenters.address("assessment", self.assessment)


class HandOver(Deciding):
    """Hand the assessment to somebody else, such as the setting it was started for."""

    title = "Hand over to somebody else"
    form_class = HandOverForm
    may_do = staticmethod(why_not_decide)
    button = "Hand over"
    says = "They become its author, and can see this family. Agree it with them and with the family first."

    def people(self) -> list[User]:
        """Who may write assessments, but its author."""
        return [one for one in people_who_may(Permission.WRITE_ASSESSMENT)[:400] if one.pk != self.assessment.author_id]

    def form_options(self) -> dict[str, Any]:
        """Whom it can be handed to."""
        return {"people": self.people()}

    def act(self, form: Form) -> str:
        """Hand it over; a draft is then theirs alone."""
        chosen = next(one for one in self.people() if str(one.pk) == form.cleaned_data["to"])
        actions.hand_over(
            assessment=self.assessment,
            to=chosen,
            why=form.cleaned_data["why"],
            by=self.by,
            seen_version=self.seen(form),
        )
        messages.success(self.request, f"Handed over to {chosen.name}.")
        return self.overview_address()


class Discard(Deciding):
    """Discard one's own draft."""

    title = "Discard this draft"
    button = "Discard the draft"
    button_warns = True
    says = "What you wrote in it is deleted and cannot be brought back. That there was a draft stays on record."

    def act(self, form: Form) -> str:
        """Discard it."""
        actions.discard(assessment=self.assessment, seen_version=self.seen(form), by=self.by)
        messages.success(self.request, "The draft is discarded.")
        return self.overview_address()
