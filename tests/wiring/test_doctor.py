"""What the doctor says of PostgreSQL's releases."""

import pytest

from alongside.project.doctor import new_enough


@pytest.mark.parametrize(
    ("version", "well", "least"),
    [
        (140020, False, "15.10"),
        (150009, False, "15.10"),
        (150010, True, ""),
        (160005, False, "16.6"),
        (160006, True, ""),
        (170001, False, "17.2"),
        (170009, True, ""),
        (180000, True, ""),
    ],
)
def test_postgresql_must_ask_again_who_reads(version: int, well: bool, least: str) -> None:
    found, advice = new_enough(version)
    assert found is well
    assert least in advice
