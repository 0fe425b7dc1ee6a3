"""Pages of what partners notice in places."""

from typing import Any

from django.contrib import messages
from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import current_pack
from alongside.improving.identification.actions import log_noticed
from alongside.improving.identification.forms import NoticedForm
from alongside.improving.identification.presenters import month_name, number
from alongside.improving.identification.queries.fairness import latest_report, named_group
from alongside.improving.identification.queries.intelligence import last_months, noticed_page, trends
from alongside.improving.identification.words import Theme


class NoticedInPlaces(AskedBy, Page):
    """What partners notice, how it goes from month to month, and what feeds say of the same place."""

    title = "Local intelligence"
    template = "identification/noticed.html"

    def context(self) -> dict[str, Any]:
        """A page of it, the trends, and families by criterion in the area."""
        pack, asked = current_pack().pack, self.request.GET
        areas = [(one.id, one.name) for one in pack.localities.areas]
        area = asked.get("area", "") if asked.get("area") in dict(areas) else ""
        page = noticed_page(self.by, area, mark=asked.get("after", ""))
        report = latest_report(self.by)
        names = {one.id: one.name for one in pack.criteria.criteria} if pack.criteria else {}
        counts = report.content["areas"] if report else {}
        beside = [
            [names.get(criterion, criterion), named_group("area", place, pack), number(many)]
            for criterion, by_area in sorted(counts.items())
            for place, many in sorted(by_area.items())
            if not area or place == area
        ]
        found = trends(self.by, today(), area)
        return {
            "rows": page.rows, "next_mark": page.next_mark, "has_earlier": page.has_earlier, "areas": areas,
            "area": area, "area_names": dict(areas),
            "trends": [(Theme(one.theme).label, [many for _, many in one.months]) for one in found],
            "months": [month_name(day) for day in last_months(today())], "beside": beside, "report": report,
        }  # fmt: skip


class LogNoticed(AskedBy, FormPage):
    """Log something noticed in a place. It names nobody."""

    title = "Log what was noticed"
    template = "identification/log_noticed.html"
    form_class = NoticedForm
    button = "Log it"

    def back(self) -> str:
        """Back to what was noticed."""
        return reverse("identification:noticed")

    def form_options(self) -> dict[str, Any]:
        """The areas of the pack."""
        require(self.by, Permission.LOG_INTELLIGENCE)
        return {"areas": [(one.id, one.name) for one in current_pack().pack.localities.areas]}

    def act(self, form: Form) -> str:
        """Log it."""
        told = form.cleaned_data
        log_noticed(
            theme=told["theme"], area=told["area"], where=told["where"], text=told["text"],
            noticed_on=told["noticed_on"], not_people=bool(told["not_people"]), agency=self.by.agency, by=self.by,
        )  # fmt: skip
        messages.success(self.request, "Logged.")
        return reverse("identification:noticed")
