"""The directory of services for other directories, as Open Referral UK 3.0."""

from django.apps import AppConfig


class OpenReferralConfig(AppConfig):
    """Installs the package."""

    name = "alongside.doors.open_referral"
    label = "open_referral"
