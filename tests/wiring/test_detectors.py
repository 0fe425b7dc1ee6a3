"""The defect detectors find the defects they are for."""

import socket

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import path
from pytest_socket import SocketConnectBlockedError

from alongside.ground.access.models import Agency
from tests.support.writes import written_by_get_requests, written_table


def counts_visits(_request: HttpRequest) -> HttpResponse:
    """A page that wrongly writes when it is read."""
    Agency.objects.filter(name="no such agency").update(name="changed")
    return HttpResponse("done")


urlpatterns = [path("counts-visits", counts_visits)]


@pytest.mark.django_db
def test_a_get_that_writes_is_noticed(client: Client) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        client.get("/counts-visits")
    assert len(written_by_get_requests) == 1
    assert "GET /counts-visits" in written_by_get_requests[0]
    written_by_get_requests.clear()  # else this test itself would fail for it


@pytest.mark.django_db
def test_a_post_may_write(client: Client) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        client.post("/counts-visits")
    assert written_by_get_requests == []


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "families_person" ("id") VALUES (1)', "families_person"),
        ("  update families_person set x = 1", "families_person"),
        ('DELETE FROM "families_person"', "families_person"),
        ('WITH old AS (SELECT 1) DELETE FROM "families_person"', "families_person"),
        ('INSERT INTO "django_session" ("session_key") VALUES (1)', None),
        ('INSERT INTO "audit_event" ("id") VALUES (1)', None),
        ('INSERT INTO "audit_alert" ("id") VALUES (1)', None),
        ('INSERT INTO "audit_norm" ("id") VALUES (1)', "audit_norm"),
        ('SELECT "updated_at" FROM "families_person" FOR UPDATE', None),
        ("WITH seen AS (SELECT 1) SELECT * FROM seen", None),
    ],
)
def test_which_statements_write(sql: str, table: str | None) -> None:
    assert written_table(sql) == table


def test_the_network_is_blocked() -> None:
    with socket.socket() as attempt, pytest.raises(SocketConnectBlockedError):
        attempt.connect(("192.0.2.1", 80))
