"""Sessions: how long they last, what is kept when they end, where one is signed in, and what ends them all."""

import datetime as dt

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from alongside.ground.access import actions as access
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_team, an_agency
from alongside.ground.audit.models import Event
from alongside.ground.lib.errors import NotFoundForYou, Refused
from alongside.ground.sign_in import actions
from alongside.ground.sign_in.presenters import device_in_words
from alongside.ground.sign_in.queries import sessions_of
from alongside.ground.sign_in.tests.people import PASSWORD, Somebody, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("for_real")]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"
NEW = "another three plain words"


@pytest.fixture
def worker() -> Somebody:
    return somebody()


def at(minutes: float) -> time_machine.travel:
    """Some minutes from now, with the clock going on."""
    return time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes))


def test_half_an_hour_without_use_ends_it(worker: Somebody) -> None:
    worker.sign_in()
    with at(29):
        assert worker.is_in()
    with at(58):
        assert worker.is_in()
    with at(89):
        assert not worker.is_in()
    assert not Session.objects.filter(session_key=worker.client.session.session_key).exists()


def test_eight_hours_end_it_however_much_it_is_used(worker: Somebody) -> None:
    worker.sign_in()
    for minutes in range(20, 8 * 60, 20):
        with at(minutes):
            assert worker.is_in(), minutes
    with at(8 * 60 + 1):
        assert not worker.is_in()


def test_what_was_typed_is_kept_when_it_ends(worker: Somebody) -> None:
    worker.sign_in()
    with at(31):
        answer = worker.client.post("/your-sign-in/password/", {"current": "typed before"})
        assert answer.status_code == 401
        assert "What you typed is kept on this page." in answer.content.decode()


def test_the_person_half_way_in_has_a_quarter_of_an_hour(worker: Somebody) -> None:
    worker.password()
    with at(16):
        assert worker.code(worker.a_recovery_code()) == "/sign-in/"


def test_one_sees_where_one_is_signed_in_and_ends_one(worker: Somebody) -> None:
    worker.sign_in()
    there = Somebody(worker.user, worker.secret, Client(HTTP_USER_AGENT=FIREFOX))
    there.sign_in()
    page = worker.client.get("/your-sign-in/").content.decode()
    assert "This one" in page
    assert "Firefox on Windows" in page
    other = next(one for one in sessions_of(worker.user, worker.client.session.session_key) if not one.is_this_one)
    address = f"/your-sign-in/sessions/{other.id}/end/"
    assert "will have to sign in again" in worker.client.get(address).content.decode()
    assert worker.client.post(address)["Location"] == "/your-sign-in/"
    assert not there.is_in()
    assert worker.is_in()
    assert "Firefox" not in worker.client.get("/your-sign-in/").content.decode()


def test_nobody_ends_the_session_of_somebody_else(worker: Somebody) -> None:
    worker.sign_in()
    stranger = somebody(email="stranger@example.test")
    stranger.sign_in()
    theirs = UserSession.objects.get(user=worker.user)
    assert stranger.client.post(f"/your-sign-in/sessions/{theirs.pk}/end/").status_code == 404
    with pytest.raises(NotFoundForYou):
        actions.end_session(user=stranger.user, session_id=theirs.pk, by=stranger.user)
    assert worker.is_in()


def test_one_ends_all_the_others(worker: Somebody) -> None:
    worker.sign_in()
    others = [Somebody(worker.user, worker.secret) for _ in range(2)]
    for other in others:
        other.sign_in()
    assert "Only this browser" in worker.client.get("/your-sign-in/sessions/end-others/").content.decode()
    worker.client.post("/your-sign-in/sessions/end-others/")
    assert worker.is_in()
    assert not any(other.is_in() for other in others)
    assert Event.objects.get(kind="sign_in.sessions_ended").detail == {"how_many": 2}


def test_changing_the_password_ends_all_but_this_one(worker: Somebody) -> None:
    worker.sign_in()
    other = Somebody(worker.user, worker.secret)
    other.sign_in()
    address = "/your-sign-in/password/"
    wrong = worker.client.post(address, {"current": "no", "password": NEW, "again": NEW})
    assert "This is not your password as it is now." in wrong.content.decode()
    unlike = worker.client.post(address, {"current": PASSWORD, "password": NEW, "again": "else"})
    assert "The two passwords are not the same" in unlike.content.decode()
    short = worker.client.post(address, {"current": PASSWORD, "password": "short", "again": "short"})
    assert "too short" in short.content.decode()
    done = worker.client.post(address, {"current": PASSWORD, "password": NEW, "again": NEW})
    assert done["Location"] == "/your-sign-in/"
    assert worker.is_in()
    assert not other.is_in()
    (left,) = sessions_of(type(worker.user).objects.get(pk=worker.user.pk), worker.client.session.session_key)
    assert left.is_this_one
    assert other.password() == "422"
    assert other.password(NEW) == "/sign-in/code/"


@pytest.mark.parametrize("leaves", ["the service", "the team", "the agency"])
def test_leaving_ends_every_session_at_once(worker: Somebody, leaves: str) -> None:
    team = a_team(worker.user.agency)
    access.move_person(user=worker.user, team=team, by=the_system())
    worker.sign_in()
    if leaves == "the service":
        access.close_account(user=worker.user, by=the_system())
    elif leaves == "the team":
        access.move_person(user=worker.user, team=None, by=the_system())
    else:
        access.move_person(user=worker.user, team=None, agency=an_agency(), by=the_system())
    assert not worker.is_in()
    assert not UserSession.objects.filter(user=worker.user).exists()


def test_a_move_to_where_one_is_changes_nothing_and_to_another_agencys_team_is_refused(worker: Somebody) -> None:
    worker.sign_in()
    access.move_person(user=worker.user, team=None, by=the_system())
    assert worker.is_in()
    with pytest.raises(Refused, match="belongs to another agency"):
        access.move_person(user=worker.user, team=a_team(an_agency()), by=the_system())


def test_sessions_long_over_are_forgotten_at_the_next_sign_in(worker: Somebody) -> None:
    worker.sign_in()
    Session.objects.all().delete()
    worker.sign_in()
    assert UserSession.objects.filter(user=worker.user).count() == 1


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(worker: Somebody) -> None:
    worker.sign_in()
    cookie = worker.client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/605.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Linux"),
        ("", "A browser"),
    ],
)
def test_devices_are_told_in_words(user_agent: str, words: str) -> None:
    assert device_in_words(user_agent) == words
