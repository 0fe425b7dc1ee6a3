"""What people send instead of a good file, and what they are told: for the row, for the column, for the file."""

import datetime as dt
import io
import random
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from django.conf import settings
from openpyxl import Workbook
from stdnum.gb import upn as pupil_numbers

from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import Pack
from alongside.ground.operating_models.reading.load import check_folder
from alongside.ground.operating_models.words import FeedColumnName
from alongside.people.linkage import values
from alongside.people.partner_data import cleaning
from alongside.people.partner_data.checking import checked_file, ignored_headings, refused_rows
from alongside.people.partner_data.tests.factories import as_file
from alongside.people.partner_data.words import COLUMN_NAMES, COLUMNS, NOTE_WORDS, SAID_ONCE

DAY, TODAY = dt.date(2026, 3, 2), dt.date(2026, 11, 26)


@pytest.fixture(scope="module")
def pack() -> Pack:
    found = check_folder(settings.PACKS_FOLDER / "york-2020").pack
    assert found is not None
    return found


class Told:
    """What a check said of a file, kept after the file has been forgotten."""

    def __init__(
        self, pack: Pack, content: bytes, feed: str = "canonical", kind: str = "csv", as_of: Any = DAY
    ) -> None:
        with checked_file(content, kind, feed=pack.feed(feed), pack=pack, as_of=as_of, today=TODAY) as checked:
            names = ", ".join(COLUMNS)
            found = checked.con.execute(f"SELECT line, {names} FROM good ORDER BY line").fetchall()
            self.rows = {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in found}
            self.refused = {line: problems for line, _, problems in refused_rows(checked)}
            self.cells = {line: cells for line, cells, _ in refused_rows(checked)}
            self.notes = {(one["column"], one["note"].partition(":")[2]): one["rows"] for one in checked.remarks}
            self.counts = (checked.rows, checked.good, checked.refused, checked.repeated)
            self.ignored, self.as_of = ignored_headings(checked), checked.as_of

    def column(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows.values()]


def why(pack: Pack, content: bytes, feed: str = "canonical", kind: str = "csv") -> str:
    """What a file is refused with."""
    with pytest.raises(Refused) as refused:
        Told(pack, content, feed, kind)
    return str(refused.value)


def people(many: int = 30, **columns: Any) -> list[dict[str, Any]]:
    """Made-up people no two of whom share anything; `columns` are functions of their number."""
    rows = [
        {
            "record_id": f"R{n}", "forename": f"{chr(65 + n % 26)}a{chr(97 + n // 26)}",
            "surname": f"Name{chr(97 + n % 26)}", "postcode": f"YO{n % 9 + 1} {n % 9}AA",
            "date_of_birth": (dt.date(2010, 1, 1) + dt.timedelta(days=n)).isoformat(),
        }
        for n in range(many)
    ]  # fmt: skip
    for name, say in columns.items():
        for n, row in enumerate(rows):
            row[name] = say(n)
    return rows


def test_words_of_the_pack_and_of_this_package_are_the_same() -> None:
    assert {str(name) for name in FeedColumnName} == {*COLUMNS, SAID_ONCE} == set(COLUMN_NAMES)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(), lambda text: b"\xef\xbb\xbf" + text.encode(), lambda text: text.encode("cp1252"),
        lambda text: text.encode("utf-16"), lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode(), lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: ("Extract of pupils\n\n" + text).encode(), lambda text: text.replace("\n", "\n\n").encode(),
    ],
    ids=["utf-8", "mark", "windows", "utf-16", "semicolons", "tabs", "crlf", "title above", "empty lines"],
)  # fmt: skip
def test_however_it_was_saved(pack: Pack, encode: Any) -> None:
    text = "record_id,forename,surname,date_of_birth\nR1,Zoë,O'Neill,03/05/2014\nR2,Chloé,Müller,2014-06-07\n"
    told = Told(pack, encode(text))
    assert told.column("forename") == ["Zoë", "Chloé"]
    assert told.column("date_of_birth") == [dt.date(2014, 5, 3), dt.date(2014, 6, 7)]


def test_a_workbook_reads_like_the_csv(pack: Pack) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["record_id", "surname", "date_of_birth", "other_id", "quantity"])
    sheet.append(["R1", "Harper", dt.datetime(2014, 5, 3), 123456789, 12.5])  # noqa: DTZ001  # a cell has no zone
    sheet.append([None, None, None, None, None])
    sheet.append(["R2", "Harper", 40242, True, None])
    out = io.BytesIO()
    book.save(out)
    told = Told(pack, out.getvalue(), kind="xlsx")
    assert told.rows[2]["date_of_birth"] == dt.date(2014, 5, 3)
    assert (told.rows[2]["other_id"], float(told.rows[2]["quantity"])) == ("123456789", 12.5)
    assert (told.rows[4]["date_of_birth"], told.rows[4]["other_id"]) == (dt.date(2010, 3, 5), "yes")


def test_lines_are_numbered_as_a_spreadsheet_numbers_them(pack: Pack) -> None:
    told = Told(pack, b'record_id,surname,detail\nR1,Harper,"two\nlines"\n\nR2,Moss,one\n')
    assert list(told.rows) == [2, 4]
    assert told.rows[2]["detail"] == "two lines"


def test_empty_cells_at_the_end_are_no_columns(pack: Pack) -> None:
    told = Told(pack, b"record_id,surname,,\nR1,Harper,,\nR2,Moss,,\n")
    assert told.column("surname") == ["Harper", "Moss"]
    told = Told(pack, b'record_id,"sur\nname",postcode\nR1,Harper,YO1 6GA\n')
    assert told.rows[2]["surname"] == "Harper"


def test_a_feed_that_makes_its_own_numbers_needs_what_they_are_made_of(pack: Pack) -> None:
    said = why(pack, b"Surname,Forename,Incident type,Incident date\nHarper,Ada,ASB,2026-01-01\n", "police_incidents")
    assert "‘Other reference’ (a heading such as ‘Incident number’)" in said


def test_wrong_headings_are_named_and_those_that_come_close(pack: Pack) -> None:
    said = why(
        pack, b"Young persn ID,First name,Surnam,Date of birth,Activity,Activity start\n1,A,B,1/1/2009,NEET,\n", "neet"
    )
    assert "‘Record number’ (a heading such as ‘Young person ID’; ‘Young persn ID’ comes close)" in said
    assert "‘Surname’ (a heading such as ‘Surname’; ‘Surnam’ comes close)" in said
    assert "Its headings: ‘Young persn ID’" in said
    said = why(pack, b"R1,Ada,Harper\nR2,Ben,Moss\n")
    assert "no column for ‘Record number’" in said
    assert "None of its first lines holds a heading that is known." in said
    assert "Harper" not in said, "without headings the first line is somebody's record"


def test_a_file_of_another_feed_is_told_which(pack: Pack) -> None:
    content = b"Episode ID,Forename,Surname,Date of birth,Missing date,Found date\n1,A,B,2010-01-01,2026-01-01,\n"
    said = why(pack, content, "attendance")
    assert "not a file of ‘School attendance’: its headings are those of ‘Missing episodes’" in said
    assert "Load it as missing_episodes." in said


def test_two_columns_changed_over_refuse_the_file(pack: Pack) -> None:
    rows = people(forename=lambda n: f"2010-01-{n % 28 + 1:02}", date_of_birth=lambda n: f"Name{chr(97 + n % 26)}")
    said = why(pack, as_file(rows))
    assert "Most cells under ‘date_of_birth’ are not what they should be (date of birth): 30 of 30" in said
    assert "The cells under ‘forename’ would fit: were the two columns changed over?" in said
    rows = people(nhs_number=lambda n: f"YO{n % 9 + 1} {n % 9}AA", postcode=lambda n: "9990000018")
    assert "under ‘nhs_number’" in why(pack, as_file(rows))


def test_dates_nobody_can_read_refuse_the_file_when_they_are_most(pack: Pack) -> None:
    assert "under ‘date_of_birth’" in why(pack, as_file(people(date_of_birth=lambda n: "13.13.13x")))


def test_spreadsheets_days_and_powers_of_ten(pack: Pack) -> None:
    told = Told(pack, as_file(people(date_of_birth=lambda n: str(40_000 + n), nhs_number=lambda n: "9.99E+09")))
    assert told.column("date_of_birth")[0] == dt.date(2009, 7, 6)
    assert told.notes[("date_of_birth", "serial")] == 30
    assert told.notes[("nhs_number", "rounded")] == 30
    assert set(told.column("nhs_number")) == {None}
    assert told.counts == (30, 30, 0, 0)


def test_check_digits(pack: Pack) -> None:
    rows = [
        {"record_id": "1", "nhs_number": "999 000 0018", "upn": "X845212818005"},
        {"record_id": "2", "surname": "Harper", "nhs_number": "9990000019", "upn": "X845212818006"},
        {"record_id": "3", "surname": "Moss", "nhs_number": "12345", "upn": "UN3"},
        {"record_id": "4", "surname": "Reed", "nhs_number": "9.990000018E+09", "upn": "pupil"},
    ]
    told = Told(pack, as_file(rows, ["record_id", "surname", "nhs_number", "upn"]))
    assert told.column("nhs_number") == ["9990000018", None, None, "9990000018"]
    assert told.column("upn") == ["X845212818005", None, None, None]
    assert told.notes == {
        ("nhs_number", "check_digit"): 1, ("nhs_number", "not_an_nhs_number"): 1,
        ("nhs_number", "rounded_but_whole"): 1,
        ("upn", "check_letter"): 1, ("upn", "gap"): 1, ("upn", "not_a_upn"): 1,
    }  # fmt: skip


def test_a_word_that_fills_a_gap_four_thousand_times(pack: Pack) -> None:
    rows = people(4_000, forename=lambda n: "UNKNOWN", postcode=lambda n: "n/a", address=lambda n: "Not known")
    told = Told(pack, as_file(rows))
    assert {told.notes[(name, "gap")] for name in ("forename", "postcode", "address")} == {4_000}
    assert set(told.column("forename")) == set(told.column("postcode")) == set(told.column("address")) == {None}
    assert told.counts == (4_000, 4_000, 0, 0)


def test_a_test_record_is_no_person(pack: Pack) -> None:
    rows = [*people(2), {"record_id": "T", "forename": "Test", "surname": "TEST", "date_of_birth": "01/01/1900"}]
    told = Told(pack, as_file(rows))
    assert list(told.refused) == [4]
    assert ("surname", NOTE_WORDS["problem:test_record"]) in told.refused[4]
    assert told.notes[("date_of_birth", "gap")] == 1


def test_one_postcode_for_half_the_file_says_nothing(pack: Pack) -> None:
    told = Told(pack, as_file(people(100, postcode=lambda n: "YO1 6GA" if n % 2 else f"YO{n % 9 + 1} {n % 8}BB")))
    assert told.notes[("postcode", "too_often")] == 50
    assert "YO1 6GA" not in told.column("postcode")
    one = [{"record_id": f"E{n}", "surname": "Harper", "forename": "Ada", "postcode": "YO1 6GA"} for n in range(100)]
    assert Told(pack, as_file(one)).notes == {}, "a hundred events of one child are one child"


def test_a_number_two_children_share_is_left_out_on_both(pack: Pack) -> None:
    rows = people(4, upn=lambda n: "X845212818005" if n in (1, 3) else "")
    told = Told(pack, as_file(rows))
    assert told.notes[("upn", "shared")] == 2
    assert set(told.column("upn")) == {None}
    twins = [{**rows[1], "record_id": f"E{n}"} for n in range(3)]
    assert Told(pack, as_file(twins)).column("upn") == ["X845212818005"] * 3


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (b"\xff\xd8\xff\xe0 a photograph", "csv", "it is a photograph"),
        (b"\x89PNG\r\n\x1a\n", "csv", "it is a picture"),
        (b"%PDF-1.7", "csv", "it is a PDF document"),
        (b"record_id\x00\x01\x02", "csv", "it is not text"),
        (b"no workbook", "xlsx", "it is not a workbook"),
        (b"PK\x03\x04 cut off", "xlsx", "cannot be opened as a spreadsheet"),
        (b"", "csv", "The file is empty"),
        (b"record_id,surname\n", "csv", "The file has headings and no rows"),
        (b"record_id,surname,postcode\nR1,Harper,YO1 6GA\nR2,Mo", "csv", "The file was cut off: line 3, its last"),
        (b'record_id,surname\nR1,Harper\nR2,"Mos', "csv", "it ends inside quotation marks"),
        (b'record_id,surname\nR1,Ha"rper"x\nR2,"M"os,1\n', "csv", "its quotation marks do not match"),
        (b"record_id,surname\n,Harper\n", "csv", "No row of the file can be taken"),
    ],
)
def test_no_table_at_all(pack: Pack, content: bytes, kind: str, said: str) -> None:
    assert said in why(pack, content, kind=kind)


def test_a_file_for_another_council(pack: Pack) -> None:
    columns = {"upn": lambda n: "", "event_on": lambda n: "2024-09-01", "detail": lambda n: "School"}
    rows = people(40, postcode=lambda n: f"TS{n % 20 + 1} {n % 9}AA", **columns)
    said = why(pack, as_file([{**row, "upn": f"U{n}"} for n, row in enumerate(rows)]), "school_census")
    assert "seems to be for another council: 0 of 40 postcodes lie in City of York Council" in said


def test_a_line_of_another_length_is_refused_alone(pack: Pack) -> None:
    told = Told(
        pack, b"record_id,surname,postcode\nR1,Harper,YO1 6GA\nR2,Moss\nR3,Reed,YO1 6GB,extra\nR4,Lee,YO1 6GC\n"
    )
    assert list(told.rows) == [2, 5]
    assert told.refused[3] == [("The whole line", "The line has 2 cells; there are 3 headings.")]
    assert told.counts == (4, 2, 2, 0)


def test_one_record_said_twice(pack: Pack) -> None:
    rows = people(3)
    told = Told(pack, as_file([*rows, rows[0], {**rows[1], "surname": "Other"}]))
    assert told.counts == (5, 2, 2, 1)
    assert {line: problem for line, [(_, problem)] in told.refused.items()} == {
        3: NOTE_WORDS["problem:twice"], 6: NOTE_WORDS["problem:twice"],
    }  # fmt: skip


def test_the_feeds_own_rules(pack: Pack) -> None:
    head = "UPN,Forename,Surname,Date of birth,Measure,Term start,Term end,% missed\n"
    rows = [
        "X845212818005,Ada,Harper,03/05/2014,Unauthorised,01/09/2025,19/12/2025,12%",
        "X845212818005,Ada,Harper,03/05/2014,Lateness,01/09/2025,19/12/2025,12",
        "X845212818005,Ada,Harper,03/05/2014,Total,01/09/2026,19/12/2026,12",
        "X845212818005,Ada,Harper,03/05/2014,Total,01/09/2025,19/08/2025,12",
        "X845212818005,Ada,Harper,03/05/2014,All absence,05/01/2026,13/02/2026,120",
        "X845212818005,Ada,Harper,03/05/1974,All absence,06/01/2026,13/02/2026,10",
        "X845212818005,Ada,Harper,03/05/2014,,07/01/2026,13/02/2026,",
        ",Ada,Harper,03/05/2014,Total,05/01/2026,13/02/2026,9",
        "X845212818005,Ada,Harper,03/05/2014,Total,05/01/2026,13/02/2026,lots",
    ]
    told = Told(pack, (head + "\n".join(rows)).encode(), "attendance")
    row = told.rows[2]
    assert (row["event_kind"], float(row["quantity"]), row["record_id"]) == (
        "unauthorised_absence", 12.0, "X845212818005|unauthorised_absence|2025-09-01",
    )  # fmt: skip
    wanted = {
        3: "not_a_kind",
        4: "future",
        5: "ends_before",
        6: "out_of_range",
        7: "age",
        8: "blank",
        9: "no_number",
        10: "not_a_number",
    }
    for line, note in wanted.items():
        assert NOTE_WORDS[f"problem:{note}"] in [problem for _, problem in told.refused[line]], note
    assert told.refused[6][0][0] == "% missed"


def test_codes_names_and_ids_of_a_kind_are_the_same_kind(pack: Pack) -> None:
    head = "record_id,Surname,Incident type,Incident date\n"
    cells = ["ASB", "anti-social behaviour", "anti_social_behaviour", "Anti social Behaviour "]
    told = Told(
        pack,
        (head + "\n".join(f"{n},Harper,{c},2026-01-0{n + 1}" for n, c in enumerate(cells))).encode(),
        "police_incidents",
    )
    assert set(told.column("event_kind")) == {"anti_social_behaviour"}


def test_a_row_about_nobody(pack: Pack) -> None:
    told = Told(pack, b"record_id,forename,surname,postcode\n1,Ada,Harper,\n2,,,YO1 6GA\n")
    assert told.refused == {3: [("forename", NOTE_WORDS["problem:no_person"])]}


def test_the_day_a_file_shows(pack: Pack) -> None:
    content = b"record_id,surname,as_of,shoe_size\n1,Harper,2026-02-27,4\n2,Moss,28/02/2026,5\n"
    told = Told(pack, content, as_of=None)
    assert (told.as_of, told.ignored) == (dt.date(2026, 2, 28), ["shoe_size"])
    assert Told(pack, b"record_id,surname\n1,Harper\n", as_of=None).as_of == TODAY
    with pytest.raises(Refused, match="a day that is still to come"):
        Told(pack, content, as_of=TODAY + dt.timedelta(1))


def test_what_a_spreadsheet_would_run_comes_back_unguarded(pack: Pack) -> None:
    told = Told(pack, b"record_id,surname,detail\n1,Harper,'=1+1\n2,'O Neill,plain\n")
    assert told.column("detail") == ["=1+1", "plain"]


SAMPLES: dict[str, list[str]] = {
    "date_of_birth": ["2010-03-05", "05/03/2010", "5/3/10", "5.3.2010", "40242", "40242.0", "2010-03-05 00:00:00",
                      "5 March 2010", "05-Mar-2010", "5-Mar-10", "20100305", "32/01/2010", "soon", "2010/3/5",
                      "31/12/1999"],
    "nhs_number": ["9990000018", "999 000 0018", "9990000018.0", "9.99E+09", "9.990000018E+09", "123", "9990000019",
                   "9999999999"],
    "upn": ["X845212818005", "x845212818005", "X845212818006", "pupil", "UN1"],
    "postcode": ["YO1 6GA", "yo16ga", "YO1  6GA", "ZZ99 3VZ", "nowhere"],
    "uprn": ["100012345678", "00012345", "12", "1E+11", "12345.0"],
    "surname": ["O'Brien", "Smith  Jones", "UNKNOWN", "n/a", "???", "Not Known", "李", "Test"],
    "other_id": ["AB-1", "123456.0", "1.2E+11", "none"],
    "sex": ["F", "f", "Male", "2", "U", "9", "Girl", "yes"],
    "quantity": ["12", "12.5", "£1,200.00", "12%", "-3", "lots"],
    "detail": ["n/a", "two  spaces", "plain"],
}  # fmt: skip


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        yield made


def read(con: duckdb.DuckDBPyConnection, column: str, cells: list[str]) -> list[tuple[Any, Any]]:
    """Each cell's value and note, the careful way."""
    con.execute("CREATE OR REPLACE TABLE t AS SELECT unnest(?) AS r", [cells])
    how = cleaning.reading(column)
    v = f"CASE WHEN {cleaning.gap('r')} AND '{column}' <> 'detail' THEN NULL ELSE {how.value('r', 'x')} END"
    return con.execute(
        f"SELECT {v} AS v, {how.note('r', 'x', 'v')} FROM (SELECT *, {how.shape('r')} AS x FROM t)"
    ).fetchall()


@pytest.mark.parametrize("column", SAMPLES)
def test_what_is_written_the_plain_way_reads_as_it_does_the_careful_way(
    con: duckdb.DuckDBPyConnection, column: str
) -> None:
    careful = read(con, column, SAMPLES[column])
    value, odd = cleaning.as_written(column, "r")
    quick = con.execute(
        f"SELECT v_{column}, coalesce({odd}, false) FROM (SELECT r, {value} AS v_{column} FROM t)"
    ).fetchall()
    plain = 0
    for cell, (slow, note), (fast, must_look) in zip(SAMPLES[column], careful, quick, strict=True):
        if not must_look:
            plain += 1
            assert (fast, note) == (slow, None), cell
    assert plain, "none of the cells is plain"


def test_numbers_agree_with_those_of_linkage(con: duckdb.DuckDBPyConnection) -> None:
    """Both packages check the same identifiers, one in SQL and one in Python: python-stdnum stands behind both."""
    chance = random.Random(4)
    nhs = ["".join(chance.choices("0123456789", k=10)) for _ in range(3_000)]
    assert [value for value, _ in read(con, "nhs_number", nhs)] == [values.nhs_number(one) for one in nhs]
    rests = [
        f"{chance.choice(cleaning.AUTHORITIES)}{chance.randrange(10**8):08}{chance.choice('0123456789ABX')}"
        for _ in range(500)
    ]
    upns = [
        (chance.choice("AZ") if n % 2 else pupil_numbers.calc_check_digit(f"A{rest}")) + rest
        for n, rest in enumerate(rests)
    ]
    found = [value for value, _ in read(con, "upn", upns)]
    assert found == [values.pupil_number(one) for one in upns]
    assert sum(value is not None for value in found) > 200
