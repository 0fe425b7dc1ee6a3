"""`alongside linkage evaluate`: files in, figures out; what cannot be read is said plainly; no Django, no engine it
lacks.
"""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from pyarrow import csv

from alongside.people.linkage import command, files
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.tests.factories import seen_again, table, town
from alongside.people.linkage.words import REASON_WORDS, Reason

PEOPLE = town(60)
RECORDS = [row | {"record_id": f"r{row['record_id']}"} for row in PEOPLE[:20]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    csv.write_csv(table(*PEOPLE), tmp_path / "people.csv")
    pq.write_table(table(*RECORDS), tmp_path / "records.parquet")
    lines = [f"{row['record_id']},{row['record_id'][1:]}" for row in RECORDS]
    (tmp_path / "truth.csv").write_text("\n".join(["record_id_l,record_id_r", *lines]), encoding="utf-8")
    return tmp_path


def asked(folder: Path, *more: str, records: str = "records.parquet") -> list[str]:
    return ["evaluate", "--records", str(folder / records), "--truth", str(folder / "truth.csv"), *more]


def test_records_against_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(asked(folder, "--people", str(folder / "people.csv"), "--json")) == command.DONE
    said = json.loads(capsys.readouterr().out)
    assert (said["records"], said["people"], said["engine"]) == (20, 60, "duckdb")
    assert (said["precision"], said["recall"], said["f1"]) == (1.0, 1.0, 1.0)
    assert said["automatic"]["right"] == 20
    assert said["seconds"] > 0 and said["peak_memory_mb"] > 0


def test_by_a_councils_own_settings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "linkage.yaml").write_text("decision: {join_at: 40}\nassumption: Asked for.\n", encoding="utf-8")
    told = ("record_id", "forename", "surname", "date_of_birth")
    csv.write_csv(table(*({name: row[name] for name in told} for row in RECORDS)), folder / "bare.csv")
    bare = asked(folder, "--people", str(folder / "people.csv"), "--json", records="bare.csv")
    waiting = []
    for more in ([], ["--settings", str(folder / "linkage.yaml")]):
        assert command.run([*bare, *more]) == command.DONE
        waiting.append(json.loads(capsys.readouterr().out)["review"])
    assert waiting[0] < waiting[1]


def test_files_are_linked_into_two_files_that_explain_themselves(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ("record_id", "forename", "surname", "date_of_birth")
    nobody = {"record_id": "nobody", "forename": "Zebedee", "surname": "Quill", "date_of_birth": "1951-02-03"}
    rows = [RECORDS[0], *({name: row[name] for name in told} for row in RECORDS[1:]), nobody]
    csv.write_csv(table(*rows), folder / "told.csv")
    asking = ["link", "--records", str(folder / "told.csv"), "--people", str(folder / "people.csv"), "--out"]
    out = folder / "new" / "answers"
    assert command.run([*asking, str(out), "--json"]) == command.DONE
    said = json.loads(capsys.readouterr().out)
    assert (said["records"], said["joined"], said["review"], said["new"]) == (21, 20, 0, 1)
    decisions = {row["record_id"]: row for row in pq.read_table(out / "decisions.parquet").to_pylist()}
    assert {one: row["person_id"] for one, row in decisions.items()} == {
        "nobody": None, **{row["record_id"]: row["record_id"][1:] for row in RECORDS}
    }  # fmt: skip
    assert (decisions["rp00000"]["how"], decisions["rp00001"]["how"]) == ("other_id", "weighed")
    best = next(row for row in pq.read_table(out / "candidates.parquet").to_pylist() if row["record_id"] == "rp00001")
    assert (best["place"], best["person_id"]) == (1, "p00001")
    assert (best["surname"], best["address"]) == ("same surname", "not known on one side or both")
    assert best["surname_bits"] > 0 and best["address_bits"] == 0
    bits = sum(value for name, value in best.items() if name.endswith("_bits"))
    assert bits == pytest.approx(best["weight"], abs=1e-4)
    assert decisions["rp00000"]["how_in_words"] == "same reference, and name or date of birth agree"
    assert decisions["nobody"]["reasons_in_words"] == []
    assert sorted(path.name for path in out.iterdir()) == ["candidates.parquet", "decisions.parquet"]
    assert command.run([*asking, str(out)]) == command.REFUSED
    assert "is in that folder already" in capsys.readouterr().err
    assert command.run([*asking, str(folder / "others")]) == command.DONE
    words = capsys.readouterr()
    assert "21 records, 60 people: 20 joined, 0 wait for a person, 1 fit nobody" in words.out
    assert "done" in words.err


def test_a_place_that_cannot_be_written_to_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = str(folder / "people.csv")
    asking = ["link", "--records", people, "--people", people, "--out"]
    assert command.run([*asking, people]) == command.REFUSED
    assert "people.csv is no folder" in capsys.readouterr().err

    def full(*_given: object, **_more: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("alongside.people.linkage.linking.pq.write_table", full)
    assert command.run([*asking, str(folder / "full")]) == command.REFUSED
    assert "decisions.parquet could not be written" in capsys.readouterr().err
    assert list((folder / "full").iterdir()) == []


def test_why_somebody_is_asked_stands_in_the_file(folder: Path) -> None:
    twin = {**PEOPLE[0], "record_id": "twin", "forename": "Zachary", "other_id": None, "uprn": None}
    csv.write_csv(table(twin), folder / "twin.csv")
    out, people = folder / "out", folder / "people.csv"
    given = ["link", "--records", str(folder / "twin.csv"), "--people", str(people), "--out", str(out), "--json"]
    assert command.run(given) == command.DONE
    (row,) = pq.read_table(out / "decisions.parquet").to_pylist()
    assert row["outcome"] == "review"
    assert row["reasons_in_words"] == [REASON_WORDS[Reason(one)] for one in row["reasons"]] != []


def test_records_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = [*PEOPLE, *RECORDS]
    csv.write_csv(table(*both), folder / "both.csv")
    assert command.run(asked(folder, records="both.csv")) == command.DONE
    said = capsys.readouterr().out
    assert "F1 1.00000 (20 right of 20; 20 true)" in said
    assert "80 records" in said and "MB at most, duckdb" in said


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.csv", b"\xff\xd8\xff\xe0" + b"x" * 50, "is a photograph, not a table"),
        ("scan.csv", b"%PDF-1.7 ...", "is a PDF document"),
        ("empty.csv", b"", "is empty"),
        ("heads.csv", b"record_id,forename\n", "no rows"),
        ("other.csv", b"id,first name\n1,Ann\n", "no column 'record_id'"),
        ("other2.csv", b"record_id,colour\n1,red\n", "no column about a person"),
        ("twice.csv", b"record_id,forename,Forename\n1,a,b\n", "same heading"),
        ("cut.csv", b"record_id,forename,surname\n1,Ann,Ash\n2,Secre", "cannot be read as a table"),
        ("cut.parquet", b"PAR1" + b"\x00" * 30, "cut short"),
        ("cut.xlsx", b"PK\x03\x04" + b"\x00" * 30, "cannot be opened"),
        ("binary.csv", b"record\x00\x01\x02", "not a table of text"),
    ],
)
def test_what_cannot_be_used_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, said: str
) -> None:
    (folder / name).write_bytes(content)
    assert command.run(asked(folder, records=name)) == command.REFUSED
    told = capsys.readouterr().err
    assert said in told
    assert "Secre" not in told


def test_refusals_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(asked(folder, "--json", records="nowhere.csv")) == command.REFUSED
    assert json.loads(capsys.readouterr().out) == {"done": False, "reasons": ["There is no file nowhere.csv."]}


def test_a_truth_file_has_its_own_headings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "truth.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert command.run(asked(folder, "--people", str(folder / "people.csv"))) == command.REFUSED
    assert "record_id_l and record_id_r" in capsys.readouterr().err


def test_spark_is_offered_only_where_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _name: None)
    assert command.run(asked(folder, "--people", str(folder / "people.csv"), "--engine", "spark")) == command.REFUSED
    assert "alongside[spark]" in capsys.readouterr().err


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(["evaluate"]) == command.WRONG_USAGE
    assert command.run(["--help"]) == command.DONE
    assert "--records" in capsys.readouterr().err


def test_other_encodings_and_delimiters(tmp_path: Path) -> None:
    for name, encoding in (("a.csv", "cp1252"), ("b.csv", "utf-8-sig"), ("c.csv", "utf-16")):
        (tmp_path / name).write_text("Record ID;Forename\n1;Zoë\n", encoding=encoding)
        assert files.people(tmp_path / name).to_pylist() == [{"record_id": "1", "forename": "Zoë"}], encoding


def test_a_spreadsheet(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["record_id", "date_of_birth", "nhs_number"], [1, 41705, 9990000018]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert files.people(tmp_path / "a.xlsx").to_pylist() == [
        {"record_id": "1", "nhs_number": "9990000018", "date_of_birth": "41705"}
    ]


def test_a_missing_truth_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="no file"):
        files.pairs(tmp_path / "truth.csv")


def test_the_command_starts_neither_django_nor_splink(folder: Path) -> None:
    """A nightly run pays for neither; and a file whose records resemble many people is still answered."""
    csv.write_csv(table(*seen_again(PEOPLE, 30)), folder / "more.csv")
    given = asked(folder, "--people", str(folder / "people.csv"), records="more.csv")
    script = (
        "import sys; from alongside.cli import main\n"
        f"try: main({['linkage', *given]!r})\n"
        "except SystemExit as done: print(done.code, [m for m in ('django', 'splink') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)  # noqa: S603
    assert told.stdout.strip().endswith("0 []")
