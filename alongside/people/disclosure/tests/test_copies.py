"""A copy for one reader: who may begin one, for whom, and saying that it was given."""

import datetime as dt

import pytest

from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.ground.lib.ids import new_id
from alongside.people.disclosure.actions import GIVEN, prepare_copy, record_given
from alongside.people.disclosure.models import Copy
from alongside.people.disclosure.policies import check_given_on, strings_in
from alongside.people.disclosure.queries import copies_of, copy_for
from alongside.people.disclosure.tests.worlds import Fled, fled
from alongside.people.disclosure.words import Document
from alongside.people.families.tests.factories import a_person

DAY = dt.date(2026, 3, 3)


@pytest.fixture
def world(db: None) -> Fled:
    return fled()


def a_copy(world: Fled, document: Document = Document.PLAN) -> Copy:
    return prepare_copy(
        family=world.family, person_id=world.mother.pk, document=document, record_id=new_id(), by=world.worker,
        leave_out=["b", "a", "b"],
    )  # fmt: skip


def test_it_checks_access(world: Fled) -> None:
    stranger, theirs = a_user(), a_copy(world)
    with pytest.raises(NotAllowed):
        prepare_copy(
            family=world.family, person_id=world.mother.pk, document=Document.PLAN, record_id=new_id(), by=stranger
        )
    with pytest.raises(NotAllowed):
        record_given(copy=theirs, given_on=today(), by=stranger)
    with pytest.raises(NotFoundForYou):
        copy_for(stranger, world.family, theirs.pk, Document.PLAN, theirs.record_id)


@pytest.mark.parametrize("document", Document)
def test_a_copy_is_for_one_of_the_family(world: Fled, document: Document) -> None:
    copy = a_copy(world, document)
    assert (copy.person, copy.leave_out, copy.given_on) == (world.mother, ["a", "b"], None)
    assert copy_for(world.worker, world.family, copy.pk, document, copy.record_id) == copy
    assert copies_of(world.family, document, copy.record_id) == [copy]
    assert copies_of(world.family, document, new_id()) == []
    assert str(copy) == f"Copy of {document.value} {copy.record_id}"
    with pytest.raises(NotFoundForYou):
        prepare_copy(
            family=world.family, person_id=a_person().pk, document=document, record_id=new_id(), by=world.worker
        )
    event = Event.objects.get(kind="disclosure.copy_prepared")
    assert event.detail == {"document": document.value, "of": str(copy.record_id), "for": str(world.mother.pk)}


def test_it_is_said_once_when_it_was_given(world: Fled) -> None:
    copy, told = a_copy(world), []
    GIVEN.register(listener := lambda given, by: told.append((given, by)))
    try:
        given = record_given(copy=copy, given_on=today(), by=world.worker)
        assert told == [(copy, world.worker)]
    finally:
        GIVEN._listeners.remove(listener)
    assert (given.given_on, given.given_by) == (today(), world.worker)
    assert Event.objects.filter(kind="disclosure.copy_given", family_id=world.family.pk).count() == 1
    with pytest.raises(Refused, match="written down already"):
        record_given(copy=copy, given_on=today(), by=world.worker)


@pytest.mark.parametrize(("days", "fine"), [(-1, False), (0, True), (3, True), (4, False)])
def test_it_was_given_between_the_day_it_was_made_and_today(days: int, fine: bool) -> None:
    day, now = DAY + dt.timedelta(days=days), DAY + dt.timedelta(days=3)
    if fine:
        check_given_on(day, DAY, now)
        return
    with pytest.raises(Refused, match="between the day the copy was made and today"):
        check_given_on(day, DAY, now)


def test_every_text_of_a_document_is_checked() -> None:
    content = {"title": "A", "size": 12, "large": True, "none": None, "parts": [{"says": ("B", ["C", 1.5])}], "": ""}
    assert list(strings_in(content)) == ["A", "B", "C", ""]
    with pytest.raises(TypeError, match="date"):
        list(strings_in({"when": DAY}))
