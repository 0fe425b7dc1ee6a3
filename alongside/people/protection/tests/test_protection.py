"""Records kept closely: who still finds and opens them, by pages and by API; every way in and out."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine

from alongside.ground.access.models import Exclusion, User
from alongside.ground.access.queries import knows_of, the_system
from alongside.ground.access.tests.factories import a_team, a_user, an_agency
from alongside.ground.access.viewing import viewing_as
from alongside.ground.access.words import ClearanceKind, RecordClass
from alongside.ground.lib.clock import as_text, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.ids import new_id
from alongside.people.families.actions import join_family, record_address
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import MadeFamily, a_person
from alongside.people.protection import actions
from alongside.people.protection.queries import clearances_ending, kept_records
from alongside.people.protection.tests.keeping import WHY, browser, finding, kept

pytestmark = pytest.mark.django_db


def body(answer: Any) -> str:
    """The page, less what is drawn anew for each answer."""
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', "", answer.content.decode())


def headers(answer: Any) -> dict[str, str]:
    """The headers, less the number that each answer's policy draws anew."""
    return {name: re.sub(r"'nonce-[^']*'", "", value) for name, value in answer.headers.items()}


def test_restricted_shows_a_name_and_whom_to_ask(made: MadeFamily, keeper: User, worker: User) -> None:
    kept(made, keeper)
    page = browser(worker).get(f"/families/{made.family.pk}/people/")
    assert page.status_code == 403
    text = page.content.decode()
    assert "This record is restricted" in text
    assert "The hub, 01904 000000" in text
    assert "open the record in an emergency" not in text, "a family worker's role does not include it"
    found = finding(worker, "Zephyrine")
    assert len(found) == 2
    assert all(one["age"] is None and one["area"] == "" for one in found)
    assert all("Restricted" in one["standing"][0]["state"] for one in found)
    assert all(one["standing"][0]["family_id"] is None for one in found)


def test_the_find_page_says_no_more_of_a_restricted_person(made: MadeFamily, keeper: User, worker: User) -> None:
    kept(made, keeper)
    page = browser(worker).post("/find/", {"q": "Zephyrine"}).content.decode()
    assert "Morgan Zephyrine" in page
    assert "To ask about this person: The hub, 01904 000000" in page
    assert "Not known to early help" not in page
    assert "Open the family" not in page


def test_sealed_is_as_absent(made: MadeFamily, keeper: User, worker: User) -> None:
    kept(made, keeper, RecordClass.SEALED)
    for user in (worker, a_user("hub_worker"), a_user("team_manager"), a_user("social_worker")):
        client = browser(user)
        there, nowhere = client.get(f"/families/{made.family.pk}/people/"), client.get(f"/families/{new_id()}/people/")
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert body(there) == body(nowhere)
        assert headers(there) == headers(nowhere)
        assert finding(user, "Zephyrine") == []
        gone = client.get(f"/protection/emergency/{made.family.pk}/")
        assert gone.status_code in (403, 404)
        assert body(gone) == body(client.get(f"/protection/emergency/{new_id()}/"))


def test_whoever_is_cleared_goes_on(made: MadeFamily, keeper: User, worker: User) -> None:
    kept(made, keeper, RecordClass.SEALED, (worker,))
    page = browser(worker).get(f"/families/{made.family.pk}/people/")
    assert page.status_code == 200
    assert "Sealed. Do not show this page to others" in page.content.decode()
    assert len(finding(worker, "Zephyrine")) == 2


@pytest.mark.parametrize(("kind", "days"), [(ClearanceKind.TASK, 14), (ClearanceKind.INVOLVED, 182)])
def test_every_clearance_ends_by_itself(made: MadeFamily, keeper: User, worker: User, kind: str, days: int) -> None:
    restriction = kept(made, keeper)
    actions.clear_for(restriction=restriction, user=worker, kind=kind, reason="She visits them every week.", by=keeper)
    address = f"/families/{made.family.pk}/people/"
    assert browser(worker).get(address).status_code == 200
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=days - 5)):
        assert browser(worker).get(address).status_code == 200
        assert clearances_ending(worker).count() == 3, "the family and its two people"
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=days, minutes=1)):
        assert browser(worker).get(address).status_code == 403


def test_taking_a_clearance_back_works_at_the_next_request(made: MadeFamily, keeper: User, worker: User) -> None:
    restriction = kept(made, keeper, RecordClass.SEALED, (worker,))
    client = browser(worker)
    assert client.get(f"/families/{made.family.pk}/people/").status_code == 200
    actions.end_clearance(restriction=restriction, user=worker, by=keeper)
    assert client.get(f"/families/{made.family.pk}/people/").status_code == 404


def test_an_emergency_opens_for_a_day_and_is_told(made: MadeFamily, keeper: User) -> None:
    kept(made, keeper)
    social_worker = a_user("social_worker")
    told: list[Any] = []

    @actions.OPENED_IN_EMERGENCY.register
    def listen(by: User, subject: Any, category: str) -> None:
        told.append((by, subject, category))

    try:
        client = browser(social_worker)
        refused = client.get(f"/families/{made.family.pk}/people/")
        assert f"/protection/emergency/{made.family.pk}/" in refused.content.decode()
        answers = {"category": "child_at_risk", "reason": "A neighbour heard screams.", "case_reference": "CAD 71"}
        assert client.post(f"/protection/emergency/{made.family.pk}/", {"category": ""}).status_code == 422
        short = client.post(f"/protection/emergency/{made.family.pk}/", {**answers, "reason": "screams"})
        assert short.status_code == 422
        assert told == []
        opened = client.post(f"/protection/emergency/{made.family.pk}/", answers)
        assert opened["Location"] == f"/families/{made.family.pk}/people/"
        assert told == [(social_worker, made.family.pk, "child_at_risk")]
        assert "Opened in an emergency" in client.get(opened["Location"]).content.decode()
    finally:
        actions.OPENED_IN_EMERGENCY._listeners.remove(listen)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(hours=24, minutes=1)):
        assert browser(social_worker).get(f"/families/{made.family.pk}/people/").status_code == 403


def test_an_emergency_opens_the_restricted_people_of_the_family_and_nobody_sealed(
    made: MadeFamily, keeper: User
) -> None:
    hidden = a_person("Sage", "Zephyrine")
    join_family(family=made.family, person=hidden, role="child", by=keeper)
    record_address(people=[made.children[0]], lines="7 Larch Lane", postcode="YO1 9QX", by=the_system())
    kept(made, keeper)
    actions.restrict(
        subject=hidden, record_class=RecordClass.SEALED, category="adoption", reason=WHY, whom_to_ask="The hub",
        review_on=today() + dt.timedelta(days=30), cleared=[], by=keeper,
    )  # fmt: skip
    client = browser(a_user("social_worker"))
    answers = {"category": "child_at_risk", "reason": "A neighbour heard screams.", "case_reference": "CAD 71"}
    opened = client.post(f"/protection/emergency/{made.family.pk}/", answers)
    page = client.get(opened["Location"]).content.decode()
    assert "7 Larch Lane" in page, "where the child is, is why the record was opened"
    assert as_text(made.children[0].date_of_birth) in page
    assert "Sage" not in page


def test_no_emergency_for_somebody_one_knows(made: MadeFamily, keeper: User) -> None:
    kept(made, keeper)
    social_worker = a_user("social_worker")
    actions.declare_kinship(person=made.children[0], kinship="relative", by=social_worker)
    answers = {"category": "court", "reason": "A judge has asked for it.", "case_reference": "C1"}
    page = browser(social_worker).post(f"/protection/emergency/{made.family.pk}/", answers)
    assert page.status_code == 404
    social_worker.forget_rights()
    made.family.refresh_from_db()
    with pytest.raises(NotAllowed):
        actions.open_in_emergency(subject=made.family, by=social_worker, **answers)


def test_redcar_and_cleveland_knowing_somebody_bars_their_whole_family(
    made: MadeFamily, keeper: User, worker: User
) -> None:
    """A worker opened the files of people they knew: here whoever says so cannot, nor in an emergency."""
    client = browser(worker)
    assert client.get(f"/families/{made.family.pk}/people/").status_code == 200
    assert client.get(f"/protection/i-know/{made.parents[0].pk}/").status_code == 200
    client.post(f"/protection/i-know/{made.parents[0].pk}/", {"kinship": "knows"})
    assert client.get(f"/families/{made.family.pk}/people/").status_code == 404
    assert finding(worker, "Zephyrine") == []
    assert Exclusion.objects.filter(user=worker).count() == 3
    with pytest.raises(NotAllowed):
        actions.end_exclusion(user=worker, subjects=[made.family.pk], why="She asked me to do it.", by=worker)
    others = [made.family.pk, *(person.pk for person in made.people)]
    assert actions.end_exclusion(user=worker, subjects=others, why="They have not met for years.", by=keeper) == 3
    assert client.get(f"/families/{made.family.pk}/people/").status_code == 200


def test_somebody_of_the_same_team_cannot_let_one_see_again(keeper: User) -> None:
    team = a_team(an_agency())
    worker, manager = a_user("family_worker", team=team), a_user("team_manager", team=team)
    with pytest.raises(NotAllowed, match="another team"):
        actions.end_exclusion(user=worker, subjects=[new_id()], why="No reason that matters here.", by=manager)


def test_exclusion_wins_over_clearance_and_role(made: MadeFamily, keeper: User) -> None:
    manager = a_user("team_manager")
    restriction = kept(made, keeper, cleared=(manager,))
    actions.declare_kinship(person=made.parents[0], kinship="self", user=manager, by=keeper)
    assert browser(manager).get(f"/families/{made.family.pk}/people/").status_code == 404
    with pytest.raises(Refused, match="know the people"):
        actions.clear_for(
            restriction=restriction, user=manager, kind="task", reason="They asked for it again.", by=keeper
        )


def test_two_people_lift_it(made: MadeFamily, keeper: User, worker: User) -> None:
    manager = a_user("team_manager", name="Mo Manager")
    restriction = kept(made, keeper, cleared=(manager,))
    client = browser(keeper)
    address = f"/protection/{restriction.pk}/"
    assert client.post(f"{address}no-longer-needed/", {"why": "He has died, we learnt."})["Location"] == address
    alone = client.post(f"{address}lift/", {})
    assert alone.status_code == 422
    assert "another person must agree" in alone.content.decode()
    assert "He has died" in browser(manager).get(address).content.decode()
    assert browser(manager).post(f"{address}lift/", {})["Location"] == "/protection/"
    assert browser(worker).get(f"/families/{made.family.pk}/people/").status_code == 200
    at_the_same_moment = actions.lift(restriction=restriction, by=keeper)
    assert at_the_same_moment.lifted_by == manager


def test_who_may_know_that_somebody_exists(made: MadeFamily, keeper: User, worker: User) -> None:
    assert knows_of(worker, made.family)
    kept(made, keeper, how=RecordClass.SEALED)
    made.family.refresh_from_db()
    cleared, stranger = User.objects.get(pk=keeper.pk), User.objects.get(pk=worker.pk)
    assert knows_of(cleared, made.family)
    assert not knows_of(stranger, made.family)
    actions.declare_kinship(person=made.parents[0], kinship="knows", by=cleared)
    assert not knows_of(User.objects.get(pk=keeper.pk), made.family)


def test_the_strictest_counts_and_outlives_the_other(made: MadeFamily, keeper: User) -> None:
    manager = a_user("team_manager")
    kept(made, keeper, cleared=(manager,))
    child = made.children[0]
    child.refresh_from_db()
    keeper.forget_rights()
    sealed = actions.restrict(
        subject=child, record_class=RecordClass.SEALED, category="adoption", reason=WHY, whom_to_ask="Adoption team",
        review_on=today() + dt.timedelta(days=90), cleared=[manager], by=keeper,
    )  # fmt: skip
    assert Person.objects.get(pk=child.pk).record_class == RecordClass.SEALED
    manager.forget_rights()
    keeper.forget_rights()
    actions.ask_to_lift(restriction=sealed, why="The order was set aside.", by=keeper)
    actions.lift(restriction=sealed, by=manager)
    assert Person.objects.get(pk=child.pk).record_class == RecordClass.RESTRICTED


def test_a_newcomer_is_kept_as_closely(made: MadeFamily, keeper: User, worker: User) -> None:
    kept(made, keeper, RecordClass.SEALED, (worker,))
    baby = a_person("Nova", "Zephyrine", by=keeper)
    made.family.refresh_from_db()
    join_family(family=made.family, person=baby, role="child", by=keeper)
    assert Person.objects.get(pk=baby.pk).record_class == RecordClass.SEALED
    assert len(finding(a_user("hub_worker"), "Nova Zephyrine")) == 0
    assert len(finding(worker, "Nova Zephyrine")) >= 1


def test_a_sealed_child_is_not_in_an_open_family(made: MadeFamily, keeper: User, worker: User) -> None:
    actions.restrict(
        subject=made.children[0], record_class=RecordClass.SEALED, category="adoption", reason=WHY,
        whom_to_ask="Adoption team", review_on=today() + dt.timedelta(days=90), cleared=[], by=keeper,
    )  # fmt: skip
    page = browser(worker).get(f"/families/{made.family.pk}/people/").content.decode()
    assert str(made.parents[0].names.get()) in page
    assert str(made.children[0].names.get()) not in page
    assert str(made.children[0].pk) not in page


def test_a_restricted_member_is_a_name_in_the_family(made: MadeFamily, keeper: User, worker: User) -> None:
    parent = made.parents[0]
    Person.objects.filter(pk=parent.pk).update(telephone="07700 900123")
    record_address(people=[parent], lines="9 Hidden Row", postcode="YO1 6GA", by=the_system())
    client = browser(worker)
    assert "9 Hidden Row" in client.get(f"/families/{made.family.pk}/people/").content.decode()
    parent.refresh_from_db()
    actions.restrict(
        subject=parent, record_class=RecordClass.RESTRICTED, category="staff", reason=WHY, whom_to_ask="HR",
        review_on=today() + dt.timedelta(days=90), cleared=[], by=keeper,
    )  # fmt: skip
    page = client.get(f"/families/{made.family.pk}/people/").content.decode()
    assert str(parent.names.get()) in page
    assert "9 Hidden Row" not in page
    assert "07700 900123" not in page


def test_a_confidential_address_is_for_its_writer_and_who_is_named(
    made: MadeFamily, keeper: User, worker: User
) -> None:
    other = a_user("family_worker", name="Olive Other")
    made.family.readers = [worker.principal, other.principal]
    made.family.save()
    [address] = record_address(
        people=[made.parents[0]], lines="Refuge House", postcode="YO1 6GB", confidential=True, by=worker
    )
    tab = f"/families/{made.family.pk}/people/"
    assert "Refuge House" in browser(worker).get(tab).content.decode()
    for user in (other, keeper, a_user("social_worker")):
        page = browser(user).get(tab).content.decode()
        assert "Refuge House" not in page
        assert "YO1 6GB" not in page
        assert "Confidential: you may not see it" in page
        assert browser(user).get(f"/protection/addresses/{address.pk}/").status_code == 404
    shown = browser(worker).post(
        f"/protection/addresses/{address.pk}/",
        {"user": other.pk, "kind": "task", "reason": "She drives them to school."},
    )
    assert shown.status_code == 302
    assert "Refuge House" in browser(other).get(tab).content.decode()
    with pytest.raises(Refused):
        actions.show_address(address=address, user=worker, kind="task", reason=WHY, by=worker)
    with viewing_as(keeper), pytest.raises(NotAllowed, match="Only people who see this address"):
        actions.show_address(address=address, user=worker, kind="task", reason=WHY, by=keeper)


def test_the_list_names_only_for_who_is_cleared(made: MadeFamily, keeper: User) -> None:
    kept(made, keeper, RecordClass.SEALED)
    other = a_user("team_manager")
    page = browser(other).get("/protection/").content.decode()
    assert "Not for you to see" in page
    assert "Zephyrine" not in page
    [row] = kept_records(other)
    assert "Zephyrine" not in browser(other).get(f"/protection/{row.restriction.pk}/").content.decode()
    assert WHY not in browser(other).get(f"/protection/{row.restriction.pk}/").content.decode()
    assert "Zephyrine" in browser(keeper).get("/protection/").content.decode()
    assert browser(a_user("hub_worker")).get("/protection/").status_code == 403
    for page_of_it in ("clear", "review", "no-longer-needed", "lift"):
        answer = browser(other).post(
            f"/protection/{row.restriction.pk}/{page_of_it}/",
            {"user": keeper.pk, "kind": "task", "reason": WHY, "why": WHY, "review_on-day": "1",
             "review_on-month": "1", "review_on-year": "2100"},
        )  # fmt: skip
        assert answer.status_code in (403, 422), page_of_it


def test_it_is_kept_through_the_pages(made: MadeFamily, keeper: User, worker: User) -> None:
    client, tab = browser(keeper), f"/families/{made.family.pk}/protection/"
    assert "kept as others are" in client.get(tab).content.decode()
    soon = today() + dt.timedelta(days=60)
    answers = {
        "record_class": "1", "category": "high_risk", "reason": WHY, "whom_to_ask": "The hub",
        "review_on-day": soon.day, "review_on-month": soon.month, "review_on-year": soon.year,
        "cleared": [str(worker.pk)],
    }  # fmt: skip
    form = client.get(f"{tab}keep/").content.decode()
    assert "Wendy Worker" in form
    assert "checked" not in form
    assert client.post(f"{tab}keep/", {**answers, "reason": "Short"}).status_code == 422
    assert client.post(f"{tab}keep/", answers)["Location"] == tab
    assert "Wendy Worker" in client.get(tab).content.decode()
    child = made.children[0]
    assert client.get(f"{tab}people/{new_id()}/keep/").status_code == 404
    assert client.post(f"{tab}people/{child.pk}/keep/", {**answers, "record_class": "2"})["Location"] == tab
    assert Person.objects.get(pk=child.pk).record_class == RecordClass.SEALED
    [one] = [row for row in kept_records(keeper) if row.restriction.family_id]
    mine = f"/protection/{one.restriction.pk}/"
    told = {"user": a_user("social_worker").pk, "kind": "task", "reason": "He answers their referral."}
    assert client.post(f"{mine}clear/", told)["Location"] == mine
    assert client.post(f"{mine}people/{worker.pk}/end/", {})["Location"] == mine
    assert client.post(f"{mine}people/999999/end/", {}).status_code == 404
    dates = {"review_on-day": soon.day, "review_on-month": soon.month, "review_on-year": soon.year}
    assert client.post(f"{mine}review/", {"why": "He still looks for them.", **dates})["Location"] == mine
    assert client.post(f"{mine}people/{keeper.pk}/end/", {})["Location"] == "/protection/"
    assert client.get(f"/families/{made.family.pk}/people/").status_code == 403


@pytest.mark.parametrize("role", ["practitioner", "family_worker", "hub_worker", "social_worker", "model_lead"])
def test_it_checks_access(made: MadeFamily, keeper: User, role: str) -> None:
    restriction = kept(made, keeper)
    client = browser(a_user(role))
    for address in (
        f"/families/{made.family.pk}/protection/", f"/families/{made.family.pk}/protection/keep/", "/protection/",
        f"/protection/{restriction.pk}/", f"/protection/{restriction.pk}/clear/",
    ):  # fmt: skip
        assert client.get(address).status_code in (403, 404), address
