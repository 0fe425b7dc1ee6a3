"""Pages of the panel: its agenda, a decision, the load of each team, the end of a meeting."""

from functools import cached_property
from typing import Any

from django.urls import reverse

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import require, teams
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.operating_models.queries import Pack, Panel, current_pack
from alongside.ground.operating_models.words import Follows
from alongside.helping.allocation import actions, queries
from alongside.helping.allocation.forms import DecideForm, FinishForm
from alongside.helping.allocation.presenters import by_team, in_words, shown
from alongside.people.episodes.models import Episode


class PanelAgenda(AskedBy, Page):
    """Who waits for the panel, longest first; nothing waits unseen."""

    title = "Panel"
    template = "allocation/panel.html"

    def render(self, template: str = "", status: int = 200, **more: Any) -> Any:
        """Where the pack has no panel, how that council gives a family its lead instead."""
        require(self.by, Permission.RUN_PANEL)
        return super().render(template if self.panels else "allocation/no_panel.html", status, **more)

    @cached_property
    def pack(self) -> Pack:
        """The pack in force."""
        return current_pack().pack

    @cached_property
    def panels(self) -> list[Panel]:
        """The panels of this council."""
        return queries.panels_of(self.pack)

    def context(self) -> dict[str, Any]:
        """The agenda, and what has been decided today."""
        if not self.panels:
            return {"ways": [d for d in self.pack.decisions if d.follows == Follows.NAME_LEAD_PRACTITIONER]}
        agenda = queries.agenda(self.by, self.panels, self.request.GET.get("after", ""))
        return {
            "panels": [(panel, queries.next_meeting(panel)) for panel in self.panels],
            "cases": [shown(case) for case in agenda.cases],
            "next_mark": agenda.page.next_mark,
            "has_earlier": agenda.page.has_earlier,
            "decided": agenda.decided_today,
            "undated": agenda.undated,
        }


class Loads(AskedBy, Page):
    """The load of each team and worker."""

    title = "Who holds how many families"
    template = "allocation/loads.html"

    def back(self) -> str:
        """To the agenda."""
        return reverse("allocation:panel")

    def context(self) -> dict[str, Any]:
        """Teams, the busiest first."""
        require(self.by, Permission.SEE_TEAM_WORK)
        pack = current_pack().pack
        levels = {level.id: level.short for level in pack.levels}
        return {"teams": by_team(queries.loads()), "levels": levels, "responses": pack.responses}


class Decide(AskedBy, FormPage):
    """Decide about one family."""

    title = "Decide who helps"
    template = "allocation/decide.html"
    form_class = DecideForm
    button = "Record the decision"

    @cached_property
    def episode(self) -> Episode:
        """The family's episode; 404 unless the asker runs the panel."""
        return queries.get_waiting(self.by, self.kwargs["episode_id"])

    def back(self) -> str:
        """To the agenda."""
        return reverse("allocation:panel")

    def context(self) -> dict[str, Any]:
        """The case in six lines, beside the form."""
        return {**super().context(), "case": shown(queries.cases([self.episode])[0])}

    @cached_property
    def loads(self) -> list[queries.Load]:
        """Who could lead, with what they hold."""
        return queries.loads()

    def form_options(self) -> dict[str, Any]:
        """Who can lead with their load, teams, and the responses of the family's level."""
        responses = [
            r for r in current_pack().pack.responses if self.episode.level in r.levels and r.retired_on is None
        ]
        return {
            "leads": [(str(one.user.pk), f"{one.user.name}, {one.user.agency}: {in_words(one)}") for one in self.loads],
            "teams": [(str(team.pk), f"{team.name}, {team.agency}") for team in teams()],
            "responses": [(r.id, r.name) for r in responses],
        }

    def initial(self) -> dict[str, Any]:
        """The version the page was made from."""
        return {"seen_version": self.episode.version}

    def act(self, form: Form) -> str:
        """Record it and go on to the next."""
        given = form.cleaned_data
        lead = next((one.user for one in self.loads if str(one.user.pk) == given["lead"]), None)
        chosen = actions.Chosen(
            choice=given["choice"], why=given["why"], family_view=given["family_view"], lead=lead,
            team=teams().filter(pk=given["team"]).first() if given["team"] else None, response=given["response"],
            again_on=given["again_on"],
        )  # fmt: skip
        actions.record_decision(episode=self.episode, seen_version=given["seen_version"], chosen=chosen, by=self.by)
        return self.back()


class Finish(AskedBy, FormPage):
    """End today's meeting."""

    title = "Finish the meeting"
    form_class = FinishForm
    button = "Finish the meeting"

    @cached_property
    def panel(self) -> Panel:
        """The panel of the address."""
        for panel in queries.panels_of(current_pack().pack):
            if panel.id == self.kwargs["panel_id"]:
                return panel
        raise NotFoundForYou

    def back(self) -> str:
        """To the agenda."""
        return reverse("allocation:panel")

    def context(self) -> dict[str, Any]:
        """Only for who runs it."""
        require(self.by, Permission.RUN_PANEL, None)
        return {**super().context(), "panel": self.panel}

    def act(self, form: Form) -> str:
        """Finished, unless a family was left without a date."""
        actions.finish_meeting(panel=self.panel, who_came=form.cleaned_data["who_came"], by=self.by)
        return self.back()
