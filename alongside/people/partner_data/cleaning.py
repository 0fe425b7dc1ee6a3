"""What each cell means, said in DuckDB's SQL so that a million rows take seconds; tests hold it against plain Python.

For each canonical column, over `r`, the cell as written (trimmed, NULL when blank): `x`, the cell brought to a common
shape; `v`, its value; and a note when the value is not simply what was written (`words.NOTE_WORDS`): a problem, for
which the row is refused, or a remark, after which the row is taken with the cell left out or read otherwise. White
space, letter case and the usual ways to write a date, a number or a postcode are no remark.

Most cells are written the plain way, and rows of nothing but such cells are read by one cheap expression a column
(`as_written`); the rest of the file goes the careful way. DuckDB works out the branches of CASE only for the rows that
come to them, but everything inside AND, and every copy of an expression: hence `x`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from stdnum.gb import upn as pupil_numbers

from alongside.people.partner_data.words import DATES

SAYS_NOTHING = (
    "unknown", "unk", "not known", "n a", "none", "null", "nil", "nan", "xxx", "xx", "tbc", "tba", "tbd", "anon",
    "anonymous", "unnamed", "no name", "not given", "not provided", "refused", "withheld", "unborn", "dummy", "missing",
    "blank", "surname", "forename", "first name", "last name", "no surname", "no forename", "do not use", "test",
    "tester", "testing",
)  # fmt: skip
FILLS_A_GAP = ("1900-01-01", "1899-12-30", "1899-12-31", "1901-01-01", "1111-11-11")
WRITTEN = "['%d/%m/%Y', '%d-%m-%Y', '%d.%m.%Y', '%Y/%m/%d', '%d %B %Y', '%d %b %Y', '%d-%b-%Y', '%d-%B-%Y', '%Y%m%d']"
SHORT_YEAR = "['%d/%m/%y', '%d-%m-%y', '%d.%m.%y', '%d-%b-%y', '%d %b %y']"
UNTIDY = "[\\s''\u00a0].*|.*\\s\\s.*|.*[\\t\\n\\r].*|.*[\\s\u00a0]"
PUNCTUATION = "[ -/:-@\\[-`{-~]*"
SHAPED = "[A-Y][A-Z]?\\d[A-Z\\d]? \\d[A-Z]{2}"
FREE_TEXT = {"detail"}
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _authorities() -> list[str]:
    """The three digits of every authority that has given out pupil numbers, as python-stdnum knows them."""
    rests = (f"{number:03}000000000" for number in range(1_000))
    return [rest[:3] for rest in rests if pupil_numbers.is_valid(pupil_numbers.calc_check_digit(f"A{rest}") + rest)]


AUTHORITIES = _authorities()


@dataclass(frozen=True)
class Reading:
    """How a column is read: SQL for the shape, from r; the value, from r and x; the note, from r, x and v."""

    value: Callable[[str, str], str]
    note: Callable[[str, str, str], str] = lambda r, x, v: "NULL"
    shape: Callable[[str], str] = lambda r: "NULL"


def reading(column: str) -> Reading:
    """How cells of a canonical column are read."""
    return Reading(_date, _date_note, _day) if column in DATES else READINGS.get(column, Reading(_text))


def as_written(column: str, c: str) -> tuple[str, str]:
    """For a cell `c` written the plain way its value; and whether it is not written so, and must be looked at."""
    if column in DATES:
        british = f"CASE WHEN {c} LIKE '__/__/____' THEN try_strptime({c}, '%d/%m/%Y')::DATE"
        odd = f"({c} IS NOT NULL AND (v_{column} IS NULL OR v_{column} < DATE '1902-01-01'))"
        return f"{british} ELSE try_cast({c} AS DATE) END", odd
    if column in PLAIN:
        return PLAIN[column](c), f"({c} IS NOT NULL AND v_{column} IS NULL)"
    if column in FREE_TEXT:
        return c, f"regexp_full_match({c}, '(?s){UNTIDY}')"
    words = "|".join(SAYS_NOTHING).replace(" ", PUNCTUATION)
    gaps = f"{PUNCTUATION}(?:{words})?{PUNCTUATION}"
    return c, f"regexp_full_match({c}, '(?is){UNTIDY}|{gaps}|.*[.]0+|\\d[.\\d]*E.*')"


def value_alone(column: str, r: str) -> str:
    """The value of one cell as a single expression, for looking at few cells."""
    return reading(column).value(r, f"({reading(column).shape(r)})")


def gap(r: str) -> str:
    """True for a cell that fills a gap: 'UNKNOWN', 'n/a', 'TBC', '???'."""
    letters = f"translate(lower({r}), ' ./-_?*()', '')"
    words = "|".join(SAYS_NOTHING).replace(" ", "")
    return f"CASE WHEN length({r}) <= 14 THEN regexp_full_match({letters}, '|{words}') ELSE false END"


def _plain_nhs(c: str) -> str:
    number = f"try_cast({c} AS BIGINT)"
    total = " + ".join(f"{weight} * ({number} // {10 ** (weight - 1)} % 10)" for weight in range(10, 0, -1))
    whole = f"{number} BETWEEN 1000000000 AND 9999999999 AND length({c}) = 10"
    return f"CASE WHEN {whole} AND {number} % 1111111111 <> 0 AND ({total}) % 11 = 0 THEN {c} END"


def _plain_uprn(c: str) -> str:
    number = f"try_cast({c} AS BIGINT)"
    return f"CASE WHEN {number} BETWEEN 10000 AND 999999999999 AND length({number}::VARCHAR) = length({c}) THEN {c} END"


PLAIN: dict[str, Callable[[str], str]] = {
    "nhs_number": _plain_nhs,
    "upn": lambda c: f"CASE WHEN length({c}) = 13 THEN {_upn(c, c)} END",
    "postcode": lambda c: f"CASE WHEN regexp_full_match({c}, '{SHAPED}') THEN {c} END",
    "uprn": _plain_uprn,
    "sex": lambda c: f"CASE WHEN {c} IN ('F', 'M') THEN {c} END",
    "quantity": lambda c: f"try_cast({c} AS DECIMAL(14, 4))",
}
"""Columns whose cells show by themselves whether they are written the plain way."""


def _text(r: str, x: str) -> str:
    spaced = f"contains({r}, '  ') OR contains({r}, '\t') OR contains({r}, '\n') OR contains({r}, '\r')"
    return f"CASE WHEN {spaced} THEN regexp_replace({r}, '\\s+', ' ', 'g') ELSE {r} END"


def _day(r: str) -> str:
    """The text without a time of day after it."""
    return f"CASE WHEN length({r}) <= 11 THEN {r} ELSE regexp_replace({r}, '[ T]\\d{{1,2}}:\\d\\d.*$', '') END"


def _date(r: str, x: str) -> str:
    return (
        f"CASE WHEN {x} LIKE '____-__-__' THEN try_cast({x} AS DATE)"
        f" WHEN {x} LIKE '__/__/____' THEN try_strptime({x}, '%d/%m/%Y')::DATE"
        f" WHEN regexp_full_match({x}, '\\d{{5}}(\\.\\d+)?')"
        f" THEN DATE '1899-12-30' + try_cast(floor(try_cast({x} AS DOUBLE)) AS INTEGER)"
        f" WHEN regexp_full_match({x}, '\\d{{4}}-\\d{{1,2}}-\\d{{1,2}}') THEN try_cast({x} AS DATE)"
        f" WHEN regexp_full_match({x}, '\\d\\d?[^\\d].*[^\\d]\\d\\d') THEN try_strptime({x}, {SHORT_YEAR})::DATE"
        f" ELSE try_strptime({x}, {WRITTEN})::DATE END"
    )


def _date_note(r: str, x: str, v: str) -> str:
    gaps = ", ".join(f"DATE '{day}'" for day in FILLS_A_GAP)
    return (
        f"CASE WHEN {v} IS NULL THEN 'problem:not_a_date'"
        f" WHEN {v} < DATE '1902-01-01' THEN CASE WHEN {v} IN ({gaps}) THEN 'remark:gap'"
        f" WHEN {v} < DATE '1895-01-01' THEN 'problem:no_such_year' END"
        f" WHEN {v} > DATE '2150-01-01' THEN 'problem:no_such_year'"
        f" WHEN length({x}) < 8 THEN"
        f" CASE WHEN regexp_full_match({x}, '\\d{{5}}(\\.\\d+)?') THEN 'remark:serial' END END"
    )


def _scientific(r: str) -> str:
    return f"regexp_full_match({r}, '\\d(\\.\\d+)?[eE]\\+?\\d{{1,3}}')"


def _digits(r: str) -> str:
    """The digits of a number, also where a spreadsheet wrote 9.99123456E+09 and lost at most two of them."""
    after = f"regexp_extract({r}, '^\\d(?:\\.(\\d+))?[eE]', 1)"
    power = f"try_cast(regexp_extract({r}, '[eE]\\+?0?(\\d+)$', 1) AS INTEGER)"
    return (
        f"CASE WHEN regexp_full_match({r}, '\\d+') THEN {r}"
        f" WHEN {_scientific(r)} THEN CASE WHEN {power} - length({after}) BETWEEN 0 AND 2"
        f" THEN {r}[1] || {after} || repeat('0', {power} - length({after})) ELSE '' END"
        f" ELSE regexp_replace(regexp_replace({r}, '\\.0+$', ''), '\\D', '', 'g') END"
    )


def _nhs_shape(r: str) -> str:
    """The ten digits as a number; -1 for anything else."""
    return f"CASE WHEN length({_digits(r)}) = 10 THEN try_cast({_digits(r)} AS BIGINT) ELSE -1 END"


def _nhs(r: str, x: str) -> str:
    total = " + ".join(f"{weight} * ({x} // {10 ** (weight - 1)} % 10)" for weight in range(10, 0, -1))
    return f"CASE WHEN {x} > 0 AND {x} % 1111111111 <> 0 AND ({total}) % 11 = 0 THEN lpad({x}::VARCHAR, 10, '0') END"


def _nhs_note(r: str, x: str, v: str) -> str:
    return (
        f"CASE WHEN {v} IS NOT NULL THEN CASE WHEN length({r}) > 10 THEN"
        f" CASE WHEN {_scientific(r)} THEN 'remark:rounded_but_whole' END END"
        f" WHEN {_scientific(r)} THEN 'remark:rounded'"
        f" WHEN {x} >= 0 THEN 'remark:check_digit' ELSE 'remark:not_an_nhs_number' END"
    )


def _upn_shape(r: str) -> str:
    return f"upper(regexp_replace({r}, '[^A-Za-z0-9]', '', 'g'))"


def _upn(r: str, x: str) -> str:
    number = f"try_cast({x}[2:12] AS BIGINT)"
    total = " + ".join(f"{place} * ({number} // {10 ** (12 - place)} % 10)" for place in range(2, 13))
    digit = f"regexp_matches({x}[13], '\\d')"
    last = f"(CASE WHEN {digit} THEN ascii({x}[13]) - 48 ELSE strpos('{LETTERS}', {x}[13]) - 1 END)"
    shape = f"regexp_full_match({x}, '[{LETTERS}](?:{'|'.join(AUTHORITIES)})\\d{{8}}[\\d{LETTERS}]')"
    right = f"'{LETTERS}'[({total} + 13 * {last}) % 23 + 1] = {x}[1]"
    return f"CASE WHEN {shape} THEN CASE WHEN {right} THEN {x} END END"


def _upn_note(r: str, x: str, v: str) -> str:
    return (
        f"CASE WHEN {v} IS NOT NULL THEN NULL WHEN regexp_full_match({x}, 'UN[1-9]') THEN 'remark:gap'"
        f" WHEN regexp_full_match({x}, '[A-Z]\\d{{11}}[A-Z\\d]') THEN 'remark:check_letter' ELSE 'remark:not_a_upn' END"
    )


def _postcode_shape(r: str) -> str:
    return f"replace(upper({r}), ' ', '')"


def _postcode(r: str, x: str) -> str:
    shape = f"regexp_full_match({x}, '[A-Z]{{1,2}}\\d[A-Z\\d]?\\d[A-Z]{{2}}')"
    return f"CASE WHEN {x}[1:4] = 'ZZ99' THEN NULL WHEN {shape} THEN {x}[:-4] || ' ' || {x}[-3:] END"


def _postcode_note(r: str, x: str, v: str) -> str:
    return (
        f"CASE WHEN {v} IS NULL THEN CASE WHEN {x}[1:4] = 'ZZ99' THEN 'remark:gap' ELSE 'remark:not_a_postcode' END END"
    )


def _uprn(r: str, x: str) -> str:
    digits = f"ltrim({x}, '0')"
    whole = f"CASE WHEN NOT {_scientific(r)} THEN {digits} END"
    return f"CASE WHEN length({digits}) BETWEEN 5 AND 12 THEN {whole} END"


def _uprn_note(r: str, x: str, v: str) -> str:
    return (
        f"CASE WHEN {v} IS NULL THEN CASE WHEN {_scientific(r)} THEN 'remark:rounded' ELSE 'remark:not_a_uprn' END END"
    )


def _sex(r: str, x: str) -> str:
    return (
        f"CASE WHEN {r} IN ('F', 'f') THEN 'F' WHEN {r} IN ('M', 'm') THEN 'M'"
        f" WHEN lower({r}) IN ('female', 'girl', 'woman', '2') THEN 'F'"
        f" WHEN lower({r}) IN ('male', 'boy', 'man', '1') THEN 'M' END"
    )


def _sex_note(r: str, x: str, v: str) -> str:
    said = "'u', 'x', 'i', '0', '9', 'not stated', 'not specified', 'indeterminate', 'neither', 'not recorded'"
    return f"CASE WHEN {v} IS NULL THEN CASE WHEN lower({r}) NOT IN ({said}) THEN 'remark:not_a_sex' END END"


def _quantity(r: str, x: str) -> str:
    return f"try_cast(translate({r}, '£%, ', '') AS DECIMAL(14, 4))"


def _quantity_note(r: str, x: str, v: str) -> str:
    return f"CASE WHEN {v} IS NULL THEN 'problem:not_a_number' END"


def _reference(r: str, x: str) -> str:
    return f"CASE WHEN contains({r}, '.0') THEN regexp_replace({r}, '\\.0+$', '') ELSE {_text(r, x)} END"


def _rounded(note: str) -> Callable[[str, str, str], str]:
    return lambda r, x, v: f"CASE WHEN contains({r}, 'E+') THEN CASE WHEN {_scientific(r)} THEN '{note}' END END"


READINGS = {
    "nhs_number": Reading(_nhs, _nhs_note, _nhs_shape),
    "upn": Reading(_upn, _upn_note, _upn_shape),
    "postcode": Reading(_postcode, _postcode_note, _postcode_shape),
    "uprn": Reading(_uprn, _uprn_note, _digits),
    "sex": Reading(_sex, _sex_note),
    "quantity": Reading(_quantity, _quantity_note),
    "other_id": Reading(_reference, _rounded("remark:rounded")),
    "record_id": Reading(_reference, _rounded("problem:rounded_number")),
}
