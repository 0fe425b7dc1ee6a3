"""Assessments of the system used before: they come to the family they are about, and go when their file does (H4)."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import as_text, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.helping.assessments.actions import bring_in_earlier
from alongside.helping.assessments.models import EarlierAssessment
from alongside.improving.identification.finding import find_families
from alongside.improving.identification.tasks import find_after_files
from alongside.improving.identification.tests.factories import Town, days_ago
from alongside.improving.identification.tests.keeping import keep
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import MadeFamily, a_family
from alongside.people.matching.models import PlacesList
from alongside.people.matching.tests.feeds import no_places
from alongside.people.partner_data.models import Row

pytestmark = pytest.mark.django_db
CHILD = {"nhs_number": "9990000018", "forename": "Child1", "surname": "Harper"}


@pytest.fixture
def family() -> MadeFamily:
    """A family whose child the old system knew by NHS number."""
    no_places()
    made = a_family(readers=(a_user(persona="lead").principal,))
    Person.objects.filter(pk=made.children[0].pk).update(nhs_number=CHILD["nhs_number"])
    return made


def written(town: Town, family: MadeFamily, record_id: str, kind: str, says: str, days: int) -> Row:
    load = town.load("legacy_early_help")
    return Row.objects.create(
        feed="legacy_early_help", record_id=record_id, event_kind=kind, event_on=days_ago(days), detail=says, load=load,
        line=2, digest=uuid.uuid4(), turn=load.number, date_of_birth=family.children[0].date_of_birth, **CHILD,
    )  # fmt: skip


def run() -> None:
    find_families(as_of=today(), full=False, by=the_system())


def address(family: MadeFamily) -> str:
    return reverse("assessments:overview", kwargs={"family_id": family.family.pk})


def page(client: Client, family: MadeFamily) -> str:
    answer = client.get(address(family))
    assert answer.status_code == 200
    return answer.content.decode()


def test_they_come_to_their_family_and_follow_the_file(town: Town, family: MadeFamily, client: Client) -> None:
    row = written(town, family, "CAF1", "assessment", "Sleep and routines. Lead: health visitor.", 900)
    written(town, family, "CAF2", "closed", "", 600)
    client.force_login(a_user("hub_manager"))
    assert "From the system used before" not in page(client, family)
    run()
    shown = page(client, family)
    assert "From the system used before" in shown
    assert "Sleep and routines. Lead: health visitor." in shown
    assert as_text(days_ago(900)) in shown
    assert shown.index("Early help closed") < shown.index("Sleep and routines"), "latest first"
    assert Event.objects.filter(kind="assessments.earlier_brought_in", family_id=family.family.pk).count() == 1
    assert bring_in_earlier(by=the_system()) == 0

    Row.objects.filter(pk=row.pk).update(detail="Sleep, routines and debt.")
    assert bring_in_earlier(by=the_system()) == 1
    assert "Sleep, routines and debt." in page(client, family)
    Row.objects.all().update(stands=False)
    assert bring_in_earlier(by=the_system()) == 1
    assert not EarlierAssessment.objects.exists()


def test_a_withdrawn_file_leaves_the_family_though_nothing_can_be_matched(town: Town, family: MadeFamily) -> None:
    written(town, family, "CAF1", "assessment", "Sleep and routines.", 900)
    run()
    assert EarlierAssessment.objects.exists()
    PlacesList.objects.update(check_again_on=days_ago(1))
    Row.objects.all().update(stands=False)
    with pytest.raises(Refused, match="looked through"):
        run()
    assert EarlierAssessment.objects.exists()
    find_after_files()
    assert not EarlierAssessment.objects.exists()


def test_only_who_reads_the_familys_assessments_reads_them(town: Town, family: MadeFamily, client: Client) -> None:
    written(town, family, "CAF1", "assessment", "Sleep and routines.", 900)
    run()
    analyst = a_user("analyst")
    client.force_login(analyst)
    assert client.get(address(family)).status_code == 404
    with pytest.raises(NotAllowed):
        bring_in_earlier(by=analyst)


def test_a_closely_kept_child_is_left_out_for_others(town: Town, family: MadeFamily, client: Client) -> None:
    written(town, family, "CAF1", "assessment", "Sleep and routines.", 900)
    run()
    keep(family.children[0])
    client.force_login(a_user("hub_manager"))
    assert "Sleep and routines" not in page(client, family)
