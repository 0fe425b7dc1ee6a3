"""Pages of Right Early Help lists, as the database itself lets each reader see them."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.audit.models import Event
from alongside.helping.right_help_lists import actions
from alongside.helping.right_help_lists.models import RightHelpList
from alongside.helping.right_help_lists.tests.factories import Receiving, a_listed_family, receiving, to_school
from alongside.people.consent.actions import withdraw_sharing
from alongside.people.consent.models import SharingPreference
from alongside.people.episodes.tests.factories import OpenFamily
from alongside.people.families.actions import add_name
from alongside.people.families.models import Person, PersonName
from alongside.people.families.tests.factories import a_pack

pytestmark = pytest.mark.django_db
OWN, ALL = "/right-early-help-list/", "/right-early-help-lists/"


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


@pytest.fixture
def school() -> Receiving:
    return receiving(name="Millbrook School")


@pytest.fixture
def opened(school: Receiving) -> OpenFamily:
    return a_listed_family(school.agency)


def text(client: Client, by: User, path: str = OWN, status: int = 200) -> str:
    """A page as somebody sees it, in one line."""
    client.force_login(by)
    answer = client.get(path)
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


def post(client: Client, by: User, path: str, **data: str) -> str:
    """Where a form leads."""
    client.force_login(by)
    answer = client.post(path, data)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


@pytest.mark.parametrize("path", [OWN, f"{OWN}list.csv", f"{OWN}new/", ALL])
def test_it_checks_access(client: Client, school: Receiving, opened: OpenFamily, path: str) -> None:
    text(client, a_user("social_worker", agency=school.agency), path, 403)
    made = actions.make_list(agency=school.agency, by=school.reader)
    text(client, receiving().reader, f"{OWN}{made.pk}/confirm/", 404)
    text(client, school.reader, f"{ALL}{made.pk}/", 403)
    text(client, school.reader, f"{ALL}agencies/{school.agency.pk}/new/", 403)


def test_a_school_reads_its_list_and_confirms_it(client: Client, school: Receiving, opened: OpenFamily) -> None:
    page = text(client, school.reader)
    assert "Child1 Harper" in page
    assert "Leah Lead" in page
    assert "01904 555555" in page
    assert "No dated list has been made for your agency yet" in page
    assert "Harper" not in re.findall(r"<title>(.*?)</title>", page)[0]
    assert post(client, school.reader, f"{OWN}new/") == OWN
    assert 'href="/right-early-help-list/"' in text(client, school.reader, "/")
    made = RightHelpList.objects.get()
    assert made.children.count() == 2
    assert "I have read it" in text(client, school.reader, f"{OWN}{made.pk}/confirm/")
    assert post(client, school.reader, f"{OWN}{made.pk}/confirm/") == OWN
    assert "Rita Reader confirmed the list of" in text(client, a_user(agency=school.agency))
    assert "Right Early Help list to read and confirm" not in text(client, school.reader, "/")


def test_today_reminds_until_somebody_confirms(client: Client, school: Receiving, opened: OpenFamily) -> None:
    actions.make_list(agency=school.agency, by=opened.cast.hub_manager)
    reminder = "Right Early Help list to read and confirm"
    assert reminder in text(client, school.reader, "/")
    assert reminder not in text(client, receiving().reader, "/")


def test_todays_truth_beside_what_changed(client: Client, school: Receiving, opened: OpenFamily) -> None:
    actions.confirm_receipt(the_list=actions.make_list(agency=school.agency, by=school.reader), by=school.reader)
    to_school(opened.made.children[0], receiving().agency, opened.cast.hub_manager)
    a_listed_family(school.agency)
    page = text(client, school.reader)
    assert page.count(">New<") == 2
    assert "No longer on your list" in page.partition("<li")[0] + page
    assert "Child1 Harper</li>" in page
    wish = SharingPreference.objects.get(family=opened.made.family)
    withdraw_sharing(preference=wish, by=opened.cast.lead)
    page = text(client, school.reader)
    assert page.count("Child2 Harper") == 2, "one who left, and one of the other family"
    assert f'data-heading="Lead practitioner" dir="auto">{opened.cast.lead.name}' in page


def test_a_search_is_sent_in_the_body(client: Client, school: Receiving, opened: OpenFamily) -> None:
    client.force_login(school.reader)
    found = client.post(OWN, {"q": "child2"}).content.decode()
    assert "1 child is like this" in found
    assert "Child1" not in found
    assert "nobody like this is on your list" in client.post(OWN, {"q": "Zebedee"}).content.decode()
    assert client.post(OWN, {"q": ""}).status_code == 422


def test_the_file_runs_nothing_in_a_spreadsheet(client: Client, school: Receiving, opened: OpenFamily) -> None:
    child = opened.made.children[0]
    PersonName.objects.filter(person=child).delete()
    add_name(person=Person.objects.get(pk=child.pk), kind="usual", forename="=1+1", surname="@Harper", by=school.reader)
    client.force_login(school.reader)
    answer = client.get(f"{OWN}list.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"] == 'attachment; filename="right-early-help-list.csv"'
    assert lines[0] == "Child,Born,Lead practitioner,Their agency,Telephone"
    assert any(line.startswith("'=1+1 @Harper,") for line in lines)
    assert len(lines) == 3
    assert Event.objects.filter(kind="audit.exported", by=school.reader).count() == 1


def test_without_an_agreement_the_page_says_why(client: Client) -> None:
    page = text(client, a_user(agency=an_agency()))
    assert "has not accepted the sharing agreement" in page
    assert "Nobody is on your list today" in text(client, receiving().reader)


def test_the_hub_manager_sees_which_lists_nobody_confirmed(client: Client, opened: OpenFamily) -> None:
    manager, other = opened.cast.hub_manager, receiving(name="Hilltop School")
    assert "Every list that was made is confirmed" in text(client, manager, ALL)
    assert "Hilltop School" in text(client, manager, f"{ALL}agencies/{other.agency.pk}/new/")
    assert post(client, manager, f"{ALL}agencies/{other.agency.pk}/new/") == ALL
    made = RightHelpList.objects.get()
    page = text(client, manager, ALL)
    assert "Hilltop School" in page
    assert "Not confirmed yet" in page
    assert "Millbrook School" not in page
    RightHelpList.objects.update(due_on=made.made_at.date().replace(year=2020))
    assert "Not confirmed in time" in text(client, manager, ALL)
    everybody = text(client, manager, f"{ALL}?show=all")
    assert "Millbrook School" in everybody
    assert "No list yet" in everybody
    actions.confirm_receipt(the_list=made, by=other.reader)
    assert "Hilltop School" not in text(client, manager, ALL)
    assert "Rita Reader" in text(client, manager, f"{ALL}?show=all")
    text(client, manager, f"{ALL}agencies/{an_agency().pk}/new/", 404)


def test_what_a_list_said_is_answered_later(client: Client, school: Receiving, opened: OpenFamily) -> None:
    family = f"/families/{opened.made.family.pk}/"
    assert "No list has named a child" in text(client, opened.cast.hub_manager, f"{family}right-early-help-lists/")
    made = actions.make_list(agency=school.agency, by=school.reader)
    assert f"{family}right-early-help-lists/" in text(client, opened.cast.hub_manager, family)
    assert f"{family}right-early-help-lists/" not in text(client, opened.cast.lead, family)
    text(client, opened.cast.lead, f"{family}right-early-help-lists/", 403)
    assert f"{ALL}{made.pk}/" in text(client, opened.cast.hub_manager, f"{family}right-early-help-lists/")
    withdraw_sharing(preference=SharingPreference.objects.get(), by=opened.cast.lead)
    page = text(client, opened.cast.hub_manager, f"{ALL}{made.pk}/")
    assert "Child1 Harper" in page
    assert "Not confirmed" in page
    Person.objects.filter(pk__in=[child.pk for child in opened.made.children]).update(record_class=2)
    assert "No child on it whose record you may see" in text(client, opened.cast.hub_manager, f"{ALL}{made.pk}/")
    actions.confirm_receipt(the_list=made, by=school.reader)
    assert "Rita Reader" in text(client, opened.cast.hub_manager, f"{ALL}{made.pk}/")


def test_few_queries_however_long_the_list(
    client: Client, school: Receiving, opened: OpenFamily, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(6):
        a_listed_family(school.agency)
    made = actions.make_list(agency=school.agency, by=school.reader)
    actions.confirm_receipt(the_list=made, by=school.reader)
    for path, by in (
        (OWN, school.reader), (f"{OWN}list.csv", school.reader), (ALL, opened.cast.hub_manager),
        (f"{ALL}{made.pk}/", opened.cast.hub_manager),
    ):  # fmt: skip
        client.force_login(by)
        with django_assert_max_num_queries(15):
            assert client.get(path).status_code == 200
