"""Scores of the pack's tools over time."""

import uuid
from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.queries import may, require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import Tool, current_pack
from alongside.helping.assessments import actions, presenters
from alongside.helping.assessments.forms import ToolScoreForm
from alongside.helping.assessments.queries import tool_scores_of
from alongside.helping.assessments.views.base import AssessmentTab
from alongside.people.families.queries import people_of


def tools_in_use() -> list[Tool]:
    """The pack's tools that may be scored today."""
    return [tool for tool in current_pack().pack.tools if tool.in_use_on(today())]


class Scores(AssessmentTab):
    """Is it getting better? Each tool's scores, drawn and in a table."""

    title = "Tools and scores"
    template = "assessments/scores.html"

    def back(self) -> str:
        """Back to the tab."""
        return self.overview_address()

    def context(self) -> dict[str, Any]:
        """The scores, and the tools the council uses."""
        return {
            **super().context(),
            "measures": presenters.tool_scores(tool_scores_of(self.family)),
            "tools": tools_in_use(),
            "may_add": may(self.by, Permission.WRITE_ASSESSMENT, self.family),
        }


class AddScore(AssessmentTab, FormPage):
    """Record a score."""

    title = "Record a score"
    template = "families/family_form.html"
    form_class = ToolScoreForm
    button = "Save the score"

    def back(self) -> str:
        """Back to the scores."""
        return reverse("assessments:scores", kwargs={"family_id": self.family.pk})

    def context(self) -> dict[str, Any]:
        """403 for whoever may not."""
        require(self.by, Permission.WRITE_ASSESSMENT, self.family)
        return super().context()

    def form_options(self) -> dict[str, Any]:
        """Whom, and which scores."""
        return {"members": self.members, "tools": tools_in_use()}

    def act(self, form: Form) -> str:
        """Keep it."""
        given = form.cleaned_data
        tool, _, measure = given["measure"].partition(":")
        [person] = people_of(self.family, [uuid.UUID(given["person"])])
        actions.record_tool_score(
            family=self.family, person=person, tool=tool, measure=measure, value=given["value"], on=given["on"],
            note=given["note"], by=self.by,
        )  # fmt: skip
        messages.success(self.request, "The score is recorded.")
        return self.back()
