"""The night's run, and the command: match, count, list, and say what is missing."""

import json
import uuid
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.errors import Refused
from alongside.improving.identification.models import Candidate, FairnessReport
from alongside.improving.identification.tasks import find_after_files, find_every_night
from alongside.improving.identification.tests.factories import Town, days_ago
from alongside.improving.identification.tests.keeping import keep
from alongside.improving.identification.words import CandidateState
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_family
from alongside.people.matching.models import Household, Run
from alongside.people.matching.tests.feeds import no_places
from alongside.people.partner_data.actions import withdraw
from alongside.people.partner_data.models import Row
from alongside.people.partner_data.tests.factories import as_file, sending, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(town: Town) -> Person:
    """A recorded child whom feeds tell of by NHS number, so that the whole run finds the family."""
    no_places()
    family = a_family()
    child = family.children[0]
    Person.objects.filter(pk=child.pk).update(nhs_number="9990000018")
    town.lives(child, "E05010330")
    for feed, kind in (("police_incidents", "crime"), ("social_care", "child_in_need")):
        load = town.load(feed)
        Row.objects.create(
            feed=feed, record_id=f"{feed}1", event_kind=kind, event_on=days_ago(30), load=load, line=2,
            digest=uuid.uuid4(), turn=load.number, nhs_number="9990000018", forename="Child1", surname="Harper",
            date_of_birth=child.date_of_birth,
        )  # fmt: skip
    return child


def test_the_command_links_counts_and_lists(told: Person, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("identify", "run", "--full", "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["kind"], said["done"], said["households"]) == ("everything", True, 1)
    call_command("identify", "run")
    assert "0 families counted" in capsys.readouterr().out
    call_command("identify", "list", "--json", "--top", "3", "--locality", "west")
    said = json.loads(capsys.readouterr().out)
    assert [one["groups"] for one in said["families"]] == [["crime_asb", "need_help"]]
    call_command("identify", "list")
    assert "2 of 6: 2 criteria met" in capsys.readouterr().out
    call_command("identify", "list", "--school", "No Such School")
    assert "No family is on this list" in capsys.readouterr().out
    call_command("identify", "list", "--list", "supported_without_assessment")
    assert "No family is on this list" in capsys.readouterr().out


def test_every_night_what_changed_is_matched_and_counted(told: Person, caplog: pytest.LogCaptureFixture) -> None:
    find_every_night(timestamp=0)
    assert Run.objects.get().state == "done"
    assert Household.objects.exists()
    assert Candidate.objects.get(list_id="troubled_families").state == CandidateState.LISTED
    assert FairnessReport.objects.exists()


def test_a_night_without_a_list_of_places_says_so(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    find_every_night(timestamp=0)
    assert not Run.objects.exists()
    assert "no list of places that make no family" in caplog.text


def test_the_command_refuses_with_what_to_do(town: Town) -> None:
    with pytest.raises(Refused, match="no list of places that make no family"):
        call_command("identify", "run")
    with pytest.raises(Refused, match="There is no list ‘nothing’"):
        call_command("identify", "list", "--list", "nothing")
    with pytest.raises(Refused, match="no locality"):
        call_command("identify", "list", "--locality", "moon")
    with pytest.raises(Refused, match="has not come"):
        call_command("identify", "run", "--as-of", days_ago(-1).isoformat())
    for wrong in (["list", "--top", "0"], ["run", "--as-of", "soon"]):
        with pytest.raises(CommandError):
            call_command("identify", *wrong)


def test_the_command_leaves_out_who_is_kept_closely(candidate: Candidate, capsys: pytest.CaptureFixture[str]) -> None:
    keep(Person.objects.get(pk=candidate.counted.people[0]))
    call_command("identify", "list", "--json")
    assert json.loads(capsys.readouterr().out)["families"] == []


def test_the_command_writes_the_impact_assessment(
    town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("identify", "dpia", str(tmp_path / "dpia.pdf"))
    assert (tmp_path / "dpia.pdf").read_bytes().startswith(b"%PDF")
    assert "People finish and sign it" in capsys.readouterr().out


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name="identification.find_soon", status="todo").count()


def test_what_a_file_changes_is_found_soon_after_it(town: Town) -> None:
    agency, by = sending(), a_user("analyst")
    taken(as_file([{"record_id": "1", "surname": "Harper"}]), agency=agency, by=by)
    assert waiting() == 1
    both = as_file([{"record_id": "1", "surname": "Harper"}, {"record_id": "2", "surname": "Ames"}])
    second = taken(both, agency=agency, by=by).load
    assert waiting() == 1, "files of one morning are matched together"
    job = ProcrastinateJob.objects.get(task_name="identification.find_soon")
    assert job.scheduled_at is not None
    ProcrastinateJob.objects.filter(pk=job.pk).update(status="succeeded")
    withdraw(load=second, because="It was another council's.", by=by)
    assert waiting() == 1
    no_places()
    find_after_files()
    assert Run.objects.get().state == "done"
