"""People as matching compares records with them."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from alongside.ground.operating_models.queries import current_pack
from alongside.people.families.models import Person, PersonAddress
from alongside.people.matching.models import MatchedRow, Place, PlacesList
from alongside.people.matching.telling import Blanks
from alongside.people.partner_data.models import Row

AT_ONCE = 5_000
COLUMNS = ("nhs_number", "upn", "other_id", "forename", "surname", "previous_surname", "date_of_birth", "sex",
           "address", "postcode", "uprn")  # fmt: skip
KNOWN = """
    SELECT p.id, p.nhs_number, p.upn, '', n.forename, n.surname, coalesce(before.surname, ''),
           CASE WHEN p.date_known = 'exact' THEN p.date_of_birth END, CASE WHEN p.sex <> 'U' THEN p.sex ELSE '' END,
           coalesce(a.lines, ''), coalesce(a.postcode, ''), coalesce(a.uprn, '')
    FROM families_person p JOIN families_personname n ON n.person_id = p.id AND n.kind = 'usual'
    LEFT JOIN LATERAL (SELECT surname FROM families_personname WHERE person_id = p.id AND kind = 'previous'
                       AND surname <> '' ORDER BY id DESC LIMIT 1) before ON true
    LEFT JOIN LATERAL (SELECT lines, postcode, uprn FROM families_personaddress WHERE person_id = p.id
                       AND until IS NULL AND NOT confidential AND NOT no_fixed_address
                       ORDER BY since DESC, id DESC LIMIT 1) a ON NOT p.address_is_kept
    WHERE %(ids)s::uuid[] IS NULL OR p.id = ANY(%(ids)s::uuid[])
"""


def known_now(ids: Collection[uuid.UUID] | None = None) -> Iterator[tuple[uuid.UUID, dict[str, Any]]]:
    """What is known of these people, or of all, in the columns of a feed: never a confidential address.

    People merged into another record are left out: they have no name of their own until they are parted.
    """
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, {"ids": None if ids is None else list(ids)})
        while rows := cursor.fetchmany(AT_ONCE):
            for row in rows:
                yield row[0], dict(zip(COLUMNS, row[1:], strict=True))


def rows_about(person: Person) -> QuerySet[Row]:
    """The records of partners' feeds, as they stand now, settled to be about this person; oldest load first."""
    theirs = MatchedRow.objects.filter(description__person=person)
    matched = Exists(theirs.filter(feed=OuterRef("feed"), record_id=OuterRef("record_id")))
    rows = Row.objects.filter(matched, stands=True).select_related("load__agency")
    return rows.order_by("load__number", "line")


def places_in_force() -> PlacesList | None:
    """The list of places that make no family, as it is in force; None before there is one."""
    return PlacesList.objects.order_by("-put_in_force_at", "-id").first()


def confidential_homes(of: Collection[uuid.UUID] | None = None) -> Blanks:
    """The confidential homes of these people, or of all: past ones too."""
    found = Blanks()
    homes = PersonAddress.objects.filter(confidential=True).order_by("id")
    if of is not None:
        homes = homes.filter(person__in=of)
    for uprn, postcode, lines in homes.values_list("uprn", "postcode", "lines"):
        if uprn or lines:
            found.add(uprn=uprn, postcode=postcode, address=lines)
    return found


def blanks() -> Blanks:
    """Whatever links nobody: confidential homes, the listed places, and references that several people share."""
    found = confidential_homes()
    found.shared_references = frozenset(feed.id for feed in current_pack().pack.feeds if feed.shares_references)
    in_force = places_in_force()
    if in_force is not None:
        places = Place.objects.filter(the_list=in_force).order_by("id")
        for uprn, postcode, address in places.values_list("uprn", "postcode", "address"):
            found.add(uprn=uprn, postcode=postcode, address=address)
    return found


def places_checked_until() -> dt.date | None:
    """The day by which the list of places must be looked through again; None without a list."""
    in_force = places_in_force()
    return in_force.check_again_on if in_force else None
