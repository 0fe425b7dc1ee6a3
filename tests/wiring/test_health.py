"""Health, headers, error pages and logs of the running product."""

import logging

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import path

from alongside.project import errors, health
from alongside.project.logs import without_personal_data


def breaks(_request: HttpRequest) -> HttpResponse:
    raise ValueError("Amina Example, born 3 March 2014")


urlpatterns = [path("breaks", breaks, name="breaks"), path("api/v1/breaks", breaks, name="api_breaks")]
handler500 = errors.broken


def test_alive_says_so_without_a_database(client: Client) -> None:
    assert client.get("/health/alive").json() == {"alive": True}


@pytest.mark.django_db
def test_ready_when_the_database_is_up_to_date(client: Client) -> None:
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "reason": ""})


def test_not_ready_says_why(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_connection: object) -> None:
        raise OperationalError

    monkeypatch.setattr(health, "MigrationExecutor", gone)
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["reason"] == "The database does not answer."


def test_nothing_from_elsewhere_runs_and_nothing_stays_in_the_cache(client: Client) -> None:
    headers = client.get("/health/alive").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_what_to_do(client: Client) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "not found" in answer.content.decode().lower()


@pytest.mark.django_db
def test_a_broken_page_tells_the_log_where_and_nothing_of_the_person(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with override_settings(ROOT_URLCONF=__name__):
        answer = Client(raise_request_exception=False).get("/breaks?name=Amina")
    assert answer.status_code == 500
    assert "ValueError" in caplog.text
    assert "Amina" not in caplog.text + answer.content.decode()


@pytest.mark.django_db
def test_a_program_is_told_of_our_fault_in_a_problem_document(caplog: pytest.LogCaptureFixture) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        answer = Client(raise_request_exception=False).get("/api/v1/breaks?name=Amina")
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["what_to_do"]
    assert "ValueError" in caplog.text
    assert "Amina" not in caplog.text + answer.content.decode()


def test_values_that_may_hold_a_person_are_dropped_from_logs() -> None:
    event = {"event": "request", "route": "people/<id>", "body": "Amina", "query_string": "q=Amina"}
    assert without_personal_data(None, "info", event) == {"event": "request", "route": "people/<id>"}


def test_when_even_the_error_page_breaks_the_person_gets_an_answer(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_too(_request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    monkeypatch.setattr("alongside.ground.design_system.refusals.broken", breaks_too)
    answer = errors.broken(rf.get("/"))
    assert (answer.status_code, answer.content.decode()) == (500, errors.PLAIN)
