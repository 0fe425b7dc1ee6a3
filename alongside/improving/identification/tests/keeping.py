"""Records kept closely, for tests."""

from alongside.ground.access.models import User
from alongside.ground.access.tests.factories import a_user
from alongside.ground.access.words import RecordClass
from alongside.ground.lib.clock import today
from alongside.people.families.models import Family, Person
from alongside.people.matching.models import FeedPerson
from alongside.people.protection import actions as protection
from alongside.people.protection.policies import LONGEST_REVIEW


def keep(subject: Person | Family | FeedPerson, *cleared: User, how: RecordClass = RecordClass.SEALED) -> None:
    """Seal a record for everybody but these."""
    assert not isinstance(subject, FeedPerson)
    protection.restrict(
        subject=subject, record_class=how, category="high_risk", reason="Made up, to see that it holds",
        whom_to_ask="The hub, 01632 960000", review_on=today() + LONGEST_REVIEW, cleared=list(cleared),
        by=a_user("hub_manager"),
    )  # fmt: skip
