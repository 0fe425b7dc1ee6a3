"""Loads: what a file brings, changes and retires, and that withdrawing one leaves what would stand without it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.audit.models import Event
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.people.partner_data import actions, queries
from alongside.people.partner_data.models import HeldInFile, Load, RefusedRow, Row
from alongside.people.partner_data.tests.factories import DAY, a_pack, as_file, sending, taken
from alongside.people.partner_data.words import Extent, LoadState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def council() -> None:
    """York's operating model."""
    a_pack()


@pytest.fixture
def analyst() -> User:
    return a_user("analyst")


@pytest.fixture
def agency() -> Agency:
    return sending()


def people(*numbers: int, **also: Any) -> bytes:
    """A file of made-up people by number; `also` changes the surname of one, as a3='Other'."""
    return as_file(
        {
            "record_id": f"R{n}", "forename": f"Child{'abcdefghij'[n % 10]}", "surname": also.get(f"a{n}", "Harper"),
            "date_of_birth": f"{n % 28 + 1:02}/05/2014", "postcode": "YO1 6GA",
        }
        for n in numbers
    )  # fmt: skip


def standing() -> set[tuple[Any, ...]]:
    return set(queries.rows_now().values_list("feed", "record_id", "surname", "load__sha256", "line"))


def counts(load: Load) -> tuple[int, ...]:
    return (load.rows, load.new, load.changed, load.unchanged, load.refused, load.retired)


def test_it_checks_access(agency: Agency) -> None:
    with pytest.raises(NotAllowed):
        taken(people(1), agency=agency, by=a_user("hub_manager"))
    load = taken(people(1), agency=agency, by=the_system()).load
    with pytest.raises(NotAllowed):
        actions.withdraw(load=load, because="Sent by mistake", by=a_user("practitioner"))


def test_a_first_file_brings_everything(agency: Agency, analyst: User) -> None:
    load = taken(people(1, 2, 3), agency=agency, by=analyst).load
    assert counts(load) == (3, 3, 0, 0, 0, 0)
    row = queries.rows_now(["canonical"]).get(record_id="R2")
    assert (row.forename, row.surname, row.date_of_birth, row.postcode) == (
        "Childc",
        "Harper",
        dt.date(2014, 5, 3),
        "YO1 6GA",
    )
    assert (row.line, row.load, row.feed, row.said) == (3, load, "canonical", None)
    assert load.completeness["postcode"] == 3
    event = Event.objects.get(kind="partner_data.taken_in")
    assert event.detail["new"] == 3
    assert "Harper" not in str(event.detail)


def test_the_same_file_twice_changes_nothing(agency: Agency, analyst: User) -> None:
    first = taken(people(1, 2), agency=agency, by=analyst)
    again = taken(people(1, 2), agency=agency, by=analyst)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.load == first.load
    assert Row.objects.count() == 2


def test_a_later_full_file_changes_and_retires(agency: Agency, analyst: User) -> None:
    first = taken(people(1, 2, 3), agency=agency, by=analyst).load
    marker = queries.marker()
    second = taken(people(2, 3, 4, a3="Other"), agency=agency, by=analyst).load
    assert counts(second) == (3, 1, 1, 1, 0, 1)
    assert {one[1] for one in standing()} == {"R2", "R3", "R4"}
    assert Row.objects.get(record_id="R1").retired_by == second
    assert Row.objects.get(record_id="R3", surname="Harper").superseded_by == second
    assert queries.rows_now().get(record_id="R2").load == first
    assert set(queries.rows_changed_since(marker).values_list("record_id", flat=True)) == {"R1", "R3", "R4"}
    assert list(queries.gone_since(marker)) == [("canonical", "R1")]
    assert [form.surname for form in queries.forms_of("canonical", "R3")] == ["Other", "Harper"]


def test_a_file_of_changes_retires_nothing(agency: Agency, analyst: User) -> None:
    taken(people(1, 2), agency=agency, by=analyst)
    load = taken(people(2, 3, a2="Other"), agency=agency, by=analyst, extent=Extent.CHANGES).load
    assert counts(load) == (2, 1, 1, 0, 0, 0)
    assert len(standing()) == 3


def test_a_refused_row_keeps_its_earlier_form(agency: Agency, analyst: User) -> None:
    taken(people(1, 2), agency=agency, by=analyst)
    broken = people(1, 2).replace(b"03/05/2014", b"31/31/2014")
    load = taken(broken, agency=agency, by=analyst).load
    assert counts(load) == (2, 0, 0, 1, 1, 0)
    assert len(standing()) == 2
    refused = RefusedRow.objects.get()
    assert (refused.line, refused.cells[3]) == (3, "31/31/2014")
    assert refused.problems == [["date_of_birth", "This is not a date. Write it as 2026-03-27 or 27/03/2026."]]


def test_a_withdrawn_load_is_blanked_and_what_stood_before_stands_again(agency: Agency, analyst: User) -> None:
    taken(people(1, 2, 3), agency=agency, by=analyst)
    before = standing()
    second = taken(people(2, 3, 4, a3="Other"), agency=agency, by=analyst).load
    marker = queries.marker()
    with pytest.raises(Refused, match="Say why"):
        actions.withdraw(load=second, because=" ", by=analyst)
    actions.withdraw(load=second, because="Sent to us by mistake", by=analyst)
    assert standing() == before
    second.refresh_from_db()
    assert (second.state, second.withdrawn_by, second.withdrawn_because) == (
        LoadState.WITHDRAWN, analyst, "Sent to us by mistake",
    )  # fmt: skip
    left = Row.objects.filter(load=second)
    assert {(row.withdrawn, row.surname, row.forename, row.date_of_birth, row.said) for row in left} == {
        (True, "", "", None, None)
    }
    assert not HeldInFile.objects.filter(load=second).exists()
    assert list(queries.gone_since(marker)) == [("canonical", "R4")]
    assert set(queries.rows_changed_since(marker).values_list("record_id", flat=True)) == {"R1", "R3", "R4"}
    with pytest.raises(Refused, match="withdrawn already"):
        actions.withdraw(load=second, because="Again", by=analyst)


def test_without_the_first_load_its_records_stand_by_the_second(agency: Agency, analyst: User) -> None:
    first = taken(people(1, 2), agency=agency, by=analyst).load
    second = taken(people(0, 1, 2), agency=agency, by=analyst).load
    actions.withdraw(load=first, because="Not ours", by=analyst)
    assert {(row.record_id, row.load, row.line) for row in queries.rows_now()} == {
        ("R0", second, 2), ("R1", second, 3), ("R2", second, 4),
    }  # fmt: skip


def test_a_file_of_an_earlier_day_is_refused(agency: Agency, analyst: User) -> None:
    taken(people(1), agency=agency, by=analyst)
    with pytest.raises(Refused, match="shows 1 March 2026, and one of 2 March 2026"):
        taken(people(1, 2), agency=agency, by=analyst, as_of=DAY - dt.timedelta(1))


def test_a_full_file_far_smaller_than_what_is_held_is_refused_until_somebody_says_so(
    agency: Agency, analyst: User
) -> None:
    taken(people(*range(10)), agency=agency, by=analyst)
    with pytest.raises(Refused, match="4 rows where 10 records are held: less than 50%") as refused:
        taken(people(1, 2, 3, 4), agency=agency, by=analyst, accept_smaller=False)
    assert "cut off" in refused.value.what_to_do
    assert taken(people(1, 2, 3, 4), agency=agency, by=analyst).load.retired == 6
    assert taken(people(1), agency=agency, by=analyst, extent=Extent.CHANGES, accept_smaller=False).load.unchanged == 1


def test_a_feed_needs_an_agreement_that_holds_and_its_own_agency(analyst: User) -> None:
    with pytest.raises(Refused, match="no sharing agreement that holds today"):
        taken(people(1), agency=an_agency(kind="council_early_help"), by=analyst)
    with pytest.raises(Refused, match="does not come from an agency of this kind"):
        taken(people(1), agency=sending("police"), by=analyst)


def test_where_a_cell_came_from(agency: Agency, analyst: User) -> None:
    content = as_file([{"record_id": "1", "surname": "Harper", "forename": "Unknown", "date_of_birth": "40242"}])
    taken(content, agency=agency, by=analyst)
    found = queries.provenance(queries.rows_now().get())
    cells = {cell.column: (cell.value, cell.written) for cell in found.cells}
    assert cells["forename"] == ("", "Unknown")
    assert cells["date_of_birth"] == ("2010-03-05", "40242")
    assert cells["surname"] == ("Harper", "")
    assert (found.line, found.load.as_of) == (2, DAY)


def test_a_role_the_walls_hold_takes_in_and_withdraws_as_well(agency: Agency, analyst: User) -> None:
    """The worker and the web may not COPY into a walled table: their rows go by way of a table of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE alongside_work")
    first = taken(people(1, 2), agency=agency, by=the_system()).load
    taken(people(2, 3), agency=agency, by=the_system())
    actions.withdraw(load=first, because="Try", by=the_system())
    assert {one[1] for one in standing()} == {"R2", "R3"}
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["full", "changes", "withdraw"]),
        st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["Harper", "Other", "!"])), min_size=1, max_size=5),
        st.integers(0, 5),
    ),
    min_size=2, max_size=7,
)  # fmt: skip


def _file(rows: list[tuple[int, str]], step: int) -> bytes:
    """Each record once; '!' is one whose birthday cannot be read; a record of the step's own, so that no two agree."""
    once = dict(rows)
    lines = [
        {
            "record_id": f"R{n}",
            "surname": "X" if name == "!" else name,
            "date_of_birth": "?!" if name == "!" else "",
            "step": "",
        }
        for n, name in once.items()
    ]
    return as_file(
        [*lines, {"record_id": f"S{step}", "surname": "Own"}], ["record_id", "surname", "date_of_birth", "step"]
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_loads_and_withdrawals_equal_loading_what_survives_afresh(
    agency: Agency, analyst: User, steps: list[Any]
) -> None:
    Row.objects.all().delete()
    RefusedRow.objects.all().delete()
    HeldInFile.objects.all().delete()
    Load.objects.all().delete()
    files: dict[Any, tuple[bytes, str]] = {}
    for number, (what, rows, which) in enumerate(steps):
        alive = list(files)
        if what != "withdraw":
            content = _file(rows, number)
            files[taken(content, agency=agency, by=analyst, extent=what).load.pk] = (content, what)
        elif alive:
            gone = alive[which % len(alive)]
            actions.withdraw(load=Load.objects.get(pk=gone), because="Try", by=analyst)
            del files[gone]
    lived = standing()
    last = queries.last_load("canonical")
    assert (last.held if last else 0) == len(lived)
    for load in Load.objects.filter(state=LoadState.TAKEN).order_by("-number"):
        actions.withdraw(load=load, because="Afresh", by=analyst)
    assert standing() == set()
    for content, extent in files.values():
        taken(content, agency=agency, by=analyst, extent=extent)
    assert standing() == lived
