"""Making the council: a run cut short is finished by the next, and the command says how far it has come."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import now
from alongside.helping.front_door.models import Contact
from alongside.people.episodes.models import Episode, StoryLine
from alongside.people.families.models import Person, PersonAddress, PersonName
from nonprod import storyteller
from nonprod.arcs import ARCS
from nonprod.clock import at
from nonprod.council import make_council

FEW = ("new_plan", "closed", "moved_house", "panel_waiting", "two_homes")
"""Stories enough to be cut short between and within; all of them are told in `test_council`."""


@pytest.fixture(autouse=True)
def few_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    """A council of fewer stories, which is as well a council."""
    monkeypatch.setattr(storyteller, "ARCS", {name: arc for name, arc in ARCS.items() if name in FEW})
    monkeypatch.setattr(storyteller, "PEOPLE_A_STORY", 200)


def _silent(done: int, total: int) -> None:
    pass


def _make(progress: Any) -> dict[str, int]:
    return make_council(people=200, seed=1, bulk=False, progress=progress)


class _CutShort(Exception):
    pass


def _content() -> dict[str, list[Any]]:
    """What was made, without what the moment of making decides."""
    return {
        "people": list(Person.objects.order_by("pk").values_list("pk", "date_of_birth", "nhs_number", "school__name")),
        "names": list(PersonName.objects.order_by("pk").values_list("pk", "forename", "keys")),
        "addresses": list(PersonAddress.objects.order_by("pk").values_list("lines", "ward_code", "since", "until")),
        "episodes": list(Episode.objects.order_by("pk").values_list("number", "state", "level", "opened_on")),
        "contacts": list(Contact.objects.order_by("pk").values_list("reference", "state", "concern", "due_on")),
        "story": list(StoryLine.objects.order_by("pk").values_list("headline", "happened_on", "by__email")),
    }


@pytest.mark.django_db
def test_a_run_cut_short_is_finished_by_the_next(in_force: Any) -> None:
    in_force("york-2020")
    began = now()
    with at(began), transaction.atomic():
        _make(_silent)
        uninterrupted = _content()
        transaction.set_rollback(True)
    for stop in (4, 22, 40, 63, 79):
        with pytest.raises(_CutShort), at(began):
            _make(_stop_after(stop))
    assert not Event.objects.filter(kind="nonprod.step_done", detail__step="finished").exists()
    with at(began):
        _make(_silent)
    assert _content() == uninterrupted


def _stop_after(percent: int) -> Any:
    """A progress callback that gives up once so much is done, keeping what was finished before."""

    def progress(done: int, total: int) -> None:
        if done > percent:
            raise _CutShort

    return progress


@pytest.mark.django_db
def test_the_command_says_what_it_made(in_force: Any, capsys: pytest.CaptureFixture[str]) -> None:
    in_force("stockton-2016")
    seen: list[int] = []
    call_command("synthetic_council", "--people", "200", "--json", progress=lambda done, total: seen.append(done))
    assert '"people": 2' in capsys.readouterr().out
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0, 100)
