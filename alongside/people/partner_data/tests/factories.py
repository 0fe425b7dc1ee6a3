"""Agencies that may send, and files of feeds taken in through the real actions."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings

from alongside.ground.access.models import Agency, User
from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.agencies import actions as agencies
from alongside.ground.agencies.queries import agreement_in_force
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.actions import adopt
from alongside.ground.operating_models.queries import AdoptedPack, current_pack
from alongside.people.partner_data.actions import Taken, take_in
from alongside.people.partner_data.checking import checked_file
from alongside.people.partner_data.words import Extent

DAY = dt.date(2026, 3, 2)


def a_pack(name: str = "york-2020") -> AdoptedPack:
    """A council's pack in force."""
    adopt(folder=settings.PACKS_FOLDER / name, by=the_system())
    return current_pack()


def sending(kind: str = "council_early_help", name: str = "") -> Agency:
    """An agency that accepted the sharing agreement in force, publishing one where there is none."""
    agency = an_agency(name, kind=kind)
    text = agreement_in_force() or agencies.publish_agreement(
        text="We share what helps.", review_months=12, by=a_user("access_administrator")
    )
    agencies.accept_agreement(text=text, by=a_user("agency_administrator", agency=agency))
    return agency


def as_file(rows: Iterable[Mapping[str, Any]], headings: Sequence[str] = ()) -> bytes:
    """Rows as a CSV, with the headings of the first."""
    rows = list(rows)
    names = list(headings) or list(rows[0])
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    return "\n".join(
        ",".join(f'"{cell}"' if set(cell) & {",", '"', "\n"} else cell for cell in line) for line in lines
    ).encode()


def taken(
    content: bytes, *, agency: Agency, by: User, feed: str = "canonical", kind: str = "csv", as_of: dt.date = DAY,
    extent: str = Extent.FULL, accept_smaller: bool = True,
) -> Taken:  # fmt: skip
    """A file checked and taken in, as the page, the command and the worker do it."""
    pack = current_pack().pack
    with checked_file(content, kind, feed=pack.feed(feed), pack=pack, as_of=as_of, today=today()) as checked:
        return take_in(checked=checked, agency=agency, extent=extent, by=by, accept_smaller=accept_smaller)
