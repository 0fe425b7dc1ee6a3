"""Pages of agencies: from the invitation to the review, in the browser's words."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_team, a_user
from alongside.ground.agencies import actions, queries
from alongside.ground.agencies.models import Invitation
from alongside.ground.agencies.tasks import send_invitation
from alongside.ground.agencies.tests.factories import OnBoard, a_colleague, on_board
from alongside.ground.sign_in.tests.people import PASSWORD

pytestmark = pytest.mark.django_db
QUERIES_AT_MOST = 15


@pytest.fixture
def school() -> OnBoard:
    cache.clear()
    return on_board()


@pytest.fixture
def as_first(client: Client, school: OnBoard) -> Client:
    client.force_login(school.first)
    return client


def link(invitation: Invitation) -> str:
    """The address in the message that was queued."""
    job = ProcrastinateJob.objects.get(task_name="agencies.send_invitation", args__invitation_id=str(invitation.pk))
    send_invitation(**job.args)
    (line,) = [line for line in mail.outbox[-1].body.splitlines() if line.startswith("http://testserver/")]
    return line.removeprefix("http://testserver")


@pytest.mark.parametrize("address", ["/agency/", "/agency/invite/", "/agency/review/", "/agency/agreement/"])
def test_it_checks_access_to_ones_own(client: Client, address: str, school: OnBoard) -> None:
    assert client.get(address).status_code == 302
    client.force_login(a_user())
    assert client.get(address).status_code == 403
    assert client.post(address, {}).status_code == (405 if address == "/agency/" else 403)


@pytest.mark.parametrize("address", ["/agencies/", "/agencies/invite/", "/agencies/agreement/"])
def test_it_checks_access_to_all(as_first: Client, address: str) -> None:
    assert as_first.get(address).status_code == 403


def test_the_council_publishes_an_agreement_and_invites_an_agency(client: Client) -> None:
    council = a_user("access_administrator")
    client.force_login(council)
    assert "Publish a sharing agreement" in client.get("/agencies/").content.decode()
    assert "Enter text of the sharing agreement" in client.post("/agencies/agreement/", {}).content.decode()
    client.post("/agencies/agreement/", {"text": "We share what is needed.", "review_months": "12"})
    new = {"name": "Doorstep Families", "kind": "voluntary", "email": "head@doorstep.example"}
    assert client.post("/agencies/invite/", new)["Location"] == "/agencies/"
    page = client.get("/agencies/").content.decode()
    assert "Doorstep Families" in page
    assert "Invited, not joined yet" in page
    again = client.post("/agencies/invite/", new).content.decode()
    assert "There is an agency with this name already." in again


def test_the_first_administrator_joins_by_the_link(client: Client, school: OnBoard) -> None:
    invited = actions.invite_agency(name="Doorstep", kind="voluntary", email="h@doorstep.example", by=school.council)
    send_invitation.defer(invitation_id=str(invited.pk), address="http://testserver/")
    address = link(invited)
    (message,) = mail.outbox
    assert message.to == ["h@doorstep.example"]
    assert "Doorstep" not in f"{message.subject} {message.body}"
    assert client.get(address)["Location"] == "/join/"
    page = client.get("/join/").content.decode()
    assert "We share what is needed." in page
    blank = client.post("/join/", {"name": "Hal"}).content.decode()
    assert "Read and accept the sharing agreement" in blank
    weak = client.post("/join/", {"name": "Hal", "password": "short", "again": "short", "accepts": "yes"})
    assert "too short" in weak.content.decode()
    given = {"name": "Hal Head", "password": PASSWORD, "again": PASSWORD, "accepts": "yes"}
    assert client.post("/join/", given)["Location"] == "/sign-in/set-up/", "a second factor before anything else"
    assert client.get("/agency/").status_code == 302
    assert queries.agreement_of(invited.agency) is not None
    client.get(address)
    over = client.get("/join/")
    assert over.status_code == 410
    assert "This invitation can no longer be used." in over.content.decode()


def test_an_invitation_withdrawn_meanwhile_is_refused(client: Client, school: OnBoard) -> None:
    invited = actions.invite_person(email="x@millbrook.example", roles=["practitioner"], by=school.first)
    client.get(f"/join/{actions.new_secret(invitation=invited, by=school.first)}/")
    assert "Sharing agreement" not in client.get("/join/").content.decode()
    actions.withdraw_invitation(invitation=invited, by=school.first)
    assert client.post("/join/", {"name": "X", "password": PASSWORD, "again": PASSWORD}).status_code == 410
    send_invitation(invitation_id=str(invited.pk), address="http://testserver/")
    assert not mail.outbox


def test_who_is_signed_in_is_told_so(as_first: Client) -> None:
    as_first.get("/join/some-secret/")
    assert "You are signed in already" in as_first.get("/join/").content.decode()


def test_an_administrator_invites_changes_and_ends(as_first: Client, school: OnBoard) -> None:
    team = a_team(school.agency, "Pastoral team")
    form = as_first.get("/agency/invite/").content.decode()
    assert "Practitioner" in form
    assert "Hub manager" not in form
    asked = {"email": "x@millbrook.example", "roles": ["practitioner"], "job_title": "Teacher", "team": str(team.pk)}
    assert as_first.post("/agency/invite/", asked)["Location"] == "/agency/"
    invited = Invitation.objects.get(email="x@millbrook.example")
    page = as_first.get("/agency/").content.decode()
    assert "x@millbrook.example" in page
    assert "The invitation is on its way." in page
    address = f"/agency/invitations/{invited.pk}/withdraw/"
    assert "will no longer work" in as_first.get(address).content.decode()
    assert as_first.post(address)["Location"] == "/agency/"
    assert as_first.post(address).status_code == 404

    colleague = a_colleague(school)
    address = f"/agency/people/{colleague.pk}/"
    assert "Amina Yusuf" in as_first.get(address).content.decode()
    changed = {"job_title": "Head of year", "team": "", "roles": ["practitioner", "agency_administrator"]}
    assert as_first.post(address, changed)["Location"] == "/agency/"
    assert User.objects.get(pk=colleague.pk).job_title == "Head of year"
    above = as_first.post(address, {**changed, "roles": ["hub_manager"]})
    assert above.status_code == 422
    assert "Do this only when Amina Yusuf has asked you" in as_first.get(f"{address}start-again/").content.decode()
    assert as_first.post(f"{address}start-again/")["Location"] == "/agency/"
    assert "is signed out at once" in as_first.get(f"{address}end/").content.decode()
    assert as_first.post(f"{address}end/")["Location"] == "/agency/"
    assert as_first.get(address).status_code == 404


def test_the_last_administrator_is_told_why_not(as_first: Client, school: OnBoard) -> None:
    answer = as_first.post(f"/agency/people/{school.first.pk}/end/")
    assert "An agency needs somebody who looks after it." in answer.content.decode()


def test_people_of_another_agency_are_not_there(as_first: Client) -> None:
    stranger = a_user()
    for address in (f"/agency/people/{stranger.pk}/", f"/agency/people/{stranger.pk}/end/"):
        assert as_first.get(address).status_code == 404
        assert as_first.post(address, {"roles": ["practitioner"]}).status_code == 404


def test_the_review_is_due_on_the_page(as_first: Client, school: OnBoard) -> None:
    stays, goes = a_colleague(school), a_colleague(school, email="goes@millbrook.example")
    says = "Review who still needs access"
    assert says not in as_first.get("/agency/").content.decode()
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=91)):
        as_first.force_login(school.first)
        assert says in as_first.get("/agency/").content.decode()
        form = as_first.get("/agency/review/").content.decode()
        assert "Last signed in on" in form
        assert "Teacher. Has never signed in" in form
        assert "checked" not in form
        answers = {f"person-{school.first.pk}": "keep", f"person-{stays.pk}": "keep"}
        missing = as_first.post("/agency/review/", answers)
        assert "Say whether Amina Yusuf still needs access" in missing.content.decode()
        own = as_first.post("/agency/review/", {**answers, f"person-{school.first.pk}": "end"})
        assert own.status_code == 422
        done = as_first.post("/agency/review/", {**answers, f"person-{goes.pk}": "end"})
        assert done["Location"] == "/agency/"
        assert says not in as_first.get("/agency/").content.decode()
    assert not User.objects.get(pk=goes.pk).is_active


def test_a_new_version_of_the_agreement_is_read_and_accepted(as_first: Client, school: OnBoard) -> None:
    actions.publish_agreement(text="More than before", review_months=6, by=school.council)
    assert "Accept the sharing agreement" in as_first.get("/agency/").content.decode()
    assert "More than before" in as_first.get("/agency/agreement/").content.decode()
    actions.publish_agreement(text="Yet more", review_months=6, by=school.council)
    old = as_first.post("/agency/agreement/", {"accepts": "yes", "version": "2"})
    assert "There is a newer version of the agreement." in old.content.decode()
    assert as_first.post("/agency/agreement/", {"accepts": "yes", "version": "9"}).status_code == 404
    assert as_first.post("/agency/agreement/", {"accepts": "yes", "version": "3"})["Location"] == "/agency/"
    assert "version 3" in as_first.get("/agency/").content.decode()


def test_without_an_agreement_there_is_none_to_accept(client: Client) -> None:
    client.force_login(a_user("agency_administrator"))
    assert client.get("/agency/agreement/").status_code == 404
    assert "has not accepted a sharing agreement" in client.get("/agency/").content.decode()


def test_changes_of_access_ask_again_who_it_is(client: Client, school: OnBoard, settings: Any) -> None:
    from alongside.ground.sign_in.tests.people import Somebody, code_of

    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    settings.TESTING = False
    first = Somebody(school.first, secret, client)
    from alongside.ground.sign_in import actions as sign_in

    sign_in.add_app(user=school.first, secret=secret, code=code_of(secret, -1), by=school.first)
    first.sign_in()
    assert client.get("/agency/invite/").status_code == 200
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=11)):
        assert client.get("/agency/").status_code == 200
        assert client.get("/agency/invite/")["Location"] == "/confirm/?next=%2Fagency%2Finvite%2F"
        kept = client.post("/agency/invite/", {"email": "typed@millbrook.example"})
        assert kept.status_code == 401


@pytest.mark.parametrize("address", ["/agency/", "/agency/review/", "/agency/invite/"])
def test_pages_need_few_queries_however_many_people(
    as_first: Client, school: OnBoard, address: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        a_user(agency=school.agency)
    with django_assert_max_num_queries(QUERIES_AT_MOST):
        as_first.get(address)


def test_the_navigation_shows_what_one_looks_after(as_first: Client, school: OnBoard) -> None:
    page = as_first.get("/agency/").content.decode()
    assert 'href="/agency/"' in page
    assert 'href="/agencies/"' not in page
    as_first.force_login(school.council)
    assert 'href="/agencies/"' in as_first.get("/agencies/").content.decode()
