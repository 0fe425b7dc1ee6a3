"""The 'People' tab: what it shows, what can be changed on it, and who may."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import AdoptedPack
from alongside.people.families import actions
from alongside.people.families.models import Factor, Family, Membership, Person, PersonAddress, Relationship
from alongside.people.families.tests.factories import BlendedFamily, MadeFamily, a_family, a_person

CLIFTON, HULL_ROAD = "E05010313", "E05010323"


def people_tab(made: MadeFamily) -> str:
    return f"/families/{made.family.pk}/people/"


def day(name: str, date: dt.date) -> dict[str, str]:
    return {f"{name}-day": str(date.day), f"{name}-month": str(date.month), f"{name}-year": str(date.year)}


def test_the_page_draws_and_lists_the_same_family(as_worker: Client, blended: BlendedFamily) -> None:
    page = as_worker.get(people_tab(blended)).content.decode()
    assert "<title>People" in page
    assert 'role="img"' in page
    assert "Asha Reed: Former partner of Ben Stone" in page
    assert "Half brother or sister of Cara Stone" in page
    assert page.count("<polygon") + page.count("<circle cx=") + page.count("<rect x=") >= 5


def test_the_page_says_what_is_doubtful_unknown_and_elsewhere(
    as_worker: Client, blended: BlendedFamily, worker: User
) -> None:
    child = blended.eldest
    actions.change_person(
        person=child, seen_version=1, by=worker,
        changes={"upn": "A123456789012", "nhs_number": "9990000018", "telephone": "01904 000000",
                 "contact_note": "Text", "has_send": True,
                 "first_language": "Polish", "needs_interpreter": True},
    )  # fmt: skip
    actions.add_name(person=child, kind="known_as", forename="Caz", surname="", by=worker)
    for other in (a_family(by=worker).family, a_family().family):
        actions.join_family(family=other, person=child, role="child", by=worker)
    actions.record_address(
        people=[blended.mother, child], lines="1 High Street", postcode="YO30 1AA", ward_code=CLIFTON,
        since=dt.date(2020, 1, 1), by=worker,
    )  # fmt: skip
    actions.record_address(people=[child], no_fixed_address=True, since=dt.date(2024, 1, 1), by=worker)
    page = as_worker.get(people_tab(blended)).content.decode()
    for words in (
        "The UPN fails its check", "Caz", "Open their other family", "1 other family you may not open",
        "No fixed address",
        "Before: 1 High Street, YO30 1AA, 1 January 2020 to 1 January 2024", "(North)", "Home A", "01904 000000",
        "Polish, needs an interpreter",
    ):  # fmt: skip
        assert words in page, words


def new_person(**changes: Any) -> dict[str, Any]:
    return {
        "forename": "Noor", "surname": "Harper", "role": "child", "when_born": "born", "sex": "F",
        **day("date_of_birth", dt.date(2017, 3, 2)), **changes,
    }  # fmt: skip


def test_a_sister_is_added_without_typing_the_family_again(as_worker: Client, made: MadeFamily, worker: User) -> None:
    actions.record_address(people=made.people, lines="1 High Street", postcode="YO30 1AA", ward_code=CLIFTON, by=worker)
    add = f"{people_tab(made)}add/?sibling_of={made.children[0].pk}"
    form = as_worker.get(add).content.decode()
    assert "Add a brother or sister" in form
    assert 'value="Harper"' in form
    parents = [str(parent.pk) for parent in made.parents]
    answer = as_worker.post(
        add, new_person(parents=parents, same_home_as=str(made.children[0].pk), needs_interpreter="yes")
    )
    assert answer["Location"] == people_tab(made)
    sister = Person.objects.get(names__forename="Noor")
    assert {(tie.person, tie.kind) for tie in sister.relationships_of_others.all()} == {
        (made.parents[0], "mother"), (made.parents[1], "father"),
    }  # fmt: skip
    assert sister.addresses.get().lines == "1 High Street"
    assert sister.needs_interpreter is True


def test_somebody_known_already_is_offered_before_a_second_record_is_made(as_worker: Client, made: MadeFamily) -> None:
    known = a_person("Noor", "Harper", date_of_birth=dt.date(2017, 3, 2))
    add = f"{people_tab(made)}add/"
    asked = as_worker.post(add, new_person())
    assert asked.status_code == 422
    assert "Select whether it is one of these people" in asked.content.decode()
    assert as_worker.post(add, new_person(existing=str(known.pk)))["Location"] == people_tab(made)
    assert Membership.objects.filter(family=made.family, person=known).exists()
    other = a_family(readers=(), by=None)
    assert as_worker.post(f"{people_tab(other)}add/", new_person()).status_code == 404
    assert Person.objects.filter(names__forename="Noor").count() == 1


def test_somebody_of_the_same_name_may_still_be_somebody_else(as_worker: Client, made: MadeFamily) -> None:
    a_person("Noor", "Harper")
    as_worker.post(f"{people_tab(made)}add/", new_person(existing="somebody_new", upn="A1"))
    assert Person.objects.filter(names__forename="Noor").count() == 2


@pytest.mark.parametrize(
    ("changes", "known", "born"),
    [
        ({"when_born": "expected", **day("expected_on", today() + dt.timedelta(90))}, "expected", True),
        ({"when_born": "not_known"}, "unknown", False),
        ({"date_of_birth-day": "", "date_of_birth-month": ""}, "estimated", True),
    ],
)  # fmt: skip
def test_a_date_of_birth_may_be_expected_unknown_or_estimated(
    as_worker: Client, made: MadeFamily, changes: dict[str, str], known: str, born: bool
) -> None:
    as_worker.post(f"{people_tab(made)}add/", new_person(**changes))
    child = Person.objects.get(names__forename="Noor")
    assert child.date_known == known
    assert (child.date_of_birth is not None) is born
    assert as_worker.get(people_tab(made)).status_code == 200
    assert as_worker.get(f"{people_tab(made)}{child.pk}/change/").status_code == 200


def test_a_refusal_is_said_at_its_field(as_worker: Client, made: MadeFamily) -> None:
    answer = as_worker.post(f"{people_tab(made)}add/", new_person(forename="", surname=""))
    assert answer.status_code == 422
    assert "Enter a name, even if only one is known." in answer.content.decode()


def test_a_person_is_changed_and_an_estimate_stays_one(as_worker: Client, made: MadeFamily, worker: User) -> None:
    child, school = made.children[0], an_agency("Millbrook School")
    actions.change_person(
        person=child,
        seen_version=1,
        changes={"date_of_birth": dt.date(2012, 7, 1), "date_known": "estimated"},
        by=worker,
    )
    change = f"{people_tab(made)}{child.pk}/change/"
    assert 'value="2012"' in as_worker.get(change).content.decode()
    told = {"when_born": "born", **day("date_of_birth", dt.date(2012, 7, 1)), "sex": "M", "school": str(school.pk)}
    assert as_worker.post(change, {**told, "seen_version": "2"})["Location"] == people_tab(made)
    child.refresh_from_db()
    assert (child.school, child.sex, child.date_known) == (school, "M", "estimated")


def test_two_people_changing_somebody_lose_nothing(as_worker: Client, made: MadeFamily, worker: User) -> None:
    child = made.children[0]
    change = f"{people_tab(made)}{child.pk}/change/"
    actions.change_person(person=child, seen_version=1, changes={"telephone": "01904 111111"}, by=the_system())
    told = {"when_born": "not_known", "sex": "M", "telephone": "01904 222222", "seen_version": "1"}
    answer = as_worker.post(change, told)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "01904 111111" in page
    assert "01904 222222" in page
    child.refresh_from_db()
    assert child.telephone == "01904 111111"


def test_names_relationships_and_leaving(as_worker: Client, made: MadeFamily) -> None:
    tab, child = people_tab(made), made.children[0]
    as_worker.post(f"{tab}{child.pk}/names/add/", {"kind": "known_as", "forename": "Sunny", "surname": ""})
    assert child.names.filter(forename="Sunny").exists()
    tie = {"person": str(made.parents[1].pk), "kind": "step_parent", "other": str(child.pk)}
    as_worker.post(f"{tab}relationships/add/", {**tie, "has_parental_responsibility": "no"})
    recorded = Relationship.objects.get(kind="step_parent")
    assert recorded.has_parental_responsibility is False
    end = f"{tab}relationships/{recorded.pk}/end/"
    assert "step-parent of" in as_worker.get(end).content.decode()
    as_worker.post(end, day("on", today()))
    recorded.refresh_from_db()
    assert recorded.until is not None
    assert as_worker.get(end).status_code == 404
    as_worker.post(f"{tab}{child.pk}/leave/", {"why": "Moved to their aunt", **day("on", today())})
    assert Membership.objects.get(family=made.family, person=child).why_ended == "Moved to their aunt"
    assert as_worker.get(f"{tab}{child.pk}/change/").status_code == 404


def move(made: MadeFamily, **changes: Any) -> dict[str, Any]:
    return {
        "people": [str(person.pk) for person in made.people], "has_address": "yes", "confidential": "no",
        "lines": "2 Low Street",
        "postcode": "yo101aa", "ward": HULL_ROAD, **day("since", dt.date(2025, 6, 1)), **changes,
    }  # fmt: skip


def test_a_family_moves_together(as_worker: Client, made: MadeFamily) -> None:
    assert "Ward not known" in as_worker.get(f"{people_tab(made)}move/").content.decode()
    assert as_worker.post(f"{people_tab(made)}move/", move(made))["Location"] == people_tab(made)
    assert PersonAddress.objects.filter(postcode="YO10 1AA", ward_code=HULL_ROAD, until=None).count() == 4
    assert "outside the council" not in as_worker.get(people_tab(made)).content.decode()


def test_the_ward_last_used_for_a_postcode_is_suggested(as_worker: Client, made: MadeFamily) -> None:
    as_worker.post(f"{people_tab(made)}move/", move(made))
    answer = as_worker.post(f"{people_tab(made)}move/", move(made, ward=""))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Check the ward" in page
    assert f'value="{HULL_ROAD}" selected' in page
    unknown = as_worker.post(f"{people_tab(made)}move/", move(made, ward="", postcode="YO1 1ZZ"))
    assert "‘Ward not known’" in unknown.content.decode()


def test_a_postcode_outside_the_council_is_said_and_no_bar(as_worker: Client, made: MadeFamily) -> None:
    as_worker.post(f"{people_tab(made)}move/", move(made, postcode="LS1 4AP", ward="not_known"))
    assert PersonAddress.objects.filter(postcode="LS1 4AP").count() == 4
    assert "outside the council" in as_worker.get(people_tab(made)).content.decode()


def test_there_may_be_no_fixed_address(as_worker: Client, made: MadeFamily) -> None:
    as_worker.post(f"{people_tab(made)}move/", move(made, has_address="no", ward="not_known"))
    assert PersonAddress.objects.filter(no_fixed_address=True, lines="").count() == 4


def test_what_is_noticed_and_no_longer_holds(as_worker: Client, made: MadeFamily, pack: AdoptedPack) -> None:
    tab, factor = people_tab(made), pack.pack.factors[0]
    assert factor.text in as_worker.get(f"{tab}noticed/add/").content.decode().replace("&#39;", "'")
    told = {"person": str(made.children[0].pk), "factor": factor.id, "evidence": "Told his teacher"}
    as_worker.post(f"{tab}noticed/add/", {**told, **day("noticed_on", dt.date(2026, 1, 5))})
    assert "Told his teacher" in as_worker.get(tab).content.decode()
    end = f"{tab}noticed/{Factor.objects.get().pk}/end/"
    too_early = as_worker.post(end, day("on", dt.date(2025, 1, 1)))
    assert "It was noticed after this day." in too_early.content.decode()
    as_worker.post(end, day("on", dt.date(2026, 2, 1)))
    assert Factor.objects.get().ended_on == dt.date(2026, 2, 1)
    assert as_worker.post(end, day("on", dt.date(2026, 2, 1))).status_code == 404


def test_what_to_be_careful_of_is_on_every_page(as_worker: Client, made: MadeFamily) -> None:
    careful = f"{people_tab(made)}be-careful/"
    assert as_worker.get(careful).status_code == 200
    as_worker.post(careful, {"be_careful": "A large dog", "seen_version": "1"})
    assert "A large dog" in as_worker.get(people_tab(made)).content.decode()
    late = as_worker.post(careful, {"be_careful": "No dog", "seen_version": "1"})
    assert late.status_code == 409
    assert Family.objects.get(pk=made.family.pk).be_careful == "A large dog"


def test_a_stranger_sees_nothing_and_a_reader_changes_nothing(client: Client, made: MadeFamily) -> None:
    client.force_login(a_user())
    assert client.get(people_tab(made)).status_code == 404
    client.force_login(a_user("social_worker"))
    page = client.get(people_tab(made)).content.decode()
    assert "Your role does not include this" in page
    assert "Add a person" not in page
    for address in ("add/", "move/", "relationships/add/", "noticed/add/", "be-careful/"):
        assert client.get(people_tab(made) + address).status_code == 403
        assert client.post(people_tab(made) + address, {"people": []}).status_code == 403


def test_nothing_of_another_family_is_reached_through_this_one(as_worker: Client, made: MadeFamily) -> None:
    other = a_family(children=2)
    stranger = other.children[0].pk
    assert as_worker.get(f"{people_tab(made)}{stranger}/change/").status_code == 404
    assert as_worker.post(f"{people_tab(made)}{stranger}/leave/", {"why": "x", **day("on", today())}).status_code == 404
    tie = Relationship.objects.filter(other=stranger).first()
    assert tie is not None
    assert as_worker.get(f"{people_tab(made)}relationships/{tie.pk}/end/").status_code == 404
