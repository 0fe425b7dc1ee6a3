"""A council begins: whoever runs the product invites its first people, who bring everybody else on board."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import the_system
from alongside.ground.agencies import actions
from alongside.ground.agencies.models import Invitation
from alongside.ground.audit.models import Event
from alongside.ground.operating_models.actions import adopt
from alongside.ground.sign_in.tests.people import PASSWORD

pytestmark = pytest.mark.django_db
FIRST = ("--role", "access_administrator", "--role", "agency_administrator")


@pytest.fixture
def new_council() -> None:
    adopt(folder=Path(settings.PACKS_FOLDER) / "york-2020", by=the_system())


def invite(*more: str, email: str = "first@york.example") -> str:
    out = StringIO()
    call_command("council", "invite", email, *(more or FIRST), stdout=out)
    return out.getvalue()


def path_in(said: str) -> str:
    return "/join/" + said.split("/join/")[1].split("/")[0] + "/"


def joined(path: str, name: str) -> User:
    client = Client()
    client.get(path)
    answer = client.post("/join/", {"name": name, "password": PASSWORD, "again": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/set-up/", "a second factor before anything else"
    return User.objects.get(name=name)


def page_of(path: str) -> str:
    return Client().get(path, follow=True).content.decode()


def test_the_first_person_joins_and_brings_on_board_whom_they_may(new_council: None) -> None:
    said = invite()
    assert "City of York Council early help" in said and "The link works once, within 14 days" in said
    first = joined(path_in(said), "First Person")
    assert set(first.role_keys) == {"access_administrator", "agency_administrator"}
    actions.publish_agreement(text="We share what is needed.", review_months=12, by=first)
    partner = actions.invite_agency(name="Doorstep", kind="voluntary", email="h@doorstep.example", by=first)
    assert partner.invited_by == first
    hub = joined(path_in(invite("--role", "hub_manager", email="hub@york.example")), "Hub Manager")
    assert (hub.agency, hub.role_keys) == (first.agency, frozenset({"hub_manager"}))
    assert Agency.objects.filter(kind="council_early_help").count() == 1
    assert Event.objects.filter(kind="agencies.invited", by_id=the_system().pk).count() == 2


def test_the_link_works_once_and_a_second_invitation_ends_the_first(new_council: None) -> None:
    first, second = path_in(invite()), path_in(invite())
    assert "can no longer be used" in page_of(first)
    joined(second, "First Person")
    assert "can no longer be used" in page_of(second)


def test_another_agency_of_the_councils(new_council: None) -> None:
    said = json.loads(invite("--role", "social_worker", "--agency", "Social care", "--kind", "social_care", "--json"))
    assert (said["agency"], said["roles"], said["days"]) == ("Social care", ["social_worker"], 14)
    assert said["link"].startswith("http")
    assert Agency.objects.get(name="Social care").kind == "social_care"


def test_the_link_leads_where_people_reach_the_product(new_council: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALONGSIDE_BIND", "127.0.0.1:8103")
    assert "http://127.0.0.1:8103/join/" in invite()
    with override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["help.york.example", "127.0.0.1"]):
        assert "https://help.york.example/join/" in invite()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"roles": ["queen"]}, "There is no role 'queen'. Choose from: "),
        ({"email": "not an address"}, "Enter an e-mail address"),
    ],
)
def test_what_is_refused(new_council: None, asked: dict[str, Any], says: str) -> None:
    roles = [word for role in asked.get("roles", ["hub_manager"]) for word in ("--role", role)]
    with pytest.raises(CommandError, match=says) as refused:
        invite(*roles, email=asked.get("email", "first@york.example"))
    assert refused.value.returncode == 1
    assert not Invitation.objects.exists()


def test_before_an_operating_model_nobody_is_invited(db: None) -> None:
    with pytest.raises(CommandError, match="Run 'alongside pack adopt'"):
        invite()
