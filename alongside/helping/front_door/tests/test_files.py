"""Spreadsheets of contacts, as people really save them."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from openpyxl import Workbook
from pytest_django.fixtures import Settings
from python_calamine import CalamineWorkbook

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.operating_models.queries import Pack
from alongside.helping.front_door import actions, taking
from alongside.helping.front_door.columns import template_headings
from alongside.helping.front_door.models import Contact, ContactFile
from alongside.helping.front_door.rowreading import read_file
from alongside.helping.front_door.sheets import as_csv, as_xlsx, lines_of
from alongside.helping.front_door.tasks import take_in_contacts
from alongside.helping.front_door.tests.factories import a_user


def without_a_sheet() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


WITHOUT_A_SHEET = without_a_sheet()
HEAD = "Route,Forename,Surname,DOB,Concern"


def route(pack: Pack) -> str:
    return next(one.name for one in pack.routes if "school" in one.who_may_use)


def row(pack: Pack, surname: str = "Testerton", **more: str) -> str:
    given = {
        "route": route(pack),
        "forename": "Sol",
        "surname": surname,
        "dob": "31/03/2015",
        "concern": "Late",
        **more,
    }
    return ",".join(f'"{given[name]}"' for name in ("route", "forename", "surname", "dob", "concern"))


def read(content: bytes, pack: Pack, kind: str = "csv") -> list[Any]:
    return list(read_file(content, kind, pack, "school").rows)


def load(pack: Pack, content: str | bytes, by: User, kind: str = "csv") -> ContactFile:
    given = content.encode() if isinstance(content, str) else content
    return taking.take_in(actions.accept_file(content=given, kind=kind, by=by), by=by)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_however_it_was_saved(york: Pack, encoding: str, delimiter: str) -> None:
    text = f"My contacts\r\n\r\n{HEAD}\r\n{row(york, 'Brontë')}\r\n".replace('","', f'"{delimiter}"')
    text = text.replace(HEAD, HEAD.replace(",", delimiter))
    (found,) = read(text.encode(encoding), york)
    assert found.report, found.problems
    assert found.report.people[0].surname == "Brontë"
    assert str(found.report.people[0].date_of_birth) == "2015-03-31"


def test_good_rows_are_taken_and_the_same_file_changes_nothing(pack: Pack, hub: User) -> None:
    text = "\n".join(
        [
            HEAD + ",Kind of agency",
            row(pack) + ",school",
            row(pack) + ",school",
            row(pack, dob="31/02/2015") + ",school",
        ]
    )
    file = load(pack, text, hub)
    assert (file.rows_read, file.taken, file.already, file.wrong) == (3, 1, 1, 1)
    assert file.content is None
    wrong = file.wrong_rows.get()
    assert wrong.line == 4
    assert wrong.problems == [["Child's date of birth", "'31/02/2015' is not a date. Write it as 27/03/2026."]]
    again = load(pack, text, hub)
    assert (again.taken, again.already, again.wrong) == (0, 2, 1)
    assert Contact.objects.count() == 1
    assert Contact.objects.get().told_at is None


@pytest.mark.parametrize(
    ("heading", "cell", "message"),
    [
        ("Received on", "yesterday", "is not a date"),
        ("Route", "By pigeon", "is not a way in"),
        ("Kind of agency", "Circus", "is not a kind of agency"),
        ("SEND", "perhaps", "is not yes or no"),
        ("Consent", "perhaps", "is not yes, no or not asked"),
        ("How well the date is known", "roughly", "is not one of"),
        ("Ward", "Westfield", "is not a ward's code"),
        ("Vulnerability factors", "sadness", "is not a factor"),
        ("Child's date of birth", "31/13/2015", "is not a date"),
        ("Child's date of birth", "1/1/1990", "Reason outside"),
        ("What is the worry", "", "Say what you are worried about"),
        ("Child's surname", "", "Enter a name"),
    ],
)
def test_each_mistake_names_its_column(york: Pack, heading: str, cell: str, message: str) -> None:
    given = {
        "Route": "mash_agency", "Child's surname": "Testerton", "What is the worry": "Late",
        "Child's date of birth": "2015",
        heading: cell,
    }  # fmt: skip
    content = b"".join(as_csv([list(given), list(given.values())]))
    (found,) = read(content, york)
    assert found.report is None
    column, why = found.problems[0]
    assert message in f"{column} {why}"


def test_everything_a_row_can_hold(york: Pack) -> None:
    given = {
        "date received": "46100", "way in": "Contact from an agency", "source": "police", "referrer": "PC Example",
        "first name": "Sol", "last name": "Testerton", "d.o.b.": "3 March 2015", "sex": "Girl", "sen": "y",
        "home address": "NFA", "ward": "e05010322", "forename 2": "Lou", "dob 2": "27.3.17", "surname 3": "Other",
        "parent first name": "Pat", "relationship": "mum", "concerns": "=cmd()", "consent": "no", "why not": "Afraid",
        "danger": "not sure", "factors": "young_carer; is misusing drugs or alcohol themselves",
        "What are you asking for?": "not_sure", "What is wrong": "ignored",
    }  # fmt: skip
    (found,) = read(b"".join(as_csv([list(given), list(given.values())])), york)
    report = found.report
    assert report, found.problems
    first, second, third, parent = report.people
    assert (first.sex, first.has_send, first.no_fixed_address, first.ward_code) == ("F", True, True, "E05010322")
    assert (second.forename, second.surname, str(second.date_of_birth)) == ("Lou", "Testerton", "2017-03-27")
    assert third.surname == "Other"
    assert (parent.role, parent.relationship) == ("parent", "mum")
    assert report.concern == "=cmd()"
    assert (report.agency_kind, report.agreement, report.in_danger) == ("police", "not_agreed", "not_sure")
    assert [one.factor for one in report.factors] == ["young_carer", "own_drugs_or_alcohol"]
    assert report.route_answers == {"asking_for": "not_sure"}
    assert report.received_at is not None
    assert report.received_at.year == 2026
    assert "What is wrong" not in read_file(b"".join(as_csv([list(given)])), "csv", york, "school").headings


@pytest.mark.parametrize(("cell", "agreement"), [("yes", "agreed"), ("not asked", "not_asked"), ("", "not_asked")])
def test_agreement(york: Pack, cell: str, agreement: str) -> None:
    content = (
        f"Route,Surname,Concern,Consent,Danger,Date of birth,Date known\nmash_agency,T,Late,{cell},yes,2015,estimated"
    )
    (found,) = read(content.encode(), york)
    assert found.report
    assert (found.report.agreement, found.report.in_danger) == (agreement, "yes")


def test_two_figure_years_and_short_rows(york: Pack) -> None:
    found = read(f"{HEAD}\n{row(york, dob='1/2/99')}\nmash_agency,Only\n".encode(), york)
    assert str(found[0].problems).find("service is for ages") > 0
    assert found[1].report is None


def test_a_real_workbook(york: Pack) -> None:
    import datetime as dt

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Contacts this week"
    sheet.merge_cells("A1:E1")
    for at, heading in enumerate(HEAD.split(","), start=1):
        sheet.cell(3, at, heading)
    sheet.cell(4, 1, route(york))
    sheet.merge_cells("A4:A5")
    people: list[tuple[str, Any]] = [("Sol", dt.datetime(2015, 3, 31)), ("Lou", 42094)]  # noqa: DTZ001
    for at, (name, born) in enumerate(people, start=4):
        sheet.cell(at, 2, name)
        sheet.cell(at, 3, "Testerton")
        sheet.cell(at, 4, born)
        sheet.cell(at, 5, "Late")
    sheet.cell(6, 1, True)
    sheet.cell(6, 2, 12.5)
    out = io.BytesIO()
    book.save(out)
    first, second, odd = read(out.getvalue(), york, "xlsx")
    assert [str(one.report.people[0].date_of_birth) for one in (first, second)] == ["2015-03-31", "2015-03-31"]
    assert (first.line, second.line) == (4, 5)
    assert odd.cells[:2] == ["yes", "12.5"]


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (b"a,b\n1,2\n", "csv", "no column for"),
        (b"\n", "csv", "no column for"),
        (WITHOUT_A_SHEET, "xlsx", "cannot be opened"),
        (b"\x81\x8d\xff", "csv", "not text"),
        (b'Route,Surname,Concern\nx,"' + b"y" * 1_100_000 + b'",z\n', "csv", "cannot be read"),
    ],
)
def test_what_cannot_be_read(york: Pack, hub: User, content: bytes, kind: str, message: str) -> None:
    file = load(york, content, hub, kind)
    assert file.state == "failed"
    assert message in file.why_failed


@pytest.mark.parametrize("name", ["contacts.xlsx", "contacts.csv"])
def test_a_photograph_is_refused_at_its_field_and_not_kept(york: Pack, hub: User, client: Client, name: str) -> None:
    client.force_login(hub)
    photograph = SimpleUploadedFile(name, b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(50), content_type="text/csv")
    answer = client.post("/contacts/import/", {"file": photograph})
    assert "The file is named as" in answer.content.decode()
    assert not ContactFile.objects.exists()


def test_what_cannot_be_scanned_is_not_opened(york: Pack, hub: User, settings: Settings) -> None:
    settings.ALONGSIDE_CLAMD = "127.0.0.1:1"
    with pytest.raises(Refused, match="could not be checked for harmful software"):
        load(york, HEAD, hub)
    assert not ContactFile.objects.exists()


def test_who_may_and_what_is_no_file(york: Pack, hub: User, school_lead: User) -> None:
    with pytest.raises(NotAllowed):
        actions.accept_file(content=b"x", kind="csv", by=school_lead)
    with pytest.raises(Refused, match="empty"):
        actions.accept_file(content=b"", kind="csv", by=hub)
    with pytest.raises(Refused, match="CSV or an XLSX"):
        actions.accept_file(content=b"x", kind="pdf", by=hub)
    with pytest.raises(NotAllowed):
        taking.take_in(actions.accept_file(content=(HEAD + "\n").encode(), kind="csv", by=hub), by=school_lead)


def test_a_formula_comes_back_harmless(york: Pack) -> None:
    rows = [["=1+1", "+44", "-x", "@y", "plain", "'=quoted", " =1", "\t=1", "＝1"]]
    text = b"".join(as_csv(rows)).decode("utf-8-sig")
    assert text.startswith("'=1+1,'+44,'-x,'@y,plain,")
    assert next(iter(lines_of(text.encode(), "csv")))[1][:4] == rows[0][:4]
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(rows)))
    assert book.get_sheet_by_index(0).to_python()[0][:5] == ["'=1+1", "'+44", "'-x", "'@y", "plain"]
    assert text.endswith("'=quoted,' =1,'\t=1,'＝1\r\n")
    assert next(iter(lines_of(as_xlsx(rows), "xlsx")))[1][:5] == rows[0][:5]


def test_wrong_rows_are_corrected_and_sent_again(pack: Pack, hub: User, client: Client) -> None:
    client.force_login(hub)
    text = f"{HEAD},Kind of agency\n{row(pack, dob='soon')},school\n{row(pack, 'Good')},school\n"
    sent = client.post("/contacts/import/", {"file": SimpleUploadedFile("contacts.csv", text.encode())})
    assert sent.status_code == 302, sent.content.decode()
    shown = client.get(sent["Location"]).content.decode()
    assert "is not a date" in shown
    book = client.get(sent["Location"] + "wrong-rows.xlsx").content
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()) == 2
    answer: Any = client.get(sent["Location"] + "wrong-rows.csv")
    corrected = answer.content.replace(b"soon", b"31/03/2015", 1)
    assert b"What is wrong" in corrected
    again = client.post("/contacts/import/", {"file": SimpleUploadedFile("again.csv", corrected)})
    assert Contact.objects.count() == 2, client.get(again["Location"]).content.decode()
    assert "taken in" in client.get("/contacts/import/").content.decode()
    other = Client()
    other.force_login(a_user("hub_worker"))
    assert other.get(sent["Location"]).status_code == 404


def test_the_template_can_be_sent_as_it_is(pack: Pack, hub: User, client: Client) -> None:
    client.force_login(hub)
    for kind in ("csv", "xlsx"):
        template = client.get(f"/contacts/import/template.{kind}").content
        assert read_file(template, kind, pack, "school").headings == template_headings(pack)
    client.force_login(a_user("practitioner"))
    assert client.get("/contacts/import/template.csv").status_code == 403
    assert client.get("/contacts/import/").status_code == 403


def test_a_big_file_is_taken_in_by_the_worker(
    york: Pack, hub: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alongside.helping.front_door.views.files.SMALL", 10)
    client.force_login(hub)
    text = f"{HEAD},Kind of agency\n{row(york)},school\n"
    sent = client.post("/contacts/import/", {"file": SimpleUploadedFile("contacts.csv", text.encode())})
    assert "Waiting to begin" in client.get(sent["Location"]).content.decode()
    file = ContactFile.objects.get()
    take_in_contacts(str(file.pk))
    take_in_contacts(str(file.pk))
    assert re.search(r">1</span>\s*taken in", client.get(sent["Location"]).content.decode())
    assert Contact.objects.count() == 1


def test_the_command(york: Pack, tmp_path: Path) -> None:
    path, wrong = tmp_path / "contacts.csv", tmp_path / "wrong.csv"
    path.write_text(f"{HEAD},Kind of agency\n{row(york)},school\n" + f"{row(york, dob='x')},school\n" * 52)
    out = io.StringIO()
    call_command("contacts", "load", str(path), "--wrong-rows", str(wrong), stdout=out)
    assert "1 taken in, 0 taken in before, 52 wrong, of 53 rows" in out.getvalue()
    assert "and 2 more" in out.getvalue()
    assert "is not a date" in wrong.read_text()
    out = io.StringIO()
    call_command("contacts", "load", str(path), "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["already"], told["wrong_rows"][0]["line"]) == (1, 3)
    for name in ("missing.csv", "contacts.pdf"):
        (tmp_path / "contacts.pdf").write_text("x")
        with pytest.raises(CommandError):
            call_command("contacts", "load", str(tmp_path / name))
    path.write_text("nothing,here\n")
    with pytest.raises(CommandError, match="no column for"):
        call_command("contacts", "load", str(path))
    assert Contact.objects.get().author == the_system()
