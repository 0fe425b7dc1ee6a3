"""What is noticed in places names nobody."""

from typing import Any

import pytest

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.viewing import viewing_as
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.improving.identification.actions import log_noticed
from alongside.improving.identification.models import Noticed
from alongside.improving.identification.queries.intelligence import trends
from alongside.improving.identification.tests.factories import Town, days_ago
from alongside.improving.identification.tests.keeping import keep

pytestmark = pytest.mark.django_db
GOOD: dict[str, Any] = {
    "theme": "exploitation", "area": "west", "where": "Chapelfields shops",
    "text": "Older young people in cars meet a group of boys after school.",
}  # fmt: skip


def log(by: User, **changed: Any) -> Noticed:
    told = {"noticed_on": today(), "agency": by.agency, **GOOD, **changed}
    return log_noticed(by=by, **told)


def test_it_checks_access(town: Town) -> None:
    for role in ("practitioner", "family_worker", "model_lead", ""):
        with pytest.raises(NotAllowed):
            log(a_user(role))


def test_it_is_kept(town: Town, worker: User) -> None:
    made = log(worker, where=" Chapelfields   shops ")
    assert (made.where, made.agency) == ("Chapelfields shops", worker.agency)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Anna Testerly was seen with them after school.", "‘Anna Testerly’"),
        ("TESTERLY, ANNA was seen with them after school.", "‘Testerly Anna’"),
        ("Anna Testerly’s bike was there after school.", "‘Anna Testerly’"),
        ("The child 999 000 0018 was seen after school.", "an NHS number"),
        ("Pupil A950000178301 was seen after school.", "a unique pupil number"),
    ],
)
def test_names_and_numbers_of_people_are_refused(town: Town, worker: User, text: str, why: str) -> None:
    town.person("Anna")
    with pytest.raises(Refused, match=why) as refused:
        log(worker, text=text)
    assert "record a contact" in refused.value.what_to_do
    assert refused.value.field == "text"


@pytest.mark.parametrize("text", ["Anna was seen in the park again.", "Ring 01904 555 0123 for the youth club."])
def test_what_tells_nobody_apart_is_taken(town: Town, worker: User, text: str) -> None:
    town.person("Anna")
    log(worker, text=text)


def test_words_that_may_be_a_name_are_asked_about(town: Town, worker: User) -> None:
    town.person("Anna")
    town.person("Heather", surname="Lane")
    for text in ("Anna Lane was seen after school.", "LANE, ANNA was seen after school."):
        with pytest.raises(Refused, match=r"somebody’s name: ‘(Anna Lane|Lane Anna)’\?") as refused:
            log(worker, text=text)
        assert (refused.value.field, Noticed.objects.count()) == ("not_people", 0)
    log(worker, where="Anna Lane", text="Cars meet there after school.", not_people=True)
    with pytest.raises(Refused, match="names somebody"):
        log(worker, text="Heather Lane was seen after school.", not_people=True)


def test_a_refusal_tells_nothing_of_a_sealed_person(town: Town, worker: User) -> None:
    keep(town.person("Anna"))
    worker.forget_rights()
    with viewing_as(worker):
        log(worker, text="Anna Testerly was seen with them after school.")


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"theme": "gossip"}, "Choose a theme"), ({"area": "moon"}, "Choose an area"),
        ({"noticed_on": days_ago(-1)}, "in the future"), ({"text": "Boys."}, "at least 10 letters"),
    ],
)  # fmt: skip
def test_what_must_be_said(town: Town, worker: User, changed: dict[str, Any], why: str) -> None:
    with pytest.raises(Refused, match=why):
        log(worker, **changed)


def test_trends_go_month_by_month_the_most_noticed_first(town: Town, worker: User) -> None:
    for days in (0, 0, 400):
        log(worker, noticed_on=days_ago(days))
    log(worker, theme="money", area="north")
    found = trends(worker, today())
    assert [(one.theme, sum(many for _, many in one.months)) for one in found] == [("exploitation", 2), ("money", 1)]
    assert [one.theme for one in trends(worker, today(), "north")] == ["money"]
