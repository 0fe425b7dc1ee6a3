"""Who looked at a family's record: by name for those who answer for it, by agency and role for the family."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.access.words import RecordClass
from alongside.ground.audit.models import Event
from alongside.ground.audit.queries import ReadersOfAKind
from alongside.ground.audit.reading import note, request_scope
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotAllowed
from alongside.ground.lib.ids import new_id
from alongside.improving.governance import presenters, queries
from alongside.people.families.tests.factories import MadeFamily, a_family, a_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker() -> User:
    a_pack()
    return a_user("family_worker", name="Wendy Worker", agency=an_agency("Early help"))


@pytest.fixture
def made(worker: User) -> MadeFamily:
    return a_family(parents=2, children=2, surname="Zephyrine", readers=(worker.principal,))


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def opens(by: User, made: MadeFamily, standing: str = "involved", action: str = "seen") -> None:
    with request_scope():
        note(
            by=by, record_type="families.family", record_id=made.family.pk, family_id=made.family.pk,
            standing=standing, action=action,
        )  # fmt: skip


def test_it_checks_access(made: MadeFamily, worker: User) -> None:
    at = f"/families/{made.family.pk}/sharing/readers/"
    for address in (at, f"{at}for-the-family/"):
        assert browser(worker).get(address).status_code == 200, "records what the family agrees to"
        assert browser(a_user("hub_manager")).get(address).status_code == 200
        assert browser(a_user("team_manager")).get(address).status_code == 200, "keeps records closely"
        assert browser(a_user("social_worker")).get(address).status_code == 403, "sees the family and does neither"
        assert browser(a_user()).get(address).status_code == 404
    with pytest.raises(NotAllowed, match="Your role does not include this"):
        queries.last_readers_of(a_user("social_worker"), made.family)


def test_the_sharing_tab_links_to_it_for_who_may(made: MadeFamily, worker: User) -> None:
    at = f"/families/{made.family.pk}/sharing/"
    assert f'href="{at}readers/"' in browser(worker).get(at).content.decode()
    assert f'href="{at}readers/"' not in browser(a_user("social_worker")).get(at).content.decode()


def test_the_last_25_are_named_with_how_they_came_to_it(made: MadeFamily, worker: User) -> None:
    first = a_user("social_worker", name="First Reader", agency=an_agency("Social care"))
    opens(first, made, "role", "printed")
    refused = a_user(name="Refused Reader")
    opens(refused, made, "none", "denied")
    page = text_of(browser(worker).get(f"/families/{made.family.pk}/sharing/readers/"))
    assert "First Reader Social care" in page
    assert "Printed: family Only their role lets them" in page
    assert "Refused Reader" not in page, "who was refused has not read it"
    for _ in range(25):
        opens(worker, made)
    assert "First Reader" not in text_of(browser(worker).get(f"/families/{made.family.pk}/sharing/readers/"))


def test_the_familys_page_names_agencies_and_roles_and_nobody(made: MadeFamily, worker: User) -> None:
    opens(a_user("social_worker", name="First Reader", agency=an_agency("Social care")), made, "role")
    opens(worker, made)
    answer = browser(worker).get(f"/families/{made.family.pk}/sharing/readers/for-the-family/")
    page = text_of(answer)
    assert "Social care Social worker 1" in page
    assert "Early help Family support worker 1" in page, (
        "this page itself is written down with it, and counts next time"
    )
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    for name in ("First Reader", "Wendy Worker", "Zephyrine", "Morgan", "Child1"):
        assert name not in main
    assert "Zephyrine" not in answer.content.decode(), "nor anywhere else on it"
    printed = Event.objects.get(kind="audit.printed")
    assert (printed.by_id, printed.family_id, printed.standing) == (worker.pk, made.family.pk, "involved")


def test_a_sealed_family_has_no_such_page_for_others(made: MadeFamily, worker: User) -> None:
    type(made.family).objects.filter(pk=made.family.pk).update(record_class=RecordClass.SEALED)
    for address in ("readers/", "readers/for-the-family/"):
        there = browser(worker).get(f"/families/{made.family.pk}/sharing/{address}")
        nowhere = browser(worker).get(f"/families/{new_id()}/sharing/{address}")
        assert (there.status_code, nowhere.status_code) == (404, 404)


def test_nobody_has_looked_yet(made: MadeFamily, worker: User) -> None:
    assert queries.last_readers_of(worker, made.family) == []
    assert presenters.seen_by([]) == []


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        (("hub_worker",), "Early help coordinator"),
        (("hub_manager", "practitioner"), "Hub manager, Practitioner"),
        (("a_role_of_old",), "a role of old"),
        ((), "No role"),
    ],
)
def test_roles_are_in_words(roles: tuple[str, ...], said: str) -> None:
    (one,) = presenters.seen_by([ReadersOfAKind("", roles, 2, now(), now())])
    assert (one.role, one.agency) == (said, "An agency that has left")


def test_pages_ask_little_of_the_database(
    made: MadeFamily, worker: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        opens(a_user(agency=an_agency(f"School {number}")), made)
    client = browser(worker)
    at = f"/families/{made.family.pk}/sharing/"
    for address in (at, f"{at}readers/", f"{at}readers/for-the-family/"):
        with django_assert_max_num_queries(20 if address == at else 15):
            assert client.get(address).status_code == 200
