"""What is refused, in words, to those who keep records closely."""

import datetime as dt
from typing import Any

import pytest

from alongside.ground.access.models import Clearance, User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import NotAllowed, NotFoundForYou, Refused
from alongside.people.families.tests.factories import MadeFamily
from alongside.people.protection import actions
from alongside.people.protection.tests.keeping import WHY, kept

pytestmark = pytest.mark.django_db


def test_refusals_say_what_is_wrong(made: MadeFamily, keeper: User, worker: User) -> None:
    def restrict(**changes: Any) -> Any:
        told: dict[str, Any] = {
            "subject": made.family, "record_class": RecordClass.RESTRICTED, "category": "other", "reason": WHY,
            "whom_to_ask": "The hub", "review_on": today() + dt.timedelta(days=9), "cleared": [], "by": keeper,
        }  # fmt: skip
        return actions.restrict(**(told | changes))

    with pytest.raises(NotAllowed):
        restrict(by=worker)
    with pytest.raises(Refused, match="within the next 90 days"):
        restrict(review_on=today() + dt.timedelta(days=91))
    with pytest.raises(Refused, match="at least 20 letters"):
        restrict(reason="Because")
    with pytest.raises(Refused, match="whom people may ask"):
        restrict(whom_to_ask=" ")
    restriction = restrict()
    made.family.refresh_from_db()
    for changes, words in (
        ({"user": keeper}, "can't clear yourself"), ({"kind": "break_glass"}, "for how long"),
    ):  # fmt: skip
        told: dict[str, Any] = {"restriction": restriction, "user": worker, "kind": "task", "reason": WHY, "by": keeper}
        with pytest.raises(Refused, match=words):
            actions.clear_for(**(told | changes))
    with pytest.raises(Refused, match="Nobody has asked"):
        actions.lift(restriction=restriction, by=keeper)
    with pytest.raises(NotAllowed, match="Only people who are cleared"):
        actions.review(
            restriction=restriction, review_on=today() + dt.timedelta(days=3), why=WHY, by=a_user("hub_manager")
        )
    manager = a_user("team_manager")
    actions.clear_for(restriction=restriction, user=manager, kind="task", reason=WHY, by=keeper)
    actions.ask_to_lift(restriction=restriction, why=WHY, by=keeper)
    lifted = actions.lift(restriction=restriction, by=manager)
    with pytest.raises(Refused, match="has been lifted"):
        actions.lift(restriction=lifted, by=manager)
    answers = {"category": "court", "reason": WHY, "case_reference": "C1"}
    made.family.refresh_from_db()
    with pytest.raises(NotAllowed):
        actions.open_in_emergency(subject=made.family, by=a_user("social_worker"), **answers)
    with pytest.raises(NotFoundForYou):
        actions.restrict(
            subject=made.family, record_class=1, category="other", reason=WHY, whom_to_ask="x",
            review_on=today() + dt.timedelta(days=9), cleared=[], by=barred(made),
        )  # fmt: skip


def barred(made: MadeFamily) -> User:
    manager = a_user("hub_manager")
    actions.declare_kinship(person=made.parents[0], kinship="relative", by=manager)
    manager.forget_rights()
    return manager


def test_an_emergency_names_the_case(made: MadeFamily, keeper: User) -> None:
    kept(made, keeper)
    social_worker = a_user("social_worker")
    with pytest.raises(Refused, match="reference"):
        actions.open_in_emergency(
            subject=made.family, category="court", reason=WHY, case_reference=" ", by=social_worker
        )
    person = made.parents[0]
    person.refresh_from_db()
    actions.open_in_emergency(subject=person, category="court", reason=WHY, case_reference="C1", by=social_worker)
    assert Clearance.objects.filter(user=social_worker, kind="break_glass").count() == 1


def test_saying_it_of_somebody_else_takes_a_keeper(made: MadeFamily, worker: User) -> None:
    with pytest.raises(NotAllowed):
        actions.declare_kinship(person=made.parents[0], kinship="relative", user=a_user(), by=worker)
