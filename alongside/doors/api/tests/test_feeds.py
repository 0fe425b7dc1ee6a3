"""Partners' files by API."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.ground.access.tests.factories import a_user
from alongside.people.partner_data.actions import work_on
from alongside.people.partner_data.queries import sent_by_id
from alongside.people.partner_data.tests.factories import a_pack, as_file, sending

pytestmark = pytest.mark.django_db
PEOPLE = as_file([{"record_id": "R1", "surname": "Harper"}, {"record_id": "R2", "surname": ""}])


@pytest.fixture
def analyst(client: Client) -> Client:
    a_pack()
    sending(name="City Council")
    client.force_login(a_user("analyst"))
    return client


def send(client: Client, query: str = "", feed: str = "canonical") -> "tuple[int, dict[str, object], str]":
    file = SimpleUploadedFile("people.csv", PEOPLE)
    answer = client.post(f"/api/v1/feeds/{feed}/files{query}", {"file": file})
    return answer.status_code, answer.json(), answer.get("Location", "")


def test_it_checks_access(client: Client) -> None:
    a_pack()
    client.force_login(a_user("hub_manager"))
    assert client.get("/api/v1/feeds").status_code == 403
    assert send(client)[0] == 403
    assert client.get(f"/api/v1/feeds/files/{uuid.uuid4()}").status_code == 403


def test_a_file_is_sent_and_taken_in_by_the_worker(analyst: Client) -> None:
    status, said, where = send(analyst, "?as_of=2026-03-02&extent=full")
    assert (status, said["state"], where) == (202, "waiting", f"/api/v1/feeds/files/{said['id']}")
    job = ProcrastinateJob.objects.get(task_name="partner_data.work_on_file")
    assert job.args == {"sent_id": said["id"]}
    sent = sent_by_id(uuid.UUID(str(said["id"])))
    assert sent is not None
    work_on(sent=sent, by=sent.sent_by)
    answer = analyst.get(where).json()
    assert (answer["state"], answer["counts"]["new"], answer["counts"]["refused"]) == ("taken", 1, 1)
    feeds = {one["feed"]: one for one in analyst.get("/api/v1/feeds").json()["feeds"]}
    assert (feeds["canonical"]["as_of"], feeds["canonical"]["agency"]) == ("2026-03-02", "City Council")
    assert feeds["attendance"]["as_of"] is None


def test_a_file_can_wait_for_a_person(analyst: Client) -> None:
    _, said, where = send(analyst, "?check_only=true")
    sent = sent_by_id(uuid.UUID(str(said["id"])))
    assert sent is not None
    work_on(sent=sent, by=sent.sent_by)
    answer = analyst.get(where).json()
    assert (answer["state"], answer["load"], answer["counts"]["new"]) == ("checked", None, 1)


def test_refusals_say_why(analyst: Client) -> None:
    status, said, _ = send(analyst, feed="no_such_feed")
    assert (status, "There is no feed" in str(said["detail"])) == (422, True)
    status, said, _ = send(analyst, feed="police_incidents")
    assert (status, "sharing agreement" in str(said["detail"])) == (422, True)
    assert analyst.get(f"/api/v1/feeds/files/{uuid.uuid4()}").status_code == 404
