"""Reading assessments: the tab, one task list, its answers, and what changed."""

from typing import Any

from alongside.ground.access.queries import ALLOWED
from alongside.helping.assessments import presenters
from alongside.helping.assessments.queries import (
    assessments_of,
    earlier_of,
    form_to_use,
    has_agreed,
    in_hand,
    scales_over_time,
    why_not_decide,
    why_not_start,
    why_not_write,
)
from alongside.helping.assessments.views.base import AssessmentPage, AssessmentTab
from alongside.helping.assessments.words import LIVE, AssessmentState
from alongside.people.episodes.queries import open_episode_of


class Overview(AssessmentTab):
    """Is there an assessment, how far is it, and how have the numbers changed?"""

    title = "Assessment"
    template = "assessments/overview.html"

    def context(self) -> dict[str, Any]:
        """The versions, whether one may be started, and the scales over time."""
        told = super().context()
        episode = open_episode_of(self.family)
        found = assessments_of(self.family, self.by)
        mine = next((one for one in found if one.state in LIVE and one.episode == episode), None)
        current = mine or in_hand(self.family)
        may_start = why_not_start(self.by, self.family, episode, current, agreed=has_agreed(self.family))
        form = form_to_use(episode) if episode else None
        return {
            **told,
            "versions": presenters.versions(found),
            "current": mine,
            "hidden_draft": current if current != mine else None,
            "may_start": may_start,
            "form_title": form.title if form else "",
            "has_finished": any(one.signed_off_at for one in found),
            "scales": presenters.scale_summary(scales_over_time(self.family)),
            "earlier": presenters.earlier_lines(
                earlier_of(self.family, self.by), {one.id: one.name for one in self.members if not one.restricted}
            ),
        }


class Scales(AssessmentTab):
    """How each need has changed, drawn: a line for each person who gave numbers."""

    title = "How each need has changed"
    template = "assessments/scales.html"

    def back(self) -> str:
        """Back to the tab."""
        return self.overview_address()

    def context(self) -> dict[str, Any]:
        """A picture and a table for each need."""
        return {**super().context(), "charts": presenters.scale_charts(scales_over_time(self.family))}


class TaskList(AssessmentPage):
    """What is done, looked at, not started; who wrote what."""

    template = "assessments/task_list.html"

    def heading(self) -> str:
        """The form's own title."""
        return self.sheet.form.title

    def back(self) -> str:
        """Back to the tab."""
        return self.overview_address()

    def context(self) -> dict[str, Any]:
        """The pages with how far each is, and what may be done next with the reason where it may not."""
        told = super().context()
        groups = presenters.task_groups(self.sheet)
        done, of = presenters.progress(groups)
        return {
            **told,
            "sheet": self.sheet, "groups": groups, "done": done, "of": of,
            "state": AssessmentState(self.assessment.state).label,
            "colour": presenters.STATE_COLOURS[self.assessment.state],
            "may_write": why_not_write(self.by, self.assessment),
            "may_decide": why_not_decide(self.by, self.assessment),
            "is_draft": self.assessment.state == AssessmentState.DRAFT,
            "intro": [section.intro for section in self.sheet.form.sections if section.intro][:1],
        }  # fmt: skip


class Answers(AssessmentPage):
    """Check your answers; and for a finished assessment, the whole of it to read."""

    template = "assessments/answers.html"

    def heading(self) -> str:
        """What the page is for, as things stand."""
        return "Check the answers" if self.sheet.is_open else "The answers"

    def context(self) -> dict[str, Any]:
        """Every question asked, with its answer and where it came from."""
        told = super().context()
        may_change = self.sheet.is_open and bool(why_not_write(self.by, self.assessment))
        return {
            **told,
            "sheet": self.sheet,
            "parts": presenters.answered_parts(self.sheet, may_change=may_change),
            "missing": presenters.missing_links(self.sheet) if self.sheet.is_open else [],
            "may_decide": why_not_decide(self.by, self.assessment) if self.sheet.is_open else ALLOWED,
        }


class Changes(AssessmentPage):
    """What changed since the version before."""

    title = "What changed"
    template = "assessments/changes.html"

    def context(self) -> dict[str, Any]:
        """The answers that differ."""
        return {**super().context(), "rows": presenters.changes(self.sheet)}
