"""What is counted, of whom, and what is not."""

import datetime as dt

import pytest
from django.db import connection

from alongside.ground.lib.clock import today
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import AdoptedPack, current_pack
from alongside.improving.identification.actions import counting
from alongside.improving.identification.models import Candidate, CountedFamily, Finding
from alongside.improving.identification.tests.factories import Town, counted, days_ago
from alongside.improving.identification.words import CandidateState, Place, RunKind

pytestmark = pytest.mark.django_db
TWO_OF_SIX = "troubled_families"


def on(list_id: str = TWO_OF_SIX) -> list[Candidate]:
    return list(Candidate.objects.filter(list_id=list_id).order_by("id"))


def met() -> dict[str, int]:
    return dict(Finding.objects.values_list("criterion", "count"))


def test_two_of_six_problems_put_a_family_on_the_list_and_one_does_not(town: Town) -> None:
    anna, ben = town.person("Anna"), town.person("Ben")
    town.household(children=[anna])
    town.household(children=[ben])
    town.two_problems(anna)
    town.tell(ben, "police_incidents", "crime")
    run = counted()
    assert run.kind == RunKind.EVERYTHING
    (found,) = on()
    assert found.groups == ["crime_asb", "need_help"]
    assert (found.groups_met, found.criteria_met, found.records) == (2, 2, 2)
    assert found.place == Place.NEED
    assert CountedFamily.objects.count() == 2, "one problem is counted too"
    assert run.listed == Candidate.objects.count()


def test_an_operating_model_from_before_there_were_criteria_counts_nobody(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    adopted = current_pack()
    bare = AdoptedPack(adopted.version_id, adopted.pack.model_copy(update={"criteria": None}))
    monkeypatch.setattr(counting, "current_pack", lambda: bare)
    with pytest.raises(Refused, match="has no criteria"):
        counted()


def test_two_counts_at_once_are_refused(town: Town) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [counting.LOCK])
        with pytest.raises(Refused, match="being counted already"):
            counted()
    finally:
        other.close()


def test_an_adults_incident_is_found_of_the_adult_and_never_of_a_child(town: Town) -> None:
    anna, mother = town.person("Anna"), town.person("Mara", born=dt.date(1985, 1, 1))
    town.household(children=[anna], adults=[mother])
    town.tell(mother, "police_incidents", "crime")
    counted()
    assert set(Finding.objects.values_list("person_id", "part", "criterion")) == {(mother.pk, "adult", "crime")}


def test_a_criterion_for_children_counts_no_adult(town: Town) -> None:
    anna, mother = town.person("Anna"), town.person("Mara", born=dt.date(1985, 1, 1))
    town.household(children=[anna], adults=[mother])
    town.tell(mother, "social_care", "child_in_need")
    counted()
    assert not Finding.objects.exists()


@pytest.mark.parametrize(
    ("kind", "quantity", "terms", "found"),
    [
        ("absence", 12, 2, True), ("absence", 9, 2, False), ("absence", 12, 1, False),
        ("unauthorised_absence", 20, 3, False),
    ],
)  # fmt: skip
def test_how_much_and_how_many(town: Town, kind: str, quantity: int, terms: int, found: bool) -> None:
    anna = town.person("Anna")
    town.household(children=[anna])
    for term in range(terms):
        town.tell(anna, "attendance", kind, days_ago(40 + 80 * term), quantity=quantity)
    counted()
    assert ("absence_10" in met()) is found
    assert "absence_15" not in met(), "that criterion ended in 2015"


@pytest.mark.parametrize(("ago", "found"), [(0, True), (364, True), (365, False), (-1, False)])
def test_how_long_ago(town: Town, ago: int, found: bool) -> None:
    anna = town.person("Anna")
    town.household(children=[anna])
    town.tell(anna, "police_incidents", "crime", days_ago(ago))
    counted()
    assert ("crime" in met()) is found


@pytest.mark.parametrize(("until", "found"), [(None, True), (0, True), (1, False)])
def test_what_lasts_counts_until_it_ends(town: Town, until: int | None, found: bool) -> None:
    anna = town.person("Anna")
    town.household(children=[anna])
    ended = None if until is None else days_ago(until)
    town.tell(anna, "social_care", "child_in_need", days_ago(900), event_until=ended)
    counted()
    assert ("child_in_need" in met()) is found


def test_ages_are_those_of_the_day(town: Town) -> None:
    fourteen = today().replace(year=today().year - 15) + dt.timedelta(days=1)
    anna, ben = town.person("Anna", born=fourteen), town.person("Ben", born=fourteen - dt.timedelta(days=1))
    town.household(children=[anna, ben])
    town.tell(anna, "neet", "neet")
    town.tell(ben, "neet", "neet")
    counted()
    assert set(Finding.objects.values_list("person_id", flat=True)) == {ben.pk}


def test_a_household_is_counted_together_and_each_row_stays_with_its_person(town: Town) -> None:
    anna, mother = town.person("Anna"), town.person("Mara", born=dt.date(1985, 1, 1))
    town.household(children=[anna], adults=[mother])
    for one in (anna, mother):
        town.tell(one, "police_incidents", "domestic_abuse")
    counted()
    assert set(Finding.objects.values_list("person_id", "count")) == {(anna.pk, 1), (mother.pk, 1)}


def test_a_child_of_two_homes_is_counted_in_both_and_each_parent_in_one(town: Town) -> None:
    anna, mother, father = town.person("Anna"), town.person("Mara"), town.person("Fred")
    town.household(children=[anna], adults=[mother])
    town.household(children=[anna], adults=[father])
    town.tell(anna, "social_care", "child_in_need")
    town.tell(father, "police_incidents", "crime")
    counted()
    assert len(on()) == 1
    assert Finding.objects.filter(criterion="child_in_need").count() == 2
    assert Finding.objects.filter(criterion="crime").count() == 1


def test_adults_without_children_are_no_family(town: Town) -> None:
    mara = town.person("Mara", born=dt.date(1985, 1, 1))
    town.household(children=[], adults=[mara])
    town.tell(mara, "police_incidents", "crime")
    town.tell(mara, "benefits", "out_of_work_benefit")
    counted()
    assert not Candidate.objects.exists()


def test_people_known_to_feeds_only_are_counted(town: Town) -> None:
    lily = town.feed_person("Lily")
    town.household(children=[lily])
    town.two_problems(lily)
    counted()
    (found,) = on()
    assert found.counted.feed_people == [lily.pk]
    assert found.counted.people == []


def test_need_that_falls_is_kept_in_sight(town: Town) -> None:
    anna = town.person("Anna")
    town.household(children=[anna])
    town.tell(anna, "social_care", "child_in_need", days_ago(400), event_until=days_ago(100))
    town.tell(anna, "police_incidents", "crime", days_ago(300))
    counted()
    (found,) = on()
    assert (found.place, found.groups_met, found.groups_before) == (Place.FALLING, 1, 2)


def test_a_list_ages(town: Town) -> None:
    anna = town.person("Anna")
    town.household(children=[anna])
    rows = town.two_problems(anna)
    counted(days_ago(10))
    town.withdraw(rows[0])
    counted(days_ago(9))
    (found,) = on()
    assert (found.state, found.not_seen_since) == (CandidateState.LISTED, days_ago(9))
    counted(days_ago(9) + dt.timedelta(days=89))
    assert on()[0].state == CandidateState.LISTED
    counted(days_ago(9) + dt.timedelta(days=90))
    assert on()[0].state == CandidateState.LEFT
    town.tell(anna, "police_incidents", "crime", days_ago(1))
    counted(days_ago(9) + dt.timedelta(days=91))
    assert on()[0].state == CandidateState.LISTED
    assert [status.reason for status in on()[0].statuses.all()][1:] == ["Not seen again.", "Seen again."]


def test_nothing_is_counted_twice_for_the_same_day(town: Town) -> None:
    anna = town.person("Anna")
    town.household(children=[anna])
    town.two_problems(anna)
    counted()
    again = counted()
    assert (again.kind, again.counted) == (RunKind.CHANGES, 0)
    assert len(on()) == 1


def test_an_earlier_day_counts_everything(town: Town) -> None:
    counted()
    assert counted(days_ago(3)).kind == RunKind.EVERYTHING
    assert counted(full=True).kind == RunKind.EVERYTHING


def test_the_area_is_that_of_the_ward_and_never_of_a_confidential_address(town: Town) -> None:
    anna, lily = town.person("Anna"), town.feed_person("Lily", postcode="YO26 4XX")
    town.lives(anna, "E05010330")
    town.household(children=[anna])
    town.household(children=[lily])
    town.two_problems(anna)
    town.two_problems(lily)
    counted()
    assert [found.counted.areas for found in on()] == [["west"], ["west"]]


def test_the_school_is_that_of_the_census(town: Town) -> None:
    anna = town.person("Anna")
    town.household(children=[anna])
    town.two_problems(anna)
    town.tell(anna, "school_census", "on_roll", detail="Made Up Primary School")
    counted()
    assert on()[0].counted.schools == ["Made Up Primary School"]
