"""What comes without TLS: a page sends the browser on, the API refuses."""

import json

import pytest
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.fixture
def for_real(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.django_db
@pytest.mark.usefixtures("for_real")
def test_a_page_sends_on_to_tls(client: Client) -> None:
    answer = client.get("/sign-in/")
    assert answer.status_code == 301
    assert answer["Location"] == "https://testserver/sign-in/"


@pytest.mark.django_db
@pytest.mark.usefixtures("for_real")
def test_the_api_refuses_what_came_without_tls(client: Client) -> None:
    sent = {"text": "Amina Marwood"}
    answer = client.post("/api/v1/people/find", json.dumps(sent), content_type="application/json")
    assert answer.status_code == 403
    assert "Location" not in answer
    assert answer["Content-Type"] == "application/problem+json"
    assert "HTTPS only" in answer.json()["detail"]
    assert client.post("/api/v1/people/find", secure=True).status_code == 401
