"""What comes of a record: one household, one record a line, and what a careful person would say."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alongside.people.linkage.cleaning import cleaned
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.link import Linker
from alongside.people.linkage.settings import the_settings
from alongside.people.linkage.spine import Spine, load
from alongside.people.linkage.tests.factories import (
    ANNA,
    DAD,
    HANNAH,
    MUM,
    PETER,
    Row,
    linked,
    linker_for,
    seen_again,
    table,
    town,
)
from alongside.people.linkage.words import How, Outcome, Reason

NO_IDS: Row = {"nhs_number": None, "uprn": None}
NAMES = [
    row | {"record_id": f"n{at}", "forename": ("Anna", "Hannah")[at % 2]} for at, row in enumerate(town(10, seed=8))
]
TOWN = [*town(), *NAMES]
FAMILY = [ANNA, MUM, DAD]
JOINED, REVIEW, NEW = Outcome.JOINED, Outcome.REVIEW, Outcome.NEW


@pytest.fixture(scope="module")
def family() -> Iterator[Linker]:
    linker = linker_for([*FAMILY, *TOWN])
    yield linker
    linker.close()


@pytest.mark.parametrize(
    ("record", "outcome", "person", "how"),
    [
        (ANNA, JOINED, "p-anna", How.NHS_NUMBER),
        (ANNA | {"nhs_number": "9.990000018E+09", "date_of_birth": "07/03/2014"}, JOINED, "p-anna", How.NHS_NUMBER),
        (ANNA | NO_IDS, JOINED, "p-anna", How.SAME_DETAILS),
        (MUM | NO_IDS | {"surname": "Belling"}, JOINED, "p-mum", How.WEIGHED),
        (MUM | {"surname": "Belling"}, JOINED, "p-mum", How.NHS_NUMBER),
        (ANNA | NO_IDS | {"forename": "Thorley", "surname": "Anna"}, JOINED, "p-anna", How.WEIGHED),
        (ANNA | NO_IDS | {"date_of_birth": "03/07/2014"}, JOINED, "p-anna", How.WEIGHED),
        (ANNA | NO_IDS | {"forename": "Anan", "uprn": "100050123456"}, JOINED, "p-anna", How.WEIGHED),
        (ANNA | {"nhs_number": "9990000019", "forename": "A"}, JOINED, "p-anna", How.WEIGHED),
        (ANNA | NO_IDS | {"surname": "T", "sex": None}, JOINED, "p-anna", How.WEIGHED),
        ({"forename": "Zebedee", "surname": "Quill", "date_of_birth": "1999-09-09"}, NEW, None, None),
    ],
)  # fmt: skip
def test_one_record_of_the_family(
    family: Linker, record: Row, outcome: Outcome, person: str | None, how: How | None
) -> None:
    decision = family.link(cleaned(table(record | {"record_id": "r"}))).decisions.to_pylist()[0]
    assert (decision["outcome"], decision["person_id"], decision["how"]) == (outcome, person, how)


@pytest.mark.parametrize(
    ("people", "record", "reason"),
    [
        pytest.param([HANNAH], ANNA | NO_IDS | {"uprn": ANNA["uprn"]}, Reason.ANOTHER_NAME, id="the missing twin"),
        pytest.param([MUM, ANNA], ANNA | {"nhs_number": MUM["nhs_number"]}, None, id="her mother's number"),
        pytest.param([DAD], PETER | NO_IDS, Reason.ANOTHER_GENERATION, id="the missing son of one name"),
        pytest.param([ANNA], ANNA | NO_IDS | {"forename": "Thorley", "surname": "Belling"}, Reason.ANOTHER_NAME,
                     id="her surname in the forename's place, and another surname"),
        pytest.param([ANNA], ANNA | {"forename": "Olivia", "date_of_birth": "2011-01-02"}, Reason.ANOTHER_NAME,
                     id="a number with another name and birthday"),
    ],
)  # fmt: skip
def test_a_resemblance_in_the_household_is_never_enough(people: list[Row], record: Row, reason: Reason | None) -> None:
    decision = linked([*people, *TOWN], record | {"record_id": "r"}).decisions.to_pylist()[0]
    right = [one["record_id"] for one in people if one["forename"] == record["forename"] and one is not DAD]
    if decision["outcome"] == JOINED:
        assert [decision["person_id"]] == right
    if reason:
        assert decision["outcome"] == REVIEW
        assert reason in decision["reasons"]


def test_twins_with_identifiers_changed_over_are_asked_about() -> None:
    links = linked([ANNA, HANNAH, *TOWN], ANNA | {"record_id": "r", "nhs_number": HANNAH["nhs_number"]})
    decision = links.decisions.to_pylist()[0]
    assert decision["outcome"] == REVIEW
    assert {row["person_id"] for row in links.candidates.to_pylist()} == {"p-anna", "p-hannah"}


def test_a_father_and_son_of_one_name_are_told_apart_by_birth() -> None:
    records = [DAD | NO_IDS | {"record_id": "r1"}, PETER | NO_IDS | {"record_id": "r2"}]
    assert linked([DAD, PETER, *TOWN], *records).decisions["person_id"].to_pylist() == ["p-dad", "p-peter"]


def test_a_number_held_by_two_people_is_not_sure() -> None:
    shared = HANNAH | {"nhs_number": ANNA["nhs_number"]}
    decision = linked([ANNA, shared, *TOWN], ANNA | {"record_id": "r"}).decisions.to_pylist()[0]
    assert decision["how"] == How.WEIGHED


def test_two_people_alike_are_asked_about_the_first_by_id() -> None:
    twice = [ANNA | {"record_id": name, "nhs_number": None} for name in ("b", "a")]
    decision = linked([*twice, *TOWN], ANNA | {"record_id": "r", "nhs_number": None}).decisions.to_pylist()[0]
    assert (decision["outcome"], decision["person_id"], decision["margin"]) == (REVIEW, "a", 0.0)
    assert decision["reasons"] == [Reason.CLOSE_SECOND]


@pytest.mark.parametrize(
    "filled",
    [
        {"forename": "Test", "surname": "Test", "date_of_birth": "01/01/1900"},
        {"forename": "UNKNOWN", "surname": "UNKNOWN", "date_of_birth": "01/01/1900", "nhs_number": "0000000000"},
        {"forename": "N/A", "surname": "Not known", "postcode": "ZZ99 3VZ", "address": "No fixed abode"},
    ],
)
def test_what_fills_a_gap_links_nobody(filled: Row) -> None:
    people = [filled | {"record_id": "p"}, *TOWN]
    assert linked(people, filled | {"record_id": "r"}).decisions["outcome"].to_pylist() == [NEW]


def test_nobody_to_link_to_is_refused() -> None:
    with pytest.raises(Unusable, match="no people"):
        linker_for([])


def test_a_crowd_behind_one_key_finds_nobody() -> None:
    block = [row | {"uprn": "100099999999", "surname": "Crowd"} for row in town(90)]
    spine = Spine.of(cleaned(table(*block)), the_settings(), threads=1)
    rules = [rule.keys for rule in the_settings().finding.rules]
    assert len(spine.crowded[rules.index(["uprn"])]) == 1
    assert spine.people[f"key_{rules.index(['uprn'])}"].null_count == 90


def test_a_spine_is_kept_and_found_again(tmp_path: Path) -> None:
    settings = the_settings()
    spine = Spine.of(cleaned(table(*TOWN)), settings, threads=1)
    spine.save(tmp_path / "spine")
    again = load(tmp_path / "spine", settings)
    assert again.people.equals(spine.people)
    assert (again.counted, again.crowded) == (spine.counted, spine.crowded)


def test_a_spine_of_another_engine_or_settings_is_refused(tmp_path: Path) -> None:
    settings = the_settings()
    spine = Spine.of(cleaned(table(*TOWN)), settings, threads=1)
    for changed, said in (
        (replace(spine, engine="1.5.0"), "another release"),
        (replace(spine, crowded={}), "other settings"),
    ):
        changed.save(tmp_path / said)
        with pytest.raises(Unusable, match=said):
            load(tmp_path / said, settings)


def test_records_of_the_town_come_to_their_people() -> None:
    records = seen_again(TOWN, 150)
    decisions = linked(TOWN, *records).decisions.to_pylist()
    assert len(decisions) == 150
    assert sum(one["outcome"] == JOINED for one in decisions) > 75
