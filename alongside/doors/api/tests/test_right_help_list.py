"""The Right Early Help list through the API: the page's own rule."""

import json

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.audit.models import Event
from alongside.helping.right_help_lists.actions import confirm_receipt, make_list
from alongside.helping.right_help_lists.tests.factories import a_listed_family, receiving, to_school
from alongside.people.families.tests.factories import a_pack

pytestmark = pytest.mark.django_db
PATH = "/api/v1/right-early-help-list"


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


def test_it_checks_access(client: Client) -> None:
    assert client.get(PATH).status_code == 401
    client.force_login(a_user("social_worker"))
    assert client.get(PATH).status_code == 403
    client.force_login(a_user(agency=an_agency()))
    refused = client.get(PATH)
    assert refused.status_code == 403
    assert "has not accepted the sharing agreement" in json.loads(refused.content)["detail"]


def test_todays_list_and_what_changed(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    school = receiving(name="Millbrook School")
    opened = a_listed_family(school.agency)
    client.force_login(school.reader)
    first = json.loads(client.get(PATH).content)
    assert (first["list_id"], first["compared_with"], first["left"]) == (None, None, [])
    assert [(one["name"], one["lead"], one["news"]) for one in first["children"]] == [
        ("Child1 Harper", "Leah Lead", ""), ("Child2 Harper", "Leah Lead", ""),
    ]  # fmt: skip
    made = make_list(agency=school.agency, by=school.reader)
    confirm_receipt(the_list=made, by=school.reader)
    eldest = opened.made.children[0]
    to_school(eldest, receiving().agency, opened.cast.hub_manager)
    with django_assert_max_num_queries(15):
        found = json.loads(client.get(PATH).content)
    assert found["list_id"] == str(made.pk)
    assert [one["name"] for one in found["children"]] == ["Child2 Harper"]
    assert [one["person_id"] for one in found["left"]] == [str(eldest.pk)]
    assert Event.objects.filter(kind="audit.listed", by=school.reader).exists()
