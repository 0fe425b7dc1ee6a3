"""Feeds for tests: rows that came in loads, one after another. Everybody is made up."""

import datetime as dt
import uuid
from typing import Any

from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.agencies import actions as agencies
from alongside.ground.lib.clock import now, today
from alongside.ground.operating_models.queries import current_pack
from alongside.people.matching.actions import put_places_in_force
from alongside.people.matching.actions.places import NamedPlace
from alongside.people.matching.models import MatchedRow
from alongside.people.partner_data.models import Load, Row


class Feeds:
    """Partners' feeds, to which rows come and from which they go."""

    def __init__(self) -> None:
        agency = an_agency()
        text = agencies.publish_agreement(text="We share.", review_months=12, by=a_user("access_administrator"))
        self.agreed = agencies.accept_agreement(text=text, by=a_user("agency_administrator", agency=agency))
        self.agency, self.number = agency, 0

    def load(self) -> Load:
        """The next load."""
        self.number += 1
        return Load.objects.create(
            number=self.number, feed="attendance", pack_version_id=current_pack().version_id, agency=self.agency,
            agreement=self.agreed, sha256=f"{self.number:064}", as_of=today(), extent="changes",
            taken_by=the_system(), taken_at=now(), rows=0, new=0, changed=0, unchanged=0, refused=0, repeated=0,
            retired=0,
        )  # fmt: skip

    def tell(self, feed: str, record_id: str, **told: Any) -> Row:
        """A record comes, or says something else than before."""
        load = self.load()
        Row.objects.filter(feed=feed, record_id=record_id, stands=True).update(
            stands=False, superseded_by=load, turn=load.number
        )
        return Row.objects.create(
            feed=feed, record_id=record_id, load=load, line=2, digest=uuid.uuid4(), turn=load.number, **told
        )

    def take_back(self, feed: str, record_id: str) -> None:
        """A record goes."""
        load = self.load()
        Row.objects.filter(feed=feed, record_id=record_id, stands=True).update(
            stands=False, retired_by=load, turn=load.number
        )


def no_places(*places: NamedPlace) -> None:
    """A list of places is in force; an empty one unless told."""
    put_places_in_force(places=places, source="Housing’s list, made up", by=a_user("hub_manager"))


def row_of(feed: str, record_id: str) -> MatchedRow:
    """What was made of a record."""
    return MatchedRow.objects.select_related("description").get(feed=feed, record_id=record_id)


ANNA: dict[str, Any] = {
    "forename": "Anna", "surname": "Thorley", "date_of_birth": dt.date(2014, 3, 7), "sex": "F",
    "nhs_number": "9990000018", "address": "4 Mill Lane", "postcode": "YO1 6GA", "uprn": "100050123456",
}  # fmt: skip
"""A girl, as a feed tells of her."""

TWIN: dict[str, Any] = {
    "forename": "Zofia", "surname": "Kowalska", "date_of_birth": dt.date(2012, 5, 6), "sex": "F",
    "address": "9 Elm Row", "postcode": "YO7 7AA",
}  # fmt: skip
"""A girl whom only feeds know: another forename makes her a sister born the same day, or a mistake."""
