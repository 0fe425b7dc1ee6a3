"""Starting an assessment and writing its pages."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.ground.lib.clock import as_text
from alongside.ground.lib.errors import NotAllowed
from alongside.helping.assessments import actions, presenters
from alongside.helping.assessments.forms import PageForm, SureForm, page_initial
from alongside.helping.assessments.known import contact_facts
from alongside.helping.assessments.models import PageWork
from alongside.helping.assessments.policies import FormPart, check_in_hand
from alongside.helping.assessments.presenters import page_address, subject_of
from alongside.helping.assessments.queries import (
    form_to_use,
    has_agreed,
    in_hand,
    open_sheet,
    why_not_start,
    why_not_write,
)
from alongside.helping.assessments.views.base import AssessmentPage, AssessmentTab
from alongside.people.episodes.queries import open_episode_of


class Start(AssessmentTab, FormPage):
    """Start an assessment: says which form, what is filled in and why it may not be started."""

    title = "Start an assessment"
    template = "assessments/start.html"
    form_class = SureForm
    button = "Start"

    def back(self) -> str:
        """Back to the tab."""
        return self.overview_address()

    def initial(self) -> dict[str, Any]:
        """Nothing was read yet."""
        return {"seen_version": 0}

    def context(self) -> dict[str, Any]:
        """The form to be used, and the verdict."""
        told = super().context()
        episode = open_episode_of(self.family)
        agreed = has_agreed(self.family)
        form = form_to_use(episode) if episode else None
        return {
            **told,
            "form_title": form.title if form else "",
            "may_start": why_not_start(self.by, self.family, episode, in_hand(self.family), agreed=agreed),
        }

    def act(self, form: Form) -> str:
        """Start it."""
        assessment = actions.start_assessment(family=self.family, by=self.by)
        messages.success(self.request, f"Started. It is due by {as_text(assessment.due_on)}.")
        return presenters.address("assessment", assessment)


class Write(AssessmentPage, FormPage):
    """One page of an assessment: saved complete or not; kept as a draft while typing; a conflict shows both texts."""

    template = "assessments/page.html"
    form_class = PageForm

    @cached_property
    def part_asked(self) -> FormPart:
        """The page of the address."""
        return self.sheet.part(self.kwargs["section"], subject_of(self.kwargs["subject"]))

    def heading(self) -> str:
        """The need, or the section: never a person's name, which the page shows beside it."""
        part = self.part_asked
        is_need = part.subject.id in {need.id for need in self.sheet.pack.needs}
        return part.subject.label if is_need else part.section.title

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, for whoever may write it now."""
        self._check()
        return super().get(request, *args, **kwargs)

    def draft_key(self) -> str:
        """Private to whoever types."""
        section, subject = self.part_asked.key
        return f"assessment-{self.assessment.pk}-{section}-{subject or 'family'}"

    def initial(self) -> dict[str, Any]:
        """The page's version as read."""
        work = self.sheet.saved.get(self.part_asked.key)
        return {"seen_version": work.version if work else 1}

    def form_options(self) -> dict[str, Any]:
        """The questions, with where their answers came from."""
        facts = contact_facts(self.family, self.by, self.assessment.episode) if self.part_asked.subject.id else {}
        notes = presenters.notes_for(self.sheet, self.part_asked, facts)
        return {"sheet": self.sheet, "part": self.part_asked, "notes": notes}

    def current_answers(self, record: PageWork) -> dict[str, Any]:
        """What the other person saved, for the conflict page; blank where they left a question unanswered."""
        fresh = open_sheet(self.assessment, self.members)
        saved = page_initial(fresh, self.part_asked)
        return {name: saved.get(name) for name in self.make_form().fields if name not in {"once", "seen_version"}}

    def context(self) -> dict[str, Any]:
        """The section's introduction and whose page it is."""
        return {
            **super().context(), "part": self.part_asked,
            "subject_label": self.part_asked.subject.label,
            "is_draft": self.assessment.state == "draft",
        }  # fmt: skip

    def act(self, form: Form) -> str:
        """Save it and go to the next page."""
        assert isinstance(form, PageForm)  # noqa: S101 - the class above
        section, subject = self.part_asked.key
        actions.save_page(
            assessment=self.assessment, section=section, subject=subject, answers=form.answers(),
            numbers=form.numbers(), seen_version=form.cleaned_data.get("seen_version") or 0, by=self.by,
        )  # fmt: skip
        return self._next()

    def _next(self) -> str:
        keys = [part.key for part in self.sheet.parts]
        following = keys[keys.index(self.part_asked.key) + 1 :]
        if following:
            return page_address(self.assessment, *following[0])
        return presenters.address("answers", self.assessment)

    def _check(self) -> None:
        verdict = why_not_write(self.by, self.assessment)
        if not verdict:
            raise NotAllowed(verdict.reason)
        check_in_hand(self.assessment.state, self.sheet.is_open)
