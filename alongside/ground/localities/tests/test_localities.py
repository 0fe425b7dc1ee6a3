"""Taking in the lookup of small areas and wards."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from alongside.ground.access.queries import the_system
from alongside.ground.audit.models import Event
from alongside.ground.lib.errors import Refused
from alongside.ground.localities import actions, queries
from alongside.ground.localities.models import SmallArea

pytestmark = pytest.mark.django_db
HEADINGS = "lsoa21_name,lsoa21_code,ward24_name,ward24_code,ltla24_name,ltla24_code"
CLIFTON = "York 001A,E01000001,Clifton,E05010313,York,E06000014"
ACOMB = "York 002A,E01000002,Acomb,E05010311,York,E06000014"


def lookup(folder: Path, *rows: str, headings: str = HEADINGS, encoding: str = "utf-8-sig") -> Path:
    file = folder / "lookup.csv"
    file.write_text("\n".join([headings, *rows]), encoding=encoding)
    return file


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    file = lookup(tmp_path, CLIFTON, ACOMB, "Bad,E1,Clifton,E05010313,York,E06000014")
    first = actions.load(file=file, by=the_system())
    assert (first.new, first.changed, first.unchanged) == (2, 0, 0)
    assert [(row.line, "E1" in row.why) for row in first.refused] == [(4, True)]
    again = actions.load(file=file, by=the_system())
    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)
    assert Event.objects.filter(kind="localities.loaded").count() == 1


def test_a_ward_that_changed_its_name_is_changed(tmp_path: Path) -> None:
    actions.load(file=lookup(tmp_path, CLIFTON), by=the_system())
    changed = actions.load(file=lookup(tmp_path, CLIFTON.replace(",Clifton,", ",Clifton North,")), by=the_system())
    assert (changed.new, changed.changed) == (0, 1)
    area = queries.small_area("E01000001")
    assert area is not None
    assert area.ward_name == "Clifton North"
    assert str(area) == "York 001A"
    assert queries.small_area("E01999999") is None


def test_wards_are_listed_by_name(tmp_path: Path) -> None:
    actions.load(file=lookup(tmp_path, CLIFTON, ACOMB), by=the_system())
    assert [(ward.name, ward.code) for ward in queries.wards_of("E06000014")] == [
        ("Acomb", "E05010311"), ("Clifton", "E05010313"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "headings", "encoding", "message"),
    [
        ((), HEADINGS, "utf-8", "no row that can be taken"),
        ((CLIFTON,), HEADINGS.replace("ward24_code", "something"), "utf-8", "no column for: ward_code"),
        (("Yörk,E01000001,Clifton,E05010313,York,E06000014",), HEADINGS, "cp1252", "not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(
    tmp_path: Path, rows: tuple[str, ...], headings: str, encoding: str, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        actions.load(file=lookup(tmp_path, *rows, headings=headings, encoding=encoding), by=the_system())
    assert not SmallArea.objects.exists()


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no file"):
        actions.load(file=tmp_path / "nowhere.csv", by=the_system())


def test_the_command_loads_a_file(tmp_path: Path) -> None:
    out = StringIO()
    call_command("localities", "load", str(lookup(tmp_path, CLIFTON)), stdout=out)
    assert "1" in out.getvalue()
    assert SmallArea.objects.count() == 1
