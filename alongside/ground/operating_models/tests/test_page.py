"""'How this council works' tells the pack in words, with what is sourced and what is assumed."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from alongside.ground.operating_models.actions import adopt
from alongside.ground.operating_models.apps import footer
from alongside.ground.operating_models.presenters import parts, reason
from alongside.ground.operating_models.schema import Pack
from alongside.ground.operating_models.schema.council import Word


@pytest.fixture
def reader(adopter: AbstractBaseUser) -> Any:
    """A person of the system's own agency, who may sign in."""
    agency = adopter.__dict__["agency_id"]
    return get_user_model()._default_manager.create(email="r@example.org", name="R", agency_id=agency)


def test_every_part_of_both_packs_has_its_reasons(york: Pack, stockton: Pack) -> None:
    for pack in (york, stockton):
        assert all(row.reason.text for part in parts(pack) for row in part.rows)
    assert "panels" in {part.anchor for part in parts(york)}
    assert "panels" not in {part.anchor for part in parts(stockton)}


def test_a_value_nobody_confirmed_says_so(york: Pack) -> None:
    assert reason(york, Word(text="x", unverified="ask them")).kind == "Not verified"
    assert reason(york, Word(text="x", assumption="we think so")).text == "we think so"


def test_a_later_change_of_a_priority_is_told(stockton: Pack) -> None:
    amber = stockton.priority("amber")
    within = amber.respond_within.model_validate(
        {"days": 10, "count": "working",
         "changes": [{"from": "2018-01-01", "days": 7, "count": "working", "assumption": "agreed"}]}
    )  # fmt: skip
    pack = stockton.model_copy(update={"priorities": (amber.model_copy(update={"respond_within": within}),)})
    (row,) = next(part for part in parts(pack) if part.anchor == "priorities").rows
    assert row.says[-1] == "From 2018-01-01: 7 working days."


@pytest.mark.parametrize("name", ["york-2020", "stockton-2016"])
def test_the_page_shows_the_pack_in_force(
    client: Client,
    adopter: AbstractBaseUser,
    reader: Any,
    name: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    adopted = adopt(folder=settings.PACKS_FOLDER / name, by=adopter, note="Agreed").version
    client.force_login(reader)
    with django_assert_max_num_queries(15):
        page = client.get("/how-we-work/")
    text = page.content.decode()
    assert page.status_code == 200
    assert f"{adopted.council}, version {adopted.version}" in text
    assert "Assumption" in text
    assert "Not verified" in text
    assert "The day something happens is day 0" in text
    assert text.count('href="/how-we-work/"') >= 1


@pytest.mark.django_db
def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/how-we-work/").status_code in {302, 401, 403}


def test_only_somebody_signed_in_is_offered_the_page(rf: RequestFactory) -> None:
    assert footer(rf.get("/")).footer == ()
    asked = rf.get("/")
    asked.user = AnonymousUser()
    assert footer(asked).footer == ()
