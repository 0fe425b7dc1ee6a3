"""Pages of partner data, as the database itself lets each reader see them."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from alongside.ground.access.models import Agency, User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.audit.models import Event
from alongside.people.partner_data import queries, views
from alongside.people.partner_data.models import Load, Row, SentFile
from alongside.people.partner_data.tests.factories import a_pack, as_file, sending, taken
from alongside.people.partner_data.words import LoadState, SentState

pytestmark = pytest.mark.django_db
FEEDS, FEED = "/feeds/", "/feeds/canonical/"


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


@pytest.fixture
def agency() -> Agency:
    return sending(name="City Council")


@pytest.fixture
def analyst() -> User:
    return a_user("analyst", name="Anna Analyst")


PEOPLE = as_file(
    [
        {
            "record_id": "R1",
            "forename": "Ada",
            "surname": "Harper",
            "date_of_birth": "03/05/2014",
            "postcode": "YO1 6GA",
        },
        {"record_id": "R2", "forename": "Ben", "surname": "Harper", "date_of_birth": "soon", "postcode": "unknown"},
        {"record_id": "R3", "forename": "Cy", "surname": "Moss", "date_of_birth": "40242", "postcode": "YO1 6GB"},
    ]
)


def text(client: Client, by: User, path: str, status: int = 200) -> str:
    """A page as somebody sees it, in one line."""
    client.force_login(by)
    answer = client.get(path)
    assert answer.status_code == status, answer.status_code
    return " ".join(answer.content.decode().split())


def post(client: Client, by: User, path: str, **data: Any) -> str:
    """Where a form leads."""
    client.force_login(by)
    answer = client.post(path, data)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def send(client: Client, by: User, agency: Agency, content: bytes = PEOPLE, extent: str = "full") -> str:
    file = SimpleUploadedFile("people.csv", content)
    day = {"as_of-day": "2", "as_of-month": "3", "as_of-year": "2026"}
    return post(client, by, f"{FEED}load/", file=file, agency=str(agency.pk), extent=extent, **day)


@pytest.mark.parametrize("path", [FEEDS, FEED, f"{FEED}load/", f"{FEED}record/"])
def test_it_checks_access(client: Client, agency: Agency, analyst: User, path: str) -> None:
    for role in ("practitioner", "hub_manager"):
        text(client, a_user(role), path, 403)
    load = taken(PEOPLE, agency=agency, by=analyst).load
    stranger = a_user("social_worker")
    for one in (f"loads/{load.pk}/", f"loads/{load.pk}/withdraw/", f"loads/{load.pk}/refused-rows.csv"):
        text(client, stranger, f"{FEEDS}{one}", 403)
    text(client, stranger, f"{FEEDS}rows/{Row.objects.get(record_id='R1').pk}/", 403)
    text(client, analyst, f"{FEEDS}rows/{load.pk}/", 404)
    text(client, analyst, f"{FEEDS}loads/{analyst.agency_id}/", 404)
    text(client, analyst, f"{FEEDS}sent/{load.pk}/", 404)
    text(client, analyst, f"{FEEDS}no-such-feed/", 404)


def test_a_file_is_checked_then_taken_in(client: Client, agency: Agency, analyst: User) -> None:
    assert "Never loaded" in text(client, analyst, FEEDS)
    where = send(client, analyst, agency)
    sent = SentFile.objects.get()
    assert where == f"{FEEDS}sent/{sent.pk}/"
    page = text(client, analyst, where)
    assert "Checked, not taken in yet" in page
    assert "This is not a date. Write it as 2026-03-27 or 27/03/2026." in page
    assert "A date as a spreadsheet counts days: read as a date." in page
    assert "Harper" not in page
    assert Row.objects.count() == 0
    assert "People in the common columns" in text(client, analyst, FEEDS)
    assert post(client, analyst, f"{where}take/") == where
    load = Load.objects.get()
    assert f"{FEEDS}loads/{load.pk}/" in text(client, analyst, where)
    report = text(client, analyst, f"{FEEDS}loads/{load.pk}/")
    assert "Rows to correct" in report
    assert "City Council" in report
    assert "Anna Analyst" in report
    sent.refresh_from_db()
    assert (sent.state, sent.content) == (SentState.TAKEN, None)


def test_a_large_file_is_left_to_the_worker(
    client: Client, agency: Agency, analyst: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SMALL", 10)
    where = send(client, analyst, agency)
    assert ProcrastinateJob.objects.filter(task_name="partner_data.work_on_file").count() == 1
    page = text(client, analyst, where)
    assert "Waiting to be checked" in page
    assert "You can leave this page" in page
    assert 'http-equiv="refresh"' in page


def test_a_file_need_not_be_taken_in(client: Client, agency: Agency, analyst: User) -> None:
    where = send(client, analyst, agency)
    assert "forgotten" in text(client, analyst, f"{where}put-away/")
    assert post(client, analyst, f"{where}put-away/") == FEED
    sent = SentFile.objects.get()
    assert (sent.state, sent.content) == (SentState.PUT_AWAY, None)
    client.force_login(analyst)
    assert "This can&#39;t be done now" in client.post(f"{where}take/", {}).content.decode()


def test_a_file_that_is_refused_says_why(client: Client, agency: Agency, analyst: User) -> None:
    where = send(client, analyst, agency, b"Name,Age\nAda,3\n")
    page = text(client, analyst, where)
    assert "The file has no column for" in page
    assert SentFile.objects.get().content is None


def test_a_far_smaller_file_asks_whether_it_is_right(client: Client, agency: Agency, analyst: User) -> None:
    rows = [{"record_id": f"R{n}", "surname": "Harper"} for n in range(10)]
    taken(as_file(rows), agency=agency, by=analyst)
    where = send(client, analyst, agency, as_file(rows[:2]))
    assert "2 rows where 10 records are held" in text(client, analyst, f"{where}take/")
    assert post(client, analyst, f"{where}take/", accept_smaller="no") == where
    assert "less than 50%" in text(client, analyst, where)
    where = send(client, analyst, agency, as_file(rows[:2]), extent="changes")
    assert "refused rows can be downloaded" in text(client, analyst, f"{where}take/")
    where = send(client, analyst, agency, as_file(rows[:2]))
    post(client, analyst, f"{where}take/", accept_smaller="yes")
    assert queries.freshness("canonical").records == queries.rows_now().count() == 2


def test_refused_rows_come_back_to_be_corrected(client: Client, agency: Agency, analyst: User) -> None:
    load = taken(PEOPLE, agency=agency, by=analyst).load
    client.force_login(analyst)
    answer = client.get(f"{FEEDS}loads/{load.pk}/refused-rows.csv")
    content = answer.content.decode("utf-8-sig")
    lines = content.splitlines()
    assert lines[0] == "record_id,forename,surname,date_of_birth,postcode,What is wrong"
    assert lines[1].startswith("R2,Ben,Harper,soon,unknown,date_of_birth: This is not a date.")
    book = load_workbook(io.BytesIO(client.get(f"{FEEDS}loads/{load.pk}/refused-rows.xlsx").content))
    assert [cell.value for cell in list(book.active.rows)[1]][:3] == ["R2", "Ben", "Harper"]  # type: ignore[union-attr]
    assert Event.objects.filter(kind="audit.exported", record_id=str(load.pk)).count() == 2
    corrected = content.replace("soon", "04/06/2015").encode()
    again = taken(corrected, agency=agency, by=analyst, extent="changes").load
    assert (again.new, again.refused) == (1, 0)


def test_a_load_is_withdrawn_with_a_reason(client: Client, agency: Agency, analyst: User) -> None:
    load = taken(PEOPLE, agency=agency, by=analyst).load
    path = f"{FEEDS}loads/{load.pk}/"
    assert "blanked" in text(client, analyst, f"{path}withdraw/")
    assert post(client, analyst, f"{path}withdraw/", because="Sent by mistake") == path
    load.refresh_from_db()
    assert load.state == LoadState.WITHDRAWN
    page = text(client, analyst, path)
    assert "by Anna Analyst: Sent by mistake" in page
    assert "Rows to correct" not in page


def test_where_a_record_came_from_is_shown_and_written_down(client: Client, agency: Agency, analyst: User) -> None:
    taken(PEOPLE, agency=agency, by=analyst)
    client.force_login(analyst)
    refused = client.post(f"{FEED}record/", {"record_id": "R9"})
    assert "Searched, nothing found" in refused.content.decode()
    where = post(client, analyst, f"{FEED}record/", record_id="R3")
    page = text(client, analyst, where)
    assert "40242" in page
    assert "2010-03-05" in page
    assert "line 4" in page
    assert "Moss" not in re.findall(r"<title>(.*?)</title>", page)[0]
    row = Row.objects.get(record_id="R3")
    assert where == f"{FEEDS}rows/{row.pk}/"
    assert Event.objects.filter(kind="audit.seen", record_id=str(row.pk), by=analyst).exists()
    assert Event.objects.filter(kind="audit.searched", by=analyst).exists()


def test_pages_ask_little_of_the_database(
    client: Client, agency: Agency, analyst: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load = taken(PEOPLE, agency=agency, by=analyst).load
    where = send(client, analyst, agency, PEOPLE.replace(b"Ada", b"Adam"))
    row = Row.objects.get(record_id="R1")
    client.force_login(analyst)
    for path in (FEEDS, FEED, f"{FEED}load/", where, f"{FEEDS}loads/{load.pk}/", f"{FEEDS}rows/{row.pk}/"):
        with django_assert_max_num_queries(15):
            assert client.get(path).status_code == 200


def test_how_fresh_a_feed_is_in_one_line(agency: Agency, analyst: User) -> None:
    taken(PEOPLE, agency=agency, by=analyst)
    fresh = queries.freshness("canonical")
    assert (fresh.records, fresh.stale, fresh.agency, fresh.contact) == (
        2, True, "City Council", "The early help analyst",
    )  # fmt: skip
    never = queries.freshness("attendance")
    assert (never.as_of, never.stale, never.load_id) == (None, True, None)
