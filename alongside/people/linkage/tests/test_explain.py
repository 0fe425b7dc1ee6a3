"""A weight can be added up with a pencil, and every decision be read."""

import pytest

from alongside.people.linkage import explain
from alongside.people.linkage.cleaning import cleaned
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.tests.factories import ANNA, Row, linker_for, table, town
from alongside.people.linkage.words import HOW_WORDS, REASON_WORDS, How, Reason

RECORD: Row = ANNA | {
    "record_id": "r",
    "forename": "Thorley",
    "surname": "Anna",
    "nhs_number": None,
    "uprn": None,
    "sex": "m",
}


def test_a_pair_field_by_field() -> None:
    linker = linker_for([ANNA, *town(60)])
    records = cleaned(table(RECORD))
    links = linker.link(records)
    said = {one.field: one for one in explain.explained(linker, records, "r", "p-anna")}
    assert said["forename"].words == "forename and surname changed over"
    assert said["surname"].words == "counted with the forename"
    assert said["date_of_birth"].sentence.startswith("Date of birth: same date of birth (+")
    assert said["nhs_number"].sentence == "NHS number: not known on one side or both (+0.0)"
    assert said["before_looking"].words == "one person among 61"
    weight = links.decisions["weight"].to_pylist()[0]
    assert sum(one.bits for one in said.values()) == pytest.approx(weight, abs=1e-4)
    assert explain.fields(links.candidates.to_pylist()[0], linker.settings)[0].words == said["forename"].words


def test_a_pair_that_is_not_there_is_refused() -> None:
    linker = linker_for([ANNA, *town(60)])
    with pytest.raises(Unusable, match="no such record or person"):
        explain.explained(linker, cleaned(table(RECORD)), "r", "nobody")


@pytest.mark.parametrize(
    ("weight", "words"),
    [(25.0, "almost certainly"), (12.0, "very likely"), (5.0, "likely the same"), (1.0, "perhaps"), (-1.0, "another")],
)
def test_weights_in_words(weight: float, words: str) -> None:
    assert words in explain.in_words(weight)


def test_every_reason_and_way_has_its_sentence() -> None:
    assert explain.why_asked([reason.value for reason in Reason]) == [REASON_WORDS[reason] for reason in Reason]
    assert set(HOW_WORDS) == set(How)
