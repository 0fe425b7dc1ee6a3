"""A forgotten password: one link, one hour, once; and nobody learns who has an account."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.ground.access import actions as access
from alongside.ground.access.queries import the_system
from alongside.ground.lib.errors import Refused
from alongside.ground.sign_in import passwords
from alongside.ground.sign_in.passwords import check_password
from alongside.ground.sign_in.tasks import send_reset
from alongside.ground.sign_in.tests.people import Somebody, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("for_real")]
NEW = "another three plain words"


@pytest.fixture
def worker() -> Somebody:
    return somebody()


@pytest.fixture
def of_york(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "council_name", lambda: "City of York Council")


def link(worker: Somebody) -> str:
    """The address in the message that was sent."""
    send_reset(user_id=worker.user.pk, address="https://alongside.example/")
    (line,) = [line for line in mail.outbox[-1].body.splitlines() if line.startswith("https://alongside.example/")]
    return line.removeprefix("https://alongside.example")


def queued() -> list[dict[str, Any]]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="sign_in.send_reset").order_by("id")]


def test_the_answer_is_the_same_for_a_person_and_for_nobody(client: Client, worker: Somebody) -> None:
    for email in (worker.user.email, "nobody@example.test"):
        assert client.post("/password/", {"email": email})["Location"] == "/password/sent/"
    assert "If there is an account" in client.get("/password/sent/").content.decode()
    assert [job["user_id"] for job in queued()] == [worker.user.pk, None]
    assert [job["address"] for job in queued()] == ["http://testserver/"] * 2
    send_reset(user_id=None, address="https://alongside.example/")
    assert not mail.outbox


def test_the_message_names_nobody(worker: Somebody) -> None:
    link(worker)
    (message,) = mail.outbox
    assert message.to == [worker.user.email]
    for personal in ("Wendy", "Worker", worker.user.email, worker.user.agency.name):
        assert personal not in f"{message.subject} {message.body}"


def test_the_link_sets_a_password_once_and_ends_every_session(client: Client, worker: Somebody) -> None:
    worker.sign_in()
    address = link(worker)
    opened = client.get(address)
    assert opened["Location"] == "/password/new/", "the secret leaves the address at once"
    assert (
        "The two passwords are not the same"
        in client.post("/password/new/", {"password": NEW, "again": "else"}).content.decode()
    )
    assert client.post("/password/new/", {"password": NEW, "again": NEW})["Location"] == "/sign-in/"
    assert not worker.is_in()
    assert worker.password(NEW) == "/sign-in/code/", "the second factor is still asked for"
    client.get(address)
    over = client.get("/password/new/")
    assert over.status_code == 410
    assert "This link can no longer be used" in over.content.decode()


def test_the_link_lasts_an_hour(client: Client, worker: Somebody) -> None:
    address = link(worker)
    for minutes, status in ((59, 200), (61, 410)):
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)):
            client.get(address)
            assert client.get("/password/new/").status_code == status


@pytest.mark.parametrize("changed", ["used by a sign-in", "made up", "the account is closed", "no link"])
def test_links_that_are_no_good(client: Client, worker: Somebody, changed: str) -> None:
    address = link(worker)
    if changed == "used by a sign-in":
        worker.sign_in()
    elif changed == "made up":
        address = f"/password/{worker.user.pk}/abc-123/"
    elif changed == "the account is closed":
        access.close_account(user=worker.user, by=the_system())
    if changed != "no link":
        client.get(address)
    assert client.get("/password/new/").status_code == 410
    assert client.post("/password/new/", {"password": NEW, "again": NEW}).status_code == 410


def test_a_link_used_while_the_form_is_open_is_refused(client: Client, worker: Somebody) -> None:
    client.get(link(worker))
    assert client.get("/password/new/").status_code == 200
    worker.sign_in()
    assert client.post("/password/new/", {"password": NEW, "again": NEW}).status_code == 410


def test_who_is_signed_in_changes_the_password_instead(worker: Somebody) -> None:
    worker.sign_in()
    assert worker.client.get("/password/new/")["Location"] == "/your-sign-in/password/"


def test_nobody_is_flooded_with_links(client: Client, worker: Somebody) -> None:
    for _ in range(3):
        assert client.post("/password/", {"email": worker.user.email}).status_code == 302
    refused = client.post("/password/", {"email": worker.user.email})
    assert "Too many links were asked for. Wait an hour" in refused.content.decode()


@pytest.mark.parametrize(
    "password",
    ["Alongside2026!!", "EarlyHelp-York-1", "City of York 2020", "safeguarding children", "Winter.School.26"],
)
def test_words_anybody_here_would_try_are_no_password(of_york: None, worker: Somebody, password: str) -> None:
    with pytest.raises(Refused, match="anybody would try here") as refused:
        check_password(worker.user, password)
    assert refused.value.field == "password"
    assert "nothing to do with the work" in refused.value.what_to_do


@pytest.mark.parametrize(
    "password", ["purple helpful otter lamp", "york minster at midnight blue", "Zq4-kettle-orchid"]
)
def test_such_words_among_others_are_well(of_york: None, worker: Somebody, password: str) -> None:
    check_password(worker.user, password)
