"""Why a session ends."""

import pytest

from alongside.ground.sign_in.policies import IDLE_SECONDS, LONGEST_SECONDS, Standing, why_over
from alongside.ground.sign_in.words import Factor, Over

BOTH = (Factor.PASSWORD, Factor.APP)


@pytest.mark.parametrize(
    ("standing", "over"),
    [
        (None, Over.NOT_STARTED_HERE),
        (Standing(0, 0, 0, (Factor.DEMONSTRATION,)), Over.DEMONSTRATION_ENDED),
        (Standing(-LONGEST_SECONDS, 0, 0, BOTH), Over.TOO_LONG),
        (Standing(-60, -IDLE_SECONDS, 0, BOTH), Over.IDLE),
        (Standing(0, 0, 0, (Factor.PASSWORD,)), Over.SECOND_FACTOR_MISSING),
        (Standing(-LONGEST_SECONDS + 1, -IDLE_SECONDS + 1, 0, BOTH), None),
    ],
)
def test_why_a_session_ends(standing: Standing | None, over: Over | None) -> None:
    assert why_over(standing, 0, made_up=False, second_factor_needed=True) is over
