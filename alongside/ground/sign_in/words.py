"""Words of signing in: what somebody proved, and what a session is."""

from enum import StrEnum


class Factor(StrEnum):
    """One thing a person proved when they signed in or confirmed."""

    PASSWORD = "password"  # noqa: S105  # the word, not one
    APP = "app"
    PASSKEY = "passkey"
    RECOVERY_CODE = "recovery_code"
    PROVIDER = "provider"
    PROVIDER_WITH_SECOND = "provider_with_second"
    DEMONSTRATION = "demonstration"


class Over(StrEnum):
    """Why a session is no longer one."""

    IDLE = "idle"
    TOO_LONG = "too_long"
    NOT_STARTED_HERE = "not_started_here"
    DEMONSTRATION_ENDED = "demonstration_ended"
    SECOND_FACTOR_MISSING = "second_factor_missing"
