"""The team around the family: who, how to reach them, who leads and why; the level of need."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import Model

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.lib.errors import NotFoundForYou
from alongside.helping.plans import actions
from alongside.helping.plans.forms.team import (
    SOMEBODY_ELSE,
    AnswerHandoverForm,
    ConfirmForm,
    HandoverForm,
    LeadForm,
    LevelForm,
    MemberForm,
)
from alongside.helping.plans.queries.team import colleague_called, to_do_of
from alongside.helping.plans.views.base import Asking, PlanPage
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Handover, TeamMember
from alongside.people.episodes.queries import lead_of, leads_of, waiting_handover
from alongside.people.families.models import Person


class Team(PlanPage):
    """Who is in the team and how to reach them, who leads and why, with the family's view."""

    tab = "team"
    title = "Team around the family"
    template = "plans/team.html"

    def context(self) -> dict[str, Any]:
        """The team, the lead, and a hand-over that waits."""
        told = super().context()
        if not self.is_open:
            return {**told, "team": [], "lead": None, "leads": [], "handover": None, "level": "", "may_name": False}
        leads = leads_of(self.episode)
        handover = waiting_handover(self.episode)
        return {
            **told,
            "team": self.team,
            "leads": [one for one in leads if one.until],
            "lead": next((one for one in leads if one.until is None), None),
            "handover": handover,
            "is_for_me": handover is not None and handover.to_id == self.by.pk,
            "may_name": bool(may(self.by, Permission.NAME_LEAD, self.family)),
            "level": self.pack.level(self.episode.level).name,
        }


class TeamAsking(Asking):
    """A question about the team."""

    tab = "team"
    to = "team"

    def colleagues(self) -> list[tuple[str, str]]:
        """Those of the team who have an account, without the present lead."""
        lead = lead_of(self.episode)
        leading = lead.user_id if lead else None
        users = [m for m in self.team if m.user_id and m.user_id != leading]
        return [(str(m.user_id), f"{m.name}, {m.agency}") for m in users]

    def chosen(self, told: dict[str, Any]) -> User:
        """Whoever was chosen, from the team or by name."""
        if told["who"] == SOMEBODY_ELSE:
            return colleague_called(told["colleague"])
        return next(m.user for m in self.team if m.user and str(m.user_id) == told["who"])

    def form_options(self) -> dict[str, Any]:
        """Whom to choose from."""
        return {"people": self.colleagues()}


class NameLead(TeamAsking):
    """Name the lead practitioner."""

    title = "Name the lead practitioner"
    permission = Permission.NAME_LEAD
    form_class = LeadForm

    def act(self, form: Form) -> str:
        """Name them."""
        told = form.cleaned_data
        episodes.name_lead(
            episode=self.episode, user=self.chosen(told), why=told["why"], family_view=told["family_view"], by=self.by
        )
        return self.address("team")


class OfferHandover(TeamAsking):
    """Offer the lead to somebody else, who answers."""

    title = "Offer the lead to somebody else"
    permission = Permission.NAME_LEAD
    form_class = HandoverForm
    button = "Offer the lead"

    def act(self, form: Form) -> str:
        """Offer it."""
        told = form.cleaned_data
        episodes.offer_handover(
            episode=self.episode, to=self.chosen(told), why=told["why"], family_view=told["family_view"], by=self.by
        )
        return self.address("team")


class HandoverPage(Asking):
    """A page about the hand-over that waits."""

    tab = "team"
    to = "team"

    @cached_property
    def handover(self) -> Handover:
        """The one that waits; 404 when none does."""
        found = waiting_handover(self.episode)
        if found is None:
            raise NotFoundForYou
        return found

    def context(self) -> dict[str, Any]:
        """Why it is handed over stands above the form."""
        told = super().context()
        return {**told, "about": [("Why", self.handover.why), ("The family’s view", self.handover.family_view)]}


class AnswerHandover(HandoverPage):
    """Take the lead, or say why not."""

    title = "You are offered the lead"
    permission = Permission.SEE_PLAN
    form_class = AnswerHandoverForm
    button = "Answer"

    def act(self, form: Form) -> str:
        """Answer it; whoever declines may no longer see the family, and goes home."""
        told = form.cleaned_data
        accept = told["answer"] == "accept"
        episodes.answer_handover(handover=self.handover, accept=accept, note=told["note"], by=self.by)
        if not accept:
            messages.success(self.request, "You declined. Whoever offered it has been told.")
        return self.address("team") if accept else "/"


class WithdrawHandover(HandoverPage):
    """Take the offer back."""

    title = "Take back the offer of the lead"
    permission = Permission.NAME_LEAD
    form_class = ConfirmForm
    button = "Take back the offer"

    def act(self, form: Form) -> str:
        """Withdraw it."""
        episodes.withdraw_handover(handover=self.handover, by=self.by)
        return self.address("team")


class AddMember(TeamAsking):
    """Somebody joins the team: from any agency, from the family, or anybody by name."""

    title = "Add somebody to the team"
    form_class = MemberForm

    def form_options(self) -> dict[str, Any]:
        """The family, without those in the team already."""
        in_team = {member.person_id for member in self.team}
        return {"members": [(str(m.id), m.name) for m in self.members if m.id not in in_team]}

    def act(self, form: Form) -> str:
        """Add them."""
        told = form.cleaned_data
        who: dict[str, Model | str] = {"part": told["doing"]}
        if told["kind"] == "colleague":
            who["user"] = colleague_called(told["colleague"])
        elif told["kind"] == "family":
            member = next(m for m in self.members if str(m.id) == told["person"])
            who |= {"person": Person(pk=member.id), "name": member.name, "telephone": member.telephone}
        else:
            who |= {name: told[name] for name in ("name", "telephone", "email")}
        episodes.add_to_team(episode=self.episode, by=self.by, **who)  # type: ignore[arg-type]
        return self.address("team")


class LeaveTeam(Asking):
    """Somebody leaves; what they still have to do is listed first."""

    tab = "team"
    to = "team"
    title = "Take somebody off the team"
    form_class = ConfirmForm
    button = "Take them off the team"
    button_warns = True

    @cached_property
    def member(self) -> TeamMember:
        """The member of the address; 404 unless they are in this team now."""
        for member in self.team:
            if member.pk == self.kwargs["member_id"]:
                member.episode = self.episode
                return member
        raise NotFoundForYou

    def context(self) -> dict[str, Any]:
        """Who, and what they still have to do."""
        told = super().context()
        left = [("Still to do, to give to somebody else", one.what) for one in to_do_of(self.member)]
        return {**told, "intro": self.member.name, "about": left}

    def act(self, form: Form) -> str:
        """Take them off."""
        episodes.leave_team(member=self.member, by=self.by)
        return self.address("team")


class ChangeLevel(Asking):
    """Another level of need, with the pack's own words beside it."""

    tab = "team"
    to = "team"
    title = "Change the level of need"
    form_class = LevelForm

    def form_options(self) -> dict[str, Any]:
        """The other levels of early help."""
        others = [one for one in self.pack.levels if one.is_early_help and one.id != self.episode.level]
        return {
            "levels": [(one.id, one.name) for one in others], "hints": {one.id: one.threshold_text for one in others}
        }  # fmt: skip

    def initial(self) -> dict[str, Any]:
        """The version of the episode."""
        return {"seen_version": self.episode.version}

    def act(self, form: Form) -> str:
        """Change it."""
        told = form.cleaned_data
        actions.change_level(
            episode=self.episode, seen_version=told["seen_version"], level=told["level"], why=told["why"], by=self.by
        )
        return self.address("team")
