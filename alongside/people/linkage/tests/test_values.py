"""Every kind of value made comparable, one example a line; and what must hold for any text whatever."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs

from alongside.ground.lib.text import comparable
from alongside.people.linkage import values
from alongside.people.linkage.cleaning import root

EXAMPLES: list[tuple[Callable[[str], str | None], str, str | None]] = [
    (values.first_name, " Siobhán  Mary", "siobhan"),
    (values.first_name, "Mrs Ruth", "ruth"),
    (values.first_name, "UNKNOWN", None),
    (values.first_name, "Test", None),
    (values.first_name, "Baby", None),
    (values.first_name, "12345", None),
    (values.middle_name, "Anna Louise", "louise"),
    (values.middle_name, "Anna", None),
    (values.surname, "O'Brien", "obrien"),
    (values.surname, "O Brien", "obrien"),
    (values.surname, "Smith-Jones", "smithjones"),
    (values.surname, "Not Known", None),
    (values.surname_part, "Smith-Jones", "jones"),
    (values.surname_lead, "Smith-Jones", "smith"),
    (values.sound, "Thorley", "T640"),
    (values.sound, "Thawley", "T400"),
    (values.sound, "Шевченко", None),
    (values.birth, "2014-03-07", "20140307"),
    (values.birth, "2014-03-07T00:00:00", "20140307"),
    (values.birth, "07/03/2014", "20140307"),
    (values.birth, "7.3.2014", "20140307"),
    (values.birth, "12/25/2013", "20131225"),
    (values.birth, "20140307", "20140307"),
    (values.birth, "7 March 2014", "20140307"),
    (values.birth, "07-Mar-2014", "20140307"),
    (values.birth, "41705", "20140307"),
    (values.birth, "41705.0", "20140307"),
    (values.birth, "01/01/1900", None),
    (values.birth, "30/02/2014", None),
    (values.birth, "2114-03-07", None),
    (values.birth, "soon", None),
    (values.nhs_number, "999 000 0018", "9990000018"),
    (values.nhs_number, "9.990000018E+09", "9990000018"),
    (values.nhs_number, "9.99E+09", None),
    (values.nhs_number, "9990000019", None),
    (values.nhs_number, "0000000000", None),
    (values.pupil_number, "f816200000016", "F816200000016"),
    (values.pupil_number, "B816200000016", None),
    (values.reference, "dc 12-34 56 a", "DC123456A"),
    (values.reference, "1234567.0", "1234567"),
    (values.reference, "0000000", None),
    (values.reference, "n/a", None),
    (values.postcode, "yo1 6ga", "YO16GA"),
    (values.postcode, "ZZ99 3VZ", None),
    (values.postcode, "UNKNOWN", None),
    (values.postcode, "2650", "2650"),
    (values.uprn, "000100050123456", "100050123456"),
    (values.uprn, "1.00050123456E+11", "100050123456"),
    (values.uprn, "111111", None),
    (values.address, "4, Mill Lane", "4 mill lane"),
    (values.address, "No fixed abode", None),
    (values.sex, "Female", "f"),
    (values.sex, "1", "m"),
    (values.sex, "X", None),
    (root, "katie", "catherine"),
    (root, "zebedee", "zebedee"),
]
ALL = sorted({function for function, _, _ in EXAMPLES if function is not root}, key=lambda function: function.__name__)


@pytest.mark.parametrize(("function", "text", "meant"), EXAMPLES)
def test_examples(function: Callable[[str], str | None], text: str, meant: str | None) -> None:
    assert function(text) == meant


@given(st.text(max_size=30))
def test_any_text_is_taken(text: str) -> None:
    for function in ALL:
        answer = function(text)
        assert answer is None or answer


@given(st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_nhs_numbers_are_judged_as_stdnum_judges(text: str) -> None:
    assert (values.nhs_number(text) is not None) == (nhs.is_valid(text) and len(set(text)) > 1)


@given(st.text(max_size=40))
def test_the_quick_way_with_letters_is_the_shared_way(text: str) -> None:
    assert values.letters(text) == comparable(text)
