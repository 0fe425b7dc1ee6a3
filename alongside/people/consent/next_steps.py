"""Where to go when a safeguarding referral is needed: the package that makes referrals, above, registers its page."""

from django.urls import reverse

from alongside.people.families.models import Family

_pages: list[str] = []


def register_referral_page(url_name: str) -> None:
    """Name the page that starts a referral to social care; it takes the family's id as `family_id`."""
    _pages[:] = [url_name]


def referral_address(family: Family) -> str:
    """The address of that page for a family; '' when no package offers one."""
    return reverse(_pages[0], kwargs={"family_id": family.pk}) if _pages else ""
