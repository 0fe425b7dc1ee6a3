"""Pages of the lists: which families may need help, what that rests on, and what somebody decides."""

import uuid
from abc import abstractmethod
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from alongside.ground.access.pages import AskedBy
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage, Page
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import Criteria, FamilyList, Pack
from alongside.improving.identification.actions import Accepted, accept, decline, defer
from alongside.improving.identification.forms import AcceptForm, DeclineForm, DeferForm
from alongside.improving.identification.models import Candidate
from alongside.improving.identification.presenters import (
    areas_in_words,
    helped_in_words,
    history,
    listed,
    people_in_words,
    who_in,
)
from alongside.improving.identification.queries.evidence import groups_of, rank_aloud
from alongside.improving.identification.queries.known import not_searched, standings_of
from alongside.improving.identification.queries.lists import (
    Chosen,
    criteria_in_force,
    get_candidate,
    helped_now,
    last_run,
    page_of,
    people_of,
    schools_listed,
    statuses_of,
    top_of,
)
from alongside.improving.identification.rules import require_sees
from alongside.improving.identification.words import CandidateState


class OfCriteria(AskedBy, Page):
    """A page that needs the criteria of the operating model; 404 where it has none."""

    @cached_property
    def in_force(self) -> tuple[Pack, Criteria]:
        """The pack in force and its criteria."""
        pack, criteria = criteria_in_force()
        if criteria is None:
            raise Http404
        return pack, criteria


class TheList(OfCriteria):
    """Families who may need help, ranked by counts anybody can read aloud."""

    title = "Families who may need help"
    template = "identification/list.html"

    @cached_property
    def chosen(self) -> tuple[Chosen, FamilyList]:
        """Which list the address asks for; the first of the pack when it names none."""
        asked, (_, criteria) = self.request.GET, self.in_force
        live = [one for one in criteria.lists if one.in_force_on(today())]
        found = next((one for one in live if one.id == asked.get("list")), live[0])
        state = asked.get("state", "")
        falling = state == "falling"
        known = CandidateState.LISTED if state not in CandidateState.values else state
        return Chosen(found.id, known, asked.get("area", ""), asked.get("school", ""), falling), found

    def context(self) -> dict[str, Any]:
        """A page of the list, and what was not searched for it."""
        require_sees(self.by)
        (pack, criteria), (chosen, found) = self.in_force, self.chosen
        page = page_of(self.by, chosen, found, self.request.GET.get("after", ""))
        rows = listed(page.rows, helped_now(page.rows, self.by), pack, found)
        return {
            "families": rows, "found": found, "chosen": chosen, "pack": pack, "run": last_run(),
            "lists": [one for one in criteria.lists if one.in_force_on(today())],
            "areas": [(one.id, one.name) for one in pack.localities.areas], "schools": schools_listed(self.by),
            "not_searched": not_searched(standings_of(pack, today())), "tops": criteria.top,
            "next": self._address(after=page.next_mark) if page.next_mark else "",
            "first": self._address() if page.has_earlier else "", "filters": self._filters(),
            "sees_fairness": bool(may(self.by, Permission.SEE_FAIRNESS)),
        }  # fmt: skip

    def _address(self, **more: str) -> str:
        kept = {
            name: self.request.GET[name] for name in ("list", "state", "area", "school") if name in self.request.GET
        }
        return f"{reverse('identification:list')}?{urlencode({**kept, **more})}"

    def _filters(self) -> list[tuple[str, str]]:
        (pack, _), (chosen, _) = self.in_force, self.chosen
        on = []
        if chosen.area:
            on.append((areas_in_words([chosen.area], pack), self._address(area="")))
        if chosen.school:
            on.append((chosen.school, self._address(school="")))
        return on


class Top(OfCriteria):
    """The first so many families of a list in each school or locality; the pack's first such when none is named."""

    title = "The first of a list, by school and by locality"
    template = "identification/top.html"

    def context(self) -> dict[str, Any]:
        """The families by place."""
        require_sees(self.by)
        pack, criteria = self.in_force
        asked = self.request.GET.get("top")
        top = next((one for one in criteria.top if asked in (None, one.id)), None)
        found = criteria.list_of(top.of) if top else None
        if top is None or found is None:
            raise Http404
        places = top_of(self.by, top, found)
        helped = helped_now([row for _, rows in places for row in rows], self.by)
        names = {area.id: area.name for area in pack.localities.areas}
        shown = [(names.get(place, place), listed(rows, helped, pack, found)) for place, rows in places]
        return {"top": top, "found": found, "places": shown}

    def back(self) -> str:
        """Back to the list."""
        return reverse("identification:list")


class OfCandidate(OfCriteria):
    """A page about one family of a list; 404 for whoever may not see it."""

    @cached_property
    def candidate(self) -> Candidate:
        """The family of the address."""
        return get_candidate(self.by, self.kwargs["candidate_id"])

    @cached_property
    def found(self) -> FamilyList:
        """The list it is on."""
        found = self.in_force[1].list_of(self.candidate.list_id)
        if found is None:
            raise Http404
        return found


class OneFamily(OfCandidate):
    """One family of a list: who, what shows it, how fresh that is, what was not searched, and what was decided."""

    title = "A family who may need help"
    template = "identification/candidate.html"

    def back(self) -> str:
        """Back to the list."""
        return f"{reverse('identification:list')}?list={self.candidate.list_id}"

    def context(self) -> dict[str, Any]:
        """Everything it rests on."""
        pack, candidate = self.in_force[0], self.candidate
        people, standings = people_of(candidate.counted, today()), standings_of(pack, today())
        open_states = (CandidateState.LISTED, CandidateState.DEFERRED)
        return {
            "candidate": candidate, "found": self.found, "who": who_in(candidate.counted),
            "rank": rank_aloud(candidate, self.found), "people": people_in_words(people),
            "areas": areas_in_words(candidate.counted.areas, pack), "schools": candidate.counted.schools,
            "helped": helped_in_words(helped_now([candidate], self.by).get(candidate.pk)),
            "groups": groups_of(candidate, people, pack, self.found, standings),
            "not_searched": not_searched(standings), "history": history(statuses_of(candidate)),
            "may_decide": bool(may(self.by, Permission.DECIDE_MAY_NEED_HELP)) and candidate.state in open_states,
            "may_object": bool(may(self.by, Permission.DECIDE_MAY_NEED_HELP)),
            "contact": candidate.contact,
        }  # fmt: skip


class Deciding(OfCandidate, FormPage):
    """A decision about a family of a list."""

    template = "identification/deciding.html"
    said = ""

    def back(self) -> str:
        """Back to the family."""
        return reverse("identification:candidate", kwargs={"candidate_id": self.candidate.pk})

    def initial(self) -> dict[str, Any]:
        """The version it is decided from."""
        return {"seen_version": self.candidate.version}

    def context(self) -> dict[str, Any]:
        """Which family it is about, unnamed."""
        return {"who": who_in(self.candidate.counted), "rank": rank_aloud(self.candidate, self.found)}

    @abstractmethod
    def decide(self, told: dict[str, Any]) -> Candidate:
        """Do it, as each of the three pages below does."""

    def act(self, form: Form) -> str:
        """Decide, and go back to the list."""
        candidate = self.decide(form.cleaned_data)
        messages.success(self.request, self.said.format(candidate=candidate))
        return f"{reverse('identification:list')}?list={candidate.list_id}"


class Accept(Deciding):
    """Send the family to the front door."""

    title = "Send this family to the front door"
    form_class = AcceptForm
    button = "Send to the front door"
    said = "The front door has the family as contact {candidate.contact.reference}. Nobody else has been told."

    def form_options(self) -> dict[str, Any]:
        """Whom the contact would name: whoever objects is left out anyway."""
        named = [one for one in people_of(self.candidate.counted, today()) if not one.has_objected]
        return {"people": [(str(one.id), one.name) for one in named]}

    def decide(self, told: dict[str, Any]) -> Candidate:
        """Make the contact."""
        names = ("in_danger", "agreement", "agreement_why", "note", "outside_age_reason")
        left_out = frozenset(uuid.UUID(one) for one in told["leave_out"])
        said = Accepted(**{name: told[name] for name in names}, leave_out=left_out)
        return accept(candidate=self.candidate, said=said, seen_version=told["seen_version"], by=self.by)


class Decline(Deciding):
    """Say that nothing follows."""

    title = "Decline"
    form_class = DeclineForm
    button = "Decline"
    said = "Declined. It is listed again when more is known than now."

    def decide(self, told: dict[str, Any]) -> Candidate:
        """Write it down."""
        return decline(
            candidate=self.candidate, why=told["why"], reason=told["reason"], seen_version=told["seen_version"],
            by=self.by,
        )  # fmt: skip


class Defer(Deciding):
    """Put the family off to a day."""

    title = "Put off to a day"
    form_class = DeferForm
    button = "Put off"
    said = "Put off. It is listed again on that day."

    def decide(self, told: dict[str, Any]) -> Candidate:
        """Write it down."""
        return defer(
            candidate=self.candidate, until=told["until"], reason=told["reason"], seen_version=told["seen_version"],
            by=self.by,
        )  # fmt: skip
