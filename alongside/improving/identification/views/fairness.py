"""Whether the lists are fair, and the data protection impact assessment."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.charts import Bar, bars
from alongside.ground.lib.clock import now, today
from alongside.improving.identification.impact import content_for, impact_pdf
from alongside.improving.identification.presenters import standing_out, table_of
from alongside.improving.identification.queries.fairness import comparisons_of, latest_report, named_group
from alongside.improving.identification.queries.known import standings_of
from alongside.improving.identification.views.lists import OfCriteria

COLUMNS = ["Group", "Counted", "Waiting on the list", "Accepted", "Declined"]


class Fairness(OfCriteria):
    """Who is listed, accepted and declined, group by group, beside the people the list is drawn from."""

    title = "Are the lists fair?"
    template = "identification/fairness.html"

    def context(self) -> dict[str, Any]:
        """The last report, of one list."""
        require(self.by, Permission.SEE_FAIRNESS)
        pack, criteria = self.in_force
        live = [one for one in criteria.lists if one.in_force_on(today())]
        found = next((one for one in live if one.id == self.request.GET.get("list")), live[0])
        report = latest_report(self.by)
        told = comparisons_of(report, found.id) if report else []
        shown = []
        for one in told:
            drawn = [
                Bar(named_group(one.way, line.group, pack), kind, float(many))
                for line in one.lines
                for kind, many in (("Counted", line.population), ("Waiting on the list", line.listed))
                if many is not None
            ]
            title = f"{one.title}, {one.of}"
            shown.append((title, bars(title, drawn) if drawn else "", table_of(one, pack), standing_out(one, pack)))
        return {"found": found, "lists": live, "report": report, "shown": shown, "columns": COLUMNS}


class ImpactAssessment(OfCriteria):
    """The data protection impact assessment, filled from the operating model as far as it can be."""

    title = "Data protection impact assessment"
    template = "identification/impact_assessment.html"

    def told(self) -> dict[str, Any]:
        """What the document says."""
        require(self.by, Permission.SEE_FAIRNESS)
        pack, criteria = self.in_force
        return content_for(pack, criteria, standings_of(pack, today()), today())

    def context(self) -> dict[str, Any]:
        """The document."""
        return {"told": self.told()}


class ImpactAssessmentFile(ImpactAssessment):
    """The same as an accessible PDF."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file."""
        answer = HttpResponse(impact_pdf(self.told(), now()), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="impact-assessment.pdf"'
        return answer

    def back(self) -> str:
        """Back to the page."""
        return reverse("identification:impact_assessment")
