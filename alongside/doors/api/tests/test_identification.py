"""Families who may need help, by API."""

import uuid

import pytest
from django.test import Client

from alongside.ground.access.tests.factories import a_user
from alongside.improving.identification.tests.factories import a_town, counted
from alongside.improving.identification.tests.keeping import keep

pytestmark = pytest.mark.django_db
AT = "/api/v1/may-need-help"


def test_it_checks_access(client: Client) -> None:
    a_town()
    client.force_login(a_user("analyst"))
    assert client.get(AT).status_code == 403
    assert client.get(f"{AT}/{uuid.uuid4()}").status_code == 403


def test_the_list_and_one_family_of_it(client: Client) -> None:
    town = a_town()
    worker, anna = a_user("hub_worker"), town.person("Anna")
    client.force_login(worker)
    assert client.get(AT).json() == {"as_of": None, "families": [], "next": ""}
    town.household(children=[anna])
    town.two_problems(anna)
    counted()
    (one,) = client.get(AT).json()["families"]
    assert (one["groups"], one["groups_met"], one["of_list"]) == (["crime_asb", "need_help"], 2, "troubled_families")
    assert "2 of 6" in one["why"]
    assert client.get(f"{AT}/{one['id']}").json() == one
    assert client.get(f"{AT}?list=vulnerable_groups&state=listed").json()["families"] != []
    assert client.get(f"{AT}?locality=west").json()["families"] == []
    assert client.get(f"{AT}?list=nothing").status_code == 404
    assert client.get(f"{AT}?state=nothing").status_code == 422
    keep(anna)
    worker.forget_rights()
    assert client.get(AT).json()["families"] == []
    assert client.get(f"{AT}/{one['id']}").status_code == 404
