"""A family at a glance; its chronology; and writing a line of it by hand."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.queries import may, require
from alongside.ground.access.words import Permission
from alongside.ground.design_system.forms import Form
from alongside.ground.design_system.views import FormPage
from alongside.helping.chronology.forms import NoteForm
from alongside.helping.chronology.presenters import Choice, brief, entry, scales_picture
from alongside.helping.chronology.queries import Narrowed, agencies_in_story, chronology, kinds_of_lines, latest_lines
from alongside.helping.plans.queries import next_step_of
from alongside.people.episodes.actions import add_note
from alongside.people.episodes.queries import current_episode, lead_of, team_of
from alongside.people.episodes.words import EpisodeState, StoryKind
from alongside.people.families.pages import FamilyPage


class Overview(FamilyPage):
    """Who is in this family, who is involved and how to reach them, who leads, what is next, what agreement allows."""

    tab = "overview"
    title = "Overview"
    template = "chronology/overview.html"

    def context(self) -> dict[str, Any]:
        """The first screen, then the plan in short, the scales over time and the latest lines."""
        episode = current_episode(self.family)
        is_open = episode is not None and episode.state != EpisodeState.CLOSED
        return {
            **super().context(),
            "members": self.members,
            "episode": episode,
            "is_open": is_open,
            "lead": lead_of(episode) if episode and is_open else None,
            "team": team_of(episode) if episode else [],
            "next_step": next_step_of(self.family) if is_open else None,
            "picture": scales_picture(self.family),
            "entries": [brief(line) for line in latest_lines(self.family, self.by)],
            "may_act": bool(may(self.by, Permission.CHANGE_PLAN, self.family)),
            "may_change": bool(may(self.by, Permission.CHANGE_FAMILY, self.family)),
            "checks_lists": bool(may(self.by, Permission.CHECK_RIGHT_HELP_LISTS)),
        }


class Chronology(FamilyPage):
    """What happened, newest first, from everyone, filtered by kind, person and agency."""

    tab = "chronology"
    title = "Chronology"
    template = "chronology/chronology.html"

    def context(self) -> dict[str, Any]:
        """One page of lines, the filter, and where the next page is."""
        narrowed, mark = _narrowed(self.request), self.request.GET.get("after", "")
        page = chronology(self.family, self.by, narrowed, mark)
        kinds = kinds_of_lines(self.family)
        chosen = {"kind": list(narrowed.kinds), "person": narrowed.person, "agency": narrowed.agency}
        return {
            **super().context(),
            "entries": [entry(line) for line in page.rows],
            "chosen": chosen,
            "is_everything": narrowed.is_everything,
            "next_mark": page.next_mark,
            "has_earlier": page.has_earlier,
            "kinds": [
                Choice(kind.value, f"{kind.label} ({kinds[kind]})", kind in narrowed.kinds)
                for kind in StoryKind
                if kind in kinds
            ],
            "people": [Choice(str(m.id), m.name, m.id == narrowed.person) for m in self.members],
            "agencies": [Choice(str(a.pk), a.name, a.pk == narrowed.agency) for a in agencies_in_story(self.family)],
        }


class AddNote(FamilyPage, FormPage):
    """Write down a visit, a call or a note."""

    tab = "chronology"
    title = "Add to the chronology"
    template = "chronology/add_note.html"
    form_class = NoteForm
    button = "Save"

    def context(self) -> dict[str, Any]:
        """The frame; refused when this person may not write here."""
        require(self.by, Permission.ADD_NOTE, self.family)
        return super().context()

    def form_options(self) -> dict[str, Any]:
        """The family's people, to say who the line is about."""
        return {"members": self.members}

    def draft_key(self) -> str:
        """A note half written is kept."""
        return f"note-{self.family.pk}"

    def act(self, form: Form) -> str:
        """Write the line and go back to the chronology."""
        told = form.cleaned_data
        add_note(
            family=self.family,
            kind=told["kind"],
            headline=told["headline"],
            detail=told["detail"],
            happened_on=told["happened_on"],
            people=[uuid.UUID(person) for person in told["people"]],
            by=self.by,
        )
        return reverse("chronology:chronology", kwargs={"family_id": self.family.pk})


def _narrowed(request: HttpRequest) -> Narrowed:
    kinds = tuple(kind for kind in request.GET.getlist("kind") if kind in StoryKind.values)
    return Narrowed(kinds, _id(request.GET.get("person", "")), _id(request.GET.get("agency", "")))


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
