"""Households and their records for tests: rows that came in loads, matched, and counted. Everybody is made up."""

import datetime as dt
import itertools
import uuid
from dataclasses import dataclass, field
from typing import Any

from alongside.ground.access.queries import the_system
from alongside.ground.access.tests.factories import a_user, an_agency
from alongside.ground.agencies import actions as agencies
from alongside.ground.agencies.queries import agreement_in_force
from alongside.ground.lib.clock import now, today
from alongside.ground.operating_models.queries import current_pack
from alongside.improving.identification.actions import count_families
from alongside.improving.identification.models import CountRun
from alongside.people.families import actions as families
from alongside.people.families.models import Person
from alongside.people.families.tests.factories import a_pack, a_person
from alongside.people.matching.models import (
    Description,
    FeedPerson,
    Household,
    HouseholdMember,
    MatchedRow,
)
from alongside.people.partner_data.models import Load, Row

_numbers = itertools.count(1)
LONG_AGO = dt.date(2015, 1, 1)
BILLINGHAM, WESTFIELD = "E05014858", "E05010330"


def days_ago(days: int) -> dt.date:
    """So many days before today."""
    return today() - dt.timedelta(days=days)


@dataclass
class Town:
    """Feeds with an agreement that holds, and households about which they say something."""

    number: int = 0
    people: dict[str, Person | FeedPerson] = field(default_factory=dict)
    rows: dict[uuid.UUID, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.agency = an_agency(f"Sender {next(_numbers)}", kind="council_early_help")
        text = agreement_in_force() or agencies.publish_agreement(
            text="We share what helps.", review_months=12, by=a_user("access_administrator")
        )
        self.agreed = agencies.accept_agreement(text=text, by=a_user("agency_administrator", agency=self.agency))

    def load(self, feed: str, as_of: dt.date | None = None) -> Load:
        """The next load of a feed."""
        self.number += 1
        return Load.objects.create(
            number=self.number, feed=feed, pack_version_id=current_pack().version_id, agency=self.agency,
            agreement=self.agreed, sha256=f"{self.number:064}", as_of=as_of or today(), extent="changes",
            taken_by=the_system(), taken_at=now(), rows=0, new=0, changed=0, unchanged=0, refused=0, repeated=0,
            retired=0,
        )  # fmt: skip

    def person(self, forename: str, *, born: dt.date | None = None, surname: str = "Testerly") -> Person:
        """Somebody recorded."""
        born = born or dt.date(2014, 3, 7)
        made = a_person(forename, surname, date_of_birth=born)
        self.people[forename] = made
        return made

    def feed_person(self, forename: str, *, born: dt.date | None = None, **told: Any) -> FeedPerson:
        """Somebody known to feeds only."""
        given = {"surname": "Feedly", "date_of_birth": born or dt.date(2015, 4, 8), **told}
        made = FeedPerson.objects.create(forename=forename, made_at=now(), **given)
        self.people[forename] = made
        return made

    def household(
        self, *, children: list[Person | FeedPerson], adults: list[Person | FeedPerson] | None = None,
        since: dt.date = LONG_AGO,
    ) -> Household:  # fmt: skip
        """Children and adults who live together."""
        home = Household.objects.create(home=uuid.uuid4().hex, since=since)
        for part, people in (("child", children), ("adult", adults or [])):
            for one in people:
                self.joins(home, one, part, since=since)
        return home

    def joins(self, home: Household, one: Person | FeedPerson, part: str, since: dt.date = LONG_AGO) -> HouseholdMember:
        """Somebody belongs to a household."""
        who = {"person": one} if isinstance(one, Person) else {"feed_person": one}
        return HouseholdMember.objects.create(household=home, part=part, why="address", since=since, **who)

    def tell(self, one: Person | FeedPerson, feed: str, kind: str, on: dt.date | None = None, **more: Any) -> Row:
        """A feed says something of somebody, as of today, matched to them."""
        load = self.load(feed)
        row = Row.objects.create(
            feed=feed, record_id=f"r{next(_numbers)}", event_kind=kind, event_on=on or days_ago(30), load=load, line=2,
            digest=uuid.uuid4(), turn=load.number, **more,
        )  # fmt: skip
        who: dict[str, Any] = {"person": one, "standing": "joined", "how": "said"}
        if isinstance(one, FeedPerson):
            who = {"feed_person": one, "standing": "feed_only"}
        described = Description.objects.create(feed=feed, digest=uuid.uuid4(), decided_at=now(), **who)
        MatchedRow.objects.create(feed=feed, record_id=row.record_id, description=described)
        self.rows[row.pk] = row
        return row

    def withdraw(self, row: Row) -> None:
        """A row no longer stands."""
        load = self.load(row.feed)
        Row.objects.filter(pk=row.pk).update(stands=False, retired_by=load, turn=load.number)
        self.rows.pop(row.pk, None)

    def two_problems(self, one: Person | FeedPerson) -> list[Row]:
        """What puts a family onto the list of two of six: named in a crime, and a child in need."""
        return [self.tell(one, "police_incidents", "crime"), self.tell(one, "social_care", "child_in_need")]

    def lives(self, one: Person, ward: str, postcode: str = "YO26 4XX") -> None:
        """Somebody's address, with its ward."""
        families.record_address(
            people=[one], lines=f"{next(_numbers)} Test Street", postcode=postcode, ward_code=ward, since=LONG_AGO,
            by=the_system(),
        )  # fmt: skip


def a_town(pack: str = "york-2020") -> Town:
    """A council's pack in force, and a town."""
    a_pack(pack)
    return Town()


def counted(as_of: dt.date | None = None, *, full: bool = False) -> CountRun:
    """Count, as the command and the nightly job do."""
    return count_families(as_of=as_of or today(), full=full, by=the_system())
