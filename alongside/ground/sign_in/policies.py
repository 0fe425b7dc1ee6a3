"""When a session is over, when somebody has confirmed recently enough, and what counts as a second factor.

Thirty minutes idle and eight hours at most: the range the NHS e-Referral Service and GOV.UK's guidance give
(security_ux section 6, Timeouts); a passkey counts as two factors because the device asks for a finger or a PIN.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from alongside.ground.sign_in.words import Factor, Over

IDLE_SECONDS = 30 * 60
LONGEST_SECONDS = 8 * 60 * 60
CONFIRMED_SECONDS = 10 * 60
PENDING_SECONDS = 15 * 60
NOTED_EVERY_SECONDS = 60

STRONG_ALONE = frozenset({Factor.PASSKEY, Factor.PROVIDER_WITH_SECOND, Factor.DEMONSTRATION})
SECOND = frozenset({Factor.APP, Factor.RECOVERY_CODE, *STRONG_ALONE})


@dataclass(frozen=True)
class Standing:
    """What a session knows of itself: moments in seconds since 1970, and what was proved."""

    began: float
    seen: float
    confirmed: float
    factors: tuple[Factor, ...]


def has_second_factor(factors: Iterable[Factor]) -> bool:
    """True when what was proved is enough to come in."""
    return bool(SECOND & set(factors))


def why_over(standing: Standing | None, at: float, *, made_up: bool, second_factor_needed: bool) -> Over | None:
    """Why this session must end now, or None when it may go on.

    `made_up` is true in the demonstration and the tests, where one click signs in.
    """
    if standing is None:
        return Over.NOT_STARTED_HERE
    if Factor.DEMONSTRATION in standing.factors and not made_up:
        return Over.DEMONSTRATION_ENDED
    if at - standing.began >= LONGEST_SECONDS:
        return Over.TOO_LONG
    if at - standing.seen >= IDLE_SECONDS:
        return Over.IDLE
    if second_factor_needed and not has_second_factor(standing.factors):
        return Over.SECOND_FACTOR_MISSING
    return None


def confirmed_recently(standing: Standing | None, at: float) -> bool:
    """True within ten minutes of signing in or confirming."""
    return standing is not None and 0 <= at - standing.confirmed < CONFIRMED_SECONDS
