"""Statements that are kept, constants in them, and what the planner is told."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction

from alongside.ground.lib.kept_statements import MOST_BESIDE, MOST_KEPT, kept
from alongside.ground.lib.statements import Constant, constants, planned_once, planner_for

pytestmark = pytest.mark.django_db


def told(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])


def all_kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [text for (text,) in cursor.fetchall()]


def test_a_statement_that_comes_again_is_kept() -> None:
    for number in range(3):
        list(Permission.objects.filter(pk=number, codename="looked_again"))
    assert any('"auth_permission"."codename" = ' in text for text in all_kept())
    assert connection.connection.prepared_max == MOST_KEPT


def test_more_values_than_postgresql_takes_beside_a_statement() -> None:
    many = range(10_000_000, 10_070_000)
    before = all_kept()
    assert not Permission.objects.filter(pk__in=many).exists()
    assert not Permission.objects.filter(pk__in=many[: MOST_BESIDE + 1]).exists()
    assert len(all_kept()) <= len(before) + 1  # the question itself, of what is kept


def test_many_values_may_be_anything_somebody_typed() -> None:
    typed = ["100%", "O'Neill", "%s", 'a "quoted" \\ word', "; drop table auth_permission; --"] * MOST_BESIDE
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT array[{', '.join(['%s'] * len(typed))}]", typed)
        assert cursor.fetchone()[0] == typed


def test_a_constant_stands_in_the_statement() -> None:
    asked = Permission.objects.filter(codename__in=constants(["seen", "told"])).exclude(name=Constant(""))
    text, values = asked.query.sql_with_params()
    assert "'seen'" in text and "'told'" in text
    assert not values
    assert not asked.exists()


@pytest.mark.parametrize("typed", ["it's", "Seen", "a b", "a;b", "é", "a\nb", "a\n"])
def test_a_constant_is_a_word_of_ours(typed: str) -> None:
    with pytest.raises(ValueError, match="never what somebody typed"):
        Permission.objects.filter(codename=Constant(typed)).query.sql_with_params()


def test_planned_once_ends_with_its_block() -> None:
    before = told("plan_cache_mode")
    with planned_once():
        assert told("plan_cache_mode") == "force_generic_plan"
    assert told("plan_cache_mode") == before == "auto"


def test_planned_once_says_what_broke() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic(), planned_once():
        raise ZeroDivisionError
    assert told("plan_cache_mode") == "auto"


@pytest.mark.parametrize(("address", "mode"), [({}, "auto"), ({"family_id": "of one"}, "force_generic_plan")])
def test_statements_about_one_family_are_planned_once(address: dict[str, str], mode: str) -> None:
    assert planner_for(address)["plan_cache_mode"] == mode
    assert {**planner_for(address), "plan_cache_mode": ""} == {**planner_for({}), "plan_cache_mode": ""}


def test_behind_a_pooler_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept()["prepare_threshold"] == 1
    monkeypatch.setenv("DATABASE_KEPT_SECONDS", "0")
    assert kept()["prepare_threshold"] is None
