"""A table of people as a file has it, made comparable column by column.

Every distinct value is cleaned once (a file of 200,000 has few surnames and fewer birthdays), so plain Python
functions of one text (`values`) are quick enough and can be read and tested one by one.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc
from ruamel.yaml import YAML

from alongside.people.linkage import values
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.words import PERSON_COLUMNS

CLEAN: Mapping[str, tuple[str, Callable[[str], str | None]]] = {
    "first": ("forename", values.first_name),
    "middle": ("forename", values.middle_name),
    "surname": ("surname", values.surname),
    "surname_part": ("surname", values.surname_part),
    "lead": ("surname", values.surname_lead),
    "sound": ("surname", values.sound),
    "previous": ("previous_surname", values.surname),
    "dob": ("date_of_birth", values.birth),
    "sex": ("sex", values.sex),
    "nhs": ("nhs_number", values.nhs_number),
    "upn": ("upn", values.pupil_number),
    "other": ("other_id", values.reference),
    "postcode": ("postcode", values.postcode),
    "uprn": ("uprn", values.uprn),
    "address": ("address", values.address),
}
COLUMNS = ("id", *CLEAN, "root", "dob_swapped", "birth_year", "other_shape", "sector", "house")
# What many people share is kept once, and a number in each row: that saves a quarter of the memory.
SHARED = ("first", "middle", "surname", "surname_part", "lead", "sound", "previous", "dob", "sex", "postcode", "root",
          "dob_swapped", "other_shape", "sector", "house")  # fmt: skip


def cleaned(table: pa.Table, *, placeholders: Mapping[str, Iterable[str]] | None = None) -> pa.Table:
    """The table in the columns linking uses, sorted by `id` (its `record_id`); unknown columns are left out.

    `placeholders` names values by cleaned column that say nothing in this file (`placeholders.found_in`). A missing
    `record_id`, or one given twice, is refused: nobody could say which record was meant.
    """
    ids = _ids(table)
    texts = {name: _text(table, name) for name in PERSON_COLUMNS}
    columns = {name: _mapped(texts[source], function) for name, (source, function) in CLEAN.items()}
    for name, said_nothing in sorted((placeholders or {}).items()):
        _blank(columns, name, pa.array(sorted(said_nothing), pa.string()))
    columns |= _derived(columns)
    whole = pa.table({"id": ids, **columns}).select(COLUMNS).sort_by("id").combine_chunks()
    for name in SHARED:
        whole = whole.set_column(COLUMNS.index(name), name, whole[name].dictionary_encode())
    return whole


def _derived(columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
    """What is read from cleaned columns: all of it is missing where its column is."""
    dob, postcode = columns["dob"], columns["postcode"]
    year, month, day = (pc.utf8_slice_codeunits(dob, *span) for span in ((0, 4), (4, 6), (6, 8)))
    other_day = pc.and_(pc.not_equal(month, day), pc.less_equal(day, "12"))
    british = pc.match_substring_regex(postcode, r"^[A-Z]")
    return {
        "root": _mapped(columns["first"], root),
        "dob_swapped": _where(other_day, pc.binary_join_element_wise(year, day, month, "")),
        "birth_year": pc.cast(year, pa.int16()),
        "other_shape": pc.replace_substring_regex(
            pc.replace_substring_regex(columns["other"], "[0-9]", "9"), "[A-Z]", "A"
        ),
        "sector": _where(british, pc.utf8_slice_codeunits(postcode, 0, -2)),
        "house": pc.struct_field(pc.extract_regex(columns["address"], r"(?P<house>\d+[a-z]?)"), "house"),
    }


def _where(condition: pa.Array, texts: pa.Array) -> pa.Array:
    return pc.if_else(condition, texts, pa.scalar(None, pa.string()))


FOLLOWS = {"first": ("middle",), "surname": ("surname_part", "lead", "sound")}


def _blank(columns: dict[str, pa.Array], name: str, said_nothing: pa.Array) -> None:
    """Take out the values that say nothing, and what was read from them."""
    hit = pc.is_in(columns[name], value_set=said_nothing)
    for column in (name, *FOLLOWS.get(name, ())):
        columns[column] = _where(pc.invert(pc.fill_null(hit, False)), columns[column])


def _ids(table: pa.Table) -> pa.Array:
    if "record_id" not in table.column_names:
        raise Unusable(
            "There is no column 'record_id'.", what_to_do="Give every row an id of its own under that heading."
        )
    ids = _text(table, "record_id")
    if pc.any(pc.or_kleene(pc.is_null(ids), pc.equal(ids, ""))).as_py():
        raise Unusable("Some rows have no record_id.", what_to_do="Give every row an id of its own.")
    if pc.count_distinct(ids).as_py() != len(ids):
        raise Unusable("Some record_ids are given more than once.", what_to_do="Give every row an id of its own.")
    return ids


def _text(table: pa.Table, name: str) -> pa.Array:
    """A column as trimmed text, all of it null where the file has no such column."""
    if name not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    column = table[name].combine_chunks() if table.num_rows else pa.array([], pa.string())
    return pc.utf8_trim_whitespace(pc.cast(column, pa.string()))


def _mapped(texts: pa.Array, function: Callable[[str], str | None]) -> pa.Array:
    """The column with every distinct value put through the function once."""
    coded = pc.dictionary_encode(texts)
    meant = pa.array([function(text) for text in coded.dictionary.to_pylist()], pa.string())
    return meant.take(coded.indices) if len(meant) else texts


@cache
def roots() -> dict[str, str]:
    """Every nickname with the name it stands for."""
    text = (files(__package__) / "nicknames.yaml").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for group in YAML(typ="safe").load(text):
        for name in group:
            found.setdefault(name, group[0])
    return found


def root(first: str) -> str:
    """The name a nickname stands for ('katie' for 'catherine'); a name that is nobody's nickname is its own."""
    return roots().get(first, first)
