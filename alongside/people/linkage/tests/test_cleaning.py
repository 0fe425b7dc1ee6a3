"""Tables made comparable, and values that fill gaps found in them."""

import pyarrow as pa
import pytest

from alongside.people.linkage import placeholders
from alongside.people.linkage.cleaning import COLUMNS, cleaned
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.tests.factories import ANNA, table, town


def test_what_is_read_from_other_columns() -> None:
    row = cleaned(
        table(ANNA | {"forename": "Katie", "other_id": "DC123456A", "date_of_birth": "07/03/2014"})
    ).to_pylist()[0]
    read = {name: row[name] for name in ("root", "dob_swapped", "birth_year", "other_shape", "sector", "house")}
    assert read == {
        "root": "catherine", "dob_swapped": "20140703", "birth_year": 2014, "other_shape": "AA999999A",
        "sector": "YO16", "house": "4",
    }  # fmt: skip


@pytest.mark.parametrize("born", ["05/05/2014", "25/03/2014", ""])
def test_a_date_that_cannot_be_swapped_has_no_other(born: str) -> None:
    assert cleaned(table(ANNA | {"date_of_birth": born}))["dob_swapped"].to_pylist() == [None]


def test_columns_a_file_does_not_have_are_not_known() -> None:
    found = cleaned(pa.table({"record_id": ["2", "1"], "surname": ["Ash", None]}))
    assert tuple(found.column_names) == COLUMNS
    assert found["id"].to_pylist() == ["1", "2"]
    assert found["surname"].to_pylist() == [None, "ash"]
    assert found["nhs"].null_count == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (pa.table({"surname": ["Ash"]}), "no column 'record_id'"),
        (pa.table({"record_id": ["1", ""]}), "no record_id"),
        (pa.table({"record_id": pa.array([None], pa.string())}), "no record_id"),
        (pa.table({"record_id": ["1", "1"]}), "more than once"),
    ],
)
def test_records_nobody_could_name_are_refused(given: pa.Table, said: str) -> None:
    with pytest.raises(Unusable, match=said) as refused:
        cleaned(given)
    assert refused.value.what_to_do


def test_one_value_for_an_improbable_share_says_nothing() -> None:
    rows = [row | {"postcode": "YO1 6GA"} if at % 2 else row for at, row in enumerate(town(120))]
    found = placeholders.found_in(cleaned(table(*rows)))
    assert found == {"postcode": ["YO16GA"]}
    blanked = cleaned(table(*rows), placeholders=found)
    assert "YO16GA" not in blanked["postcode"].to_pylist()
    assert "YO16" not in blanked["sector"].to_pylist()


def test_a_small_file_may_repeat_a_value() -> None:
    assert placeholders.found_in(cleaned(table(*[ANNA | {"record_id": str(n)} for n in range(15)]))) == {}


def test_what_was_read_from_a_blanked_name_goes_with_it() -> None:
    row = cleaned(table(ANNA), placeholders={"surname": ["thorley"], "first": ["anna"]}).to_pylist()[0]
    assert [row[name] for name in ("surname", "sound", "lead", "surname_part", "first", "root")] == [None] * 6
