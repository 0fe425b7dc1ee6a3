"""Where to go from the 'Sharing' tab: packages above register the page of referrals, and pages about who looked."""

from collections.abc import Sequence

from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.lib.hooks import Hook
from alongside.people.families.models import Family

MORE_PAGES: Hook[[Family, User], Sequence[tuple[str, str]]] = Hook()
"""Asked for links to show on the 'Sharing' tab of a family for this person: (text, address)."""

_pages: list[str] = []


def register_referral_page(url_name: str) -> None:
    """Name the page that starts a referral to social care; it takes the family's id as `family_id`."""
    _pages[:] = [url_name]


def referral_address(family: Family) -> str:
    """The address of that page for a family; '' when no package offers one."""
    return reverse(_pages[0], kwargs={"family_id": family.pk}) if _pages else ""
