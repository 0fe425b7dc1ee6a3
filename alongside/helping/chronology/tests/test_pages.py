"""A family's overview and chronology, as those who may see them and as a stranger."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.lib.clock import today
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode
from alongside.people.families.actions import let_read
from alongside.people.families.models import Family
from alongside.people.families.tests.factories import a_family, a_pack

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def lead() -> User:
    """Whoever leads the family below."""
    return a_user(name="Grace Adeyemi", telephone="01904 000111")


@pytest.fixture
def family(lead: User) -> Family:
    """An open family with a lead practitioner."""
    adopted = a_pack()
    made = a_family(children=3)
    level = next(level.id for level in adopted.pack.levels if level.is_early_help and level.form_id)
    system = a_user("team_manager")
    episode = episodes.open_episode(
        family=made.family, level=level, pack_version_id=adopted.version_id, by=the_system(), why="Worried at school"
    )
    episodes.name_lead(episode=episode, user=lead, why="Knows the family best", by=system)
    return Family.objects.get(pk=made.family.pk)


def at(family: Family, rest: str = "") -> str:
    """The address of a page about the family."""
    return f"/families/{family.pk}/{rest}"


@pytest.mark.parametrize("rest", ["", "chronology/", "chronology/add/"])
def test_it_checks_access(client: Client, family: Family, lead: User, rest: str) -> None:
    stranger = a_user()
    client.force_login(stranger)
    missing = client.get(f"/families/{stranger.agency_id}/{rest}")
    hidden = client.get(at(family, rest))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    client.force_login(lead)
    assert client.get(at(family, rest)).status_code == 200


def test_overview_says_who_leads_and_how_to_reach_them(client: Client, family: Family, lead: User) -> None:
    client.force_login(lead)
    page = client.get(at(family)).content.decode()
    for words in ("Grace Adeyemi", "01904 000111", "Knows the family best", "Next step"):
        assert words in page
    assert "<title>Overview" in page


def test_who_only_reads_is_offered_no_step_they_may_not_take(client: Client, family: Family) -> None:
    client.force_login(a_user("social_worker"))
    page = client.get(at(family)).content.decode()
    assert "Next step" in page
    assert "Do this now" not in page


def test_no_name_stands_in_a_title_or_an_address(client: Client, family: Family, lead: User) -> None:
    client.force_login(lead)
    title = client.get(at(family)).content.decode().partition("<title>")[2].partition("</title>")[0]
    assert "Harper" not in title


def test_chronology_is_newest_first_and_narrowed_by_kind(client: Client, family: Family, lead: User) -> None:
    yesterday = today() - dt.timedelta(days=1)
    for kind, headline, day in (("visit", "Saw everybody at home", yesterday), ("call", "Rang the school", today())):
        episodes.add_note(family=family, kind=kind, headline=headline, detail="", happened_on=day, by=lead)
    client.force_login(lead)
    page = client.get(at(family, "chronology/")).content.decode()
    assert page.index("Rang the school") < page.index("Saw everybody at home")
    narrowed = client.get(at(family, "chronology/?kind=visit")).content.decode()
    assert "Saw everybody at home" in narrowed
    assert "Rang the school" not in narrowed
    assert "Nothing of this kind" in client.get(at(family, f"chronology/?agency={family.pk}")).content.decode()


def test_a_bad_filter_shows_everything(client: Client, family: Family, lead: User) -> None:
    client.force_login(lead)
    page = client.get(at(family, "chronology/?kind=nonsense&person=x&after=zzz")).content.decode()
    assert "Opened to early help" in page


def test_long_chronologies_come_in_pages_that_leave_nothing_out(client: Client, family: Family, lead: User) -> None:
    for number in range(70):
        episodes.add_note(family=family, kind="note", headline=f"Note number {number:03}", detail="", by=lead)
    client.force_login(lead)
    seen, address = [], at(family, "chronology/?kind=note")
    while address:
        page = client.get(address).content.decode()
        seen += [number for number in range(70) if f"Note number {number:03}" in page]
        following = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
        address = following.replace("&amp;", "&") if 'rel="next"' in page else ""
    assert sorted(seen) == list(range(70))


def test_a_note_is_written_once_however_often_it_is_sent(client: Client, family: Family, lead: User) -> None:
    client.force_login(lead)
    form = client.get(at(family, "chronology/add/")).content.decode()
    once = form.partition('name="once"')[2].partition('value="')[2].partition('"')[0]
    day = today()
    sent = {"once": once, "kind": "visit", "headline": "Tea with Nan", "happened_on-day": day.day,
            "happened_on-month": day.month, "happened_on-year": day.year}  # fmt: skip
    for _ in range(2):
        assert client.post(at(family, "chronology/add/"), sent)["Location"] == at(family, "chronology/")
    assert family.story.filter(headline="Tea with Nan").count() == 1


def test_a_note_in_the_future_is_refused_at_its_field(client: Client, family: Family, lead: User) -> None:
    client.force_login(lead)
    later = today() + dt.timedelta(days=3)
    sent = {"kind": "visit", "headline": "Tea", "happened_on-day": later.day, "happened_on-month": later.month,
            "happened_on-year": later.year}  # fmt: skip
    answer = client.post(at(family, "chronology/add/"), sent)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize("rest", ["", "chronology/"])
def test_pages_ask_little_of_the_database(
    client: Client, family: Family, lead: User, rest: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(40):
        episodes.add_note(family=family, kind="note", headline=f"Note {number}", detail="", by=lead)
    for _ in range(8):
        helper = a_user()
        episodes.add_to_team(episode=Episode.objects.get(family=family), user=helper, by=lead)
        let_read(family=family, principals=[helper.principal], by=lead)
    client.force_login(lead)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(at(family, rest))
