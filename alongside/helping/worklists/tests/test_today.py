"""Today: each kind of work appears for whoever it needs, first due first, and for nobody else."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user
from alongside.ground.agencies import actions as agencies
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door.tests.factories import a_contact, a_decided_contact
from alongside.helping.plans.tests.factories import a_plan, an_action, an_open_family, an_outcome
from alongside.helping.worklists.gathering import SOME_OF_A_KIND, collect
from alongside.helping.worklists.queries import what_needs, what_waits
from alongside.helping.worklists.words import Need, Wait
from alongside.people.episodes import actions as episodes
from alongside.people.families.tests.factories import a_family, a_pack

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


def kinds_for(by: User) -> set[str]:
    """The kinds of work that need somebody."""
    return {row.kind for row in what_needs(by).rows}


def text_of(client: Client, by: User, path: str = "/") -> str:
    """A page as somebody sees it."""
    client.force_login(by)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_to_do_says_what_to_do(client: Client) -> None:
    assert "Nothing needs you now" in text_of(client, a_user())
    assert "You are not waiting for anybody" in text_of(client, a_user(), "/waiting/")
    assert "You are in no team around a family yet" in text_of(client, a_user(), "/my-families/")


def test_a_contact_needs_the_hub_and_its_sender_waits() -> None:
    sender, hub = a_user(), a_user("hub_worker")
    contact = a_contact(sender)
    assert Need.DECIDE_CONTACT in kinds_for(hub)
    assert kinds_for(sender) == set()
    assert [row.record_id for row in what_waits(sender).rows] == [contact.pk]


def test_what_was_decided_is_news_for_the_sender_alone() -> None:
    sender, hub = a_user(), a_user("hub_worker")
    a_decided_contact(hub, Follows.ADVICE_AND_CLOSE, a_contact(sender))
    assert kinds_for(sender) <= {Need.CONTACT_NEWS}
    assert Need.DECIDE_CONTACT not in kinds_for(hub)


def test_a_hand_over_needs_whom_it_was_offered_to_and_the_other_waits() -> None:
    helped = an_open_family()
    lead, other = helped.lead, a_user()
    episodes.offer_handover(episode=helped.episode, to=other, why="Moving school", by=lead)
    assert Need.ANSWER_HANDOVER in kinds_for(other)
    assert Wait.HANDOVER in {row.kind for row in what_waits(lead).rows}


def test_a_family_nobody_leads_needs_the_hub() -> None:
    made = a_family()
    adopted = a_pack()
    level = next(level.id for level in adopted.pack.levels if level.is_early_help)
    episodes.open_episode(
        family=made.family, level=level, pack_version_id=adopted.version_id, by=the_system(), why="Worried"
    )
    assert Need.NAME_LEAD in kinds_for(a_user("hub_manager"))
    assert Need.NAME_LEAD not in kinds_for(a_user())


def test_a_review_of_access_needs_whoever_looks_after_the_agency_when_it_is_due(client: Client) -> None:
    head = a_user("agency_administrator")
    colleague = a_user(agency=head.agency)
    agencies.review_access(keep=[head.pk, colleague.pk], end=[], by=head)
    assert Need.REVIEW_ACCESS not in kinds_for(head)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=90)):
        assert Need.REVIEW_ACCESS in kinds_for(head)
        assert Need.REVIEW_ACCESS not in kinds_for(colleague)
        assert Need.REVIEW_ACCESS not in kinds_for(a_user("agency_administrator"))
        assert 'href="/agency/review/"' in text_of(client, head)


def test_the_panel_needs_whoever_runs_it() -> None:
    made = a_family()
    adopted = a_pack()
    level = next(level.id for level in adopted.pack.levels if level.is_early_help)
    episodes.open_episode(
        family=made.family,
        level=level,
        pack_version_id=adopted.version_id,
        by=the_system(),
        why="Complex",
        for_panel=True,
    )
    assert Need.PANEL in kinds_for(a_user("team_manager"))
    assert Need.PANEL not in kinds_for(a_user("hub_worker"))


def test_first_due_first_and_then_the_longest_waiting(client: Client) -> None:
    helped = an_open_family()
    outcome = an_outcome(a_plan(helped))
    for days, what in ((5, "Ring the school"), (2, "Ring the landlord")):
        an_action(outcome, what, due_on=today() + dt.timedelta(days=days))
    page = text_of(client, helped.lead)
    assert page.index("Ring the landlord") < page.index("Ring the school")


def test_more_than_fit_is_said_never_silent(client: Client) -> None:
    for _ in range(SOME_OF_A_KIND + 2):
        a_contact()
    hub = a_user("hub_worker")
    assert what_needs(hub).more == {Need.DECIDE_CONTACT}
    page = text_of(client, hub)
    assert page.count("/decide/") == SOME_OF_A_KIND
    assert 'There are more than are listed here: <a class="govuk-link" href="?kind=decide_contact">Contact to' in page
    alone = text_of(client, hub, "/?kind=decide_contact")
    assert alone.count("/decide/") == SOME_OF_A_KIND + 2
    assert "There are more" not in alone
    assert "Show every kind" in alone
    assert "Show every kind" not in text_of(client, hub, "/?kind=nonsense")


def test_help_that_drifts_is_shown_with_what_to_try(client: Client) -> None:
    helped = an_open_family()
    longest = max(rule.days or 0 for rule in helped.pack.drift)
    with time_machine.travel(today() + dt.timedelta(days=longest + 30), tick=True):
        page = text_of(client, helped.lead, "/progress/")
        stranger = text_of(client, a_user(), "/progress/")
    assert "Harper family" in page
    assert "What to try:" in page
    assert "No family here needs a second look" in stranger


def test_who_finds_nobody_is_not_offered_to(client: Client) -> None:
    page = text_of(client, a_user("model_lead"))
    assert "Find a person" not in page
    assert "Raise a contact" not in page


def test_no_work_at_all_asks_nothing() -> None:
    assert collect([]).rows == []


@pytest.mark.parametrize(
    "role", ["practitioner", "hub_worker", "hub_manager", "team_manager", "social_worker", "model_lead"]
)
@pytest.mark.parametrize("path", ["/", "/waiting/", "/my-families/", "/progress/"])
def test_pages_ask_little_of_the_database(
    client: Client, role: str, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    user = a_user(role)
    for _ in range(12):
        a_contact()
    for _ in range(4):
        helped = an_open_family()
        episodes.offer_handover(episode=helped.episode, to=user, why="Knows them", by=helped.lead)
        an_outcome(a_plan(helped))
    client.force_login(user)
    with django_assert_max_num_queries(MOST_QUERIES):
        assert client.get(path).status_code == 200
