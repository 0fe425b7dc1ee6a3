"""What the doctor says of PostgreSQL's releases, and of who brings people on board."""

import pytest

from alongside.ground.access.tests.factories import a_user
from alongside.project.doctor import new_enough, people


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


@pytest.mark.django_db
def test_somebody_must_have_joined_who_brings_others_on_board() -> None:
    a_user("hub_manager")
    nobody = people()
    assert (nobody.well, "alongside council invite" in nobody.advice) == (False, True)
    a_user("access_administrator")
    assert people().well
